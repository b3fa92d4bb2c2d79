"""Every reason for which a label is not printed.

::

    LabelError
    ├── DesignInvalid         the design's file cannot be read
    ├── UnknownField          a design asks for a field nobody can fill
    ├── OffTheLabel           an element leaves the label
    ├── Overlap               two elements would print over each other
    ├── FontUnreadable        the font is none that can be embedded
    ├── OutputUnknown         no writer of that name
    ├── ResolutionRefused     no printer has so few or so many dots
    ├── OffsetTooFar          a printer's offset moves the label off its head
    ├── NoSuchPlace           a job is to begin beyond the first sheet
    ├── JobInvalid            a job's file cannot be read
    ├── MissingField          a record lacks a field the design cannot do without
    ├── DateExpected          a field that is no date stands where a code needs one
    ├── CharacterRefused      a control, direction or otherwise invisible character in a printed text
    ├── MissingGlyph          the font cannot draw a character
    ├── TextTooLong           the text does not fit at its smallest size
    ├── NothingToEncode       a symbol without content
    ├── CharacterNotEncodable the symbology has no such character
    ├── DataTooLong           no symbol of that kind holds so much
    ├── ElementStringInvalid  GS1's rules refuse it; `findings` has every reason
    ├── IdentifiersMissing    it lacks what the design's symbol carries
    ├── SymbolTooNarrow       the modules would be finer than the symbol's rules allow at this resolution
    └── ProofFailed           the finished symbol does not read back as what was asked

Each names the element and what was measured, and says what would be right. Lengths are in millimetres.
"""

from dataclasses import dataclass
from typing import ClassVar, Self

from aril.domain.errors import ArilError, Finding
from aril.gs1.errors import Finding as Gs1Finding


@dataclass(eq=False)
class LabelError(ArilError):
    """Nothing of the label it speaks of has been printed."""

    template: ClassVar[str] = "The label cannot be printed."


@dataclass(eq=False)
class DesignInvalid(LabelError):
    """`problem` is a sentence of its own, to be said in the reader's language; its place is this error's."""

    template: ClassVar[str] = "Label design “{design}”, {place}: {problem}"
    design: str
    place: str
    problem: Finding


@dataclass(eq=False)
class UnknownField(LabelError):
    template: ClassVar[str] = (
        "Label design “{design}”, element “{element}”: there is no field “{field}”; the nearest is “{nearest}”."
    )
    design: str
    element: str
    field: str
    nearest: str


@dataclass(eq=False)
class OffTheLabel(LabelError):
    template: ClassVar[str] = (
        "Element “{element}” reaches {reach} mm beyond the {width} × {height} mm of the label."
    )
    element: str
    reach: str
    width: str
    height: str


@dataclass(eq=False)
class Overlap(LabelError):
    template: ClassVar[str] = "Elements “{element}” and “{other}” overlap by {width} × {height} mm."
    element: str
    other: str
    width: str
    height: str


@dataclass(eq=False)
class FontUnreadable(LabelError):
    """`problem` is a sentence of its own, to be said in the reader's language."""

    template: ClassVar[str] = "The font cannot be used: {problem}"
    problem: Finding


@dataclass(eq=False)
class OutputUnknown(LabelError):
    template: ClassVar[str] = "Expected one of the outputs {known}, found “{format}”."
    format: str
    known: tuple[str, ...]


@dataclass(eq=False)
class ResolutionRefused(LabelError):
    template: ClassVar[str] = "Expected a resolution from {least} to {most} dpi, found {dpi}."
    dpi: int
    least: int
    most: int


@dataclass(eq=False)
class OffsetTooFar(LabelError):
    template: ClassVar[str] = "The printer's offset moves the label {dots} dots off the print head."
    dots: int


@dataclass(eq=False)
class NoSuchPlace(LabelError):
    template: ClassVar[str] = "Expected a place from 1 to {places} on the first sheet, found {place}."
    place: int
    places: int


@dataclass(eq=False)
class JobInvalid(LabelError):
    """`problem` is a sentence of its own, to be said in the reader's language; its place is this error's."""

    template: ClassVar[str] = "Label job, {place}: {problem}"
    place: str
    problem: Finding

    @classmethod
    def at(cls, place: str, template: str, **data: object) -> Self:
        return cls(place, Finding(place, template, data))


@dataclass(eq=False)
class MissingField(LabelError):
    template: ClassVar[str] = "Label {label}, element “{element}” needs the field “{field}”, which is empty."
    label: int
    element: str
    field: str


@dataclass(eq=False)
class DateExpected(LabelError):
    template: ClassVar[str] = (
        "Element “{element}” needs a date as 2026-09-12 in the field “{field}”, found “{value}”."
    )
    element: str
    field: str
    value: str


@dataclass(eq=False)
class CharacterRefused(LabelError):
    template: ClassVar[str] = (
        "Element “{element}”: the character {codepoint} at position {position} cannot be printed."
    )
    element: str
    codepoint: str
    position: int


@dataclass(eq=False)
class MissingGlyph(LabelError):
    template: ClassVar[str] = "Element “{element}”: the font has no glyph for “{character}” ({codepoint})."
    element: str
    character: str
    codepoint: str


@dataclass(eq=False)
class TextTooLong(LabelError):
    template: ClassVar[str] = (
        "Element “{element}” cannot hold “{text}” ({length} characters): at its smallest size of {smallest} pt "
        "it needs {needed} mm in each of {lines} lines, and has {width} × {height} mm."
    )
    element: str
    text: str
    length: int
    smallest: str
    needed: str
    lines: int
    width: str
    height: str


@dataclass(eq=False)
class NothingToEncode(LabelError):
    template: ClassVar[str] = "Element “{element}” has nothing to encode."
    element: str


@dataclass(eq=False)
class CharacterNotEncodable(LabelError):
    template: ClassVar[str] = "Element “{element}”: {symbology} has no “{character}” ({codepoint})."
    element: str
    symbology: str
    character: str
    codepoint: str


@dataclass(eq=False)
class DataTooLong(LabelError):
    template: ClassVar[str] = (
        "Element “{element}”: {symbology} holds {most} characters at most, found {length}."
    )
    element: str
    symbology: str
    most: int
    length: int


@dataclass(eq=False)
class ElementStringInvalid(LabelError):
    template: ClassVar[str] = "Element “{element}”: “{content}” is no element string: {problem}"
    element: str
    content: str
    problem: str
    findings: tuple[Gs1Finding, ...]


@dataclass(eq=False)
class IdentifiersMissing(LabelError):
    template: ClassVar[str] = "Element “{element}” carries {wanted}, and “{content}” has none of these."
    element: str
    wanted: tuple[str, ...]
    content: str


@dataclass(eq=False)
class SymbolTooNarrow(LabelError):
    template: ClassVar[str] = (
        "Element “{element}”: {modules} modules of at least {module} mm need {needed} mm at {dpi} dpi "
        "with their quiet zone, and there are {width} mm."
    )
    element: str
    modules: int
    module: str
    needed: str
    width: str
    dpi: int


@dataclass(eq=False)
class ProofFailed(LabelError):
    template: ClassVar[str] = (
        "Label {label}, element “{element}”: the finished symbol should read “{expected}” and reads “{found}”."
    )
    label: int
    element: str
    expected: str
    found: str


def codepoint(character: str) -> str:
    return f"U+{ord(character):04X}"


def short(text: str, limit: int = 40) -> str:
    """A text as an error may quote it: cut, and with invisible characters spelt out."""
    visible = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text[:limit])
    return visible + ("…" if len(text) > limit else "")
