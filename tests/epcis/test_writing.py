"""What is written is what was read; what was made here is written as the standard has it."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aril.epcis.contexts import EPCIS_CONTEXT
from aril.epcis.documents import Document, QueryDocument
from aril.epcis.events import (
    BizTransaction,
    ErrorDeclaration,
    ExtendedEvent,
    ObjectEvent,
    PersistentDisposition,
    QuantityElement,
    SensorElement,
    SensorMetadata,
    SensorReport,
    SourceDest,
    canonical_event,
)
from aril.epcis.extensions import Place
from aril.epcis.reading import read_document, read_event
from aril.epcis.vocabulary import (
    Action,
    BizStep,
    BizTransactionType,
    Disposition,
    MeasurementType,
    SourceDestType,
)
from aril.epcis.writing import write_document, write_event
from tests.epcis import examples as ex

CHINA = timezone(timedelta(hours=8))
WHEN = {"event_time": datetime(2026, 9, 12, 8, 30, tzinfo=CHINA), "event_time_zone_offset": "+08:00"}
ODDLY_SPELLED = ex.object_event(
    **{
        "example:first": {"b": 1, "a": [1.50, None, {"type": "x"}]},
        "eventTime": "2026-09-12T00:30:00.1234567Z",
        "epcList": [],
        "bizStep": "cbv:BizStep-shipping",
        "certificationInfo": ["https://example.org/c/1"],
        "readPoint": {"example:row": 4, "id": ex.ORCHARD},
        "quantityList": [{"uom": "KGM", "quantity": 2e2, "epcClass": ex.LOT}],
        "sensorElementList": [
            {"sensorReport": [{"value": 26.0, "type": "gs1:Temperature"}], "example:by": "hand"}
        ],
        "example:null": None,
    }
)


@pytest.mark.parametrize(
    "whole",
    [
        ex.document(ODDLY_SPELLED, ex.object_event(), id="https://example.org/d/1", **{"example:sent": [1]}),
        ex.document(ex.object_event(**{"@context": {"own": "https://own.example/"}, "own:x": 1})),
        ex.document(ex.object_event(), **{"@context": EPCIS_CONTEXT}),
        ex.query_document(ODDLY_SPELLED, subscriptionID="s", **{"example:ignored": ["x"]}),
        {"@context": EPCIS_CONTEXT, **ODDLY_SPELLED},
        {**ex.object_event(), "type": "example:Grafting", "scion": 1, "@context": [EPCIS_CONTEXT]},
    ],
)
def test_a_document_comes_out_as_it_came_in_to_the_order_of_its_keys(whole):
    written = write_document(read_document(whole))

    assert json.dumps(written) == json.dumps(whole)


def test_only_the_field_that_was_changed_is_written_anew():
    event = read_event(ODDLY_SPELLED)

    written = write_event(replace(event, biz_step=BizStep.RECEIVING, disposition=Disposition.IN_PROGRESS))

    assert written == {
        "@context": EPCIS_CONTEXT,
        **ODDLY_SPELLED,
        "bizStep": "receiving",
        "disposition": "in_progress",
    }
    assert list(written) == ["@context", *ODDLY_SPELLED, "disposition"]


def test_a_field_that_was_emptied_is_no_longer_written():
    event = read_event(ODDLY_SPELLED)

    written = write_event(replace(event, biz_step=None, quantity_list=()))

    assert "bizStep" not in written
    assert "quantityList" not in written


def test_an_event_made_here_is_written_in_the_usual_spelling():
    event = ObjectEvent(
        **WHEN,
        action=Action.ADD,
        quantity_list=(
            QuantityElement(ex.LOT, Decimal("12.50"), "KGM"),
            QuantityElement(ex.LOT, Decimal(7)),
            QuantityElement(ex.LOT),
        ),
        biz_step=BizStep.CREATING_CLASS_INSTANCE,
        disposition=Disposition.ACTIVE,
        persistent_disposition=PersistentDisposition(unset=(Disposition.RECALLED,)),
        read_point=ex.ORCHARD,
        biz_location=Place(ex.ORCHARD, {"example:row": 4}),
        biz_transactions=(BizTransaction(BizTransactionType.PURCHASE_ORDER, "https://example.org/o/1"),),
        sources=(SourceDest(SourceDestType.LOCATION, ex.ORCHARD),),
        destinations=(SourceDest(SourceDestType.OWNING_PARTY, ex.ORCHARD),),
        certification_info=("https://example.org/c/1",),
        error_declaration=ErrorDeclaration(declaration_time=datetime(2026, 9, 13, tzinfo=UTC)),
        sensor_elements=(
            SensorElement(
                sensor_metadata=SensorMetadata(time=datetime(2026, 9, 12, 0, 0, 0, 250, tzinfo=UTC)),
                sensor_reports=(
                    SensorReport(type=MeasurementType.TEMPERATURE, value=Decimal("4.0"), uom="CEL"),
                ),
            ),
        ),
        ilmd={"aril:variety": "峄红"},
        extensions={"aril:note": "first"},
        context=(EPCIS_CONTEXT, {"aril": "https://trace.example/voc/"}),
    )

    assert write_event(event) == {
        "@context": [EPCIS_CONTEXT, {"aril": "https://trace.example/voc/"}],
        "type": "ObjectEvent",
        "eventTime": "2026-09-12T08:30:00.000+08:00",
        "eventTimeZoneOffset": "+08:00",
        "action": "ADD",
        "bizStep": "creating_class_instance",
        "disposition": "active",
        "persistentDisposition": {"unset": ["recalled"]},
        "readPoint": {"id": ex.ORCHARD},
        "bizLocation": {"id": ex.ORCHARD, "example:row": 4},
        "bizTransactionList": [{"type": "po", "bizTransaction": "https://example.org/o/1"}],
        "sourceList": [{"type": "location", "source": ex.ORCHARD}],
        "destinationList": [{"type": "owning_party", "destination": ex.ORCHARD}],
        "certificationInfo": "https://example.org/c/1",
        "errorDeclaration": {"declarationTime": "2026-09-13T00:00:00.000Z"},
        "sensorElementList": [
            {
                "sensorMetadata": {"time": "2026-09-12T00:00:00.000250Z"},
                "sensorReport": [{"type": "Temperature", "value": 4.0, "uom": "CEL"}],
            }
        ],
        "quantityList": [
            {"epcClass": ex.LOT, "quantity": 12.5, "uom": "KGM"},
            {"epcClass": ex.LOT, "quantity": 7},
            {"epcClass": ex.LOT},
        ],
        "ilmd": {"aril:variety": "峄红"},
        "aril:note": "first",
    }
    assert read_event(write_event(event)) == event


def test_several_certificates_are_written_as_a_list():
    event = ObjectEvent(**WHEN, action=Action.OBSERVE, certification_info=("a:1", "a:2"))

    assert write_event(event)["certificationInfo"] == ["a:1", "a:2"]


def test_an_event_says_only_the_contexts_that_do_not_stand_around_it():
    around = [EPCIS_CONTEXT, {"a": "https://a.example/"}]
    own = {"b": "https://b.example/"}
    event = ObjectEvent(**WHEN, action=Action.ADD, context=(around, own))

    assert "@context" not in write_event(event, (around, own))
    assert write_event(event, (around,))["@context"] == own
    assert write_event(event)["@context"] == [*around, own]
    assert write_event(event, ("https://other.example/",))["@context"] == [*around, own]


def test_a_context_that_is_said_twice_is_written_once():
    a, b = {"a": "https://a.example/"}, {"a": "https://b.example/"}
    event = ObjectEvent(**WHEN, action=Action.ADD, epc_list=(ex.UNIT,), context=([EPCIS_CONTEXT, a], [b], a))

    written = write_event(event)

    assert written["@context"] == [EPCIS_CONTEXT, b, a]
    assert read_event(written) == event


def test_an_event_taken_out_of_its_document_begins_with_its_context():
    document = read_document(ex.document(ex.object_event()))

    written = write_event(document.events[0])

    assert next(iter(written)) == "@context"


def test_an_event_of_ones_own_type_is_written_with_it():
    event = ExtendedEvent(**WHEN, event_type="example:Grafting", extensions={"scion": "x"})

    written = write_event(event)

    assert (written["type"], written["scion"]) == ("example:Grafting", "x")


@pytest.mark.parametrize("kind", [Document, QueryDocument])
def test_a_new_document_carries_its_events(kind):
    event = ObjectEvent(**WHEN, action=Action.ADD, epc_list=(ex.UNIT,))

    document = kind.of((event,), created=datetime(2026, 9, 12, tzinfo=UTC))

    written = write_document(document)
    assert written["type"] == kind.JSON_TYPE
    assert written["schemaVersion"] == "2.0"
    assert written["creationDate"] == "2026-09-12T00:00:00.000Z"
    assert "@context" not in json.dumps(written["epcisBody"])
    assert read_document(written).events == (event,)


@pytest.mark.parametrize("kind", [Document, QueryDocument])
def test_a_document_without_events_says_so(kind):
    document = kind.of((), created=datetime(2026, 9, 12, tzinfo=UTC))

    assert read_document(write_document(document)) == document


def test_equal_events_are_equal_however_they_were_spelled():
    one = read_event(ex.object_event(bizStep="shipping", eventTime="2026-09-12T08:30:00+08:00"))
    other = read_event(ex.object_event(bizStep="cbv:BizStep-shipping", eventTime="2026-09-12T00:30:00.000Z"))

    assert one == other
    assert hash(one) == hash(other)


def test_a_place_is_its_identifier_whatever_is_said_beside_it():
    with_row = Place(ex.ORCHARD, {"example:row": 4})

    assert with_row == ex.ORCHARD
    assert hash(with_row) == hash(ex.ORCHARD)


def test_the_canonical_event_spells_every_gs1_identifier_one_way():
    event = read_event(
        ex.object_event(
            epcList=["urn:epc:id:sgtin:0614141.107346.2017"],
            quantityList=[{"epcClass": "urn:epc:class:lgtin:0614141.107346.L7", "quantity": 1}],
            readPoint={"id": "urn:epc:id:sgln:0614141.07346.0", "example:row": 4},
            bizLocation={"id": "urn:epc:id:sgln:0614141.07346.0"},
            eventID="urn:epc:id:sgtin:0614141.107346.1",
        )
    )

    canonical = canonical_event(event)

    assert canonical.epc_list == ("https://id.gs1.org/01/10614141073464/21/2017",)
    assert canonical.quantity_list[0].epc_class == "https://id.gs1.org/01/10614141073464/10/L7"
    assert canonical.read_point == "https://id.gs1.org/414/0614141073467"
    assert isinstance(canonical.read_point, Place)
    assert canonical.read_point.extensions == {"example:row": 4}
    assert canonical.biz_location == "https://id.gs1.org/414/0614141073467"
    assert canonical.event_id == event.event_id
    assert canonical_event(canonical) is canonical


decimals = st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**9), max_value=10**9)
moments = st.datetimes(timezones=st.just(CHINA))
uris = st.from_regex(r"https://[a-z]{1,8}\.example/[A-Za-z0-9._~-]{0,12}", fullmatch=True)
names = st.from_regex(r"example:[a-z]{1,8}", fullmatch=True)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**6), 10**6) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(
    time=moments,
    epcs=st.lists(uris, unique=True, max_size=4).map(tuple),
    amounts=st.lists(
        st.builds(QuantityElement, uris, decimals, st.sampled_from(["KGM", None])), max_size=3
    ).map(tuple),
    step=st.sampled_from([None, *BizStep]),
    extensions=st.dictionaries(names, json_values, max_size=4),
    place=st.none() | uris,
)
def test_whatever_event_is_written_is_read_again(time, epcs, amounts, step, extensions, place):
    event = ObjectEvent(
        event_time=time,
        event_time_zone_offset="+08:00",
        action=Action.ADD,
        epc_list=epcs or (ex.UNIT,),
        quantity_list=amounts,
        biz_step=step,
        extensions=extensions,
        read_point=place,
    )

    assert read_event(write_event(event)) == event
