"""From a design and records to marks at whole dots of the printer."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from aril.labelling import logo
from aril.labelling.design import Design
from aril.labelling.elements import Element, Facts, Linear, Logo, Matrix, Text
from aril.labelling.errors import DateExpected, MissingField, short
from aril.labelling.facts import Said, set_facts
from aril.labelling.font import Font
from aril.labelling.geometry import Box, Resolution
from aril.labelling.marks import Batch, Mark, Points, Polygon, Rectangle
from aril.labelling.placing import place_linear, place_matrices
from aril.labelling.record import LabelRecord
from aril.labelling.symbols.element_strings import quoted
from aril.labelling.template import NotADate, Template
from aril.labelling.text import set_text

Marks = tuple[Mark, ...]
Content = str | Said | None
"""What an element says on a label; None where it is left out."""


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
        self._last: dict[str, tuple[Content, Marks]] = {}

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

    def _contents(self, element: Element, records: Sequence[LabelRecord], first: int) -> Sequence[Content]:
        """What an element says on each label, or once if it says the same on all; None where it is left out."""
        fields = dict.fromkeys(chain.from_iterable(each.fields for each in _said_in(element, self.language)))
        columns = [[record.value(name) for record in records] for name in fields]
        if all(column.count(column[0]) == len(column) for column in columns):
            records = records[:1]
        return [self._content(element, record, number) for number, record in enumerate(records, first)]

    def _content(self, element: Element, record: LabelRecord, number: int) -> Content:
        match element:
            case Facts():
                return _facts(element, record, self.language, number)
            case Text() | Linear() | Matrix():
                (template,) = _said_in(element, self.language)
                missing = template.missing(record)
                if missing is None:
                    return _fill(element, template, record)
                if isinstance(element, Matrix) or not element.optional:
                    raise MissingField(number, element.name, missing)
                return None
            case _:
                return ""

    def _same(self, element: Element, content: Content) -> Marks:
        if content is None:
            return ()
        last = self._last.get(element.name)
        if last is None or last[0] != content:
            last = self._last[element.name] = (content, self._place(element, content))
        return last[1]

    def _each(self, element: Element, contents: Sequence[Content]) -> list[Marks]:
        if isinstance(element, Matrix):
            said = [str(content) for content in contents]
            return [(symbol,) for symbol in place_matrices(element, said, self.resolution)]
        known: dict[Content, Marks] = {}
        for content in contents:
            if content is not None and content not in known:
                known[content] = self._place(element, content)
        return [() if content is None else known[content] for content in contents]

    def _place(self, element: Element, content: str | Said) -> Marks:
        match element, content:
            case Text(), str():
                return set_text(element.name, content, self.font, self.resolution, element.box, element.style)
            case Facts(), tuple():
                return set_facts(element, content, self.font, self.resolution)
            case Matrix(), str():
                return tuple(place_matrices(element, [content], self.resolution))
            case Linear(), str():
                return place_linear(element, content, self.resolution, self.font)
            case Logo(), _:
                return (self._seed(element.box),)
            case _:
                return (rectangle(element.box, self.resolution),)

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


def _said_in(element: Element, language: str) -> tuple[Template, ...]:
    """An element's templates in a language."""
    match element:
        case Text():
            return (element.template(language),)
        case Facts():
            return tuple(row.template(language) for row in element.rows)
        case Linear() | Matrix():
            return (element.template,)
        case _:
            return ()


def _facts(element: Facts, record: LabelRecord, language: str, number: int) -> Said:
    """The rows of which everything is known."""
    missing = next((field for field in element.needs if not record.value(field).strip()), None)
    if missing is not None:
        raise MissingField(number, element.name, missing)
    rows = ((row.caption(language), row.template(language)) for row in element.rows)
    said = ((caption, _fill(element, each, record)) for caption, each in rows if each.missing(record) is None)
    return tuple((caption, text) for caption, text in said if text.strip())


def _fill(element: Element, template: Template, record: LabelRecord) -> str:
    gs1 = isinstance(element, Matrix | Linear) and element.kind.startswith("gs1")
    try:
        return template.fill(record, quoted if gs1 else None)
    except NotADate as error:
        raise DateExpected(element.name, error.field, short(error.value)) from error
