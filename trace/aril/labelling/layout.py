"""From a design and records to marks at whole dots of the printer."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from aril.labelling import logo
from aril.labelling.design import Design
from aril.labelling.elements import Element, Line, Linear, Logo, Matrix, Text
from aril.labelling.errors import DateExpected, MissingField, short
from aril.labelling.font import Font
from aril.labelling.geometry import Box, Resolution
from aril.labelling.marks import Batch, Mark, Points, Polygon, Rectangle
from aril.labelling.placing import place_linear, place_matrices
from aril.labelling.record import LabelRecord
from aril.labelling.symbols.element_strings import quoted
from aril.labelling.template import NotADate, Template
from aril.labelling.text import set_text

Marks = tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Placement:
    """How a job lies on its paper: moved by so many micrometres, and from which place of the first sheet on."""

    right: int = 0
    down: int = 0
    start: int = 1


class Layout:
    """Lays out one design at one resolution in one language."""

    def __init__(
        self,
        design: Design,
        font: Font,
        resolution: Resolution,
        language: str,
        placement: Placement = Placement(),
    ) -> None:
        self.design = design
        self.font = font
        self.resolution = resolution
        self.language = language
        self.placement = placement
        self._last: dict[str, tuple[str, Marks]] = {}

    @property
    def offset(self) -> tuple[int, int]:
        """The placement's shift to the right and down, in dots."""
        return self.resolution.dots(self.placement.right), self.resolution.dots(self.placement.down)

    def batch(self, records: Sequence[LabelRecord], first: int = 1) -> Batch:
        """Lays out records together, what they share once.

        `first` is the first one's number in its job. Raises a LabelError for what cannot be printed as the design
        demands. An element that says the same as in the batch before is the very same marks.
        """
        background: list[Mark] = []
        columns: list[list[Marks]] = []
        for element in self.design.elements:
            contents = self._contents(element, records, first)
            if len(contents) == 1:
                background += self._same(element, contents[0])
            else:
                columns.append(self._each(element, contents))
        own = [tuple(chain.from_iterable(parts)) for parts in zip(*columns, strict=True)]
        dots = self.resolution.dots
        return Batch(
            dots(self.design.width),
            dots(self.design.height),
            tuple(background),
            tuple(own) if own else ((),) * len(records),
            first,
        )

    def _contents(self, element: Element, records: Sequence[LabelRecord], first: int) -> Sequence[str | None]:
        """What an element says on each label, or once if it says the same on all; None where it is left out."""
        template, optional = _template(element, self.language)
        if template is None:
            return [""]
        columns = [[record.value(name) for record in records] for name in template.fields]
        if all(column.count(column[0]) == len(column) for column in columns):
            records = records[:1]
        contents: list[str | None] = []
        for number, record in enumerate(records, first):
            missing = template.missing(record)
            if missing is None:
                contents.append(_fill(element, template, record))
            elif optional:
                contents.append(None)
            else:
                raise MissingField(number, element.name, missing)
        return contents

    def _same(self, element: Element, content: str | None) -> Marks:
        if content is None:
            return ()
        last = self._last.get(element.name)
        if last is None or last[0] != content:
            last = self._last[element.name] = (content, self._place(element, content))
        return last[1]

    def _each(self, element: Element, contents: Sequence[str | None]) -> list[Marks]:
        if isinstance(element, Matrix):
            said = [content for content in contents if content is not None]
            placed = place_matrices(element, said, self.resolution)
            return [(symbol,) for symbol in placed]
        known: dict[str, Marks] = {}
        for content in contents:
            if content is not None and content not in known:
                known[content] = self._place(element, content)
        return [() if content is None else known[content] for content in contents]

    def _place(self, element: Element, content: str) -> Marks:
        match element:
            case Text():
                return set_text(element.name, content, self.font, self.resolution, element.box, element.style)
            case Matrix():
                return tuple(place_matrices(element, [content], self.resolution))
            case Linear():
                return place_linear(element, content, self.resolution, self.font)
            case Line():
                return (rectangle(element.box, self.resolution),)
            case Logo():
                return (self._seed(element.box),)

    def _seed(self, box: Box) -> Polygon:
        side = min(box.width, box.height)

        def placed(path: Points) -> Points:
            dots = self.resolution.dots
            return tuple((dots(box.x + x * side // 1000), dots(box.y + y * side // 1000)) for x, y in path)

        return Polygon(placed(logo.SEED), tuple(placed(facet) for facet in logo.FACETS))


def rectangle(box: Box, resolution: Resolution) -> Rectangle:
    """A filled box, at least a dot thick."""
    x, y = resolution.dots(box.x), resolution.dots(box.y)
    return Rectangle(x, y, max(1, resolution.dots(box.right) - x), max(1, resolution.dots(box.bottom) - y))


def _template(element: Element, language: str) -> tuple[Template | None, bool]:
    """An element's template and whether it may be left out."""
    match element:
        case Text():
            return element.template(language), element.optional
        case Linear():
            return element.template, element.optional
        case Matrix():
            return element.template, False
        case _:
            return None, False


def _fill(element: Element, template: Template, record: LabelRecord) -> str:
    gs1 = isinstance(element, Matrix | Linear) and element.kind.startswith("gs1")
    try:
        return template.fill(record, quoted if gs1 else None)
    except NotADate as error:
        raise DateExpected(element.name, error.field, short(error.value)) from error
