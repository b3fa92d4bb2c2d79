"""The reader agrees with the standard's JSON Schema wherever the schema says what the standard says."""

import json
from copy import deepcopy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator, FormatChecker

from aril.epcis.errors import EpcisError
from aril.epcis.reading import read_document
from tests.conformance import vectors

JUNK = (
    None, True, 0, -1.5, "", "x", "example:x", "https://a.example/b", "urn:epc:id:sgtin:0614141.107346.2017",
    "2026-02-28T00:00:00Z", "2026-02-30T00:00:00Z", "2026-02-28", "+01:00", "+15:00", "KGM", "kg", "shipping",
    "in_transit", "po", "location", "Temperature", "urn:epcglobal:cbv:bizstep:shipping", "https://ref.gs1.org/cbv/BizStep-shipping",
    "gs1:Temperature", "ADD", "OBSERVE", [], {}, [{}], ["a:b"], ["x"], {"id": "a:b"}, {"a:b": 1}, {"x": 1}, "f0", "a:[",
)  # fmt: skip
KEYS = (
    "x",
    "example:x",
    "ilmd",
    "epcList",
    "action",
    "type",
    "id",
    "childEPCs",
    "transformationID",
    "eventID",
)
STRICTER = {
    # A place or a document's body takes no key without a namespace, as nothing else does.
    "unknown-field",
    # Only an observed aggregation may leave its parent unnamed (section 7.4.3).
    "missing",
}
"""Where the standard asks for more than its schema: codes of findings that stand alone."""


@pytest.fixture(scope="module")
def schema():
    return Draft7Validator(vectors.data("epcis/EPCIS-JSON-Schema.json"), format_checker=FormatChecker())


@pytest.fixture(scope="module")
def documents(schema):
    paths = sorted((vectors.FOLDER / "epcis/valid").rglob("*.json*"))
    return [json for path in paths if schema.is_valid(json := _load(path))]


def _load(path):
    return json.loads(path.read_text(encoding="utf-8"))


def _places(json_value, steps=()):
    if steps:
        yield steps
    if isinstance(json_value, dict):
        for key, value in json_value.items():
            yield from _places(value, (*steps, key))
    if isinstance(json_value, list):
        for index, value in enumerate(json_value):
            yield from _places(value, (*steps, index))


def _changed(document, draw):
    document = deepcopy(document)
    *way, last = draw(st.sampled_from(list(_places(document))))
    parent = document
    for step in way:
        parent = parent[step]
    match draw(st.sampled_from(["drop", "replace", "add", "rename"])):
        case "drop":
            del parent[last]
        case "add" if isinstance(parent[last], dict):
            parent[last][draw(st.sampled_from(KEYS))] = draw(st.sampled_from(JUNK))
        case "add" if isinstance(parent[last], list):
            parent[last].append(draw(st.sampled_from([*parent[last], *JUNK])))
        case "rename" if isinstance(parent, dict):
            parent[draw(st.sampled_from(KEYS))] = parent.pop(last)
        case _:
            parent[last] = draw(st.sampled_from(JUNK))
    return document


def _refused_for(document):
    try:
        read_document(document)
    except EpcisError as error:
        return {each.code for each in error.findings}
    return set()


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_changed_document_is_refused_when_the_schema_refuses_it(schema, documents, data):
    document = _changed(data.draw(st.sampled_from(documents)), data.draw)

    codes = _refused_for(document)

    if schema.is_valid(document):
        assert codes <= STRICTER
    else:
        assert codes
