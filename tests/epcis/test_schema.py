"""What is said in JSON Schema of documents and events is what is read."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from aril.epcis import rules, schema
from aril.epcis.errors import EpcisError
from aril.epcis.reading import read_document
from tests.epcis import examples
from tests.epcis.examples import CASE, CONTEXT, UNIT

DOCUMENT = Draft202012Validator(
    {
        "components": {"schemas": schema.definitions()},
        "anyOf": [
            {"$ref": f"#/components/schemas/{name}"}
            for name in ("EPCISDocument", "EPCISQueryDocument", "BareEvent")
        ],
    },
    format_checker=FormatChecker(),
)

EVENTS = (
    examples.object_event(),
    examples.aggregation_event(),
    examples.association_event(),
    examples.transaction_event(),
    examples.transformation_event(),
)
CHANGES: tuple[dict[str, Any], ...] = (
    {},
    {"action": None},
    {"action": "DELETE"},
    {"action": "OBSERVE", "parentID": None},
    {"action": "ADD", "parentID": None},
    {"parentID": CASE},
    {"eventTime": None},
    {"eventTime": "2026-02-30T00:00:00Z"},
    {"eventTimeZoneOffset": "+14:01"},
    {"bizStep": "shipping"},
    {"bizStep": "https://ns.example.org/steps/washing"},
    {"bizStep": "washing"},
    {"epcList": None},
    {"epcList": []},
    {"epcList": [UNIT, UNIT]},
    {"epcList": ["no URI"]},
    {"epcList": None, "quantityList": []},
    {"epcList": None, "quantityList": [{"epcClass": UNIT, "quantity": 1.5, "uom": "KGM"}]},
    {"quantityList": [{"epcClass": UNIT, "quantity": "1.5"}]},
    {"quantityList": [{"epcClass": UNIT, "uom": "kg"}]},
    {"quantityList": [{"quantity": 1}]},
    {"childEPCs": []},
    {"childEPCs": [], "action": "DELETE"},
    {"bizTransactionList": []},
    {"inputEPCList": []},
    {"inputEPCList": [], "transformationID": "urn:uuid:1"},
    {"readPoint": {"id": "urn:uuid:1", "example:hall": 3}},
    {"readPoint": {"id": "urn:uuid:1", "hall": 3}},
    {"readPoint": "urn:uuid:1"},
    {"ilmd": {"example:grade": "A"}},
    {"ilmd": {"example:grade": "A"}, "action": "ADD"},
    {"ilmd": {"grade": "A"}, "action": "ADD"},
    {"example:note": {"any": [1, None]}},
    {"note": "none"},
    {"persistentDisposition": {}},
    {"persistentDisposition": {"set": ["expired"]}},
    {"sensorElementList": [{"sensorReport": [{"type": "Temperature", "value": 4, "uom": "CEL"}]}]},
    {"sensorElementList": [{"sensorReport": []}]},
    {"certificationInfo": ["urn:a:1", "urn:a:2"]},
    {"errorDeclaration": {"declarationTime": "2026-09-12T09:00:00Z", "reason": "incorrect_data"}},
    {"errorDeclaration": {}},
    {"type": "https://ns.example.org/WashingEvent", "water": 3},
    {"type": "WashingEvent"},
    {"@context": [CONTEXT, {"example": "https://ns.example.org/"}]},
    {"@context": 7},
)


def _is_read(json: Any) -> bool:
    try:
        read_document(json)
    except EpcisError:
        return False
    return True


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_an_event_fits_the_schema_just_when_it_is_read(change: dict[str, Any]) -> None:
    for event in EVENTS:
        changed = {key: value for key, value in {**event, **change}.items() if value is not None}
        bare = {"@context": CONTEXT} | changed
        for json in (bare, changed, examples.document(changed), examples.query_document(changed)):
            assert DOCUMENT.is_valid(json) == _is_read(json), json


@pytest.mark.parametrize(
    "change",
    [{"schemaVersion": None}, {"creationDate": "today"}, {"epcisBody": {}}, {"sender": 1}, {"example:a": 1}],
    ids=str,
)
def test_so_does_a_document(change: dict[str, Any]) -> None:
    json = examples.document(examples.object_event(), **change)

    assert DOCUMENT.is_valid(json) == _is_read(json)


def test_every_rule_between_fields_is_said() -> None:
    written = {each for name, each in vars(rules).items() if callable(each) and name.split("_")[0] in {
        "names", "describes", "sets",
    }}  # fmt: skip

    assert set(schema.CONDITIONS) == written
