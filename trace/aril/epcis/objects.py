"""Kinds for the small objects inside an event that are not records of their own."""

from collections.abc import Mapping
from typing import Any

from aril.epcis.contexts import Json, Namespaces
from aril.epcis.errors import Problem, Refusal, refuse
from aril.epcis.kinds import URI, URI_PATTERN, Kind, shown


class Place(str):
    """The identifier of a read point or business location that had keys of other namespaces beside it."""

    extensions: Mapping[str, Json]
    __slots__ = ("extensions",)

    def __new__(cls, identifier: str, extensions: Mapping[str, Json]) -> "Place":
        place = super().__new__(cls, identifier)
        place.extensions = extensions
        return place

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Place) and other.extensions != self.extensions:
            return False
        return str.__eq__(self, other)

    __hash__ = str.__hash__


def _read_place(json: Json, names: Namespaces) -> str:
    if not isinstance(json, dict):
        raise refuse("not_an_object", found=shown(json))
    if "id" not in json:
        raise refuse("missing", "id", field="id")
    extensions = {key: value for key, value in json.items() if key != "id"}
    problems = unnamespaced(extensions, "a place")
    try:
        identifier: str = URI.read(json["id"], names)
    except Refusal as refusal:
        problems += refusal.under("id")
    if problems:
        raise Refusal(problems)
    return Place(identifier, extensions) if extensions else identifier


def _write_place(place: str) -> Json:
    return {"id": str(place), **getattr(place, "extensions", {})}


def _read_ilmd(json: Json, _names: Namespaces) -> Mapping[str, Json]:
    if not isinstance(json, dict):
        raise refuse("not_an_object", found=shown(json))
    if problems := unnamespaced(json, "ilmd"):
        raise Refusal(problems)
    return json


def unnamespaced(keys: Mapping[str, Any], place: str) -> list[Problem]:
    """A problem for each key that no namespace makes one's own."""
    return [
        ((key,), "unknown_field", {"found": key, "place": place})
        for key in keys
        if not URI_PATTERN.fullmatch(key)
    ]


PLACE = Kind(_read_place, _write_place)
ILMD = Kind(_read_ilmd, dict)
