"""A label design: what stands where, in millimetres, read from TOML.

::

    title = "批次标签，A4，每页 24 枚"
    languages = ["zh", "en"]

    [label]                       # one label, in millimetres
    width = 70
    height = 37

    [sheet]                       # or [roll] with gap = 2
    page = "A4"                   # or width and height
    columns = 3
    rows = 8
    left = 0                      # of the first label; the rest follow at the pitch
    top = 0.5
    pitch_x = 70                  # the label's own size if left out
    pitch_y = 37

    [[element]]
    kind = "text"                 # text, qr, gs1-qr, gs1-datamatrix, linear, code128, gs1-128, line, logo
    name = "product"
    at = [4, 4]
    size = [40, 6]
    text = "{product}"            # or { zh = "产地 {origin}", en = "Origin {origin}" }
    font = 13                     # points
    smallest = 8

A site's own design may use fields of its own if it declares them with a sample: `[fields]`, `wax = "无"`.
"""

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from aril.labelling import elements
from aril.labelling.elements import Element, Text
from aril.labelling.errors import DesignInvalid, OffTheLabel, Overlap, UnknownField
from aril.labelling.geometry import Box, mm
from aril.labelling.record import FIELDS
from aril.labelling.template import Template

PAGES: Mapping[str, tuple[int, int]] = {
    "A4": (210_000, 297_000),
    "A5": (148_000, 210_000),
    "Letter": (215_900, 279_400),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """Labels on a cut sheet; lengths in micrometres."""

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
class Roll:
    """Labels one after the other, with a gap between them, in micrometres."""

    gap: int


@dataclass(frozen=True, slots=True)
class Design:
    """One label's layout; `width` and `height` in micrometres."""

    name: str
    titles: Mapping[str, str]
    languages: tuple[str, ...]
    width: int
    height: int
    medium: Sheet | Roll
    elements: tuple[Element, ...]
    samples: Mapping[str, str]

    @classmethod
    def parse(cls, toml_text: str, name: str) -> "Design":
        """Reads a design.

        Raises DesignInvalid with the place of what cannot be read, UnknownField, OffTheLabel or Overlap.
        """
        try:
            root = tomllib.loads(toml_text, parse_float=Decimal)
        except tomllib.TOMLDecodeError as error:
            raise DesignInvalid(name, "TOML", str(error)) from error
        return _Reader(name).design(root)

    @property
    def face(self) -> Box:
        return Box(0, 0, self.width, self.height)

    @property
    def per_page(self) -> int:
        return self.medium.places if isinstance(self.medium, Sheet) else 1

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field the design can print, in the order of its elements."""
        found = [
            field
            for element in self.elements
            for template in _templates(element)
            for field in template.fields
        ]
        return tuple(dict.fromkeys(found))


def _templates(element: Element) -> tuple[Template, ...]:
    match element:
        case Text():
            return tuple(element.templates.values())
        case elements.Matrix() | elements.Linear():
            return (element.template,)
        case _:
            return ()


class _Reader:
    """Reads one design's tables, remembering where it is for the errors."""

    def __init__(self, name: str) -> None:
        self.name = name

    def wrong(self, place: str, problem: str) -> DesignInvalid:
        return DesignInvalid(self.name, place, problem)

    def design(self, root: dict[str, object]) -> Design:
        self.known(root, "top level", {"title", "languages", "label", "sheet", "roll", "element", "fields"})
        label = self.table(root, "label")
        self.known(label, "[label]", {"width", "height"})
        languages = self.languages(root.get("languages", ["zh"]))
        samples = {name: str(value) for name, value in self.table(root, "fields", missing={}).items()}
        face = Box(0, 0, self.length(label, "width", "[label]"), self.length(label, "height", "[label]"))
        read = tuple(
            self.element(entry, f"element {number}")
            for number, entry in enumerate(self.tables(root, "element"), 1)
        )
        design = Design(
            name=self.name,
            titles=self.texts(root.get("title", self.name), "title", languages),
            languages=languages,
            width=face.width,
            height=face.height,
            medium=self.medium(root, face),
            elements=read,
            samples={**FIELDS, "uri": "", "linear": "", **samples},
        )
        self.check_names(design)
        self.check_fields(design)
        self.check_boxes(design)
        return design

    def medium(self, root: dict[str, object], face: Box) -> Sheet | Roll:
        if ("sheet" in root) == ("roll" in root):
            raise self.wrong("top level", "exactly one of [sheet] and [roll] is expected")
        if "roll" in root:
            table = self.table(root, "roll")
            self.known(table, "[roll]", {"gap"})
            return Roll(self.length(table, "gap", "[roll]", missing=2000))
        table, place = self.table(root, "sheet"), "[sheet]"
        sizes = {"page", "width", "height", "columns", "rows", "left", "top", "pitch_x", "pitch_y"}
        self.known(table, place, sizes)
        if "page" in table:
            page = PAGES.get(str(table["page"]))
            if page is None:
                raise self.wrong(place, f'page "{table["page"]}" is none of {", ".join(PAGES)}')
        else:
            page = self.length(table, "width", place), self.length(table, "height", place)
        sheet = Sheet(
            *page,
            columns=self.count(table, "columns", place),
            rows=self.count(table, "rows", place),
            left=self.length(table, "left", place, missing=0),
            top=self.length(table, "top", place, missing=0),
            pitch_x=self.length(table, "pitch_x", place, missing=face.width),
            pitch_y=self.length(table, "pitch_y", place, missing=face.height),
        )
        x, y = sheet.origin(sheet.places - 1)
        over = Box(x, y, face.width, face.height).beyond(Box(0, 0, *page))
        if over:
            raise self.wrong(place, f"the last label reaches {mm(over)} mm beyond the page")
        return sheet

    def element(self, entry: dict[str, object], place: str) -> Element:
        kind = str(entry.get("kind", ""))
        name = str(entry.get("name", kind))
        place = f'{place} "{name}"'
        common = {"kind", "name", "at", "size"}
        at, size = self.pair(entry, "at", place), self.pair(entry, "size", place)
        box = Box(*at, *size)
        match kind:
            case "text":
                self.known(
                    entry,
                    place,
                    common | {"text", "font", "smallest", "lines", "align", "bold", "optional"},
                )
                font = self.points(entry, "font", place, 8)
                return Text(
                    name,
                    box,
                    templates={
                        language: self.template(source, place)
                        for language, source in self.texts(entry.get("text", ""), place, ("zh",)).items()
                    },
                    size=font,
                    smallest=self.points(entry, "smallest", place, font),
                    lines=self.count(entry, "lines", place, 1),
                    align=self.align(entry, place, "left"),
                    bold=bool(entry.get("bold", False)),
                    optional=bool(entry.get("optional", False)),
                )
            case "qr" | "gs1-qr" | "gs1-datamatrix":
                self.known(
                    entry, place, common | {"data", "level", "margin", "module", "smallest", "align"}
                )
                level = str(entry.get("level", "M"))
                if level not in ("L", "M", "Q", "H"):
                    raise self.wrong(place, f'level "{level}" is none of L, M, Q, H')
                return elements.Matrix(
                    name,
                    box,
                    kind,  # type: ignore[arg-type]
                    self.template(str(entry.get("data", "{uri}")), place),
                    level=level,  # type: ignore[arg-type]
                    margin=self.length(entry, "margin", place, missing=2000),
                    module=self.length(entry, "module", place, missing=250),
                    smallest=self.length(entry, "smallest", place, missing=0),
                    align=self.align(entry, place, "centre"),
                )
            case "linear" | "code128" | "gs1-128":
                self.known(
                    entry,
                    place,
                    common | {"data", "carries", "module", "widest", "hri", "optional"},
                )
                carries = entry.get("carries", [])
                if not isinstance(carries, list) or not all(isinstance(each, list) for each in carries):
                    raise self.wrong(place, 'carries is a list of lists, as [["01", "10"], ["10"]]')
                return elements.Linear(
                    name,
                    box,
                    kind,  # type: ignore[arg-type]
                    self.template(str(entry.get("data", "{linear}")), place),
                    carries=tuple(tuple(str(ai) for ai in each) for each in carries),
                    module=self.length(entry, "module", place, missing=250),
                    widest=self.length(entry, "widest", place, missing=500),
                    hri=self.points(entry, "hri", place, 7),
                    optional=bool(entry.get("optional", False)),
                )
            case "line" | "logo":
                self.known(entry, place, common)
                return elements.Line(name, box) if kind == "line" else elements.Logo(name, box)
            case _:
                raise self.wrong(
                    place,
                    f'kind "{kind}" is none of text, qr, gs1-qr, gs1-datamatrix, linear, code128, gs1-128, line, logo',
                )

    def check_names(self, design: Design) -> None:
        names = [element.name for element in design.elements]
        for name in names:
            if names.count(name) > 1:
                raise self.wrong(f'element "{name}"', "the name is used twice")

    def check_fields(self, design: Design) -> None:
        for element in design.elements:
            for template in _templates(element):
                for field in template.fields:
                    if field not in design.samples:
                        nearest = difflib.get_close_matches(field, design.samples, 1, 0)
                        raise UnknownField(self.name, element.name, field, nearest[0])

    def check_boxes(self, design: Design) -> None:
        for number, element in enumerate(design.elements):
            reach = element.box.beyond(design.face)
            if reach:
                raise OffTheLabel(element.name, mm(reach), mm(design.width), mm(design.height))
            for other in design.elements[:number]:
                width, height = element.box.overlap(other.box)
                if width:
                    raise Overlap(element.name, other.name, mm(width), mm(height))

    def languages(self, value: object) -> tuple[str, ...]:
        if not isinstance(value, list) or not value:
            raise self.wrong("languages", 'a list as ["zh", "en"] is expected')
        return tuple(str(each) for each in value)

    def texts(self, value: object, place: str, languages: tuple[str, ...]) -> dict[str, str]:
        """A text in each of its languages; a plain string is in the first."""
        if isinstance(value, str) and value:
            return {languages[0]: value}
        if isinstance(value, dict) and value:
            return {str(language): str(text) for language, text in value.items()}
        raise self.wrong(place, 'a text, or a table as { zh = "…", en = "…" }, is expected')

    def template(self, source: str, place: str) -> Template:
        try:
            return Template.parse(source)
        except ValueError as error:
            raise self.wrong(place, str(error)) from error

    def align(self, entry: dict[str, object], place: str, missing: elements.Align) -> elements.Align:
        value = entry.get("align", missing)
        if value in ("left", "centre", "right"):
            return value  # type: ignore[return-value]
        raise self.wrong(place, f'align "{value}" is none of left, centre, right')

    def known(self, table: Mapping[str, object], place: str, keys: set[str]) -> None:
        for key in table:
            if key not in keys:
                nearest = difflib.get_close_matches(key, keys, 1, 0)
                raise self.wrong(place, f'unknown key "{key}"; the nearest is "{nearest[0]}"')

    def table(
        self, root: dict[str, object], key: str, missing: dict[str, object] | None = None
    ) -> dict[str, object]:
        value = root.get(key, missing)
        if not isinstance(value, dict):
            raise self.wrong("top level", f"a table [{key}] is expected")
        return value

    def tables(self, root: dict[str, object], key: str) -> list[dict[str, object]]:
        value = root.get(key)
        if not isinstance(value, list) or not value or not all(isinstance(each, dict) for each in value):
            raise self.wrong("top level", f"at least one [[{key}]] is expected")
        return value

    def number(self, value: object, key: str, place: str) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, int | Decimal) or not 0 <= value < 10_000:
            raise self.wrong(place, f"{key} is a number from 0 to 9999, not {value}")
        return Decimal(value)

    def length(self, table: dict[str, object], key: str, place: str, missing: int | None = None) -> int:
        """Millimetres in the file, micrometres here."""
        if key not in table and missing is not None:
            return missing
        return int(self.number(table.get(key), key, place) * 1000)

    def pair(self, table: dict[str, object], key: str, place: str) -> tuple[int, int]:
        value = table.get(key)
        if not isinstance(value, list) or len(value) != 2:
            raise self.wrong(place, f"{key} is a pair of millimetres, as [4, 12.5]")
        first, second = (int(self.number(each, key, place) * 1000) for each in value)
        return first, second

    def count(
        self, table: dict[str, object], key: str, place: str, missing: int | None = None
    ) -> int:
        value = table.get(key, missing)
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 1000:
            raise self.wrong(place, f"{key} is a whole number from 1 to 1000, not {value}")
        return value

    def points(self, table: dict[str, object], key: str, place: str, missing: float) -> float:
        value = float(self.number(table.get(key, Decimal(missing)), key, place))
        if not 3 <= value <= 200:
            raise self.wrong(place, f"{key} is a size from 3 to 200 points, not {value:g}")
        return value
