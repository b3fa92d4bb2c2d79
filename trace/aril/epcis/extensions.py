"""Keys of other namespaces: what a user, a sector or a vendor adds to an event, kept as it is.

An extension is any key with a prefix (`example:grade`) or a full URI. Its value may be any JSON; inside it keys are the
author's own affair. The ILMD consists of such keys only, and a read point or business location may have some beside
its identifier.

Source: EPCIS 2.0, sections 7.1.3, 7.3.6 (ILMD) and 10.2; CBV 2.0, section 8.9 for the hash.
"""

from collections.abc import Iterator, Mapping
from typing import Self

from aril.epcis import spelling
from aril.epcis.contexts import Json, Levels, Namespaces, Scope, expanded
from aril.epcis.errors import Problem, Refusal
from aril.epcis.identifiers import canonical
from aril.epcis.jsontext import JsonNumber
from aril.epcis.kinds import URI, URI_PATTERN, Kind, Schema, is_uri, shown

DEEPEST = 100
"""Levels of nesting inside an extension. Nobody writes as many; a thousand would exhaust whoever reads them."""

_COMMENT = "http://www.w3.org/2000/01/rdf-schema#comment"

Extensions = Mapping[str, Json]


class Place(str):
    """The identifier of a place, with the extensions that stand beside it; a place without any is a plain string.

    Places are equal when their identifiers are, whatever else is said of them.
    """

    extensions: Extensions
    __slots__ = ("extensions",)

    def __new__(cls, identifier: str, extensions: Extensions) -> Self:
        place = super().__new__(cls, identifier)
        place.extensions = extensions
        return place


def unknown_keys(keys: Extensions, place: str) -> Iterator[Problem]:
    """A problem for each key without a namespace, and for each value nested too deeply."""
    for key, value in keys.items():
        if not is_uri(key):
            yield Problem((key,), "unknown-field", {"found": key, "place": place})
        elif _deeper_than(DEEPEST, value):
            yield Problem((key,), "too-deep", {"limit": DEEPEST})


def _deeper_than(levels: int, value: Json) -> bool:
    if not isinstance(value, dict | list):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(_deeper_than(levels - 1, each) for each in inner)


def hashed_extensions(extensions: Extensions, names: Namespaces) -> list[str]:
    """Their parts of the pre-hash string, not sorted yet: `{namespace}key=value`, and for an object its members."""
    if "@context" in extensions:
        names = Scope(names=names).within(extensions["@context"]).names
    return [part for key, value in extensions.items() for part in _hashed(key, value, names)]


def _hashed(key: str, value: Json, names: Namespaces) -> Iterator[str]:
    if key == "@context" or expanded(key, names) == _COMMENT:
        return
    prefix, colon, local = key.partition(":")
    name = f"{{{names[prefix]}}}{local}" if colon and prefix in names else key
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            yield name + "".join(sorted(hashed_extensions(item, names)))
        elif isinstance(item, list):
            yield from _hashed(key, item, names)
        elif item is not None:
            text = _spelled(item, names)
            yield f"{name}={text}" if text else name


def _spelled(value: Json, names: Namespaces) -> str:
    if isinstance(value, bool):
        return spelling.truth(value)
    if isinstance(value, str):
        return spelling.text(value, names)
    return spelling.text(value.text if isinstance(value, JsonNumber) else str(value), names)


def _read_place(json: Json, scope: Scope) -> str:
    if not isinstance(json, dict):
        raise Refusal.of("not-an-object", found=shown(json))
    extensions = {key: value for key, value in json.items() if key != "id"}
    others = {key: value for key, value in extensions.items() if not key.startswith("@")}
    problems = list(unknown_keys(others, "a place"))
    try:
        identifier: str = URI.read(json["id"], scope)
    except KeyError:
        problems.append(Problem(("id",), "missing", {"field": "id"}))
    except Refusal as refusal:
        problems += refusal.under("id")
    if problems:
        raise Refusal(problems)
    return Place(identifier, extensions) if extensions else identifier


def _write_place(place: str, _around: Levels) -> Json:
    return {"id": str(place), **_of(place)}


def _hashed_place(key: str, place: str, names: Namespaces) -> str:
    return f"{key}id={spelling.text(place, names)}" + "".join(sorted(hashed_extensions(_of(place), names)))


def _canonical_place(place: str) -> str:
    identifier = canonical(place)
    if identifier == place:
        return place
    return Place(identifier, place.extensions) if isinstance(place, Place) else identifier


def _of(place: str) -> Extensions:
    return place.extensions if isinstance(place, Place) else {}


def _read_ilmd(json: Json, _scope: Scope) -> Extensions:
    if not isinstance(json, dict):
        raise Refusal.of("not-an-object", found=shown(json))
    if problems := list(unknown_keys(json, "ilmd")):
        raise Refusal(problems)
    return json


def _hashed_ilmd(key: str, ilmd: Extensions, names: Namespaces) -> str:
    return key + "".join(sorted(hashed_extensions(ilmd, names)))


_PLACE_SCHEMA: Schema = {
    "type": "object",
    "properties": {"id": URI.schema},
    "patternProperties": {URI_PATTERN: {}, "^@": {}},
    "additionalProperties": False,
    "required": ["id"],
}
_ILMD_SCHEMA: Schema = {
    "type": "object",
    "patternProperties": {URI_PATTERN: {}},
    "additionalProperties": False,
}

PLACE = Kind(_read_place, _write_place, _hashed_place, _canonical_place, _PLACE_SCHEMA)
ILMD = Kind(_read_ilmd, lambda ilmd, _: dict(ilmd), _hashed_ilmd, schema=_ILMD_SCHEMA)
