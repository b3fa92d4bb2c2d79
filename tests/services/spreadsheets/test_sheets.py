"""Workbooks made to do harm, which must neither pass nor end the process."""

import io
import zipfile

import pytest
import xlsxwriter

from aril.domain.errors import Invalid
from aril.services.spreadsheets import sheets, tables
from aril.services.spreadsheets.files import TooLarge

SHEET = "xl/worksheets/sheet1.xml"


def parts() -> dict[str, bytes]:
    """The parts of a small honest workbook."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.add_worksheet("表").write_row(0, 0, ("a", "b"))
    with zipfile.ZipFile(buffer) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(changed: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in (parts() | changed).items():
            archive.writestr(name, part)
    return buffer.getvalue()


def with_rows(rows: bytes) -> bytes:
    sheet = parts()[SHEET]
    begin, end = sheet.index(b"<sheetData>"), sheet.index(b"</sheetData>")
    return packed({SHEET: sheet[:begin] + b"<sheetData>" + rows + sheet[end:]})


def refusal(content: bytes) -> str:
    with pytest.raises(Invalid) as refused:
        tables.read(content, 100)
    return str(refused.value)


UNREADABLE = "file: This file cannot be read as a workbook (.xlsx)."


def test_a_small_file_that_unpacks_to_more_than_fits_is_refused() -> None:
    content = packed({"xl/sharedStrings.xml": b" " * (sheets.MOST_UNZIPPED + 1)})

    with pytest.raises(TooLarge) as refused:
        tables.read(content, 100)

    assert len(content) < 100_000
    assert str(refused.value) == "file: The workbook unpacks to more than 64 MB. Nothing was read."


def test_what_a_zip_says_of_its_own_size_counts_for_nothing() -> None:
    honest = packed({"xl/sharedStrings.xml": b" " * (sheets.MOST_UNZIPPED + 1)})
    size = (sheets.MOST_UNZIPPED + 1).to_bytes(4, "little")

    assert refusal(honest.replace(size, (1000).to_bytes(4, "little"))) == UNREADABLE


def test_a_lone_cell_at_the_end_of_the_world_is_named_and_not_reached_for() -> None:
    far_down = with_rows(b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>')
    far_right = with_rows(b'<row r="1"><c r="XFD1"><v>1</v></c></row>')

    assert refusal(far_down) == "file: At most 100 rows at once; this table reaches row 1048576."
    assert refusal(far_right) == "file: At most 256 columns; this table reaches column XFD."


def test_a_cell_without_its_name_is_counted_to() -> None:
    unnamed = b"".join(b"<row><c><v>1</v></c></row>" for _ in range(102))

    assert refusal(with_rows(unnamed)) == "file: At most 100 rows at once; this table reaches row 102."


def test_empty_formatted_cells_far_out_do_no_harm() -> None:
    content = with_rows(b'<row r="1"><c r="A1"><v>7</v></c></row><row r="90000"><c r="ZZ90000" s="0"/></row>')

    assert tables.read(content, 100).headings == ("7",)


@pytest.mark.parametrize(
    "rows",
    [
        b'<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>',
        b'<row r="x"><c><v>1</v></c></row>',
        b'<row r="1"><c r="1A"><v>1</v></c></row>',
        b'<row r="1"><c r="A0"><v>1</v></c></row>',
        b'<row r="1"><c r="A1"><v>1</c></row>',
    ],
    ids=["backwards", "no-number", "no-cell", "row-zero", "no-xml"],
)
def test_a_sheet_that_is_not_as_the_format_says_is_refused(rows: bytes) -> None:
    assert refusal(with_rows(rows)) == UNREADABLE


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/sharedStrings.xml", b'uniqueCount="2"', b'uniqueCount="9999999999"'),
        ("xl/styles.xml", b'<cellXfs count="1"', b'<cellXfs count="9999999999"'),
    ],
)
def test_a_part_that_promises_a_billion_texts_is_not_believed(part: str, old: bytes, new: bytes) -> None:
    content = parts()[part]
    assert old in content

    assert refusal(packed({part: content.replace(old, new)})) == UNREADABLE


def test_a_workbook_that_declares_entities_is_refused() -> None:
    laughs = (
        b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><workbook>&b;</workbook>'
    )

    assert refusal(packed({"xl/workbook.xml": laughs})) == UNREADABLE


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", SHEET])
def test_a_workbook_without_one_of_its_parts_is_refused(part: str) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts().items():
            if name != part:
                archive.writestr(name, content)

    assert refusal(buffer.getvalue()) == UNREADABLE


def test_a_part_in_an_unknown_encoding_is_refused() -> None:
    assert refusal(packed({"xl/workbook.xml": b'<?xml version="1.0" encoding="no-such"?><w/>'})) == UNREADABLE


def test_no_more_than_a_thousand_formulas_are_named() -> None:
    row = b"".join(b"<c><f>1+1</f><v>2</v></c>" for _ in range(250))

    table = tables.read(with_rows(b"".join(b"<row>" + row + b"</row>" for _ in range(6))), 100)

    assert len(table.findings) == 1000
