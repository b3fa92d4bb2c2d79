"""What can stand on a label. Every box is in micrometres from the label's top left corner.

A symbol's box holds its quiet zone too, so boxes that do not overlap keep each other's quiet zones clear.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from aril.labelling.geometry import Box
from aril.labelling.template import Template

Align = Literal["left", "centre", "right"]


@dataclass(frozen=True, slots=True)
class Text:
    """A text in one or more languages, wrapped into its box and shrunk down to its smallest size.

    Sizes are in points. An optional text is left out when one of its fields is empty.
    """

    name: str
    box: Box
    templates: Mapping[str, Template]
    size: float
    smallest: float
    lines: int = 1
    align: Align = "left"
    bold: bool = False
    optional: bool = False

    def template(self, language: str) -> Template:
        return self.templates.get(language) or next(iter(self.templates.values()))


@dataclass(frozen=True, slots=True)
class Matrix:
    """A two-dimensional symbol.

    `margin` is the clear space on each side, or four modules (one for a DataMatrix) where that is more.
    `smallest` is the least side length of the symbol itself, `module` the least of a module.
    """

    name: str
    box: Box
    kind: Literal["qr", "gs1-qr", "gs1-datamatrix"]
    template: Template
    level: Literal["L", "M", "Q", "H"] = "M"
    margin: int = 2000
    module: int = 250
    smallest: int = 0
    align: Align = "centre"

    @property
    def quiet_modules(self) -> int:
        return 1 if self.kind == "gs1-datamatrix" else 4


@dataclass(frozen=True, slots=True)
class Linear:
    """A linear symbol with its human-readable text below.

    `linear` prints a bracketed element string as GS1-128 and anything else as Code 128. `carries` are the
    application identifiers it may be reduced to, first choice first, when all of them do not fit.
    """

    name: str
    box: Box
    kind: Literal["linear", "code128", "gs1-128"]
    template: Template
    carries: tuple[tuple[str, ...], ...] = ()
    module: int = 250
    widest: int = 500
    hri: float = 7.0
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A filled rectangle: a rule between parts."""

    name: str
    box: Box


@dataclass(frozen=True, slots=True)
class Logo:
    """The mark, one faceted seed, as large as its box allows."""

    name: str
    box: Box


Element = Text | Matrix | Linear | Line | Logo
