"""The description of the interface: for tools at `/api/openapi.json`, for people at `/api/docs`."""

import json
import shlex
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, current_app, make_response, render_template, request

from aril import i18n
from aril.api import openapi, problems
from aril.api.description import Answer, Operation, Parameter, Schema, Text, described
from aril.api.examples import kept
from aril.api.openapi import GROUPS
from aril.services.people.access import public
from aril.services.site import Site

_JSON = Operation(
    "openapi",
    "description",
    summary="This description as OpenAPI 3.1",
    description="Its texts are in the language that Accept-Language names. Ask again with its ETag.",
    answers=(
        Answer(
            200,
            description="The document.",
            content={"application/json": {"type": "object", "required": ["openapi", "paths"]}},
            headers={"ETag": "By which a program asks whether it has changed."},
        ),
    ),
)

_DOCS = Operation(
    "docs",
    "description",
    summary="This description as a page",
    answers=(Answer(200, description="The page.", content={"text/html": {"type": "string"}}),),
)


KINDS: Mapping[str, Text] = {
    "": "Order, pages and limits",
    "EQ": "One of several values",
    "GE GT LE LT": "Times and amounts: from, before, more, less",
    "MATCH": "EPCs and classes, also by a pattern",
    "WD": "Places with all that lies within",
    "EXISTS": "A field is there",
    "keys": "Names that end in a key of yours",
    "linkType context": "Which link is wanted",
    "header": "Headers of a request",
}
"""How the parameters that several operations share begin, and what these do."""


_SHOWN = 10**6
"""Bounds of a number are shown up to this one; what is larger only keeps it in the machine."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An operation as the page shows it: with a command that asks for it, and what that answered once."""

    path: str
    method: str
    operation: Operation
    command: str
    answer: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of what a value may be: a form with a name, a value as it is written, or a word."""

    anchor: str = ""
    code: str = ""
    word: str = ""


def parts(schema: Schema) -> Iterator[Part]:
    """What a value may be, in a line."""
    match schema:
        case {"$ref": pointer}:
            yield Part(anchor=pointer.rpartition("/")[2])
        case {"anyOf": choices}:
            yield from _joined(" | ", choices)
        case {"enum": values}:
            yield from _joined(", ", [{"const": value} for value in values])
        case {"const": value}:
            yield Part(code=json.dumps(value, ensure_ascii=False))
        case {"type": "array", "items": item}:
            yield from (Part(word="["), *parts(item), Part(word="]"))
        case {"format": "date" | "date-time" as form}:
            yield Part(word=form)
        case {"type": kind, "minimum": least, "maximum": most} if most <= _SHOWN:
            yield Part(word=f"{kind} {least:n} … {most:n}")
        case {"type": kinds}:
            yield Part(word=kinds if isinstance(kinds, str) else " | ".join(kinds))
        case _:
            yield Part(word="any")


def _joined(between: str, schemas: Iterable[Schema]) -> Iterator[Part]:
    for number, schema in enumerate(schemas):
        if number:
            yield Part(word=between)
        yield from parts(schema)


def blueprint(site: Site) -> Blueprint:
    """`/api/openapi.json` and `/api/docs`."""
    views = Blueprint("api", __name__, url_prefix="/api")
    problems.install(views)

    @views.get("/openapi.json")
    @public
    @described(_JSON)
    def openapi_json() -> Response:
        language = problems.language()
        whole = openapi.document(current_app, partial(_said, language))
        answer = Response(json.dumps(whole, ensure_ascii=False), content_type="application/json")
        answer.content_language.add(language.replace("_", "-"))
        return _cacheable(answer)

    @views.get("/docs")
    @public
    @described(_DOCS)
    def docs() -> Response:
        shown = [
            Shown(
                path, method, operation, command(site.base_url, path, method, operation), _example(operation)
            )
            for path, method, operation in openapi.operations(current_app)
            if method != "OPTIONS"
        ]
        groups = [
            (name, GROUPS[name], list(several))
            for name, several in groupby(shown, lambda each: each.operation.group)
        ]
        common = _common(shown)
        answer = make_response(
            render_template(
                "api/docs.html",
                groups=groups,
                introduction=openapi.INTRODUCTION,
                common=_by_kind(common),
                shared=[each.name for each in common],
                schemas=openapi.schemas(),
                parts=lambda schema: list(parts(schema)),
            )
        )
        return _cacheable(answer)

    return views


def _common(shown: Iterable[Shown]) -> list[Parameter]:
    """The parameters that several operations have in common, each once."""
    several = [each for one in shown for each in one.operation.parameters if each.place != "path"]
    names = Counter(each.name for each in several)
    return [each for each in {each.name: each for each in several}.values() if names[each.name] > 1]


def _by_kind(parameters: Iterable[Parameter]) -> list[tuple[Text, list[Parameter]]]:
    found: dict[str, list[Parameter]] = {kind: [] for kind in KINDS}
    for each in parameters:
        found[_kind(each)].append(each)
    return [(KINDS[kind], several) for kind, several in found.items() if several]


def _kind(parameter: Parameter) -> str:
    """The key of `KINDS` that a parameter falls under."""
    if parameter.place == "header":
        return "header"
    if parameter.keys:
        return "keys"
    prefix = parameter.name.partition("_")[0]
    usual = "EQ" if parameter.is_list else ""
    return next((kind for kind in KINDS if prefix in kind.split()), usual)


def command(
    base_url: str, path: str, method: str, operation: Operation, arguments: Mapping[str, str] | None = None
) -> str:
    """A command for a shell that asks for an operation with its example; `$ARIL_TOKEN` is the token."""
    example = kept(operation.id)
    for name, value in (arguments or (example.path if example else operation.example.path)).items():
        path = path.replace(f"{{{name}}}", quote(value, safe=""))
    query = f"?{urlencode(operation.example.query, safe=':/|')}" if operation.example.query else ""
    parts = [f"curl{'' if method == 'GET' else f' -X {method}'} {shlex.quote(base_url + path + query)}"]
    if operation.scope:
        parts.append('-H "Authorization: Bearer $ARIL_TOKEN"')
    parts += [f"-H {shlex.quote(f'{name}: {value}')}" for name, value in operation.example.headers.items()]
    if operation.example.body is not None:
        parts.append("-H 'Content-Type: application/json'")
        parts.append(f"--data {shlex.quote(_pretty(operation.example.body))}")
    return " \\\n  ".join(parts)


def _example(operation: Operation) -> str:
    example = kept(operation.id)
    if example is None or example.answer is None:
        return ""
    return example.answer if isinstance(example.answer, str) else _pretty(example.answer)


def _pretty(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _said(language: str, text: Text) -> str:
    if isinstance(text, str):
        return i18n.gettext(language, text)
    return i18n.gettext(language, text.template, **text.data)


def _cacheable(answer: Response) -> Response:
    """Kept by whoever asks, and asked for again with its ETag."""
    answer.headers["Cache-Control"] = "no-cache"
    answer.add_etag()
    answer.make_conditional(request)
    return answer
