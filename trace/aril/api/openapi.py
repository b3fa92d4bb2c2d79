"""The OpenAPI 3.1 document of everything that describes itself, put together from the views as they are served.

Source: OpenAPI Specification 3.1.1; the schemas are JSON Schema 2020-12.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from importlib.metadata import version
from itertools import groupby
from typing import Any

from flask import Flask
from pydantic import BaseModel

from aril.api import problems
from aril.api.description import (
    Answer,
    Operation,
    Parameter,
    Schema,
    Sentence,
    Text,
    named,
    of_model,
    paths_of,
)
from aril.api.examples import Kept, kept
from aril.api.problems import Kind
from aril.epcis import schema as epcis

Say = Callable[[Text], str]
"""A text in the reader's language."""

GROUPS: Mapping[str, Text] = {
    "capture": "Record what happened to your produce: documents of events, as EPCIS 2.0 has them",
    "events": "Read events, and record single ones",
    "resources": "What there is: event types, EPCs, steps, places and dispositions that events name",
    "queries": "Queries that are kept under a name",
    "numbers": "GS1 numbers under your company prefix",
    "labels": "Labels: ordered, printed in the background, printed again; rolls that are bound to a lot later",
    "links": "Where the codes on your produce lead besides this site",
    "resolver": "GS1 Digital Links of this site, for anybody",
    "log": "The log that anybody can check",
    "description": "This description",
}
"""The groups of operations in the order in which they are told."""

INTRODUCTION = Sentence(
    "Show a token of your organisation with `Authorization: Bearer …`; its administrator makes it on the page of "
    "programs, and chooses what it opens. Errors are `application/problem+json` (RFC 9457) in the language that "
    "Accept-Language names, English without it; `type` and `code` are the same in every language. Every answer has an "
    "`X-Request-ID`, by which the log of this service finds it again. Something that breaks here is answered 500 "
    "and keeps nothing of its request.",
    {},
)


class Finding(BaseModel):
    """One thing that is wrong with what was sent."""

    path: str
    event: int | None
    code: str
    message: str


class Problem(BaseModel):
    """Why there is no answer, as RFC 9457 has it."""

    type: str
    title: str
    status: int
    detail: str
    code: str = ""
    errors: list[Finding] = []
    request_id: str = ""


@dataclass(slots=True)
class _Assembly:
    """What the document shares between operations, collected on the way."""

    say: Say
    parameters: dict[str, Any] = field(default_factory=dict)


def operations(app: Flask) -> Iterator[tuple[str, str, Operation]]:
    """(path, method, operation) of everything that describes itself, group by group, each as it was registered."""
    found: dict[tuple[str, str], Operation] = {}
    for rule in app.url_map.iter_rules():
        for path, methods in (paths_of(app.view_functions[rule.endpoint], rule) or {}).items():
            for method, operation in methods.items():
                found.setdefault((path, method), operation)
    order = list(GROUPS)
    for (path, method), operation in sorted(found.items(), key=lambda item: order.index(item[1].group)):
        yield path, method, operation


def schemas() -> dict[str, Schema]:
    """The schemas that have a name."""
    return {**epcis.definitions(), "Problem": of_model(Problem)}


def document(app: Flask, say: Say) -> dict[str, Any]:
    """The whole document, its texts as `say` says them."""
    assembly = _Assembly(say)
    paths: dict[str, dict[str, Any]] = {}
    for path, method, operation in operations(app):
        paths.setdefault(path, {})[method.lower()] = _operation(operation, assembly)
    return {
        "openapi": "3.1.1",
        "info": {
            "title": say("The interface for programs"),
            "version": version("aril"),
            "description": say(INTRODUCTION),
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": name, "description": say(text)} for name, text in GROUPS.items()],
        "paths": paths,
        "components": {
            "schemas": {name: _said(each, say) for name, each in schemas().items()},
            "parameters": assembly.parameters,
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": say("A token of your organisation; its roles are what it opens."),
                }
            },
        },
    }


def _operation(operation: Operation, assembly: _Assembly) -> dict[str, Any]:
    say, example = assembly.say, kept(operation.id)
    said: dict[str, Any] = {
        "operationId": operation.id,
        "tags": [operation.group],
        "summary": say(operation.summary),
        "parameters": [_parameter(each, example, assembly) for each in operation.parameters],
        "responses": {str(each.status): _answer(each, example, say) for each in operation.answers}
        | _problems(operation.problems, say),
    }
    if operation.description:
        said["description"] = say(operation.description)
    if operation.body:
        media: dict[str, Any] = {"schema": _said(operation.body.schema, say)}
        if operation.example.body is not None:
            media["example"] = operation.example.body
        said["requestBody"] = {
            "required": operation.body.is_required,
            "description": say(operation.body.description),
            "content": dict.fromkeys(operation.body.media_types, media),
        }
    if operation.scope:
        said["security"] = [{"token": [str(operation.scope)]}]
    return said


def _parameter(parameter: Parameter, example: Kept | None, assembly: _Assembly) -> dict[str, Any]:
    said = _described(parameter, assembly.say)
    value = example and {**example.path, **example.query}.get(parameter.name)
    if value is not None:
        return said | {"example": [value] if parameter.is_list else value}
    if parameter.place == "path" or assembly.parameters.setdefault(parameter.name, said) != said:
        return said
    return {"$ref": f"#/components/parameters/{parameter.name}"}


def _described(parameter: Parameter, say: Say) -> dict[str, Any]:
    said: dict[str, Any] = {
        "name": parameter.name,
        "in": parameter.place,
        "description": say(parameter.description),
        "schema": _said(parameter.schema, say),
    }
    if parameter.place == "path" or parameter.is_required:
        said["required"] = True
    if parameter.is_list:
        said |= {
            "style": "pipeDelimited",
            "explode": False,
            "schema": {"type": "array", "items": said["schema"], "minItems": 1},
        }
    elif parameter.keys:
        said |= {"style": "form", "explode": True}
    return said


def _answer(answer: Answer, example: Kept | None, say: Say) -> dict[str, Any]:
    headers = {
        name: {"description": say(text), "schema": {"type": "string"}, "required": name in answer.headers}
        for name, text in {**answer.headers, **answer.sometimes}.items()
    }
    said: dict[str, Any] = {"description": say(answer.description)}
    if headers:
        said["headers"] = headers
    if answer.content:
        said["content"] = {
            media_type: {"schema": _said(schema, say)}
            | (
                {"example": example.answer}
                if example and (example.status, example.media_type) == (answer.status, media_type)
                else {}
            )
            for media_type, schema in answer.content.items()
        }
    if answer.links:
        said["links"] = {
            operation: {"operationId": operation, "parameters": dict(arguments)}
            for operation, arguments in answer.links.items()
        }
    return said


def _problems(kinds: Sequence[Kind], say: Say) -> dict[str, Any]:
    """The answers of a status, of which each says which types of problems it may be."""
    ordered = sorted(kinds, key=lambda kind: kind.status)
    return {
        str(int(status)): _problem(status, tuple(several), say)
        for status, several in groupby(ordered, lambda kind: kind.status)
    }


def _problem(status: HTTPStatus, kinds: Sequence[Kind], say: Say) -> dict[str, Any]:
    types = list(dict.fromkeys(problems.TYPES + kind.type for kind in kinds))
    said: dict[str, Any] = {
        "description": "; ".join(say(kind.title) for kind in kinds),
        "content": {
            problems.MEDIA_TYPE: {
                "schema": {
                    **named("Problem"),
                    "properties": {"type": {"enum": types}, "status": {"const": int(status)}},
                }
            }
        },
    }
    if status == HTTPStatus.UNAUTHORIZED:
        said["headers"] = {
            "WWW-Authenticate": {
                "description": say("How to show a token."), "schema": {"type": "string"}, "required": True,
            }
        }  # fmt: skip
    return said


def _said(schema: Any, say: Say) -> Any:
    """A schema with its descriptions in the reader's language."""
    if isinstance(schema, Mapping):
        return {
            key: say(each) if key == "description" and isinstance(each, str | Sentence) else _said(each, say)
            for key, each in schema.items()
        }
    return [_said(each, say) for each in schema] if isinstance(schema, list | tuple) else schema
