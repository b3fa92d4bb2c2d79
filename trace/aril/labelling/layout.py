"""From a design and a record to marks at whole dots of the printer.

A `Picture` is all a writer needs to know: texts at baselines, rectangles, polygons, symbols. Nothing in it refers
to a design, and everything that can be refused has been refused when it exists.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from aril.labelling import elements, logo
from aril.labelling.design import Design
from aril.labelling.errors import DataNotEncodable, LabelError, MissingField, SymbolTooNarrow, short
from aril.labelling.font import Font
from aril.labelling.geometry import MICROMETRES_PER_POINT, Box, Resolution, mm
from aril.labelling.record import LabelRecord
from aril.labelling.symbols import code128, matrix
from aril.labelling.symbols.gs1 import Elements, is_bracketed
from aril.labelling.symbols.shapes import BarShape, MatrixShape
from aril.labelling.text import LEADING, fit, require_printable

#: Modules of quiet zone on each side of a Code 128 symbol (ISO/IEC 15417, 4.5).
_BAR_QUIET = 10
_SMALLEST_HRI = 5.0


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text: the left end of its baseline in dots, its size in dots (of the em square)."""

    x: int
    y: int
    size: float
    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Rectangle:
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Polygon:
    """A filled outline, with the holes that stay light."""

    outline: tuple[tuple[int, int], ...]
    holes: tuple[tuple[tuple[int, int], ...], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class PlacedMatrix:
    """A matrix symbol; `module` in dots, `expected` is what a reader must report."""

    element: str
    kind: str
    x: int
    y: int
    module: int
    shape: MatrixShape
    expected: str


@dataclass(frozen=True, slots=True)
class PlacedBars:
    """A linear symbol; `module` and `height` in dots."""

    element: str
    x: int
    y: int
    module: int
    height: int
    shape: BarShape

    @property
    def expected(self) -> str:
        return self.shape.content


Mark = Words | Rectangle | Polygon | PlacedMatrix | PlacedBars


@dataclass(frozen=True, slots=True)
class Picture:
    """One label in dots."""

    width: int
    height: int
    marks: tuple[Mark, ...]

    @property
    def symbols(self) -> tuple[PlacedMatrix | PlacedBars, ...]:
        return tuple(mark for mark in self.marks if isinstance(mark, PlacedMatrix | PlacedBars))


@dataclass(frozen=True, slots=True)
class Layout:
    """Sets the elements of one design at one resolution in one language."""

    design: Design
    font: Font
    resolution: Resolution
    language: str

    @property
    def width(self) -> int:
        return self.resolution.dots(self.design.width)

    @property
    def height(self) -> int:
        return self.resolution.dots(self.design.height)

    def picture(self, record: LabelRecord, number: int = 1) -> Picture:
        """Raises a LabelError for the first element that cannot be printed as its design demands."""
        marks = [mark for element in self.design.elements for mark in self.set(element, record, number)]
        return Picture(self.width, self.height, tuple(marks))

    def content(self, element: elements.Element, record: LabelRecord, number: int) -> str | None:
        """What an element says for a record; None when it is left out. Raises MissingField."""
        match element:
            case elements.Text():
                template, optional = element.template(self.language), element.optional
            case elements.Matrix():
                template, optional = element.template, False
            case elements.Linear():
                template, optional = element.template, element.optional
            case _:
                return ""
        missing = template.missing(record)
        if missing is not None:
            if optional:
                return None
            raise MissingField(number, element.name, missing)
        try:
            return template.fill(record)
        except ValueError as error:
            raise DataNotEncodable(element.name, "the text", template.source, str(error)) from error

    def set(self, element: elements.Element, record: LabelRecord, number: int = 1) -> Sequence[Mark]:
        content = self.content(element, record, number)
        if content is None:
            return ()
        return self.place(element, content)

    def place(self, element: elements.Element, content: str) -> Sequence[Mark]:
        """The marks of one element that says `content`."""
        match element:
            case elements.Text():
                return self._text(element, content)
            case elements.Matrix():
                return (self.place_matrix(element, content),)
            case elements.Linear():
                return self._linear(element, content)
            case elements.Line():
                return (self._rectangle(element.box),)
            case elements.Logo():
                return (self._logo(element.box),)

    def _text(self, element: elements.Text, content: str) -> list[Words]:
        require_printable(element.name, content, self.font)
        setting = fit(
            element.name,
            content,
            self.font,
            width=element.box.width,
            height=element.box.height,
            size=element.size,
            smallest=element.smallest,
            lines=element.lines,
        )
        return self._lines(element.box, setting.lines, setting.size, element.align, bold=element.bold)

    def _lines(
        self, box: Box, lines: Sequence[str], points: float, align: elements.Align, *, bold: bool = False
    ) -> list[Words]:
        em = points * MICROMETRES_PER_POINT
        placed = []
        for number, line in enumerate(lines):
            slack = box.width - em * self.font.width(line) / 1000
            x = box.x + {"left": 0.0, "centre": slack / 2, "right": slack}[align]
            baseline = box.y + em * (self.font.ascent + number * LEADING) / 1000
            placed.append(
                Words(
                    self.resolution.dots(round(x)),
                    self.resolution.dots(round(baseline)),
                    em * self.resolution.true_dpi / 25_400,
                    line,
                    bold,
                )
            )
        return placed

    def _rectangle(self, box: Box) -> Rectangle:
        dots = self.resolution.dots
        x, y = dots(box.x), dots(box.y)
        return Rectangle(x, y, max(1, dots(box.right) - x), max(1, dots(box.bottom) - y))

    def _logo(self, box: Box) -> Polygon:
        side = min(box.width, box.height)

        def points(path: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
            return tuple(
                (
                    self.resolution.dots(box.x + x * side // 1000),
                    self.resolution.dots(box.y + y * side // 1000),
                )
                for x, y in path
            )

        return Polygon(points(logo.SEED), tuple(points(path) for path in logo.FACETS))

    def place_matrix(
        self, element: elements.Matrix, content: str, shape: MatrixShape | None = None
    ) -> PlacedMatrix:
        """A matrix symbol in its box; `shape` where a batch has encoded it already."""
        try:
            shape = shape or matrix.encode(element.kind, content, element.level)
            expected = matrix.expected(element.kind, content)
        except ValueError as error:
            raise DataNotEncodable(element.name, element.kind, short(content), str(error)) from error
        dots, box = self.resolution, element.box
        room = min(box.width, box.height)
        # Quiet zone: the larger of the design's margin and the symbology's own modules.
        module = min(
            dots.dots_within(room - 2 * element.margin) // shape.side,
            dots.dots_within(room) // (shape.side + 2 * element.quiet_modules),
        )
        least = dots.dots_at_least(element.module)
        if module < least or dots.micrometres(module * shape.side) < element.smallest:
            side = max(element.smallest, dots.micrometres(least * shape.side))
            quiet = max(2 * element.margin, 2 * element.quiet_modules * side // shape.side)
            raise SymbolTooNarrow(
                element.name, shape.side, mm(side // shape.side), mm(side + quiet), mm(room), dots.dpi
            )
        side = module * shape.side
        slack = dots.dots(box.width) - side
        quiet = max(dots.dots_at_least(element.margin), element.quiet_modules * module)
        shift = {"left": quiet, "centre": slack // 2, "right": slack - quiet}[element.align]
        return PlacedMatrix(
            element.name,
            element.kind,
            dots.dots(box.x) + shift,
            dots.dots(box.y) + (dots.dots(box.height) - side) // 2,
            module,
            shape,
            expected,
        )

    def _linear(self, element: elements.Linear, content: str) -> list[Mark]:
        shapes = _linear_shapes(element, content)
        module = 0
        for shape in shapes:
            module = self._bar_module(element, shape)
            if module:
                break
        else:
            shape = shapes[-1]
            modules = shape.modules + 2 * _BAR_QUIET
            least = self.resolution.dots_at_least(element.module)
            raise SymbolTooNarrow(
                element.name,
                shape.modules,
                mm(element.module),
                mm(self.resolution.micrometres(modules * least)),
                mm(element.box.width),
                self.resolution.dpi,
            )
        box, dots = element.box, self.resolution
        hri = element.hri * MICROMETRES_PER_POINT
        words = self._hri(element, shape)
        x = dots.dots(box.x) + (dots.dots(box.width) - module * shape.modules) // 2
        height = dots.dots(round(box.height - 1.15 * hri))
        return [PlacedBars(element.name, x, dots.dots(box.y), module, height, shape), *words]

    def _hri(self, element: elements.Linear, shape: BarShape) -> list[Words]:
        """The human-readable text, centred below the bars."""
        require_printable(element.name, shape.text, self.font)
        box = element.box
        height = round(element.hri * MICROMETRES_PER_POINT)
        below = Box(box.x, box.bottom - height, box.width, height)
        smallest = min(_SMALLEST_HRI, element.hri)
        setting = fit(
            element.name, shape.text, self.font,
            width=below.width, height=below.height, size=element.hri, smallest=smallest, lines=1,
        )  # fmt: skip
        return self._lines(below, setting.lines, setting.size, "centre")

    def _bar_module(self, element: elements.Linear, shape: BarShape) -> int:
        """Dots of a module, or 0 when the symbol does not fit."""
        dots = self.resolution
        widest = dots.dots_within(element.box.width) // (shape.modules + 2 * _BAR_QUIET)
        module = min(widest, max(1, dots.dots_within(element.widest)))
        return module if module >= dots.dots_at_least(element.module) else 0


def _linear_shapes(element: elements.Linear, content: str) -> list[BarShape]:
    """What the symbol may carry, first choice first."""
    gs1 = element.kind == "gs1-128" or (element.kind == "linear" and is_bracketed(content))
    symbology = "GS1-128" if gs1 else "Code 128"
    try:
        if not gs1:
            return [code128.encode(content)]
        whole = Elements.parse(content)
        reduced = [whole.only(each) for each in element.carries]
        choices = [each for each in reduced if each is not None] or [whole]
        for each in choices:
            if len(each.content) > 48:
                raise ValueError("it has more than the 48 characters of a GS1-128 symbol")
        return [code128.encode(each.content, gs1=True, text=each.bracketed) for each in choices]
    except ValueError as error:
        raise DataNotEncodable(element.name, symbology, short(content), str(error)) from error


__all__ = [
    "LabelError", "Layout", "Mark", "Picture", "PlacedBars", "PlacedMatrix", "Polygon", "Rectangle", "Words",
]  # fmt: skip
