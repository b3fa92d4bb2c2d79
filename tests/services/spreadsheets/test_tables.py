"""Reading tables that people send, whatever they send."""

import io
from datetime import date, datetime

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from aril.domain.errors import Finding, Invalid
from aril.services.spreadsheets import tables
from aril.services.spreadsheets.sheets import letter, position
from aril.services.spreadsheets.tables import Row, Table

FORMULA = "Here stands a formula; expected a value. Copy the column and paste it as values."
MERGED = "These cells are merged; expected one cell for each value."


def workbook(*rows: tuple[object, ...], **more: object) -> bytes:
    """A workbook with these rows; `merge` and `formula` put such a cell into it."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("表")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        for cell, formula in more.items():
            if ":" in cell:
                sheet.merge_range(cell, formula)
            else:
                sheet.write_formula(cell, str(formula), value=7)
    return buffer.getvalue()


def read(content: bytes, most_rows: int = 100) -> Table:
    return tables.read(content, most_rows)


def test_a_workbook_is_read_as_text_with_the_numbers_of_its_rows() -> None:
    content = workbook(
        ("名称", "电话", "限量", "生效", "暂行"),
        ("示例", 13800000000, 0.05, date(2026, 3, 1), True),
        (),
        (" 另一个 ", "0632-7711234", "", datetime(2026, 3, 1, 8, 30), False),  # noqa: DTZ001 - as a cell has it
    )

    table = read(content)

    assert table.headings == ("名称", "电话", "限量", "生效", "暂行")
    assert table.rows == (
        Row(2, ("示例", "13800000000", "0.05", "2026-03-01", "true")),
        Row(4, (" 另一个 ", "0632-7711234", "", "2026-03-01T08:30:00", "false")),
    )
    assert table.findings == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_is_read_in_the_encodings_that_spreadsheets_write(encoding: str) -> None:
    content = '名称,地址\n示例𠮷,"榴园镇, 示例村"\n'.encode(encoding)

    table = read(content)

    assert table.headings == ("名称", "地址")
    assert table.rows == (Row(2, ("示例𠮷", "榴园镇, 示例村")),)


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_csv_may_be_parted_by_commas_tabs_or_semicolons(delimiter: str) -> None:
    table = read(f"a{delimiter}b\r\n1{delimiter}2\r\n".encode())

    assert table.rows == (Row(2, ("1", "2")),)


def test_formulas_and_merged_cells_are_named_each() -> None:
    content = workbook(("a", "b"), ("x", 1), ("y", 2), **{"B3": "=B2*2", "A5:B6": "z"})

    table = read(content)

    assert table.findings == (Finding("B3", FORMULA), Finding("A5:B6", MERGED))


def test_a_number_that_lost_its_last_digits_is_named() -> None:
    content = workbook(("code",), (933704040000000019,))

    (finding,) = read(content).findings

    assert finding.where == "A2"
    assert "keep 15 digits" in finding.template


def test_the_first_visible_sheet_is_read() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        hidden, shown = book.add_worksheet("藏"), book.add_worksheet("显")
        hidden.write_row(0, 0, ("no",))
        shown.write_row(0, 0, ("yes",))
        shown.activate()
        shown.set_first_sheet()
        hidden.hide()

    assert read(buffer.getvalue()).headings == ("yes",)


def test_a_table_that_is_too_long_says_how_long() -> None:
    for content in (workbook(*[("a",)] * 12), b"a\n" * 12):
        with pytest.raises(Invalid) as refused:
            read(content, most_rows=10)

        assert str(refused.value) == "file: At most 10 rows at once; this table reaches row 12."


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "file: The table is empty: expected a row of headings, and the rows below it."),
        (b",,\n,,\n", "file: The table is empty: expected a row of headings, and the rows below it."),
        (b"\x00\x01\x02", "file: Expected an .xlsx workbook or a .csv table in UTF-8 or GB 18030."),
        (b"\x89PNG\r\n\x1a\n\xff", "file: Expected an .xlsx workbook or a .csv table in UTF-8 or GB 18030."),
        (b"a\n" + b"x" * 140_000, "file: Expected an .xlsx workbook or a .csv table in UTF-8 or GB 18030."),
        (b"PK\x03\x04 and no zip", "file: This file cannot be read as a workbook (.xlsx)."),
        (
            b"\xd0\xcf\x11\xe0 an old one",
            "file: This is an old or protected workbook. Save it as .xlsx without a password.",
        ),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, says: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(content)

    assert str(refused.value) == says


def test_columns_are_found_by_any_of_their_headings() -> None:
    table = Table(("b", "名称"), ())

    places = table.columns({"name": ("名称", "name"), "more": ("更多",), "b": ("b",)}, needed=["name"])

    assert places == {"name": 1, "more": -1, "b": 0}


def test_missing_headings_are_named_with_those_that_are_there() -> None:
    table = Table(("a", "", "b"), ())

    with pytest.raises(Invalid) as refused:
        table.columns({"name": ("名称",), "phone": ("电话",), "a": ("a",)}, needed=["name", "phone", "a"])

    (finding,) = refused.value.findings
    assert finding.where == "file"
    assert finding.data == {"missing": ("名称", "电话"), "found": ("a", "b")}


def test_a_heading_that_stands_twice_is_refused() -> None:
    table = Table(("名称", "x", "名称"), ())

    with pytest.raises(Invalid) as refused:
        table.columns({"name": ("名称",)}, needed=["name"])

    assert refused.value.findings[0].data == {"heading": "名称", "columns": ("A", "C")}


def test_bad_cells_come_in_the_order_of_the_sheet_with_what_stands_in_them() -> None:
    table = Table(("a", "b"), (Row(2, ("1", "2")), Row(10, ("3", "4"))), (Finding("B10", "formula"),))

    bad = table.bad_cells(
        [Finding("B10", "another fault of it"), Finding("B2", "x"), Finding("C10", "beyond")]
    )

    assert [(cell.place, cell.heading, cell.value, str(cell.finding)) for cell in bad] == [
        ("B2", "b", "2", "x"),
        ("B10", "b", "4", "formula"),
        ("C10", "", "", "beyond"),
    ]


@given(st.integers(0, 18277))
def test_a_columns_letters_lead_back_to_it(index: int) -> None:
    assert position(f"{letter(index)}1") == (1, index)
