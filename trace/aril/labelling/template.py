"""The little language of a design's texts: `产地 {origin}`, `{code|groups}`, `品种 {variety}[　{grade}]`.

A name in braces is replaced by a field, through the filters after it: a code of ours in `groups` of four, a date as
`yymmdd`, `upper`. What stands in square brackets is left out when one of its fields is empty. A brace or bracket is
doubled to print itself.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from types import MappingProxyType

from aril.domain.identity import grouped
from aril.labelling.record import LabelRecord

_PART = re.compile(
    r"(?P<double>\{\{|\}\}|\[\[|\]\])|\{(?P<name>[a-z][a-z0-9_]*)(?P<filters>(?:\|[a-z0-9]+)*)\}|[][{}]"
)


class TemplateFault(ValueError):
    """A text that cannot be read: an English sentence and what stands in its gaps."""

    def __init__(self, template: str, **data: object) -> None:
        super().__init__(template.format(**data))
        self.template = template
        self.data = data


class NotADate(ValueError):
    """A field that `yymmdd` cannot read."""

    def __init__(self, field: str, value: str) -> None:
        super().__init__(field, value)
        self.field = field
        self.value = value


def yymmdd(text: str) -> str:
    """An ISO date as element strings carry dates (GS1 General Specifications, section 3.4); raises ValueError."""
    return date.fromisoformat(text).strftime("%y%m%d")


FILTERS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {"groups": grouped, "yymmdd": yymmdd, "upper": str.upper}
)


Quote = Callable[[str], str] | None


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    filters: tuple[str, ...] = ()

    def fill(self, record: LabelRecord, quote: Quote) -> str:
        value = record.value(self.name)
        for each in self.filters:
            try:
                value = FILTERS[each](value)
            except ValueError as error:
                raise NotADate(self.name, value) from error
        return value if quote is None or self.name == "linear" else quote(value)


@dataclass(frozen=True, slots=True)
class Group:
    """A stretch that may be left out."""

    parts: tuple[str | Field, ...]

    def fill(self, record: LabelRecord, quote: Quote) -> str:
        if all(record.value(part.name).strip() for part in self.parts if isinstance(part, Field)):
            return "".join(part if isinstance(part, str) else part.fill(record, quote) for part in self.parts)
        return ""


@dataclass(frozen=True, slots=True)
class Template:
    """A parsed text: literals, fields and groups in order."""

    source: str
    parts: tuple[str | Field | Group, ...]

    @classmethod
    def parse(cls, source: str) -> "Template":
        """Raises TemplateFault naming the place of a brace, bracket or filter that cannot be read."""
        parts: list[str | Field | Group] = []
        group: list[str | Field] | None = None
        for position, part in _tokens(source):
            if part == "[" and position is not None:
                if group is not None:
                    raise TemplateFault(
                        "“[” stands inside another at position {position}.", position=position
                    )
                group = []
            elif part == "]" and position is not None:
                if group is None:
                    raise TemplateFault(
                        "“{sign}” stands alone at position {position}.", sign="]", position=position
                    )
                parts.append(Group(tuple(group)))
                group = None
            else:
                (parts if group is None else group).append(part)
        if group is not None:
            raise TemplateFault("“[” is never closed.")
        return cls(source, tuple(parts))

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the fields that stand outside brackets."""
        return tuple(part.name for part in self.parts if isinstance(part, Field))

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of all fields."""
        parts = chain.from_iterable(part.parts if isinstance(part, Group) else (part,) for part in self.parts)
        return tuple(part.name for part in parts if isinstance(part, Field))

    def missing(self, record: LabelRecord) -> str | None:
        """The first required field that the record leaves empty, if any."""
        return next((name for name in self.required if not record.value(name).strip()), None)

    def fill(self, record: LabelRecord, quote: Quote = None) -> str:
        """The text for a record; raises NotADate when a filter cannot read a value.

        `quote` goes over each field but `linear`, which is an element string already, where the text has a syntax of
        its own that a field must not become part of.
        """
        return "".join(part if isinstance(part, str) else part.fill(record, quote) for part in self.parts)


def _tokens(source: str) -> Iterator[tuple[int | None, str | Field]]:
    """Literals and fields; a bracket that opens or closes a group comes with its position, counted from 1."""
    end = 0
    for found in _PART.finditer(source):
        if found.start() > end:
            yield None, source[end : found.start()]
        end = found.end()
        if found.group("double"):
            yield None, found.group()[0]
        elif found.group("name"):
            filters = tuple(found.group("filters").split("|")[1:])
            unknown = next((each for each in filters if each not in FILTERS), None)
            if unknown:
                raise TemplateFault(
                    "There is no filter “{filter}”; there are {known}.",
                    filter=unknown,
                    known=", ".join(FILTERS),
                )
            yield None, Field(found.group("name"), filters)
        elif found.group() in "{}":
            raise TemplateFault(
                "“{sign}” stands alone at position {position}.",
                sign=found.group(),
                position=found.start() + 1,
            )
        else:
            yield found.start() + 1, found.group()
    if end < len(source):
        yield None, source[end:]
