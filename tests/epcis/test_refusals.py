"""What is said of JSON that cannot be read, and what can be kept of it."""

import pytest

from aril.epcis.errors import EpcisError
from aril.epcis.jsontext import loads
from aril.epcis.reading import event_objects, read_document, read_event, salvage
from tests.epcis import examples as ex


def problems(json, read=read_event):
    """Path → (code, sentence) of everything wrong."""
    with pytest.raises(EpcisError) as caught:
        read(json)
    return {each.path: (each.code, each.message) for each in caught.value.findings}


def only_problem(json, read=read_event):
    found = problems(json, read)
    assert len(found) == 1, found
    return next((path, *rest) for path, rest in found.items())


def test_a_master_data_attribute_is_text_a_number_or_an_object():
    vocabulary = {
        "type": "a:b",
        "vocabularyElementList": [{"id": "a:b", "attributes": [{"id": "a:c", "attribute": [1]}]}],
    }
    header = {"epcisMasterData": {"vocabularyList": [vocabulary]}}

    found = only_problem(ex.document(epcisHeader=header), read_document)

    assert found == (
        "$.epcisHeader.epcisMasterData.vocabularyList[0].vocabularyElementList[0].attributes[0].attribute",
        "not-text",
        "Text was expected, a list was found.",
    )


@pytest.mark.parametrize(
    ("fields", "path", "code", "message"),
    [
        ({"eventTime": None}, "$.eventTime", "missing", "eventTime is missing."),
        (
            {"eventTime": "2026-02-30T08:00:00Z"},
            "$.eventTime",
            "not-a-time",
            '"2026-02-30T08:00:00Z" is no time; a date that exists, a time of day and an offset were expected.',
        ),
        (
            {"eventTime": 20260912},
            "$.eventTime",
            "not-a-time",
            "20260912 is no time; a date that exists, a time of day and an offset were expected.",
        ),
        (
            {"eventTimeZoneOffset": "+14:30"},
            "$.eventTimeZoneOffset",
            "not-an-offset",
            '"+14:30" is no time zone offset; +hh:mm or -hh:mm up to 14:00 was expected.',
        ),
        (
            {"action": "CREATE"},
            "$.action",
            "not-a-choice",
            '"CREATE" is none of ADD, OBSERVE, DELETE.',
        ),
        (
            {"eventTime": "0001-01-01T00:00:00+13:00"},
            "$.eventTime",
            "not-a-time",
            '"0001-01-01T00:00:00+13:00" is no time; a date that exists, a time of day and an offset were expected.',
        ),
        ({"epcList": "one"}, "$.epcList", "not-a-list", 'A list was expected, "one" was found.'),
        ({"epcList": ["one"]}, "$.epcList[0]", "not-a-uri", 'A URI was expected, "one" was found.'),
        (
            {"epcList": [ex.UNIT, ex.UNIT]},
            "$.epcList[1]",
            "repeated",
            f'"{ex.UNIT}" stands in the list twice.',
        ),
        (
            {"bizStep": "transforming"},
            "$.bizStep",
            "unknown-term",
            '"transforming" is not a standard term of BizStep; a term of one\'s own is a full URI.',
        ),
        (
            {"disposition": "http://ns.gs1.org/cbv/lost"},
            "$.disposition",
            "unknown-term",
            '"http://ns.gs1.org/cbv/lost" is not a standard term of Disposition; a term of one\'s own is a full URI.',
        ),
        (
            {"bizStep": "urn:epcglobal:cbv:bizstep:shipping"},
            "$.bizStep",
            "old-spelling",
            '"urn:epcglobal:cbv:bizstep:shipping" is how CBV 1 spelled it; since EPCIS 2.0 it is written shipping.',
        ),
        ({"bizStep": loads("7.50")}, "$.bizStep", "not-text", "Text was expected, 7.50 was found."),
        ({"bizStep": 7}, "$.bizStep", "not-text", "Text was expected, 7 was found."),
        (
            {"grade": "A"},
            "$.grade",
            "unknown-field",
            "grade is not a field of ObjectEvent; a field of one's own has a namespace.",
        ),
        (
            {"readPoint": {"id": ex.ORCHARD, "row": 4}},
            "$.readPoint.row",
            "unknown-field",
            "row is not a field of a place; a field of one's own has a namespace.",
        ),
        ({"readPoint": {}}, "$.readPoint.id", "missing", "id is missing."),
        ({"readPoint": {"id": None}}, "$.readPoint.id", "not-a-uri", "A URI was expected, null was found."),
        (
            {"bizLocation": ex.ORCHARD},
            "$.bizLocation",
            "not-an-object",
            f'An object was expected, "{ex.ORCHARD}" was found.',
        ),
        (
            {"action": "ADD", "ilmd": {"soil": "loam"}},
            "$.ilmd.soil",
            "unknown-field",
            "soil is not a field of ilmd; a field of one's own has a namespace.",
        ),
        (
            {"action": "ADD", "ilmd": []},
            "$.ilmd",
            "not-an-object",
            "An object was expected, a list was found.",
        ),
        (
            {"ilmd": {"example:soil": "loam"}},
            "$.ilmd",
            "only-with-add",
            "ilmd stands only in an event that adds something; action OBSERVE was found.",
        ),
        (
            {"epcList": None},
            "$.epcList",
            "nothing-identified",
            "The event names nothing: epcList, quantityList, or sensorElementList with readPoint was expected.",
        ),
        (
            {"quantityList": [{"epcClass": ex.LOT, "quantity": True}]},
            "$.quantityList[0].quantity",
            "not-a-number",
            "A number was expected, true was found.",
        ),
        (
            {"quantityList": [{"epcClass": ex.LOT, "quantity": 1, "uom": "kg"}]},
            "$.quantityList[0].uom",
            "not-a-unit",
            '"kg" is no unit code; two or three capital letters or digits were expected.',
        ),
        (
            {"quantityList": [{"epcClass": ex.LOT, "example:x": 1}]},
            "$.quantityList[0]['example:x']",
            "unknown-field",
            "example:x is not a field of QuantityElement; a field of one's own has a namespace.",
        ),
        (
            {"quantityList": [{"epcClass": ex.LOT, "quantity": 10**400}]},
            "$.quantityList[0].quantity",
            "out-of-range",
            f"{'1' + '0' * 400} is beyond the numbers a computer can compare.",
        ),
        (
            {"sensorElementList": [{"sensorReport": []}]},
            "$.sensorElementList[0].sensorReport",
            "empty",
            "At least one entry was expected, the list is empty.",
        ),
        (
            {"sensorElementList": [{"sensorReport": [{"type": "Mass", "booleanValue": "yes"}]}]},
            "$.sensorElementList[0].sensorReport[0].booleanValue",
            "not-a-truth-value",
            'true or false was expected, "yes" was found.',
        ),
        (
            {"sensorElementList": [{"sensorReport": [{"type": "Mass", "stringValue": False}]}]},
            "$.sensorElementList[0].sensorReport[0].stringValue",
            "not-text",
            "Text was expected, false was found.",
        ),
        (
            {"persistentDisposition": {}},
            "$.persistentDisposition.set",
            "nothing-identified",
            "The event names nothing: set or unset was expected.",
        ),
        ({"certificationInfo": 42}, "$.certificationInfo", "not-a-uri", "A URI was expected, 42 was found."),
        (
            {"@context": [ex.CONTEXT, 7]},
            "$['@context'][1]",
            "not-a-context",
            "7 is no JSON-LD context; a URI, an object or a list of them was expected.",
        ),
        (
            {"@context": 7},
            "$['@context']",
            "not-a-context",
            "7 is no JSON-LD context; a URI, an object or a list of them was expected.",
        ),
        (
            {"@context": [ex.CONTEXT, ex.CONTEXT]},
            "$['@context'][1]",
            "repeated",
            f'"{ex.CONTEXT}" stands in the list twice.',
        ),
        ({"quantityList": [7]}, "$.quantityList[0]", "not-an-object", "An object was expected, 7 was found."),
        ({"epcList": [{}]}, "$.epcList[0]", "not-a-uri", "A URI was expected, an object was found."),
    ],
)
def test_a_wrong_field_is_named_with_what_was_expected_and_found(fields, path, code, message):
    assert only_problem(ex.object_event(**fields)) == (path, code, message)


@pytest.mark.parametrize(
    ("json", "path"),
    [
        (ex.aggregation_event(childEPCs=None), "$.childEPCs"),
        (ex.aggregation_event(childEPCs=[]), "$.childEPCs"),
        (ex.aggregation_event(parentID=None), "$.parentID"),
        (ex.association_event(childEPCs=[]), "$.childEPCs"),
        (ex.association_event(parentID=None), "$.parentID"),
        (ex.transaction_event(epcList=None), "$.epcList"),
        (ex.transaction_event(bizTransactionList=[]), "$.bizTransactionList"),
        (ex.transformation_event(inputEPCList=None), "$.inputEPCList"),
        (ex.transformation_event(outputEPCList=[]), "$.outputEPCList"),
        (ex.transformation_event(action="ADD"), "$.action"),
        (ex.aggregation_event(ilmd={"example:x": 1}), "$.ilmd"),
    ],
)
def test_an_event_that_lacks_its_objects_is_refused_at_the_field(json, path):
    assert only_problem(json)[0] == path


def test_everything_wrong_in_a_document_is_told_at_once_with_the_number_of_its_event():
    json = ex.document(
        ex.object_event(bizStep="transforming", action=None),
        ex.object_event(),
        ex.object_event(eventTime="yesterday"),
        creationDate=None,
        sender=7,
    )

    with pytest.raises(EpcisError) as caught:
        read_document(json)

    assert {(each.event, each.path, each.code) for each in caught.value.findings} == {
        (None, "$.creationDate", "missing"),
        (None, "$.sender", "not-text"),
        (0, "$.epcisBody.eventList[0].bizStep", "unknown-term"),
        (0, "$.epcisBody.eventList[0].action", "missing"),
        (2, "$.epcisBody.eventList[2].eventTime", "not-a-time"),
    }


def test_the_error_speaks_of_its_first_finding_and_carries_its_data():
    with pytest.raises(EpcisError) as caught:
        read_event(ex.object_event(action=None))

    error = caught.value
    assert str(error) == "action is missing."
    assert str(error) == error.template.format(**error.data)
    assert error.code == "missing"


@pytest.mark.parametrize(
    ("json", "path", "code"),
    [
        ([], "$", "not-an-object"),
        ({}, "$.type", "missing"),
        ({"type": "HarvestEvent"}, "$.type", "not-a-choice"),
        ({"type": []}, "$.type", "not-a-choice"),
        (ex.object_event(), "$['@context']", "missing"),
        (ex.document(epcisBody=None), "$.epcisBody", "missing"),
        (ex.document(schemaVersion="two"), "$.schemaVersion", "not-a-version"),
        (ex.document(footer=1), "$.footer", "unknown-field"),
        (ex.document(**{"@context": 1}), "$['@context']", "not-a-context"),
        (ex.query_document(queryName=None), "$.epcisBody.queryResults.queryName", "not-text"),
    ],
)
def test_what_is_no_document_is_refused(json, path, code):
    assert only_problem(json, read_document)[:2] == (path, code)


def test_a_bare_events_findings_belong_to_event_0():
    with pytest.raises(EpcisError) as caught:
        read_document({"@context": ex.CONTEXT, **ex.object_event(action=None)})

    assert [each.event for each in caught.value.findings] == [0]


def test_a_path_quotes_keys_that_are_no_names():
    found = only_problem(ex.object_event(**{"o'c\\k": 1}))

    assert found[0] == "$['o\\'c\\\\k']"


def test_a_long_value_is_cut_in_messages():
    message = only_problem(ex.object_event(bizStep="x" * 200))[2]

    assert message.startswith('"' + "x" * 79 + '…" is not')


def test_an_extension_may_be_deep_but_not_bottomless():
    deep = shallow = "x"
    for _ in range(99):
        shallow = [shallow]
    for _ in range(102):
        deep = {"example:in": deep}

    assert read_event(ex.object_event(**{"example:x": shallow})).extensions == {"example:x": shallow}
    assert problems(ex.object_event(**{"example:x": deep, "y": 1})) == {
        "$['example:x']": ("too-deep", "Values are nested deeper than 100 levels."),
        "$.y": (
            "unknown-field",
            "y is not a field of ObjectEvent; a field of one's own has a namespace.",
        ),
    }


def test_what_can_be_accepted_of_a_document_is_kept_apart_from_what_cannot():
    json = ex.document(ex.object_event(), ex.object_event(action="CREATE"), ex.aggregation_event())

    document, findings = salvage(json)

    assert document is not None
    assert [event.type for event in document.events] == ["ObjectEvent", "AggregationEvent"]
    assert [(each.event, each.path) for each in findings] == [(1, "$.epcisBody.eventList[1].action")]


def test_a_good_document_is_salvaged_whole():
    document, findings = salvage(ex.query_document(ex.object_event()))

    assert document is not None
    assert len(document.events) == 1
    assert findings == ()


@pytest.mark.parametrize(
    "json",
    [
        ex.document(ex.object_event(), schemaVersion=None),
        ex.document(ex.object_event(action=None)),
        ex.object_event(),
    ],
)
def test_nothing_is_salvaged_when_the_document_itself_or_every_event_is_wrong(json):
    document, findings = salvage(json)

    assert document is None
    assert len(findings) == 1


def test_events_are_found_where_they_stand_even_in_bad_documents():
    bad = ex.object_event(action=None)

    assert event_objects(ex.document(bad, 7)) == [bad, 7]
    assert event_objects(ex.document(epcisBody=[])) == []
    assert event_objects(bad) == [bad]
