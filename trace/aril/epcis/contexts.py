"""JSON-LD contexts, as far as an EPCIS document needs them, and offline.

A context level is the value of one `@context`: a URI, an object, or a list of both. What a document says about an
event is the document's level followed by the event's own. Of a context only the prefixes matter here: the standard's
own terms are protected and cannot be redefined.

Source: JSON-LD 1.1, sections 3.1 (contexts) and 3.2.2 (compact IRIs); EPCIS 2.0, section 10.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

Json = Any
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
"""The prefixes that every EPCIS document knows."""


def namespaces(levels: tuple[Json, ...]) -> Namespaces:
    """Prefix → namespace after all `levels`; a later one wins."""
    own = {
        prefix: uri
        for level in levels
        for prefix, uri in _prefixes(level)
    }
    return {**STANDARD, **own} if own else STANDARD


def _prefixes(level: Json) -> Iterator[tuple[str, str]]:
    for part in level if isinstance(level, list) else [level]:
        if isinstance(part, Mapping):
            for prefix, meaning in part.items():
                uri = meaning.get("@id") if isinstance(meaning, Mapping) else meaning
                if isinstance(uri, str) and not prefix.startswith("@"):
                    yield prefix, uri


def expanded(text: str, names: Namespaces) -> str:
    """`text` with a known prefix replaced by its namespace, or unchanged."""
    prefix, colon, rest = text.partition(":")
    if colon and prefix in names and not rest.startswith("//"):
        return names[prefix] + rest
    return text
