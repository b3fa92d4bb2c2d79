"""What is handed out as .csv opens as text, and runs nothing."""

import csv
import io
from decimal import Decimal

import pytest

from aril.services.spreadsheets.exports import as_csv


def cells(content: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}"))))


def test_a_table_begins_with_the_mark_by_which_excel_knows_utf8() -> None:
    lines = list(as_csv(("名称",), [("示例",)]))

    assert "".join(lines).encode().startswith(b"\xef\xbb\xbf")
    assert cells("".join(lines)) == [["名称"], ["示例"]]


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r"])
def test_a_name_that_begins_like_a_formula_is_kept_from_running(begin: str) -> None:
    text = f'{begin}HYPERLINK("http://example.org","x")'

    assert cells("".join(as_csv(("a",), [(text,)])))[1] == [f"'{text}"]


def test_numbers_stay_numbers() -> None:
    assert cells("".join(as_csv(("a",), [(Decimal("-1.5"), 7)])))[1] == ["-1.5", "7"]


def test_commas_quotes_and_line_breaks_stay_within_their_cell() -> None:
    assert cells("".join(as_csv(("a",), [('a,"b"\nc',)])))[1] == ['a,"b"\nc']
