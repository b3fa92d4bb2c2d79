"""What an operation says of itself, beside its view; the OpenAPI document and its page are made of nothing else.

    @views.get("/head")
    @public
    @described(Operation("logHead", "log", summary="The latest signed head", answers=(…,)))
    def head() -> Response: ...

Texts are English and shown in the reader's language. A text with gaps is a `Sentence`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from pydantic import BaseModel
from werkzeug.routing import Rule

from aril.api.problems import Kind
from aril.epcis.kinds import SCHEMAS
from aril.services.people.tokens import Scope

View = TypeVar("View", bound=Callable[..., Any])
Schema = Mapping[str, Any]
ANY_TEXT: Schema = {"type": "string", "pattern": "^[^\\x00]*$"}
"""Any text but one with a null character, which PostgreSQL keeps in no column."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text with {named} gaps and what stands in them."""

    template: str
    data: Mapping[str, object]


Text = str | Sentence


@dataclass(frozen=True, slots=True)
class Parameter:
    """Something that a request names in its path, its query or a header.

    A list stands in a query with `|` between its values. `keys` is for a family of parameters: their names are the
    keys of an object that `schema` describes.
    """

    name: str
    place: Literal["path", "query", "header"]
    schema: Schema
    description: Text
    is_list: bool = False
    is_required: bool = False
    keys: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    """What a request carries, in any of these forms."""

    schema: Schema
    description: Text
    media_types: tuple[str, ...] = ("application/json",)
    is_required: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """A good answer: its forms by media type, and its headers with what they say.

    `headers` come with each such answer, `sometimes` only where they apply. `links` are operations that can follow,
    each with the arguments that this answer gives it, as runtime expressions of OpenAPI.
    """

    status: int
    description: Text
    content: Mapping[str, Schema] = field(default_factory=dict)
    headers: Mapping[str, Text] = field(default_factory=dict)
    sometimes: Mapping[str, Text] = field(default_factory=dict)
    links: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Example:
    """A request that a fresh demonstration answers well; the tests send it and keep what came back."""

    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None


@dataclass(frozen=True, slots=True)
class Operation:
    """One method at one path. `id` names it for programs and as an anchor; `scope` is what a token must open."""

    id: str
    group: str
    summary: Text
    answers: tuple[Answer, ...]
    description: Text = ""
    parameters: tuple[Parameter, ...] = ()
    body: Body | None = None
    problems: tuple[Kind, ...] = ()
    scope: Scope | None = None
    example: Example = field(default_factory=Example)


Paths = Mapping[str, Mapping[str, Operation]]
"""Path with {arguments} → method → operation."""


def described(operation: Operation) -> Callable[[View], View]:
    """Describe a view that serves one method."""

    def say(rule: Rule) -> Paths:
        methods = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        return {path_of(rule): dict.fromkeys(methods, operation)}

    return describes(say)


def describes(say: Callable[[Rule], Paths]) -> Callable[[View], View]:
    """Describe a view that serves several methods, or more paths than its rule shows."""

    def mark(view: View) -> View:
        view.describes = say  # type: ignore[attr-defined]
        return view

    return mark


def paths_of(view: Callable[..., Any], rule: Rule) -> Paths | None:
    """What a view says of itself under a rule, or None where it says nothing."""
    say: Callable[[Rule], Paths] | None = getattr(view, "describes", None)
    return say(rule) if say else None


def path_of(rule: Rule) -> str:
    """`/epcis/events/<rest:eventID>` as `/epcis/events/{eventID}`."""
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)


def named(name: str) -> Schema:
    """A schema that stands among the document's parts."""
    return {"$ref": f"{SCHEMAS}{name}"}


def listed(item: Schema) -> Schema:
    return {"type": "array", "items": item}


def of_model(model: type[BaseModel]) -> Schema:
    """The schema of what a model writes. Its parts stand inside it: ours are small."""
    schema = model.model_json_schema(mode="serialization")
    parts = schema.pop("$defs", {})
    plain: Schema = _plain(_unspoken(schema), parts)
    return plain


def _plain(schema: Any, parts: Mapping[str, Any]) -> Any:
    """Without titles: pydantic gives each field its name again, which says nothing."""
    if isinstance(schema, list):
        return [_plain(each, parts) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        named = _unspoken(parts[schema["$ref"].rpartition("/")[2]])
        return _plain(named | {key: each for key, each in schema.items() if key != "$ref"}, parts)
    return {
        key: _plain(each, parts)
        for key, each in schema.items()
        if key != "title" or not isinstance(each, str)
    }


def _unspoken(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Without its docstring, which is for whoever reads the code."""
    return {key: each for key, each in schema.items() if key != "description"}
