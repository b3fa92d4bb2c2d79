"""Tables that people send, .xlsx or .csv, as rows of text; and which cell is wrong, by its name.

A cell is named as spreadsheets name it, `D7`, in every language; a fault of the whole file stands at `file`.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from aril.domain.errors import Finding, Invalid
from aril.services.spreadsheets.sheets import first_sheet, letter, position

FILE = "file"
"""Where a fault of the whole table stands: the field of the form that it came in."""
EXACT = 10**15
"""From here on a spreadsheet's number has lost its last digits."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row by the number that a spreadsheet shows beside it."""

    number: int
    cells: tuple[str, ...]

    def cell(self, column: int) -> str:
        """What stands in a column, without the blanks around it; empty beyond the end, and in column -1."""
        return self.cells[column].strip() if 0 <= column < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class BadCell:
    """A cell that has to be changed: its name, the heading above it, what stands in it, and what is wrong."""

    place: str
    heading: str
    value: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class Table:
    """The headings (row 1), the rows that are not empty, and the cells whose value nobody can know."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...] = ()

    def columns(self, wanted: Mapping[str, Sequence[str]], needed: Iterable[str]) -> dict[str, int]:
        """Field → column, by any of its headings; -1 for a field that has none.

        Raises `Invalid` where a needed heading is missing, or one stands there twice.
        """
        places = {
            name: [index for index, heading in enumerate(self.headings) if heading in headings]
            for name, headings in wanted.items()
        }
        if missing := tuple(wanted[name][0] for name in needed if not places[name]):
            raise Invalid.at(
                FILE,
                "The headings {missing} are missing in row 1; found {found}.",
                missing=missing,
                found=tuple(heading for heading in self.headings if heading),
            )
        for name, found in places.items():
            if len(found) > 1:
                raise Invalid.at(
                    FILE,
                    "The heading {heading} stands in several columns: {columns}. Keep one.",
                    heading=wanted[name][0],
                    columns=tuple(letter(index) for index in found),
                )
        return {name: found[0] if found else -1 for name, found in places.items()}

    def bad_cells(self, findings: Iterable[Finding]) -> tuple[BadCell, ...]:
        """The findings with what stands in their cells, in the order of the sheet, one fault a cell."""
        by_number = {row.number: row for row in self.rows}
        first: dict[str, BadCell] = {}
        for finding in (*self.findings, *findings):
            row, column = position(finding.where.partition(":")[0])
            heading = self.headings[column] if column < len(self.headings) else ""
            value = by_number[row].cell(column) if row in by_number else ""
            first.setdefault(finding.where, BadCell(finding.where, heading, value, finding))
        return tuple(sorted(first.values(), key=lambda bad: position(bad.place.partition(":")[0])))


def read(content: bytes, most_rows: int) -> Table:
    """Read a workbook's first sheet, or a .csv in UTF-8, UTF-16 or GB 18030, of at most so many rows.

    Formulas, merged cells and numbers past 15 digits are findings of the table. Raises `Invalid` or `TooLarge`
    for what cannot be read at all.
    """
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        sheet = first_sheet(content, FILE, most_rows)
        findings = [*_no_values(sheet.formulas, sheet.merged), *_lost_digits(sheet.rows)]
        table = [[_text(cell) for cell in row] for row in sheet.rows]
    else:
        findings = []
        table = _csv(content)
    rows = [
        Row(number, tuple(cells))
        for number, cells in enumerate(table, 1)
        if number == 1 or any(cell.strip() for cell in cells)
    ]
    if len(rows) > most_rows + 1:
        raise Invalid.at(
            FILE,
            "At most {most} rows at once; this table reaches row {row}.",
            most=most_rows,
            row=rows[-1].number,
        )
    if not rows or not any(heading.strip() for heading in rows[0].cells):
        raise Invalid.at(FILE, "The table is empty: expected a row of headings, and the rows below it.")
    return Table(tuple(cell.strip() for cell in rows[0].cells), tuple(rows[1:]), tuple(findings))


def place(row: int, column: int) -> str:
    """A cell's name: row 7, column 3 → D7."""
    return f"{letter(column)}{row}"


def _csv(content: bytes) -> list[list[str]]:
    text = _decoded(content)
    first_line = text.partition("\n")[0]
    delimiter = max((",", "\t", ";"), key=first_line.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise _neither() from error


def _decoded(content: bytes) -> str:
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise _neither()


def _neither() -> Invalid:
    return Invalid.at(FILE, "Expected an .xlsx workbook or a .csv table in UTF-8 or GB 18030.")


def _no_values(formulas: Iterable[str], merged: Iterable[str]) -> Iterator[Finding]:
    for cell in formulas:
        yield Finding(
            cell, "Here stands a formula; expected a value. Copy the column and paste it as values."
        )
    for cells in merged:
        yield Finding(cells, "These cells are merged; expected one cell for each value.")


def _lost_digits(rows: Iterable[Sequence[Any]]) -> Iterator[Finding]:
    for number, cells in enumerate(rows, 1):
        for column, cell in enumerate(cells):
            if isinstance(cell, int | float) and abs(cell) >= EXACT:
                yield Finding(
                    place(number, column),
                    "Spreadsheets keep 15 digits of a number and lose the rest. "
                    "Format the column as text and enter it again.",
                )


def _text(cell: Any) -> str:
    match cell:
        case bool():
            return str(cell).lower()
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime() if cell.time() == time():
            return cell.date().isoformat()
        case date() | datetime() | time():
            return cell.isoformat()
    return str(cell)
