"""The standard's example documents: every valid one is kept whole, every invalid one refused by name."""

import json

import pytest

from aril.epcis.errors import EpcisError
from aril.epcis.jsontext import dumps, loads
from aril.epcis.reading import event_objects, read_document, read_event
from aril.epcis.writing import write_document, write_event
from tests.conformance import vectors

EXPECTED = {
    "ObjectEvent_with_ilmd_field_without_namespace": {(0, "ilmd.materialType")},
    "ObjectEvent_with_non_standard_bizStep": {(0, "bizStep")},
    "ObjectEvent_with_non_standard_bizStep_in_second_event": {(1, "bizStep")},
    "ObjectEvent_with_quantity_as_text": {(0, "quantityList[0].quantity")},
    "ObjectEvent_without_action_and_eventTime": {
        (0, "action"),
        (0, "eventTime"),
        (0, "eventTimeZoneOffset"),
    },
    "ObjectEvent_without_identifier_list": {(0, "epcList")},
    "QueryDocument_with_invalid_action": {(0, "action")},
    "Combination_of_multiple_invalid_fields": {
        (0, "bizStep"),
        (1, "disposition"),
        (2, "sourceList[0].type"),
        (3, "ilmd.materialType"),
        (4, "eventTime"),
        (4, "action"),
    },
}
"""File → which fields of which events are wrong in it."""


def _documents(folder):
    paths = sorted((vectors.FOLDER / "epcis" / folder).rglob("*.json*"))
    return [(path.stem, path.read_text(encoding="utf-8")) for path in paths]


def test_every_valid_document_comes_back_as_it_was():
    documents = _documents("valid")

    changed = [
        name
        for name, text in documents
        if write_document(read_document(json.loads(text))) != json.loads(text)
    ]

    assert documents
    assert changed == []


def test_not_even_a_digit_or_the_order_of_keys_is_lost():
    for name, text in _documents("valid"):
        assert dumps(write_document(read_document(loads(text)))) == dumps(loads(text)), name


def test_each_event_of_a_valid_document_says_the_same_alone():
    for _, text in _documents("valid"):
        document = read_document(json.loads(text))
        for event, inside in zip(document.events, event_objects(json.loads(text)), strict=True):
            alone = write_event(event)

            assert {**alone, "@context": None} == {**inside, "@context": None}
            assert read_event(alone) == event


def test_every_invalid_document_is_refused_naming_each_event_and_field():
    documents = _documents("invalid")

    for name, text in documents:
        with pytest.raises(EpcisError) as caught:
            read_document(json.loads(text))

        found = {(each.event, each.path.split("].", 1)[1]) for each in caught.value.findings}
        assert found == EXPECTED.get(name, found), name
        assert all(number is not None for number, _ in found), name
