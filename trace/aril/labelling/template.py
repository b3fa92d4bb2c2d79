"""The little language of a design's texts: `产地 {origin}`, `{code|groups}`, `(13){pack_date|yymmdd}`.

A name in braces is replaced by a field, through the filters after it. Braces double to print themselves.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from aril.labelling.record import LabelRecord

_PART = re.compile(r"\{\{|\}\}|\{(?P<name>[a-z][a-z0-9_]*)(?P<filters>(?:\|[a-z0-9]+)*)\}|[{}]")


def groups_of_four(text: str) -> str:
    """`7K3M9QX2W4TB` as `7K3M 9QX2 W4TB`: what a person can copy without losing the place."""
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def yymmdd(text: str) -> str:
    """An ISO date as element strings carry dates (GS1 General Specifications, section 3.4)."""
    found = re.fullmatch(r"\d\d(\d\d)-(\d\d)-(\d\d)", text)
    if found is None:
        raise ValueError("a date as 2026-09-12 is expected")
    return "".join(found.groups())


FILTERS: Mapping[str, Callable[[str], str]] = {
    "groups": groups_of_four,
    "yymmdd": yymmdd,
    "upper": str.upper,
}


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    filters: tuple[str, ...] = ()

    def fill(self, record: LabelRecord) -> str:
        value = record.value(self.name)
        for each in self.filters:
            value = FILTERS[each](value)
        return value


@dataclass(frozen=True, slots=True)
class Template:
    """A parsed text: literals and fields in order."""

    source: str
    parts: tuple[str | Field, ...]

    @classmethod
    def parse(cls, source: str) -> "Template":
        """Reads a template; raises ValueError naming the place of a brace or filter it cannot read."""
        parts: list[str | Field] = []
        end = 0
        for found in _PART.finditer(source):
            parts.append(source[end : found.start()])
            end = found.end()
            if found.group() in ("{{", "}}"):
                parts.append(found.group()[0])
            elif found.group("name"):
                filters = tuple(found.group("filters").split("|")[1:])
                unknown = [each for each in filters if each not in FILTERS]
                if unknown:
                    raise ValueError(f'unknown filter "{unknown[0]}"; there are {", ".join(FILTERS)}')
                parts.append(Field(found.group("name"), filters))
            else:
                raise ValueError(f'a lone "{found.group()}" at position {found.start()}')
        parts.append(source[end:])
        return cls(source, tuple(part for part in parts if part != ""))

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(part.name for part in self.parts if isinstance(part, Field))

    def missing(self, record: LabelRecord) -> str | None:
        """The first field that the record leaves empty, if any."""
        return next((name for name in self.fields if not record.value(name).strip()), None)

    def fill(self, record: LabelRecord) -> str:
        """The text for a record; raises ValueError when a filter cannot read a value."""
        return "".join(part if isinstance(part, str) else part.fill(record) for part in self.parts)
