"""Messages of the Internet Printing Protocol in bytes (RFC 8010, section 3).

Integers are big-endian and signed (3.1). A message is a version, an operation or a status, a request's number,
groups of attributes between delimiters, and after the last group the document. Values of a kind that is not needed
here (dates, resolutions, ranges, collections) are kept as their bytes, so that every message can be written as it
was read.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum


class IppMalformed(ValueError):
    """These bytes are no IPP message; says at which byte."""


class GroupTag(IntEnum):
    """Delimiters (3.5.1)."""

    OPERATION = 0x01
    JOB = 0x02
    PRINTER = 0x04
    UNSUPPORTED = 0x05


_END = 0x03
"""end-of-attributes-tag (3.5.1)."""
_LAST_DELIMITER = 0x0F


class Tag(IntEnum):
    """The kinds of values that are read here (3.5.2)."""

    INTEGER = 0x21
    BOOLEAN = 0x22
    ENUM = 0x23
    TEXT = 0x41
    NAME = 0x42
    KEYWORD = 0x44
    URI = 0x45
    CHARSET = 0x47
    LANGUAGE = 0x48
    MIME = 0x49


_NUMBERS = {Tag.INTEGER, Tag.ENUM}
_TEXTS = {Tag.TEXT, Tag.NAME, Tag.KEYWORD, Tag.URI, Tag.CHARSET, Tag.LANGUAGE, Tag.MIME}

Content = int | bool | str | bytes


@dataclass(frozen=True, slots=True)
class Value:
    """One value with its kind."""

    tag: int
    content: Content


@dataclass(frozen=True, slots=True)
class Attribute:
    """A name and its values (3.1.4, 3.1.5); at least one."""

    name: str
    values: tuple[Value, ...]

    @classmethod
    def of(cls, name: str, tag: Tag, *contents: Content) -> "Attribute":
        return cls(name, tuple(Value(tag, content) for content in contents))


@dataclass(frozen=True, slots=True)
class Group:
    tag: int
    attributes: tuple[Attribute, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """A request or an answer without its document; `code` is an operation-id or a status-code (3.1.1)."""

    code: int
    request_id: int
    groups: tuple[Group, ...]
    version: tuple[int, int] = (2, 0)

    def values(self, name: str) -> tuple[Content, ...]:
        """The contents of the first attribute of a name, in whatever group; empty where there is none."""
        for group in self.groups:
            for attribute in group.attributes:
                if attribute.name == name:
                    return tuple(value.content for value in attribute.values)
        return ()

    def encoded(self) -> bytes:
        parts = [struct.pack(">BBhi", *self.version, _signed(self.code), self.request_id)]
        for group in self.groups:
            parts.append(bytes([group.tag]))
            for attribute in group.attributes:
                name = attribute.name
                for value in attribute.values:
                    parts.append(_value(name, value))
                    name = ""  # an additional value has no name (3.1.5)
        parts.append(bytes([_END]))
        return b"".join(parts)

    @classmethod
    def decoded(cls, content: bytes) -> "Message":
        """Reads a message; what follows its attributes is a document and left alone. Raises IppMalformed."""
        reader = _Reader(content)
        major, minor, code, request_id = struct.unpack(">BBHi", reader.take(8))
        groups = tuple(_groups(reader))
        return cls(code, request_id, groups, (major, minor))


def _groups(reader: "_Reader") -> Iterator[Group]:
    delimiter = reader.byte()
    while delimiter != _END:
        if delimiter > _LAST_DELIMITER:
            raise reader.malformed("a delimiter")
        attributes: list[tuple[str, list[Value]]] = []
        while (tag := reader.byte()) > _LAST_DELIMITER:
            name = reader.text()
            value = Value(tag, _content(tag, reader))
            if name:
                attributes.append((name, [value]))
            elif attributes:
                attributes[-1][1].append(value)
            else:
                raise reader.malformed("a name")
        yield Group(delimiter, tuple(Attribute(name, tuple(values)) for name, values in attributes))
        delimiter = tag


def _content(tag: int, reader: "_Reader") -> Content:
    raw = reader.sized()
    if tag in _NUMBERS:
        if len(raw) != 4:
            raise reader.malformed("a number of four bytes")
        return int(struct.unpack(">i", raw)[0])
    if tag == Tag.BOOLEAN:
        if raw not in {b"\x00", b"\x01"}:
            raise reader.malformed("a boolean")
        return raw == b"\x01"
    if tag in _TEXTS:
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            raise reader.malformed("a text in UTF-8") from None
    return raw


def _value(name: str, value: Value) -> bytes:
    match value.content:
        case bool():
            raw = bytes([value.content])
        case int():
            raw = struct.pack(">i", value.content)
        case str():
            raw = value.content.encode()
        case bytes():
            raw = value.content
    named = name.encode()
    return struct.pack(">Bh", value.tag, len(named)) + named + struct.pack(">h", len(raw)) + raw


def _signed(code: int) -> int:
    return code - 0x10000 if code > 0x7FFF else code


class _Reader:
    def __init__(self, content: bytes) -> None:
        self._content = content
        self._at = 0

    def take(self, count: int) -> bytes:
        part = self._content[self._at : self._at + count]
        if len(part) < count:
            raise self.malformed(f"{count} bytes")
        self._at += count
        return part

    def byte(self) -> int:
        return self.take(1)[0]

    def sized(self) -> bytes:
        (length,) = struct.unpack(">h", self.take(2))
        if length < 0:
            raise self.malformed("a length")
        return self.take(length)

    def text(self) -> str:
        try:
            return self.sized().decode("ascii")
        except UnicodeDecodeError:
            raise self.malformed("a name in ASCII") from None

    def malformed(self, expected: str) -> IppMalformed:
        return IppMalformed(f"expected {expected} at byte {self._at} of {len(self._content)}")
