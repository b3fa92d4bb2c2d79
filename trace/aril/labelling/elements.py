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
class Style:
    """How a text is set: sizes in points, at most so many lines."""

    size: float
    smallest: float
    lines: int = 1
    align: Align = "left"
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A text in one or more languages, wrapped into its box and shrunk down to its smallest size.

    An optional text is left out when one of its required fields is empty.
    """

    name: str
    box: Box
    templates: Mapping[str, Template]
    style: Style
    optional: bool = False

    def template(self, language: str) -> Template:
        return self.templates.get(language) or next(iter(self.templates.values()))


@dataclass(frozen=True, slots=True)
class Fact:
    """A row of a table: what it is called, and its text, in one or more languages."""

    captions: Mapping[str, str]
    templates: Mapping[str, Template]

    def caption(self, language: str) -> str:
        return self.captions.get(language) or next(iter(self.captions.values()))

    def template(self, language: str) -> Template:
        return self.templates.get(language) or next(iter(self.templates.values()))


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts one below the other, captions in a column of that width, all in one size.

    A row is left out when one of its required fields is empty, and the next one moves up; without a field of
    `needs` there is no label.
    """

    name: str
    box: Box
    rows: tuple[Fact, ...]
    style: Style
    caption: int
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Matrix:
    """A two-dimensional symbol.

    `margin` is the clear space on each side, or four modules (one for a DataMatrix) where that is more.
    `smallest` is the least side length of the symbol itself, `module` the least of a module, in micrometres.
    """

    name: str
    box: Box
    kind: str
    template: Template
    level: str = "M"
    margin: int = 2000
    module: int = 250
    smallest: int = 0
    align: Align = "centre"

    @property
    def quiet_modules(self) -> int:
        return 1 if self.kind == "gs1-datamatrix" else 4


@dataclass(frozen=True, slots=True)
class Linear:
    """A linear symbol with its human-readable interpretation below, `hri` points high.

    Kind `linear` prints a bracketed element string as GS1-128 and anything else as Code 128. `carries` are the
    application identifiers it may be reduced to, first choice first. A module is between `module` and
    `widest` micrometres.
    """

    name: str
    box: Box
    kind: str
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
    """The mark, one seed, as large as its box allows."""

    name: str
    box: Box


Element = Text | Facts | Matrix | Linear | Line | Logo


def templates(element: Element) -> tuple[Template, ...]:
    """All texts of an element, in every language."""
    match element:
        case Text():
            return tuple(element.templates.values())
        case Facts():
            return tuple(template for row in element.rows for template in row.templates.values())
        case Matrix() | Linear():
            return (element.template,)
        case _:
            return ()
