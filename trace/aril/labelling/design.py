"""A label design: what stands where, in millimetres, read from TOML.

::

    title = { zh = "批次标签，A4，每页 24 枚", en = "Lot label, A4, 24 a page" }
    languages = ["zh", "en"]      # the first is printed unless another is asked for

    [label]                       # one label
    width = 70
    height = 37

    [sheet]                       # or [roll] with gap = 2
    page = "A4"                   # or width and height
    columns = 3
    rows = 8
    left = 0                      # of the first label; the others follow at the pitch
    top = 0.5
    pitch_x = 70                  # the label's own size if left out
    pitch_y = 37

    [[element]]                   # any number; boxes must not overlap or leave the label
    kind = "text"
    name = "product"              # the kind if left out; errors call the element by it
    at = [4, 4]                   # top left corner
    size = [40, 6]
    text = "{product}"            # or { zh = "产地 {origin}", en = "Origin {origin}" }; template.py has the language
    font = 13                     # points; it shrinks to `smallest`, wraps into `lines`, and is an error beyond
    smallest = 8
    lines = 1
    align = "left"                # left, centre, right
    bold = false
    optional = false              # true: left out when a field is empty

    [[element]]
    kind = "facts"                # rows in two columns, all in one size, the largest in which every row fits
    caption = 10                  # the width of the first column
    rows = ["产地 | {origin}"]    # or [{ zh = "产地 | {origin}", en = "Origin | {origin}" }]
    needs = ["origin"]            # without it there is no label; other rows are left out when a field is empty
    font = 8
    smallest = 6

    [[element]]
    kind = "qr"                   # or gs1-qr, gs1-datamatrix; the box holds the quiet zone
    data = "{uri}"
    level = "M"                   # of QR codes: L, M, Q, H
    margin = 2                    # clear on each side, or four modules where that is more
    module = 0.25                 # the least width of a module
    smallest = 14.2               # the least side of the symbol
    align = "centre"

    [[element]]
    kind = "linear"               # GS1-128 for (01)…(10)…, else Code 128; or code128, gs1-128 alone
    data = "{linear}"
    carries = [["01", "10"], ["10"]]  # what it may be reduced to when not all fits
    module = 0.25
    widest = 0.5
    hri = 7                       # points of the text below
    optional = false

    [[element]]
    kind = "line"                 # a rule; or logo, the mark

A site's own design may use fields of its own if it declares them with a sample: `[fields]`, `wax = "无"`.
"""

import difflib
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from types import MappingProxyType

from aril.labelling.element_file import read_element
from aril.labelling.elements import Element, templates
from aril.labelling.errors import DesignInvalid, LabelError, OffTheLabel, Overlap, UnknownField
from aril.labelling.geometry import Box, mm
from aril.labelling.record import DERIVED, FIELDS, IN_ENGLISH, SAMPLE_LINEAR, SAMPLE_URI, LabelRecord
from aril.labelling.toml_table import Table

PAGES: Mapping[str, tuple[int, int]] = MappingProxyType(
    {"A4": (210_000, 297_000), "A5": (148_000, 210_000), "Letter": (215_900, 279_400)}
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Labels on a page; lengths in micrometres."""

    width: int
    height: int
    columns: int
    rows: int
    left: int
    top: int
    pitch_x: int
    pitch_y: int

    @property
    def places(self) -> int:
        return self.columns * self.rows

    def origin(self, place: int) -> tuple[int, int]:
        """Top left corner of a place; places run along the rows, from the top."""
        row, column = divmod(place, self.columns)
        return self.left + column * self.pitch_x, self.top + row * self.pitch_y


@dataclass(frozen=True, slots=True)
class Design:
    """One label's layout; lengths in micrometres.

    `gap` is the space between two labels of a roll, None for a sheet; a roll's label is a page of its own.
    """

    name: str
    titles: Mapping[str, str]
    languages: tuple[str, ...]
    width: int
    height: int
    sheet: Sheet
    gap: int | None
    elements: tuple[Element, ...]
    samples: Mapping[str, str]

    @classmethod
    def parse(cls, toml: str | bytes, name: str) -> "Design":
        """Reads a design.

        Raises its first fault: DesignInvalid with the place of what cannot be read, UnknownField, OffTheLabel,
        Overlap.
        """
        design, faults = examine(toml, name)
        if faults or design is None:
            raise faults[0]
        return design

    @property
    def face(self) -> Box:
        return Box(0, 0, self.width, self.height)

    @property
    def per_page(self) -> int:
        return self.sheet.places

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field the design can print, in the order of its elements."""
        found = (
            field for element in self.elements for template in templates(element) for field in template.fields
        )
        return tuple(dict.fromkeys(found))

    def sample(self, language: str = "") -> LabelRecord:
        """A record with a value for every field, for previews."""
        fields = {**self.samples, **IN_ENGLISH} if language.startswith("en") else self.samples
        return LabelRecord(fields, SAMPLE_URI, SAMPLE_LINEAR)


def examine(toml: str | bytes, name: str) -> tuple[Design | None, list[LabelError]]:
    """A design as far as it can be read, and every fault of its file; no design where not even its paper is known."""
    try:
        root = _root(toml, name)
        label = root.table("label")
        label.only(("width", "height"))
        width, height = label.length("width"), label.length("height")
        languages = root.list_of_texts("languages", ["zh"])
        titles = root.texts("title", languages[0], name)
        own = root.table("fields").values if "fields" in root.values else {}
        sheet, gap = _medium(root, width, height)
        tables = root.tables("element")
    except DesignInvalid as fault:
        return None, [fault]
    elements: list[Element] = []
    faults: list[LabelError] = []
    for table in tables:
        try:
            elements.append(read_element(table, languages[0]))
        except DesignInvalid as fault:
            faults.append(fault)
    samples = MappingProxyType({**FIELDS, **{field: str(value) for field, value in own.items()}})
    design = Design(name, titles, languages, width, height, sheet, gap, tuple(elements), samples)
    return design, [*faults, *_names(design), *_fields(design), *_boxes(design)]


def _root(toml: str | bytes, name: str) -> Table:
    try:
        text = toml if isinstance(toml, str) else toml.decode("utf-8-sig")
        root = Table(name, "TOML", tomllib.loads(text, parse_float=Decimal))
    except UnicodeDecodeError as error:
        raise Table(name, "TOML", {}).wrong("This is no text in UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise Table(name, "TOML", {}).wrong("This is no TOML: {problem}.", problem=str(error)) from error
    root.only(("title", "languages", "label", "sheet", "roll", "element", "fields"))
    return root


def _medium(root: Table, width: int, height: int) -> tuple[Sheet, int | None]:
    """Where labels stand on a page, and the gap of a roll."""
    if ("sheet" in root.values) == ("roll" in root.values):
        raise root.wrong("Exactly one of [sheet] and [roll] is expected.")
    if "roll" in root.values:
        roll = root.table("roll")
        roll.only(("gap",))
        return Sheet(width, height, 1, 1, 0, 0, width, height), roll.length("gap", 2000)
    table = root.table("sheet")
    table.only(("page", "width", "height", "columns", "rows", "left", "top", "pitch_x", "pitch_y"))
    if "page" in table.values:
        page = PAGES[table.choice("page", tuple(PAGES), "A4")]
    else:
        page = table.length("width"), table.length("height")
    sheet = Sheet(
        *page,
        columns=table.count("columns"),
        rows=table.count("rows"),
        left=table.length("left", 0),
        top=table.length("top", 0),
        pitch_x=table.length("pitch_x", width),
        pitch_y=table.length("pitch_y", height),
    )
    if sheet.pitch_x < width or sheet.pitch_y < height:
        raise table.wrong("The pitch is smaller than the label.")
    last = Box(*sheet.origin(sheet.places - 1), width, height)
    beyond = last.beyond(Box(0, 0, *page))
    if beyond:
        raise table.wrong("The last label reaches {reach} mm beyond the page.", reach=mm(beyond))
    return sheet, None


def _names(design: Design) -> Iterator[LabelError]:
    names = Counter(element.name for element in design.elements)
    for name, count in names.items():
        if count > 1:
            place = Table(design.name, f"[[element]] “{name}”", {})
            yield place.wrong("The name is used {count} times.", count=count)


def _fields(design: Design) -> Iterator[LabelError]:
    known = sorted({*design.samples, *DERIVED})
    for element in design.elements:
        named = chain.from_iterable(template.fields for template in templates(element))
        for field in dict.fromkeys(named):
            if field not in known:
                nearest = difflib.get_close_matches(field, known, 1, 0)[0]
                yield UnknownField(design.name, element.name, field, nearest)


def _boxes(design: Design) -> Iterator[LabelError]:
    for number, element in enumerate(design.elements):
        reach = element.box.beyond(design.face)
        if reach:
            yield OffTheLabel(element.name, mm(reach), mm(design.width), mm(design.height))
        for other in design.elements[:number]:
            width, height = element.box.overlap(other.box)
            if width:
                yield Overlap(element.name, other.name, mm(width), mm(height))
