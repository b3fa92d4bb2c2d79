"""JSON-LD contexts, as far as an EPCIS document needs them, and offline.

A level is the value of one `@context`: a URI, an object, or a list of both. What holds for an event is the level of its
document followed by its own. Of a context only the namespaces matter here: the terms of the standard itself are
protected and cannot be given another meaning.

Source: JSON-LD 1.1, sections 3.1 (contexts) and 3.2 (compact IRIs); EPCIS 2.0, section 10.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Self

Json = Any
"""A JSON value: dict, list, str, int, float, bool or None."""

Levels = tuple[Json, ...]
Namespaces = Mapping[str, str]

EPCIS_CONTEXT = "https://ref.gs1.org/standards/epcis/epcis-context.jsonld"

STANDARD: Namespaces = MappingProxyType(
    {
        "epcis": "https://ref.gs1.org/epcis/",
        "cbv": "https://ref.gs1.org/cbv/",
        "cbvmda": "urn:epcglobal:cbv:mda:",
        "gs1": "https://gs1.org/voc/",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "dcterms": "http://purl.org/dc/terms/",
    }
)
"""The prefixes that the standard's own context declares."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The contexts in force at some place of a document, the outermost first, and the namespaces they declare."""

    levels: Levels = ()
    names: Namespaces = field(default_factory=lambda: STANDARD)

    @classmethod
    def of(cls, levels: Levels) -> Self:
        scope = cls()
        for level in levels:
            scope = scope.within(level)
        return scope

    def within(self, level: Json) -> Self:
        """The scope inside an object that has this `@context`."""
        names = dict(self.names)
        for prefix, uri in _prefixes(level):
            names[prefix] = expanded(uri, names)
        return type(self)((*self.levels, level), names)


def _prefixes(level: Json) -> Iterator[tuple[str, str]]:
    for part in level if isinstance(level, list) else [level]:
        if isinstance(part, dict):
            for prefix, meaning in part.items():
                uri = meaning.get("@id") if isinstance(meaning, dict) else meaning
                if isinstance(uri, str) and not prefix.startswith("@"):
                    yield prefix, uri


def expanded(text: str, names: Namespaces) -> str:
    """`text` with a declared prefix replaced by its namespace, or unchanged when it has none."""
    prefix, colon, rest = text.partition(":")
    if colon and prefix in names and not rest.startswith("//"):
        return names[prefix] + rest
    return text
