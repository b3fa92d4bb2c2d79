"""What is read from EPCIS JSON."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aril.epcis.documents import BareEvent, Document, QueryDocument
from aril.epcis.errors import EpcisError
from aril.epcis.events import (
    STANDARD_TYPES,
    AggregationEvent,
    AssociationEvent,
    ExtendedEvent,
    ObjectEvent,
    QuantityElement,
    TransactionEvent,
    TransformationEvent,
)
from aril.epcis.reading import read_document, read_event
from aril.epcis.records import Table
from aril.epcis.vocabulary import (
    Action,
    BizStep,
    Component,
    Disposition,
    ErrorReason,
    MeasurementType,
    SensorAlert,
    SourceDestType,
)
from aril.epcis.writing import write_event
from tests.epcis import examples as ex


@pytest.mark.parametrize(
    ("json", "kind"),
    [
        (ex.object_event(), ObjectEvent),
        (ex.aggregation_event(), AggregationEvent),
        (ex.association_event(), AssociationEvent),
        (ex.transaction_event(), TransactionEvent),
        (ex.transformation_event(), TransformationEvent),
    ],
)
def test_each_event_type_has_its_class(json, kind):
    event = read_event(json)

    assert type(event) is kind
    assert event.type == json["type"] == kind.__name__


def test_the_five_dimensions_of_an_event_are_typed():
    event = read_event(
        ex.object_event(
            action="ADD",
            quantityList=[{"epcClass": ex.LOT, "quantity": 12.5, "uom": "KGM"}, {"epcClass": ex.LOT}],
            bizStep="creating_class_instance",
            disposition="active",
            readPoint={"id": ex.ORCHARD},
            recordTime="2026-09-12T00:30:01Z",
            ilmd={"example:variety": "峄红"},
        )
    )

    assert event.event_time == datetime(2026, 9, 12, 0, 30, tzinfo=UTC)
    assert event.event_time.isoformat() == "2026-09-12T08:30:00+08:00"
    assert event.event_time_zone_offset == "+08:00"
    assert event.action is Action.ADD
    assert event.epc_list == (ex.UNIT,)
    assert event.quantity_list == (QuantityElement(ex.LOT, Decimal("12.5"), "KGM"), QuantityElement(ex.LOT))
    assert event.biz_step is BizStep.CREATING_CLASS_INSTANCE
    assert event.disposition is Disposition.ACTIVE
    assert event.read_point == ex.ORCHARD
    assert event.record_time == datetime(2026, 9, 12, 0, 30, 1, tzinfo=UTC)
    assert event.ilmd == {"example:variety": "峄红"}


def test_sources_and_destinations_are_pairs_of_type_and_party():
    event = read_event(
        ex.object_event(
            sourceList=[{"type": "owning_party", "source": "https://id.gs1.org/417/9521141000018"}],
            destinationList=[{"type": "location", "destination": ex.ORCHARD}],
        )
    )

    assert [(each.type, each.id) for each in event.sources] == [
        (SourceDestType.OWNING_PARTY, "https://id.gs1.org/417/9521141000018")
    ]
    assert [(each.type, each.id) for each in event.destinations] == [(SourceDestType.LOCATION, ex.ORCHARD)]


def test_an_error_declaration_names_its_reason_and_the_events_that_correct():
    declared = {
        "declarationTime": "2026-09-13T00:00:00Z",
        "reason": "did_not_occur",
        "correctiveEventIDs": ["urn:uuid:0b0c5b3e-0001-4000-8000-000000000001"],
        "example:by": "Li",
    }

    declaration = read_event(ex.object_event(errorDeclaration=declared)).error_declaration

    assert declaration is not None
    assert declaration.reason is ErrorReason.DID_NOT_OCCUR
    assert declaration.corrective_event_ids == ("urn:uuid:0b0c5b3e-0001-4000-8000-000000000001",)
    assert declaration.extensions == {"example:by": "Li"}


def test_sensor_reports_keep_numbers_as_decimals_and_terms_as_members():
    report = {
        "type": "gs1:Temperature",
        "value": 4.2,
        "uom": "CEL",
        "component": "cbv:Comp-x",
        "exception": "ALARM_CONDITION",
        "booleanValue": True,
        "hexBinaryValue": "f0F0",
        "stringValue": "ok",
    }

    event = read_event(
        ex.object_event(
            sensorElementList=[{"sensorMetadata": {"time": "2026-09-12T00:00:00Z"}, "sensorReport": [report]}]
        )
    )

    element = event.sensor_elements[0]
    read = element.sensor_reports[0]
    assert element.sensor_metadata is not None
    assert element.sensor_metadata.time == datetime(2026, 9, 12, tzinfo=UTC)
    assert (read.type, read.value, read.uom) == (MeasurementType.TEMPERATURE, Decimal("4.2"), "CEL")
    assert (read.component, read.exception) == (Component.X, SensorAlert.ALARM_CONDITION)
    assert (read.boolean_value, read.hex_binary_value, read.string_value) == (True, "f0F0", "ok")


@pytest.mark.parametrize(
    "spelling",
    ["shipping", "https://ref.gs1.org/cbv/BizStep-shipping", "cbv:BizStep-shipping", "my:shipping"],
)
def test_a_standard_term_is_itself_in_every_spelling(spelling):
    context = {"my": "https://ref.gs1.org/cbv/BizStep-"}

    event = read_event(ex.object_event(bizStep=spelling), around=(context,))

    assert event.biz_step is BizStep.SHIPPING


def test_a_term_of_ones_own_is_the_uri_it_stands_for():
    event = read_event(
        ex.object_event(bizStep="example:pruning"), around=({"example": "https://ns.example.org/"},)
    )

    assert event.biz_step == "https://ns.example.org/pruning"


def test_a_prefix_nobody_declared_stays_as_it_is():
    event = read_event(ex.object_event(bizStep="other:pruning"))

    assert event.biz_step == "other:pruning"


def test_an_identifier_with_a_prefix_is_written_out():
    event = read_event(
        ex.object_event(epcList=["gtin:09521141012345/21/1"]), around=({"gtin": "https://id.gs1.org/01/"},)
    )

    assert event.epc_list == ("https://id.gs1.org/01/09521141012345/21/1",)


def test_a_transaction_may_have_no_type():
    event = read_event(ex.object_event(bizTransactionList=[{"bizTransaction": "https://example.org/1"}]))

    assert [(each.type, each.id) for each in event.biz_transactions] == [(None, "https://example.org/1")]


@pytest.mark.parametrize("certificates", ["https://example.org/c/1", ["https://example.org/c/1"]])
def test_certification_is_a_list_even_when_one_was_said(certificates):
    event = read_event(ex.object_event(certificationInfo=certificates))

    assert event.certification_info == ("https://example.org/c/1",)


def test_an_event_type_of_ones_own_is_kept_with_all_its_keys():
    event = read_event({"type": "example:Grafting", **ex.WHEN, "scion": "峄红", "example:tree": 7})

    assert isinstance(event, ExtendedEvent)
    assert event.type == "example:Grafting"
    assert event.extensions == {"scion": "峄红", "example:tree": 7}


def test_the_contexts_of_document_and_event_hold_together():
    inner = {"@context": [{"own": "https://own.example.org/"}], "own:x": 1}

    document = read_document(ex.document(ex.object_event(**inner)))

    assert document.events[0].context == (
        [ex.CONTEXT, {"example": "https://ns.example.org/"}],
        [{"own": "https://own.example.org/"}],
    )


def test_documents_query_documents_and_bare_events_are_told_apart():
    event = ex.object_event()

    read = [
        read_document(ex.document(event)),
        read_document(ex.query_document(event, subscriptionID="s1")),
        read_document({"@context": ex.CONTEXT, **event}),
    ]

    assert [type(each) for each in read] == [Document, QueryDocument, BareEvent]
    assert [len(each.events) for each in read] == [1, 1, 1]


def test_master_data_in_a_header_is_read():
    orchard = {
        "id": ex.ORCHARD,
        "attributes": [{"id": "cbvmda:name", "attribute": "果园"}, {"id": "cbvmda:area", "attribute": 1.5}],
        "children": [f"{ex.ORCHARD}/254/1"],
    }
    vocabulary = {"type": "urn:epcglobal:epcis:vtype:Location", "vocabularyElementList": [orchard]}
    header = {"epcisMasterData": {"vocabularyList": [vocabulary]}, "example:sent": "by hand"}

    document = read_document(ex.document(ex.object_event(), epcisHeader=header))

    assert isinstance(document, Document)
    assert document.header is not None
    assert document.header.extensions == {"example:sent": "by hand"}
    assert document.header.master_data is not None
    element = document.header.master_data.vocabularies[0].elements[0]
    assert element.id == ex.ORCHARD
    assert [each.value for each in element.attributes] == ["果园", 1.5]
    assert element.children == (f"{ex.ORCHARD}/254/1",)


@pytest.mark.parametrize(
    "json",
    [
        ex.object_event(epcList=[]),
        ex.object_event(epcList=None, quantityList=[{"epcClass": ex.LOT}]),
        ex.object_event(
            epcList=None,
            readPoint={"id": ex.ORCHARD},
            sensorElementList=[{"sensorReport": [{"type": "Mass"}]}],
        ),
        ex.aggregation_event(action="DELETE", childEPCs=None),
        ex.aggregation_event(action="OBSERVE", parentID=None),
        ex.aggregation_event(childEPCs=None, childQuantityList=[{"epcClass": ex.LOT}]),
        ex.transaction_event(action="DELETE", epcList=None),
        ex.transaction_event(epcList=None, quantityList=[{"epcClass": ex.LOT}]),
        ex.transformation_event(outputEPCList=None, transformationID="https://example.org/t/1"),
        ex.transformation_event(
            inputEPCList=None,
            outputEPCList=None,
            inputQuantityList=[{"epcClass": ex.LOT}],
            outputQuantityList=[{"epcClass": ex.LOT}],
        ),
        ex.object_event(action="ADD", ilmd={}),
        ex.object_event(persistentDisposition={"set": ["recalled"]}),
        ex.object_event(readPoint={"id": ex.ORCHARD, "@type": "example:Row", "example:row": 4}),
    ],
)
def test_what_the_standard_allows_is_accepted(json):
    assert read_event(json).type == json["type"]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just(ex.UNIT),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "type", "a:b"]), inner)
    ),
    max_leaves=6,
)
EVENTS = (
    ex.object_event,
    ex.aggregation_event,
    ex.association_event,
    ex.transaction_event,
    ex.transformation_event,
)
KEYS = sorted(
    {key for event in STANDARD_TYPES.values() for key in Table.of(event).fields} | {"type", "a:b", "x"}
)


@given(st.sampled_from(EVENTS), st.dictionaries(st.sampled_from(KEYS), ANYTHING, max_size=3))
def test_whatever_stands_in_a_field_is_read_or_refused(event, fields):
    json = event(**fields)

    written, findings = _read_and_written(json)

    assert all(each.message for each in findings)
    assert findings or written.items() >= {key: json[key] for key in json if key != "@context"}.items()


def _read_and_written(json):
    try:
        return write_event(read_event(json)), ()
    except EpcisError as error:
        return {}, error.findings
