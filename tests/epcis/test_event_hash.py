"""One name for one event, in whichever spelling it comes."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aril.epcis.event_hash import event_hash, left_out, prehash
from aril.epcis.jsontext import loads
from aril.epcis.reading import read_document, read_event
from tests.epcis import examples as ex

START = "eventType=ObjectEventeventTime=2026-09-12T00:30:00.000ZeventTimeZoneOffset=+08:00"


def prehash_of(*around, **fields):
    return prehash(read_event(ex.object_event(**fields), around))


def after_the_unit(*around, **fields):
    """What the prehash says beyond an event that observes one unit."""
    beginning = f"{START}epcListepc={ex.UNIT}action=OBSERVE"
    text = prehash_of(*around, **fields)
    assert text.startswith(beginning)
    return text.removeprefix(beginning)


def test_the_hash_is_a_named_information_uri_of_the_prehash():
    event = read_event(ex.object_event())

    assert prehash(event) == f"{START}epcListepc={ex.UNIT}action=OBSERVE"
    assert event_hash(event) == (
        "ni:///sha-256;7e6f606e3da0e4a794273899b46e9231673751dca2ed18009e2c17827ee2dce7?ver=CBV2.0"
    )


def test_the_events_own_id_its_record_time_and_a_declared_error_take_no_part():
    event = read_event(ex.object_event())
    known = read_event(
        ex.object_event(
            eventID="urn:uuid:0b0c5b3e-0001-4000-8000-000000000001",
            recordTime="2026-09-13T00:00:00Z",
            errorDeclaration={"declarationTime": "2026-09-13T00:00:00Z"},
        )
    )

    assert event_hash(known) == event_hash(event)


@pytest.mark.parametrize(
    ("spelled", "hashed"),
    [
        ("2026-09-12T08:30:00+08:00", "2026-09-12T00:30:00.000Z"),
        ("2026-09-12T00:30:00.1234Z", "2026-09-12T00:30:00.123Z"),
        ("2026-09-12T00:30:00.1235Z", "2026-09-12T00:30:00.124Z"),
        ("2026-09-12T00:30:00.1225Z", "2026-09-12T00:30:00.123Z"),
        ("2026-09-12T23:59:59.9996Z", "2026-09-13T00:00:00.000Z"),
    ],
)
def test_times_are_rounded_to_milliseconds_of_utc(spelled, hashed):
    assert f"eventTime={hashed}eventTimeZoneOffset" in prehash_of(eventTime=spelled)


@pytest.mark.parametrize(
    ("spelled", "hashed"),
    [("200", "200"), ("200.0", "200"), ("12.50", "12.5"), ("2e2", "200"), ("-0.0", "0")],
)
def test_numbers_are_hashed_by_their_value(spelled, hashed):
    json = loads(f'{{"epcClass": "{ex.LOT}", "quantity": {spelled}}}')

    assert f"quantity={hashed}action" in prehash_of(epcList=None, quantityList=[json])


def test_fields_stand_in_the_order_of_the_standard_and_lists_sorted():
    text = after_the_unit(
        sourceList=[{"type": "location", "source": "a:s"}],
        destinationList=[{"type": "location", "destination": "a:d"}],
        bizTransactionList=[{"type": "po", "bizTransaction": "a:2"}, {"bizTransaction": "a:1"}],
        bizLocation={"id": "a:l"},
        readPoint={"id": "a:r"},
        disposition="in_transit",
        persistentDisposition={"unset": ["recalled"], "set": ["expired", "damaged"]},
        bizStep="shipping",
    )

    assert text == (
        "bizStep=https://ref.gs1.org/cbv/BizStep-shipping"
        "disposition=https://ref.gs1.org/cbv/Disp-in_transit"
        "persistentDispositionset=https://ref.gs1.org/cbv/Disp-damagedset=https://ref.gs1.org/cbv/Disp-expired"
        "unset=https://ref.gs1.org/cbv/Disp-recalled"
        "readPointid=a:rbizLocationid=a:l"
        "bizTransactionListbizTransaction=a:1type=https://ref.gs1.org/cbv/BTT-pobizTransaction=a:2"
        "destinationListtype=https://ref.gs1.org/cbv/SDT-locationdestination=a:d"
        "sourceListtype=https://ref.gs1.org/cbv/SDT-locationsource=a:s"
    )


def test_certificates_stand_before_what_the_event_is_about():
    text = prehash_of(certificationInfo=["a:2", "a:1"])

    assert text.startswith(f"{START}certificationInfo=a:1certificationInfo=a:2epcList")


def test_sensor_elements_say_what_they_measure_in_order_and_their_extensions_last():
    text = after_the_unit(
        {"example": "https://ns.example.org/"},
        sensorElementList=[
            {
                "example:by": "hand",
                "sensorReport": [
                    {
                        "uom": "CEL",
                        "value": 4.0,
                        "type": "Temperature",
                        "booleanValue": True,
                        "example:x": "y",
                    },
                    {"type": "example:Ripeness", "stringValue": " ripe "},
                ],
                "sensorMetadata": {"deviceID": "a:1", "time": "2026-09-12T00:00:00Z"},
            }
        ],
    )

    assert text == (
        "sensorElementListsensorElement"
        "sensorMetadatatime=2026-09-12T00:00:00.000ZdeviceID=a:1"
        "sensorReporttype=https://gs1.org/voc/Temperaturevalue=4booleanValue=trueuom=CEL{https://ns.example.org/}x=y"
        "sensorReporttype=https://ns.example.org/RipenessstringValue=ripe"
        "{https://ns.example.org/}by=hand"
    )


def test_rules_of_a_sensor_report_which_section_8_9_does_not_order_stand_among_the_extensions():
    text = after_the_unit(
        bizLocation={"id": "a:l"},
        sourceList=[{"type": "location", "source": "a:s"}],
        sensorElementList=[
            {"sensorReport": [{"type": "Mass", "bizRules": "a:2"}, {"type": "Mass", "bizRules": "a:1"}]},
            {"sensorReport": [{"type": "Temperature"}]},
            {
                "sensorMetadata": {"time": "2026-09-12T00:00:00Z", "bizRules": "a:m"},
                "sensorReport": [{"type": "Speed", "bizRules": "https://example.com/253/4012345000054987"}],
            },
        ],
        **{"a:x": "y"},
    )

    assert text == (
        "bizLocationid=a:lsensorElementList"
        "sensorElementsensorMetadatatime=2026-09-12T00:00:00.000ZbizRules=a:m"
        "sensorReporttype=https://gs1.org/voc/Speed"
        "sensorElementsensorReporttype=https://gs1.org/voc/MasssensorReporttype=https://gs1.org/voc/Mass"
        "sensorElementsensorReporttype=https://gs1.org/voc/Temperature"
        "a:x=y"
        "sensorElementListsensorElementsensorReportbizRules=a:1sensorReportbizRules=a:2"
        "sensorElementsensorReportbizRules=https://id.gs1.org/253/4012345000054987"
        "sourceListtype=https://ref.gs1.org/cbv/SDT-locationsource=a:s"
    )


@pytest.mark.parametrize("make", [ex.document, ex.query_document])
def test_what_a_document_says_its_repository_added_can_be_left_out_of_the_hash(make):
    event = ex.object_event(**{"r:hash": "x", "b:captureID": "y", "b:grade": "A"})
    names = {"r": "https://repository-x.example.com/", "b": "https://ns.example.org/"}
    document = make(event, **{"r:ignoreFields": ["r:hash", "b:captureID", 7]})
    document["@context"] = [ex.CONTEXT, names]

    read = read_document(document)

    assert prehash(read.events[0], left_out(read)).endswith("OBSERVE{https://ns.example.org/}grade=A")
    assert prehash(read.events[0]).endswith("hash=x")


def test_a_document_that_does_not_say_so_leaves_nothing_out():
    alone = ex.object_event(**{"@context": [ex.CONTEXT], "example:ignoreFields": ["example:x"]})

    assert left_out(read_document(alone)) == frozenset()
    assert left_out(read_document(ex.document(**{"example:ignoreFields": ["example:x"]}))) == frozenset()


def test_extensions_are_named_by_their_namespace_and_sorted_with_ilmd():
    text = after_the_unit(
        {"a": "https://a.example/", "rdfs": "http://www.w3.org/2000/01/rdf-schema#"},
        epcList=[ex.UNIT],
        **{
            "a:object": {
                "a:z": 1,
                "a:list": ["2", 1.0, ["x"], {"b": True}],
                "@context": {"b": "https://b/"},
                "b:y": 2,
            },
            "a:empty": "",
            "a:null": None,
            "rdfs:comment": "not hashed",
            "undeclared:x": "007",
            "a:number": 3.50,
        },
    )

    assert text == (
        "undeclared:x=7"
        "{https://a.example/}empty"
        "{https://a.example/}number=3.5"
        "{https://a.example/}object{https://a.example/}list=1{https://a.example/}list=2{https://a.example/}list=x"
        "{https://a.example/}listb=true{https://a.example/}z=1{https://b/}y=2"
    )


def test_digits_beyond_a_double_are_hashed_as_the_double():
    json = ex.object_event(**{"example:n": loads("[111100001111000011110000, 0.1]")})

    assert prehash(read_event(json)).endswith("example:n=0.1example:n=111100001111000003641344")


def test_a_number_no_double_can_hold_stays_text():
    assert prehash_of(**{"example:n": "1e999"}).endswith("example:n=1e999")


def test_ilmd_is_part_of_the_event():
    text = prehash_of(action="ADD", ilmd={"cbvmda:lotNumber": "A1", "example:x": "y"})

    assert text.endswith("action=ADDilmdexample:x=y{urn:epcglobal:cbv:mda:}lotNumber=A1")


@pytest.mark.parametrize(
    ("spelling", "canonical"),
    [
        ("urn:epc:id:sgtin:0614141.107346.2017", "https://id.gs1.org/01/10614141073464/21/2017"),
        (
            "https://example.org/01/10614141073464/10/L1/21/2017?x=1",
            "https://id.gs1.org/01/10614141073464/21/2017",
        ),
        ("urn:epc:id:sgtin:0614141.107346.a'b;c=d", "https://id.gs1.org/01/10614141073464/21/a'b;c=d"),
        ("urn:uuid:0b0c5b3e-0001-4000-8000-000000000001", "urn:uuid:0b0c5b3e-0001-4000-8000-000000000001"),
    ],
)
def test_an_identifier_is_hashed_in_its_one_spelling(spelling, canonical):
    assert f"epcListepc={canonical}action" in prehash_of(epcList=[spelling])


def test_a_place_is_hashed_with_what_is_said_beside_it():
    text = after_the_unit({"a": "https://a.example/"}, readPoint={"id": "a:r", "a:row": 4})

    assert text == "readPointid=https://a.example/r{https://a.example/}row=4"


def test_a_term_given_as_plain_text_is_the_term():
    event = replace(read_event(ex.object_event()), biz_step="shipping")

    assert prehash(event).endswith("bizStep=https://ref.gs1.org/cbv/BizStep-shipping")


@given(st.permutations(["a:1", "a:2", "https://id.gs1.org/01/10614141073464/21/1", "urn:x:y"]), st.randoms())
def test_order_does_not_matter(epcs, random):
    fields = list(
        ex.object_event(epcList=epcs, bizStep="packing", **{"example:x": 1, "example:y": 2}).items()
    )
    random.shuffle(fields)

    usual = read_event(
        ex.object_event(epcList=sorted(epcs), bizStep="packing", **{"example:y": 2, "example:x": 1})
    )

    assert event_hash(read_event(dict(fields))) == event_hash(usual)


@pytest.mark.parametrize(
    "change",
    [
        {"eventTime": "2026-09-12T00:30:00.001Z"},
        {"action": "DELETE"},
        {"bizStep": "shipping"},
        {"epcList": [ex.UNIT, ex.CASE]},
        {"example:x": "y"},
        {"readPoint": {"id": ex.ORCHARD}},
    ],
)
def test_every_changed_word_changes_the_hash(change):
    assert event_hash(read_event(ex.object_event(**change))) != event_hash(read_event(ex.object_event()))
