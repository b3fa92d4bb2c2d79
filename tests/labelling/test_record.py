"""Records, and what they derive from their fields."""

import pytest

from aril.labelling.record import LabelRecord
from aril.labelling.voice import pick_code


@pytest.mark.parametrize(
    ("gtin", "lot", "packed", "code"),
    [
        # The worked examples of the Produce Traceability Initiative and of label makers after it.
        ("10850510002011", "46587443HG234", "", "6359"),
        ("65457886676767", "2", "100126", "5836"),
        ("61414100734933", "32abcd", "030102", "8079"),
    ],
)
def test_the_voice_pick_code_is_that_of_the_initiative(gtin: str, lot: str, packed: str, code: str) -> None:
    assert pick_code(gtin, lot, packed) == code


def test_a_record_answers_its_voice_code_in_two_halves() -> None:
    record = LabelRecord({"gtin": "65457886676767", "lot": "2", "pack_date": "2010-01-26"})

    assert record.value("voice_small") == "58"
    assert record.value("voice_large") == "36"


def test_without_a_gtin_there_is_no_voice_code() -> None:
    record = LabelRecord({"lot": "2"})

    assert record.value("voice_small") == record.value("voice_large") == ""


def test_address_and_element_string_are_fields_like_the_others() -> None:
    record = LabelRecord({"uri": "never this one"}, uri="https://a.example", linear="(10)A")

    assert (record.value("uri"), record.value("linear"), record.value("none")) == (
        "https://a.example",
        "(10)A",
        "",
    )
