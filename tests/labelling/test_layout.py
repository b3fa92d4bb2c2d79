"""From designs and records to marks at whole dots: what is shared, what is refused, where symbols stand."""

import pytest

from aril.labelling.errors import (
    CharacterNotEncodable,
    DataTooLong,
    DateExpected,
    ElementStringInvalid,
    IdentifiersMissing,
    LabelError,
    MissingField,
    NothingToEncode,
    SymbolTooNarrow,
)
from aril.labelling.geometry import Resolution
from aril.labelling.layout import Layout
from aril.labelling.marks import Batch, PlacedBars, PlacedMatrix, Polygon, Rectangle, Words
from aril.labelling.record import LabelRecord
from aril.labelling.symbols import matrix
from tests.labelling.paper import FONT, GTIN, LOT, URI, design, text

QR = 'kind = "qr"\nat = [34, 0]\nsize = [24, 24]'
RECORD = LabelRecord({"product": "石榴", "lot": LOT, "gtin": GTIN}, URI, f"(01){GTIN}(10){LOT}")


def linear(more: str = "", *, kind: str = "linear", size: str = "[60, 12]") -> str:
    return f'kind = "{kind}"\nat = [0, 25]\nsize = {size}\n{more}'


def laid_out(
    *elements: str, records: list[LabelRecord] | None = None, dpi: int = 300, language: str = "zh"
) -> Batch:
    return Layout(design(*elements), FONT, Resolution(dpi), language).batch(records or [RECORD])


def refused(*elements: str, record: LabelRecord = RECORD, dpi: int = 300) -> LabelError:
    with pytest.raises(LabelError) as caught:
        laid_out(*elements, records=[record], dpi=dpi)
    return caught.value


def test_what_labels_share_is_laid_out_once() -> None:
    records = [LabelRecord({"product": "石榴", "serial": f"{n}"}, f"{URI}/21/{n}") for n in range(3)]

    batch = laid_out(text(), QR, 'kind = "line"\nat = [2, 30]\nsize = [9, 1]', records=records)

    assert [type(mark) for mark in batch.background] == [Words, Rectangle]
    assert [[type(mark) for mark in own] for own in batch.labels] == [[PlacedMatrix]] * 3
    assert [symbol.expected for (symbol,) in batch.labels] == [record.uri for record in records]


def test_what_a_second_batch_repeats_is_the_same_marks() -> None:
    layout = Layout(design(text(), QR), FONT, Resolution(300), "zh")

    first, second = layout.batch([RECORD, RECORD]), layout.batch([RECORD], 3)

    assert first.background == second.background
    assert (first.first, second.first) == (1, 3)


def test_labels_alike_in_all_are_as_many_as_their_records() -> None:
    batch = laid_out(text(), records=[RECORD] * 5)

    assert len(batch.labels) == 5
    assert list(batch) == [batch.background] * 5


def test_an_optional_text_is_left_out_where_its_field_is_empty() -> None:
    records = [LabelRecord({"product": name}) for name in ("石榴", "", " ")]

    batch = laid_out(text(more="optional = true"), records=records)

    assert [len(own) for own in batch.labels] == [1, 0, 0]


def test_a_missing_field_names_label_element_and_field() -> None:
    records = [RECORD, LabelRecord()]

    with pytest.raises(MissingField) as caught:
        Layout(design(text()), FONT, Resolution(300), "zh").batch(records, 24)

    assert str(caught.value) == "Label 25, element “words” needs the field “product”, which is empty."


def test_a_label_is_set_in_the_language_asked_for_or_the_first() -> None:
    both = text().replace('text = "{product}"', 'text = { zh = "产地", en = "Origin" }')

    said = [laid_out(both, language=language).background[0].text for language in ("zh", "en", "fr")]

    assert said == ["产地", "Origin", "产地"]


@pytest.mark.parametrize("dpi", [203, 300, 600])
def test_a_module_is_as_many_whole_dots_as_the_box_allows(dpi: int) -> None:
    (symbol,) = laid_out(QR, dpi=dpi).background

    def needed(module: int) -> float:
        """Millimetres of the symbol with two millimetres or four modules clear on each side."""
        return (module * symbol.shape.side + 2 * max(2 * dots, 4 * module)) / dots

    dots = Resolution(dpi).true_dpi / 25.4
    assert needed(symbol.module) <= 24.05
    assert needed(symbol.module + 1) > 24


@pytest.mark.parametrize("align", ["left", "right", "centre"])
def test_a_symbol_stands_in_its_box_with_its_quiet_zone(align: str) -> None:
    element = f'kind = "qr"\nat = [2, 0]\nsize = [48, 24]\nalign = "{align}"\ndata = "HELLO"'

    (symbol,) = laid_out(element).background

    left, right = round(2 / 25.4 * 300), round(50 / 25.4 * 300)
    before = symbol.x - left
    after = right - symbol.x - symbol.width
    quiet = 4 * symbol.module
    assert min(before, after) >= quiet - 1
    assert {"left": before - quiet, "right": after - quiet, "centre": before - after}[align] in {-1, 0, 1}


def test_a_matrix_symbol_finer_than_its_rules_is_refused_with_its_measures() -> None:
    error = refused('kind = "qr"\nat = [34, 0]\nsize = [20, 20]\nsmallest = 17')

    assert isinstance(error, SymbolTooNarrow)
    assert str(error) == (
        "Element “qr”: 33 modules of at least 0.59 mm need 24.3 mm at 300 dpi with their quiet zone, "
        "and there are 20 mm."
    )


def test_a_linear_symbol_carries_all_where_all_fits() -> None:
    bars, words = laid_out(linear(size="[60, 12]"), records=[LabelRecord(linear="(10)A1")]).background

    assert isinstance(bars, PlacedBars)
    assert bars.shape.gs1
    assert words.text == "(10) A1"


def test_a_linear_symbol_is_reduced_to_what_fits() -> None:
    carries = 'carries = [["01", "10"], ["10"]]'

    bars, words = laid_out(linear(carries)).background

    assert (bars.expected, words.text) == (f"10{LOT}", f"(10) {LOT}")


def test_a_linear_symbol_that_cannot_be_reduced_is_refused() -> None:
    error = refused(linear())

    assert isinstance(error, SymbolTooNarrow)
    assert str(error) == (
        "Element “linear”: 222 modules of at least 0.25 mm need 61.47 mm at 300 dpi with their quiet zone, "
        "and there are 60 mm."
    )


def test_a_plain_text_is_code_128() -> None:
    bars, words = laid_out(linear(), records=[LabelRecord(linear="7K3M")]).background

    assert (bars.kind, bars.expected, words.text) == ("code128", "7K3M", "7K3M")


def test_modules_of_a_linear_symbol_stay_between_their_limits() -> None:
    bars, _ = laid_out(linear("widest = 0.3"), records=[LabelRecord(linear="7")], dpi=600).background

    assert bars.module == 7


@pytest.mark.parametrize(
    ("element", "record", "error", "said"),
    [
        (
            linear(),
            LabelRecord(linear="石榴"),
            CharacterNotEncodable,
            "Element “linear”: Code 128 has no “石” (U+77F3).",
        ),
        (
            linear(),
            LabelRecord(linear="A" * 81),
            DataTooLong,
            "Element “linear”: Code 128 holds 80 characters at most, found 81.",
        ),
        (
            linear('data = "[{code}]"'),
            LabelRecord(),
            NothingToEncode,
            "Element “linear” has nothing to encode.",
        ),
        (
            'kind = "qr"\nat = [34, 0]\nsize = [24, 24]\ndata = "[{code}]"',
            LabelRecord(),
            NothingToEncode,
            "Element “qr” has nothing to encode.",
        ),
        (
            QR,
            LabelRecord(uri="x" * 2400),
            DataTooLong,
            "Element “qr”: QR Code holds 2331 characters at most, found 2400.",
        ),
        (
            linear(),
            LabelRecord(linear=f"(01){GTIN[:-1]}3(10)A"),
            ElementStringInvalid,
            "Element “linear”: “(01)06901234567893(10)A” is no element string: ",
        ),
        (
            linear('carries = [["10"], ["01", "10"]]'),
            LabelRecord(linear=f"(01){GTIN}(21)A"),
            IdentifiersMissing,
            "Element “linear” carries ('10', '01+10'), and “(01)06901234567892(21)A” has none of these.",
        ),
        (
            linear(kind="gs1-128"),
            LabelRecord(linear="(10)" + "A" * 20 + "(21)" + "B" * 20 + "(240)CCC"),
            DataTooLong,
            "Element “gs1-128”: GS1-128 holds 48 characters at most, found 52.",
        ),
        (
            text("{pack_date|yymmdd}"),
            LabelRecord({"pack_date": "14.9.2026"}),
            DateExpected,
            "Element “words” needs a date as 2026-09-12 in the field “pack_date”, found “14.9.2026”.",
        ),
    ],
)
def test_what_cannot_be_encoded_is_refused_with_its_reason(element, record, error, said: str) -> None:
    found = refused(element, record=record)

    assert type(found) is error
    assert str(found).startswith(said)
    assert found.template.format(**found.data) == str(found)


def test_an_invalid_element_string_hands_on_every_finding() -> None:
    found = refused(linear(), record=LabelRecord(linear="(01)1(10)"))

    assert isinstance(found, ElementStringInvalid)
    assert {finding.ai for finding in found.findings} == {"01", "10"}


def test_what_the_writer_of_gs1_symbols_refuses_is_a_refusal_of_ours(monkeypatch) -> None:
    def refuse(*_: object) -> None:
        raise ValueError("Invalid AI")

    monkeypatch.setattr(matrix, "_gs1", refuse)

    found = refused('kind = "gs1-qr"\nat = [34, 0]\nsize = [24, 24]\ndata = "(10){lot}"')

    assert str(found) == f"Element “gs1-qr”: “(10){LOT}” is no element string: Invalid AI"


def test_brackets_in_a_field_open_no_identifier() -> None:
    element = linear('data = "(10){lot}(21){serial}"', kind="gs1-128")

    bars, _ = laid_out(element, records=[LabelRecord({"lot": "A(21)B", "serial": "7"})]).background

    assert bars.expected == "10A(21)B\x1d217"


def test_a_field_cannot_swallow_the_bracket_after_it() -> None:
    error = refused(
        linear('data = "(10){lot}(21){serial}"', kind="gs1-128"),
        record=LabelRecord({"lot": "A\\", "serial": "7"}),
    )

    assert isinstance(error, ElementStringInvalid)


def test_the_mark_is_as_large_as_its_box_allows() -> None:
    (mark,) = laid_out('kind = "logo"\nat = [2, 2]\nsize = [10, 20]').background

    assert isinstance(mark, Polygon)
    assert max(y for _, y in mark.outline) == round(12 / 25.4 * 300)


def test_a_rule_is_at_least_a_dot_thick() -> None:
    (rule,) = laid_out('kind = "line"\nat = [2, 2]\nsize = [10, 0.01]', dpi=203).background

    assert (rule.width, rule.height) == (80, 1)


@pytest.mark.parametrize(
    ("micrometres", "within", "at_least"), [(250, 2, 2), (260, 2, 3), (375, 3, 3), (1000, 8, 8)]
)
def test_a_203_dpi_head_has_eight_dots_to_the_millimetre(
    micrometres: int, within: int, at_least: int
) -> None:
    head = Resolution(203)

    assert (head.dots_within(micrometres), head.dots_at_least(micrometres)) == (within, at_least)
    assert head.micrometres(8) == 1000
