"""JSON text with every digit, and what is refused as no JSON."""

import json
import pickle
from copy import deepcopy
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aril.epcis.errors import EpcisError
from aril.epcis.jsontext import JsonNumber, dumps, exact, loads
from aril.epcis.reading import read_event
from aril.epcis.writing import write_event
from tests.epcis import examples as ex


@pytest.mark.parametrize("digits", ["12.50", "1e2", "0.1000000000000000055511151231257827", "-0.0", "7", "0"])
def test_a_number_keeps_its_digits(digits):
    assert dumps(loads(digits)) == digits


def test_a_quantity_keeps_its_digits_through_an_event():
    text = f'{{"epcClass":"{ex.LOT}","quantity":1234567890123456.78900}}'

    event = read_event(ex.object_event(quantityList=[loads(text)]))

    assert event.quantity_list[0].quantity == Decimal("1234567890123456.78900")
    assert dumps(write_event(event)["quantityList"]) == f"[{text}]"


def test_pythons_own_json_writes_such_numbers_too():
    assert json.dumps(loads('{"a": 12.50}')) == '{"a": 12.5}'
    assert loads("12.50") == 12.5


def test_a_number_survives_being_copied_and_pickled():
    number = JsonNumber("12.50")

    assert [each.text for each in (deepcopy(number), pickle.loads(pickle.dumps(number)))] == [
        "12.50",
        "12.50",
    ]


@pytest.mark.parametrize(("decimal", "text"), [("7", "7"), ("12.50", "12.50"), ("1E+2", "1E+2")])
def test_a_decimal_becomes_the_number_that_says_it(decimal, text):
    assert dumps(exact(Decimal(decimal))) == text
    assert dumps(Decimal(decimal)) == text


def test_texts_objects_and_lists_are_written_without_spaces():
    assert dumps({"峄\n": ['"', None, True, [], {}, {"a": 1}]}) == '{"峄\\n":["\\"",null,true,[],{},{"a":1}]}'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "{",
            "This is no JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1).",
        ),
        (
            b"\xff",
            "This is no JSON: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte.",
        ),
        ("[NaN]", "This is no JSON: NaN is no JSON number."),
        ('{"a": 1, "b": 2, "a": 3}', "a stands twice in one object."),
    ],
)
def test_what_is_no_json_is_refused(text, message):
    with pytest.raises(EpcisError) as caught:
        loads(text)

    assert str(caught.value) == message


def test_text_nested_without_end_is_refused():
    with pytest.raises(EpcisError) as caught:
        loads("[" * 100_000)

    assert caught.value.findings[0].code == "not-json"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=10,
)


@given(json_values)
def test_whatever_is_written_is_read_again(value):
    assert loads(dumps(value)) == value
