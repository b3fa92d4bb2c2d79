"""The syntax of addresses that hold GS1 identifiers: where the path and its pairs are, and the query.

What identifiers may stand where is not decided here, but in `aril.gs1.digital_link`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import unquote, unquote_plus

from aril.gs1.application_identifiers import ApplicationIdentifier, find
from aril.gs1.errors import Gs1Error

CONVENIENCE_NAMES = {
    "cpid": "8010", "cpsn": "8011", "cpv": "22", "gcn": "255", "gdti": "253", "giai": "8004", "ginc": "401",
    "gln": "414", "glnx": "254", "gmn": "8013", "grai": "8003", "gsin": "402", "gsrn": "8018", "gsrnp": "8017",
    "gtin": "01", "itip": "8006", "lot": "10", "party": "417", "refno": "8020", "ser": "21", "srin": "8019",
    "sscc": "00",
}  # fmt: skip
"""Names for identifiers in addresses, withdrawn by version 1.2 of the standard."""

_FOREIGN = re.compile(r"[^A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]")
_SCHEME = re.compile(r"https?://|HTTPS?://")
_DOMAIN = re.compile(r"[A-Za-z0-9\-.:\[\]]+")


class Part(NamedTuple):
    """An identifier in an address, with its decoded value and where that starts."""

    identifier: ApplicationIdentifier
    value: str
    at: int


class Parameter(NamedTuple):
    """A parameter of the query, its value decoded, and where that starts."""

    name: str
    value: str
    at: int


def split(text: str) -> tuple[str, int, str, int]:
    """The raw path and query of an address, and where each starts."""
    if foreign := _FOREIGN.search(text):
        raise Gs1Error.of("uri-character", at=foreign.start(), found=foreign.group())
    rest = text.partition("#")[0]
    path_at = 0 if text.startswith("/") else _path_start(rest)
    path, _, query = rest[path_at:].partition("?")
    return path, path_at, query, path_at + len(path) + 1


def _path_start(text: str) -> int:
    scheme = _SCHEME.match(text)
    if not scheme:
        raise Gs1Error.of("uri-scheme", at=0, found=text[:8])
    start = scheme.end()
    slash = text.find("/", start)
    domain = text[start:] if slash < 0 else text[start:slash]
    if not _DOMAIN.fullmatch(domain):
        raise Gs1Error.of("uri-domain", at=start, found=domain)
    if slash < 0:
        raise Gs1Error.of("uri-no-path", at=len(text))
    return slash


def path_parts(path: str, at: int, *, legacy: bool) -> list[Part]:
    """The key and what follows it, found from the end: pairs are walked back until one is a key."""
    segments = path.split("/")
    named: list[ApplicationIdentifier] = []
    for index in range(len(segments) - 2, 0, -2):
        name = segments[index]
        identifier = find(CONVENIENCE_NAMES.get(name, name) if legacy else name)
        if identifier is None:
            break
        named.append(identifier)
        if identifier.qualifiers is not None:
            return list(_pairs(reversed(named), segments, index, at))
    raise Gs1Error.of("uri-no-key", at=at, found=path)


def _pairs(
    named: Iterable[ApplicationIdentifier], segments: Sequence[str], index: int, at: int
) -> Iterator[Part]:
    at += sum(len(segment) + 1 for segment in segments[:index])
    for identifier in named:
        name, value = segments[index : index + 2]
        yield Part(identifier, unquote(value), at + len(name) + 1)
        at += len(name) + len(value) + 2
        index += 2


def query_parts(query: str, at: int) -> Iterator[Parameter]:
    """Parameters named by digits, which are GS1's; all others are none of its business."""
    for parameter in query.split("&"):
        name, equals, value = parameter.partition("=")
        if equals and name.isascii() and name.isdigit():
            yield Parameter(name, unquote_plus(value), at + len(name) + 1)
        at += len(parameter) + 1
