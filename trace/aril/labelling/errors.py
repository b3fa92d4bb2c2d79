"""Every reason for which a label is not printed.

::

    LabelError
    ├── DesignInvalid       the design's file cannot be read
    ├── UnknownField        a design asks for a field nobody can fill
    ├── MissingField        a record lacks a field the design cannot do without
    ├── OffTheLabel         an element, or a symbol's quiet zone, leaves the label
    ├── Overlap             two elements would print over each other
    ├── TextTooLong         the text does not fit at its smallest size
    ├── SymbolTooNarrow     the symbol's modules would be finer than its rules allow at this resolution
    ├── CharacterRefused    a control, direction or otherwise invisible character in a printed text
    ├── MissingGlyph        the font cannot draw a character
    ├── DataNotEncodable    the symbology has no way to carry the data
    └── ProofFailed         the finished symbol does not read back as what was asked

Each names the element and what was measured, and says what would be right. Lengths are in millimetres.
"""

from dataclasses import dataclass
from typing import ClassVar

from aril.domain.errors import ArilError


@dataclass(eq=False)
class LabelError(ArilError):
    """Nothing of the label it speaks of has been printed."""

    template: ClassVar[str] = "The label cannot be printed."


@dataclass(eq=False)
class DesignInvalid(LabelError):
    template: ClassVar[str] = 'Design "{design}", {place}: {problem}.'
    design: str
    place: str
    problem: str


@dataclass(eq=False)
class UnknownField(LabelError):
    template: ClassVar[str] = (
        'Design "{design}", element "{element}": there is no field "{field}"; the nearest is "{nearest}".'
    )
    design: str
    element: str
    field: str
    nearest: str


@dataclass(eq=False)
class MissingField(LabelError):
    template: ClassVar[str] = 'Label {label}, element "{element}" needs the field "{field}", which is empty.'
    label: int
    element: str
    field: str


@dataclass(eq=False)
class OffTheLabel(LabelError):
    template: ClassVar[str] = (
        'Element "{element}" reaches {reach} mm beyond the {width} × {height} mm of the label.'
    )
    element: str
    reach: str
    width: str
    height: str


@dataclass(eq=False)
class Overlap(LabelError):
    template: ClassVar[str] = 'Elements "{element}" and "{other}" overlap by {width} × {height} mm.'
    element: str
    other: str
    width: str
    height: str


@dataclass(eq=False)
class TextTooLong(LabelError):
    template: ClassVar[str] = (
        'Element "{element}" cannot hold "{text}" ({length} characters): at its smallest size of {smallest} pt '
        "it needs {needed} mm by {lines} lines, and has {width} × {height} mm."
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
class SymbolTooNarrow(LabelError):
    template: ClassVar[str] = (
        'Element "{element}": {modules} modules of at least {module} mm need {needed} mm at {dpi} dpi '
        "with their quiet zone, and there are {width} mm."
    )
    element: str
    modules: int
    module: str
    needed: str
    width: str
    dpi: int


@dataclass(eq=False)
class CharacterRefused(LabelError):
    template: ClassVar[str] = (
        'Element "{element}": the character {codepoint} at position {position} cannot be printed.'
    )
    element: str
    codepoint: str
    position: int


@dataclass(eq=False)
class MissingGlyph(LabelError):
    template: ClassVar[str] = 'Element "{element}": the font has no glyph for "{character}" ({codepoint}).'
    element: str
    character: str
    codepoint: str


@dataclass(eq=False)
class DataNotEncodable(LabelError):
    template: ClassVar[str] = 'Element "{element}": {symbology} cannot carry "{content}": {reason}.'
    element: str
    symbology: str
    content: str
    reason: str


@dataclass(eq=False)
class ProofFailed(LabelError):
    template: ClassVar[str] = (
        'Label {label}, element "{element}": the finished symbol should read "{expected}" and reads "{found}".'
    )
    label: int
    element: str
    expected: str
    found: str


def short(text: str, limit: int = 40) -> str:
    """A text as an error may quote it: cut, and with invisible characters spelt out."""
    visible = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text[:limit])
    return visible + ("…" if len(text) > limit else "")
