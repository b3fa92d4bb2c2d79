"""Opening a workbook (.xlsx) that a stranger sent, without trusting a word of it.

A workbook is a zip of XML. Before it is read, every part is unpacked under a cap and packed anew, so that its
own claims of size count for nothing; and it is walked once for what a reader of values would not see: formulas
and merged cells, and what would make the reader ask for more memory than there is, which ends the whole process:
a lone cell far out with an empty table around it, or a promise of a billion texts.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import urljoin
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook

from aril.domain.errors import Finding, Invalid
from aril.services.spreadsheets.files import TooLarge

MOST_UNZIPPED = 64 * 1024 * 1024
MOST_COLUMNS = 256
MOST_NAMED = 1000
"""How many formulas, and how many merged ranges, are named at once."""

_PARTS = re.compile(
    r"\[content_types\]\.xml|(_rels|xl|xl/_rels|xl/worksheets)/[^/]*\.(xml|rels)", re.IGNORECASE
)
"""The parts that hold values; pictures, charts and macros are left behind."""


@dataclass(slots=True)
class Sheet:
    """The first visible sheet: its cells as they are stored, and the names of those that hold no value."""

    rows: list[list[Any]]
    formulas: list[str]
    merged: list[str]


def first_sheet(content: bytes, where: str, most_rows: int) -> Sheet:
    """The first visible sheet of a workbook.

    Raises `TooLarge` for one that unpacks to more than 64 MB, and `Invalid` for what is no workbook, is
    protected, or has values outside `most_rows` rows and 256 columns.
    """
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Invalid.at(where, "This is an old or protected workbook. Save it as .xlsx without a password.")
    try:
        parts = _unpacked(content, where)
        name, part = _first_visible(parts)
        for each in parts.values():
            _parse(each, partial(_count, most=len(each)))
        seen = _Walk(where, most_rows)
        seen.through(parts[part])
        book = CalamineWorkbook.from_filelike(io.BytesIO(_packed(parts)))
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        raise _unreadable(where) from error
    except (expat.ExpatError, CalamineError, LookupError, ValueError) as error:
        raise _unreadable(where) from error
    return Sheet(rows, seen.formulas, seen.merged)


def letter(index: int) -> str:
    """A column as spreadsheets name it: 0 → A, 26 → AA."""
    name = ""
    while index >= 0:
        name = chr(65 + index % 26) + name
        index = index // 26 - 1
    return name


def position(cell: str) -> tuple[int, int]:
    """The row (from 1) and column (from 0) of a cell such as `AB12`; raises `ValueError` for anything else."""
    found = re.fullmatch(r"([A-Za-z]{1,3})([1-9][0-9]{0,6})", cell)
    if not found:
        raise ValueError(cell)
    column = 0
    for sign in found[1].upper():
        column = column * 26 + ord(sign) - 64
    return int(found[2]), column - 1


def _unreadable(where: str) -> Invalid:
    return Invalid.at(where, "This file cannot be read as a workbook (.xlsx).")


def _unpacked(content: bytes, where: str) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    room = MOST_UNZIPPED
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for info in archive.infolist():
            if not _PARTS.fullmatch(info.filename):
                continue
            with archive.open(info) as part:
                parts[info.filename] = part.read(room + 1)
            room -= len(parts[info.filename])
            if room < 0:
                raise TooLarge([
                    Finding(
                        where,
                        "The workbook unpacks to more than {most} MB. Nothing was read.",
                        {"most": MOST_UNZIPPED // 1024**2},
                    )
                ])  # fmt: skip
    return parts


def _packed(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def _first_visible(parts: dict[str, bytes]) -> tuple[str, str]:
    """Name and part of the first sheet that a person sees; raises `LookupError` where there is none."""
    targets = {
        attributes["Id"]: attributes["Target"]
        for name, attributes in _elements(parts["xl/_rels/workbook.xml.rels"])
        if name == "Relationship" and attributes.get("Type", "").endswith("/worksheet")
    }
    for name, attributes in _elements(parts["xl/workbook.xml"]):
        if name == "sheet" and attributes.get("state", "visible") == "visible":
            key = next((value for each, value in attributes.items() if each.endswith(":id")), "")
            if key in targets:
                return attributes["name"], urljoin("/xl/", targets[key]).lstrip("/")
    raise LookupError("no sheet is visible")


def _elements(part: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []
    _parse(part, lambda name, attributes: found.append((name, attributes)))
    return iter(found)


def _parse(part: bytes, start: Any) -> None:
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _no_doctype
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
    parser.Parse(part, True)


def _count(_name: str, attributes: dict[str, str], most: int) -> None:
    """Refuse a part that promises more elements than it has bytes: the reader makes room for them at once."""
    if max(int(attributes.get("count", 0)), int(attributes.get("uniqueCount", 0))) > most:
        raise ValueError("a part promises more than it holds")


def _no_doctype(*_declaration: Any) -> None:
    raise ValueError("a workbook declares no entities")


@dataclass(slots=True)
class _Walk:
    """One pass over a sheet's XML: where values stand, and which of them are none."""

    where: str
    most_rows: int
    row: int = 0
    column: int = -1
    last: tuple[int, int] = (0, 0)
    formulas: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)

    def through(self, part: bytes) -> None:
        _parse(part, self._start)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "row":
                self.row = int(attributes.get("r", self.row + 1))
                self.column = -1
            case "c" if "r" in attributes:
                self.row, self.column = position(attributes["r"])
            case "c":
                self.column += 1
            case "v" | "is":
                self._hold()
            case "f":
                self._hold()
                self._name(self.formulas, f"{letter(self.column)}{self.row}")
            case "mergeCell":
                position(attributes["ref"].partition(":")[0])
                self._name(self.merged, attributes["ref"])

    def _hold(self) -> None:
        """A value stands here."""
        if (self.row, self.column) < self.last:
            raise ValueError("cells stand in the order of the sheet")
        self.last = (self.row, self.column)
        if self.row > self.most_rows + 1:
            raise Invalid.at(
                self.where,
                "At most {most} rows at once; this table reaches row {row}.",
                most=self.most_rows,
                row=self.row,
            )
        if self.column >= MOST_COLUMNS:
            raise Invalid.at(
                self.where,
                "At most {most} columns; this table reaches column {column}.",
                most=MOST_COLUMNS,
                column=letter(self.column),
            )

    def _name(self, cells: list[str], cell: str) -> None:
        if len(cells) < MOST_NAMED:
            cells.append(cell)
