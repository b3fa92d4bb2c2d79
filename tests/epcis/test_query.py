"""What may be asked of the events, and how a wrong question is refused by name."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from aril.epcis.events import STANDARD_TYPES
from aril.epcis.jsontext import JsonNumber
from aril.epcis.query import MATCHED, EventQuery, Operator, QueryParameterError, Term, parse_query
from aril.epcis.records import Table
from aril.epcis.vocabulary import (
    Action,
    BizStep,
    BizTransactionType,
    Disposition,
    ErrorReason,
    MeasurementType,
    SourceDestType,
)

NAMES = {"example": "https://ns.example.org/"}
EQ, GE = Operator.EQ, Operator.GE
TYPES = "ObjectEvent, AggregationEvent, TransactionEvent, TransformationEvent, AssociationEvent"
MOMENT = datetime(2026, 9, 12, tzinfo=UTC)


def one_term(name, value):
    (term,) = parse_query({name: value}, NAMES).terms
    return term


def problems(parameters):
    with pytest.raises(QueryParameterError) as caught:
        parse_query(parameters, NAMES)
    return {each.path: each.message for each in caught.value.findings}


def test_nothing_asked_is_everything():
    assert parse_query({}) == EventQuery(
        terms=(), order_by="", descending=True, event_count_limit=None, max_event_count=None, per_page=30
    )


@pytest.mark.parametrize(
    ("name", "value", "term"),
    [
        (
            "eventType",
            "ObjectEvent|example:Grafting",
            Term("eventType", EQ, ("ObjectEvent", "example:Grafting")),
        ),
        ("GE_eventTime", "2026-09-12T08:00:00+08:00", Term("eventTime", GE, (MOMENT,))),
        ("LT_recordTime", "2026-09-12T00:00:00Z", Term("recordTime", Operator.LT, (MOMENT,))),
        ("GE_errorDeclarationTime", "2026-09-12T00:00:00Z", Term("errorDeclarationTime", GE, (MOMENT,))),
        ("GE_errorDeclaration_Time", "2026-09-12T00:00:00Z", Term("errorDeclarationTime", GE, (MOMENT,))),
        ("EQ_action", "ADD|DELETE", Term("action", EQ, (Action.ADD, Action.DELETE))),
        ("EQ_bizStep", "shipping", Term("bizStep", EQ, (BizStep.SHIPPING,))),
        (
            "EQ_bizStep",
            ["https://ref.gs1.org/cbv/BizStep-shipping"],
            Term("bizStep", EQ, (BizStep.SHIPPING,)),
        ),
        ("EQ_bizStep", "example:pruning", Term("bizStep", EQ, ("https://ns.example.org/pruning",))),
        (
            "EQ_persistentDisposition_set",
            "recalled",
            Term("persistentDisposition_set", EQ, (Disposition.RECALLED,)),
        ),
        (
            "WD_readPoint",
            "urn:epc:id:sgln:0614141.07346.0",
            Term("readPoint", Operator.WD, ("https://id.gs1.org/414/0614141073467",)),
        ),
        (
            "MATCH_anyEPC",
            "urn:epc:id:sgtin:0614141.107346.2017",
            Term("anyEPC", Operator.MATCH, ("https://id.gs1.org/01/10614141073464/21/2017",)),
        ),
        (
            "MATCH_epc",
            "urn:epc:idpat:sgtin:0614141.107346.*",
            Term("epc", Operator.MATCH, ("https://id.gs1.org/01/10614141073464/21/*",)),
        ),
        (
            "MATCH_epc",
            "urn:epc:idpat:grai:4012345.99999.*",
            Term("epc", Operator.MATCH, ("https://id.gs1.org/8003/04012345999990*",)),
        ),
        (
            "MATCH_epcClass",
            "urn:epc:idpat:sgtin:0614141.107346.*",
            Term("epcClass", Operator.MATCH, ("https://id.gs1.org/01/10614141073464",)),
        ),
        ("EQ_quantity", "12.50", Term("quantity", EQ, (Decimal("12.50"),))),
        ("EQ_quantity", [1, 2.5], Term("quantity", EQ, (Decimal(1), Decimal("2.5")))),
        ("GT_quantity", 7, Term("quantity", Operator.GT, (Decimal(7),))),
        ("LE_quantity_GRM", "1500", Term("quantity", Operator.LE, (Decimal("1.5"),), "KGM")),
        ("GE_value_CEL", "5", Term("value", GE, (Decimal("278.15"),), "KEL")),
        ("LT_sDev_FAH", "9", Term("sDev", Operator.LT, (Decimal(5),), "KEL")),
        ("EQ_percRank", "50", Term("percRank", EQ, (Decimal(50),))),
        ("EQ_eventID", "urn:x:1|urn:x:2", Term("eventID", EQ, ("urn:x:1", "urn:x:2"))),
        ("EQ_errorReason", "did_not_occur", Term("errorReason", EQ, (ErrorReason.DID_NOT_OCCUR,))),
        ("EQ_type", "Temperature", Term("type", EQ, (MeasurementType.TEMPERATURE,))),
        ("EQ_stringValue", "a|b", Term("stringValue", EQ, ("a", "b"))),
        ("EQ_booleanValue", "FALSE", Term("booleanValue", EQ, (False,))),
        ("EQ_booleanValue", True, Term("booleanValue", EQ, (True,))),
        ("EXISTS_errorDeclaration", "true", Term("errorDeclaration", Operator.EXISTS, (True,))),
        ("EXISTS_sensorElementList", None, Term("sensorElementList", Operator.EXISTS, (True,))),
        (
            "EQ_bizTransaction_po",
            "https://example.org/7",
            Term("bizTransaction", EQ, ("https://example.org/7",), BizTransactionType.PURCHASE_ORDER),
        ),
        (
            "EQ_source_owning_party",
            "https://id.gs1.org/417/9521141000018",
            Term("source", EQ, ("https://id.gs1.org/417/9521141000018",), SourceDestType.OWNING_PARTY),
        ),
        ("EQ_destination_location", "a:b", Term("destination", EQ, ("a:b",), SourceDestType.LOCATION)),
        ("EQ_example:grade", "A|12.50", Term("event", EQ, ("A", "12.5"), "https://ns.example.org/grade")),
        ("EQ_example:grade", [True, 1.0], Term("event", EQ, ("true", "1"), "https://ns.example.org/grade")),
        ("EQ_https://x.example/y", "A", Term("event", EQ, ("A",), "https://x.example/y")),
        ("GE_ILMD_example:n", "3", Term("ilmd", GE, (Decimal(3),), "https://ns.example.org/n")),
        (
            "LT_INNER_ILMD_example:t",
            "2026-09-12T00:00:00Z",
            Term("ilmd", Operator.LT, (MOMENT,), "https://ns.example.org/t", inner=True),
        ),
        (
            "EXISTS_INNER_example:x",
            "",
            Term("event", Operator.EXISTS, (True,), "https://ns.example.org/x", inner=True),
        ),
        (
            "EQ_ERROR_DECLARATION_example:by",
            "Li",
            Term("errorDeclaration", EQ, ("Li",), "https://ns.example.org/by"),
        ),
        (
            "EQ_INNER_SENSORREPORT_example:x",
            "1",
            Term("sensorReport", EQ, ("1",), "https://ns.example.org/x", inner=True),
        ),
        ("EQ_readPoint_example:row", "4", Term("readPoint", EQ, ("4",), "https://ns.example.org/row")),
        ("HASATTR_example:x", "a|b", Term("event", Operator.HASATTR, ("a", "b"), "https://ns.example.org/x")),
        ("EQATTR_example:x_a", "1", Term("event", Operator.EQATTR, ("1",), "https://ns.example.org/x_a")),
        ("EQ_ATTR_example:x_a", "1", Term("event", Operator.EQATTR, ("1",), "https://ns.example.org/x_a")),
    ],
)
def test_a_parameter_is_a_term_in_the_spelling_by_which_events_are_found(name, value, term):
    assert one_term(name, value) == term


@pytest.mark.parametrize("name", ["EXISTS_errorDeclaration", "EXISTS_ILMD_example:x"])
def test_asking_for_existence_with_false_asks_for_nothing(name):
    assert parse_query({name: "false"}, NAMES).terms == ()


def test_order_and_limits_are_no_terms():
    query = parse_query(
        {"orderBy": "eventTime", "orderDirection": "ASC", "eventCountLimit": "5", "perPage": "10"}
    )

    assert query == EventQuery(order_by="eventTime", descending=False, event_count_limit=5, per_page=10)


def test_results_may_be_ordered_by_a_field_of_ones_own():
    assert parse_query({"orderBy": "example:n"}, NAMES).order_by == "https://ns.example.org/n"


def test_a_page_is_named_by_its_token_and_a_maximum_by_its_number():
    query = parse_query({"nextPageToken": "abc", "maxEventCount": 3})

    assert (query.next_page_token, query.max_event_count) == ("abc", 3)


def test_a_query_document_declares_its_own_namespaces():
    query = parse_query({"@context": {"own": "https://own.example/"}, "EQ_own:x": ["1"]})

    assert query.terms == (Term("event", EQ, ("1",), "https://own.example/x"),)


@pytest.mark.parametrize(
    ("name", "value", "path", "message"),
    [
        ("EQ_grade", "A", "EQ_grade", '"grade" names a field of one\'s own, so it needs a namespace.'),
        ("MATCH_lot", "a:b", "MATCH_lot", "MATCH_lot is not a parameter of the event query."),
        ("limit", "3", "limit", "limit is not a parameter of the event query."),
        (
            "EQ_INNER_quantity_KGM",
            "1",
            "EQ_INNER_quantity_KGM",
            '"quantity_KGM" names a field of one\'s own, so it needs a namespace.',
        ),
        (
            "GE_eventTime",
            "today",
            "GE_eventTime",
            '"today" is no time; a date that exists, a time of day and an offset were expected.',
        ),
        (
            "GE_eventTime",
            ["2026-09-12T00:00:00Z"] * 2,
            "GE_eventTime",
            "One value was expected, 2 were found.",
        ),
        ("EQ_action", "ADD|SHIP", "EQ_action[1]", '"SHIP" is none of ADD, OBSERVE, DELETE.'),
        ("EQ_action", [], "EQ_action", "At least one entry was expected, the list is empty."),
        ("eventType", "HarvestEvent", "eventType[0]", f'"HarvestEvent" is none of {TYPES}.'),
        ("EQ_quantity", "many", "EQ_quantity[0]", 'A number was expected, "many" was found.'),
        (
            "EQ_quantity_kg",
            "1",
            "EQ_quantity_kg",
            '"kg" is no unit code; two or three capital letters or digits were expected.',
        ),
        (
            "EQ_bizTransaction_order",
            "a:b",
            "EQ_bizTransaction_order",
            '"order" is not a standard term of BizTransactionType; a term of one\'s own is a full URI.',
        ),
        (
            "MATCH_epc",
            "urn:epc:idpat:sgtin:0614141.*.*",
            "MATCH_epc[0]",
            '"urn:epc:idpat:sgtin:0614141.*.*" is no pattern this service knows: only its last part may be *.',
        ),
        ("GT_example:n", "large", "GT_example:n", 'A number or a time was expected, "large" was found.'),
        ("GT_example:n", "1e309", "GT_example:n", 'A number or a time was expected, "1e309" was found.'),
        ("EQ_example:n", [None], "EQ_example:n[0]", "Text was expected, null was found."),
        (
            "EXISTS_errorDeclaration",
            "perhaps",
            "EXISTS_errorDeclaration",
            'true or false was expected, "perhaps" was found.',
        ),
        (
            "EXISTS_errorDeclaration",
            [{}],
            "EXISTS_errorDeclaration",
            "true or false was expected, an object was found.",
        ),
        ("EQ_booleanValue", "", "EQ_booleanValue", 'true or false was expected, "" was found.'),
        ("orderBy", "bizStep", "orderBy", '"bizStep" names a field of one\'s own, so it needs a namespace.'),
        ("orderDirection", "UP", "orderDirection", '"UP" is none of ASC, DESC.'),
        ("perPage", "0", "perPage", 'A whole number from 1 was expected, "0" was found.'),
        ("perPage", True, "perPage", "A whole number from 1 was expected, true was found."),
        ("perPage", JsonNumber("1.5"), "perPage", "A whole number from 1 was expected, 1.5 was found."),
        ("perPage", "1.5", "perPage", 'A whole number from 1 was expected, "1.5" was found.'),
        (
            "@context",
            7,
            "@context",
            "7 is no JSON-LD context; a URI, an object or a list of them was expected.",
        ),
    ],
)
def test_a_wrong_parameter_is_refused_by_its_name(name, value, path, message):
    assert problems({name: value}) == {path: message}


def test_a_whole_number_may_be_written_with_a_fraction_of_nothing():
    assert parse_query({"perPage": JsonNumber("25.0")}).per_page == 25


def test_everything_wrong_with_a_query_is_told_at_once():
    found = problems(
        {
            "GE_eventTime": "x",
            "limit": "3",
            "maxEventCount": "2",
            "eventCountLimit": "1",
            "orderBy": "eventTime",
        }
    )

    assert set(found) == {"GE_eventTime", "limit", "eventCountLimit"}
    assert found["eventCountLimit"] == "eventCountLimit and maxEventCount cannot be used together."


def test_a_limit_without_an_order_would_be_chance():
    assert problems({"eventCountLimit": "1"}) == {"eventCountLimit": "eventCountLimit needs orderBy."}


def test_a_match_looks_in_lists_that_events_have():
    lists = {key for event in STANDARD_TYPES.values() for key in Table.of(event).fields}

    for field, keys in MATCHED.items():
        assert one_term(f"MATCH_{field}", "a:b").field == field
        assert set(keys) <= lists
