"""Events are found by everything they say, on both databases, and page by page while others write."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from aril.domain.errors import Invalid
from aril.domain.membership import Member
from aril.epcis import jsontext
from aril.epcis.query import parse_query
from aril.epcis.reading import read_event
from aril.services.ledger import capture, rebuild
from aril.services.site import Site
from aril.store import events, schema
from aril.store.database import Database
from aril.store.events import QueryTooLarge
from aril.store.visibility import EVERYTHING
from tests import postgres, samples
from tests.epcis.examples import (
    CASE,
    CONTEXT,
    LOT,
    UNIT,
    aggregation_event,
    object_event,
    transformation_event,
)

ORCHARD = "https://id.gs1.org/414/9521141000014"
NAMES = {"example": "https://ns.example.org/"}
ACTOR = Member("u", "示例程序", "organisation-1", "示例", "370404", frozenset())
AROUND = (CONTEXT, NAMES)

RICH = object_event(
    eventID="urn:uuid:11111111-1111-4111-8111-111111111111",
    epcList=[UNIT],
    quantityList=[{"epcClass": "urn:epc:class:lgtin:9521141.001234.L7", "quantity": 1500, "uom": "GRM"}],
    bizStep="sensor_reporting",
    disposition="active",
    persistentDisposition={"set": ["completeness_verified"], "unset": ["completeness_inferred"]},
    readPoint={"id": f"{ORCHARD}/254/north", "example:row": 7},
    bizLocation={"id": ORCHARD},
    bizTransactionList=[{"type": "po", "bizTransaction": "https://example.org/orders/7"}],
    sourceList=[{"type": "owning_party", "source": "https://example.org/a"}],
    destinationList=[{"type": "location", "destination": "https://example.org/b"}],
    sensorElementList=[
        {
            "sensorMetadata": {
                "startTime": "2026-09-12T00:00:00Z",
                "endTime": "2026-09-12T01:00:00Z",
                "deviceID": "https://example.org/device",
                "example:battery": "low",
            },
            "sensorReport": [
                {"type": "Temperature", "value": 5, "minValue": 4, "maxValue": 6, "meanValue": 5,
                 "sDev": 1, "uom": "CEL", "percRank": 50, "percValue": 7.5, "time": "2026-09-12T00:30:00Z",
                 "dataProcessingMethod": "https://example.org/method", "bizRules": "https://example.org/rules",
                 "example:probe": True},
                {"type": "Mass", "microorganism": "https://example.org/bug",
                 "chemicalSubstance": "https://example.org/substance", "stringValue": "fine",
                 "hexBinaryValue": "f0", "uriValue": "https://example.org/uri", "booleanValue": True},
            ],
            "example:inside": "box",
        }
    ],
    **{
        "example:grade": "first",
        "example:score": 12.50,
        "example:since": "2026-09-01T00:00:00Z",
        "example:nested": {"example:deep": ["x", "y"]},
        "ilmd": None,
    },
)  # fmt: skip
MADE = object_event(
    eventID="urn:uuid:22222222-2222-4222-8222-222222222222",
    action="ADD",
    eventTime="2026-09-13T08:30:00.000+08:00",
    ilmd={"example:variety": "red", "example:more": {"example:deep": 3}},
)
JOINED = transformation_event(
    eventID="urn:uuid:33333333-3333-4333-8333-333333333333",
    eventTime="2026-09-14T08:30:00.000+08:00",
    transformationID="https://example.org/t",
    inputEPCList=[f"{UNIT}0"],
    outputEPCList=[f"{UNIT}1"],
    inputQuantityList=[{"epcClass": f"{LOT}0"}],
    outputQuantityList=[{"epcClass": f"{LOT}1"}],
)
PACKED = aggregation_event(
    eventID="urn:uuid:44444444-4444-4444-8444-444444444444",
    eventTime="2026-09-15T08:30:00.000+08:00",
)
WRONG = MADE | {
    "errorDeclaration": {
        "declarationTime": "2026-09-20T00:00:00Z",
        "reason": "incorrect_data",
        "correctiveEventIDs": ["urn:uuid:55555555-5555-4555-8555-555555555555"],
        "example:by": "somebody",
    }
}
ALL = (RICH, MADE, JOINED, PACKED, WRONG)


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Site:
    return samples.site(database, tmp_path)


@pytest.fixture
def full(site: Site) -> Site:
    """A site with the events above, recorded a minute apart."""
    for number, json in enumerate(ALL):
        _record(site, json, number)
    return site


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def asked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The same, on each kind of database once for all questions, which change nothing."""
    folder = tmp_path_factory.mktemp("asked")
    if request.param == "sqlite":
        database = Database(f"sqlite:///{folder / 'aril.db'}")
        schema.METADATA.create_all(database.engine)
    else:
        server = request.getfixturevalue("postgres_server")
        postgres.statement(server, "CREATE DATABASE asked TEMPLATE aril_template")
        database = Database(f"{server}/asked", pool_size=2)
    site = samples.site(database, folder)
    for number, json in enumerate(ALL):
        _record(site, json, number)
    yield site
    database.close()


def _record(site: Site, json: object, minute: int = 0) -> None:
    event = read_event(jsontext.loads(jsontext.dumps(json)), AROUND)
    with site.db.write() as session:
        capture.event(session, site, event, ACTOR, samples.DAY + timedelta(minutes=minute))


def _find(site: Site, **parameters: object) -> events.Page:
    with site.db.read() as session:
        return events.find(session, parse_query(parameters, NAMES), EVERYTHING)


def _found(site: Site, **parameters: object) -> set[int]:
    """The numbers of the events in `ALL` that are found."""
    entries = sorted(each.entry_id for each in _find(site).events)
    return {entries.index(each.entry_id) for each in _find(site, **parameters).events}


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("eventType", "ObjectEvent|AggregationEvent", {0, 1, 3, 4}),
        ("GE_eventTime", "2026-09-14T00:30:00Z", {2, 3}),
        ("LT_eventTime", "2026-09-14T00:30:00Z", {0, 1, 4}),
        ("GE_recordTime", "2026-09-12T01:33:00Z", {3, 4}),
        ("LT_recordTime", "2026-09-12T01:31:00Z", {0}),
        ("EQ_action", "ADD", {1, 3, 4}),
        ("EQ_bizStep", "https://ref.gs1.org/cbv/BizStep-sensor_reporting", {0}),
        ("EQ_disposition", "active", {0}),
        ("EQ_persistentDisposition_set", "completeness_verified", {0}),
        ("EQ_persistentDisposition_unset", "completeness_inferred", {0}),
        ("EQ_readPoint", f"{ORCHARD}/254/north", {0}),
        ("EQ_readPoint", ORCHARD, set()),
        ("WD_readPoint", ORCHARD, {0}),
        ("WD_bizLocation", "urn:epc:id:sgln:9521141.00001.0", {0}),
        ("EQ_bizTransaction_po", "https://example.org/orders/7", {0}),
        ("EQ_bizTransaction_inv", "https://example.org/orders/7", set()),
        ("EQ_source_owning_party", "https://example.org/a", {0}),
        ("EQ_destination_location", "https://example.org/b", {0}),
        ("EQ_transformationID", "https://example.org/t", {2}),
        ("MATCH_epc", UNIT, {0, 1, 3, 4}),
        ("MATCH_epc", "urn:epc:idpat:sgtin:9521141.001234.*", {0, 1, 3, 4}),
        ("MATCH_parentID", CASE, {3}),
        ("MATCH_inputEPC", f"{UNIT}0", {2}),
        ("MATCH_outputEPC", f"{UNIT}1", {2}),
        ("MATCH_anyEPC", f"{UNIT}1|{CASE}", {2, 3}),
        ("MATCH_epcClass", "urn:epc:class:lgtin:9521141.001234.L7", {0}),
        ("MATCH_inputEPCClass", f"{LOT}0", {2}),
        ("MATCH_outputEPCClass", f"{LOT}1", {2}),
        ("MATCH_anyEPCClass", LOT, {0}),
        ("EQ_quantity", "1500", {0}),
        ("GT_quantity_KGM", "1.4", {0}),
        ("LE_quantity_KGM", "1.5", {0}),
        ("LT_quantity_KGM", "1.5", set()),
        ("EQ_eventID", MADE["eventID"], {1, 4}),
        ("EXISTS_errorDeclaration", "", {4}),
        ("GE_errorDeclarationTime", "2026-09-20T00:00:00Z", {4}),
        ("LT_errorDeclarationTime", "2026-09-20T00:00:00Z", set()),
        ("EQ_errorReason", "incorrect_data", {4}),
        ("EQ_correctiveEventID", "urn:uuid:55555555-5555-4555-8555-555555555555", {4}),
        ("EQ_ERROR_DECLARATION_example:by", "somebody", {4}),
        ("GE_startTime", "2026-09-12T00:00:00Z", {0}),
        ("LT_endTime", "2026-09-12T01:00:00Z", set()),
        ("GE_time", "2026-09-12T00:30:00Z", {0}),
        ("EQ_type", "Temperature", {0}),
        ("EQ_deviceID", "https://example.org/device", {0}),
        ("EQ_dataProcessingMethod", "https://example.org/method", {0}),
        ("EQ_microorganism", "https://example.org/bug", {0}),
        ("EQ_chemicalSubstance", "https://example.org/substance", {0}),
        ("EQ_bizRules", "https://example.org/rules", {0}),
        ("EQ_stringValue", "fine", {0}),
        ("EQ_hexBinaryValue", "f0", {0}),
        ("EQ_uriValue", "https://example.org/uri", {0}),
        ("EQ_booleanValue", "true", {0}),
        ("EQ_booleanValue", "false", set()),
        ("EQ_value_KEL", "278.15", {0}),
        ("EQ_value_FAH", "41", {0}),
        ("GT_minValue_KEL", "277.1", {0}),
        ("LT_maxValue_CEL", "6.1", {0}),
        ("EQ_meanValue_CEL", "5", {0}),
        ("EQ_sDev_KEL", "1", {0}),
        ("EQ_percValue_CEL", "7.5", {0}),
        ("EQ_percRank", "50", {0}),
        ("EXISTS_sensorElementList", "", {0}),
        ("EQ_SENSORELEMENT_example:inside", "box", {0}),
        ("EQ_SENSORMETADATA_example:battery", "low", {0}),
        ("EQ_SENSORREPORT_example:probe", "true", {0}),
        ("EQ_readPoint_example:row", "7", {0}),
        ("EQ_example:grade", "first|second", {0}),
        ("EQ_example:score", "12.5", {0}),
        ("GT_example:score", "12.49", {0}),
        ("LT_example:since", "2026-09-02T00:00:00Z", {0}),
        ("EXISTS_example:nested", "", {0}),
        ("EQ_example:deep", "x", set()),
        ("EQ_INNER_example:deep", "y", {0}),
        ("EQ_ILMD_example:variety", "red", {1, 4}),
        ("EXISTS_ILMD_example:variety", "", {1, 4}),
        ("GE_INNER_ILMD_example:deep", "3", {1, 4}),
        ("HASATTR_example:grade", "x", set()),
        ("EQATTR_example:grade_x", "y", set()),
    ],
)  # fmt: skip
def test_an_event_is_found_by_what_it_says(asked: Site, name: str, value: str, expected: set[int]) -> None:
    assert _found(asked, **{name: value}) == expected


def test_all_terms_of_a_query_must_hold(asked: Site) -> None:
    assert _found(asked, EQ_action="ADD", eventType="ObjectEvent", EXISTS_errorDeclaration="") == {4}


def test_what_is_indexed_can_be_made_again_from_the_ledger(full: Site) -> None:
    assert rebuild.differences(full) == []


def test_an_event_comes_back_with_its_digits_and_the_order_of_its_keys(site: Site) -> None:
    said = (
        '{"type":"ObjectEvent","eventTimeZoneOffset":"+08:00","eventTime":"2026-09-12T08:30:00+08:00",'
        '"eventID":"urn:uuid:66666666-6666-4666-8666-666666666666","action":"OBSERVE","epcList":[],'
        '"example:b":12.50,"example:a":1E+2,"example:long":0.12345678901234567890,"@context":'
        '["https://ref.gs1.org/standards/epcis/epcis-context.jsonld",{"example":"https://ns.example.org/"}]}'
    )
    with site.db.write() as session:
        capture.event(session, site, read_event(jsontext.loads(said)), ACTOR, samples.DAY)

    (stored,) = _find(site).events

    assert stored.body == said


def test_pages_neither_repeat_nor_lose_an_event_while_others_are_recorded(full: Site) -> None:
    query: dict[str, object] = {"orderBy": "eventTime", "perPage": 2}
    first = _find(full, **query)
    _record(full, PACKED | {"eventID": "urn:uuid:77777777-7777-4777-8777-777777777777"}, 9)

    second = _find(full, **query, nextPageToken=first.next_page_token)
    third = _find(full, **query, nextPageToken=second.next_page_token)

    shown = [jsontext.loads(each.body)["eventID"] for page in (first, second, third) for each in page.events]
    assert [name[9] for name in shown] == ["4", "3", "2", "2", "1"]
    assert third.next_page_token == ""


def test_a_page_of_large_events_ends_early_and_loses_none(
    full: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = [each.entry_id for each in _find(full, orderBy="eventTime").events]
    monkeypatch.setattr(events, "LONGEST_PAGE", 10)
    shown, token = [], ""

    for _ in whole:
        page = _find(full, orderBy="eventTime", **({"nextPageToken": token} if token else {}))
        shown += [each.entry_id for each in page.events]
        token = page.next_page_token

    assert (shown, token) == (whole, "")


@pytest.mark.parametrize("order", ["eventTime", "recordTime", "example:score", "example:grade"])
@pytest.mark.parametrize("direction", ["ASC", "DESC"])
def test_one_order_is_the_reverse_of_the_other(asked: Site, order: str, direction: str) -> None:
    query = {"orderBy": order, "orderDirection": direction, "perPage": "1"}
    shown, token = [], ""
    while not shown or token:
        page = _find(asked, **query, **({"nextPageToken": token} if token else {}))
        shown += [each.entry_id for each in page.events]
        token = page.next_page_token

    whole = _find(asked, orderBy=order, orderDirection={"ASC": "DESC", "DESC": "ASC"}[direction])

    assert shown == [each.entry_id for each in whole.events][::-1]


def test_a_count_limit_cuts_off_over_all_pages(full: Site) -> None:
    query: dict[str, object] = {"orderBy": "eventTime", "perPage": 2, "eventCountLimit": 3}

    first = _find(full, **query)
    second = _find(full, **query, nextPageToken=first.next_page_token)

    assert (len(first.events), len(second.events), second.next_page_token) == (2, 1, "")


def test_more_than_the_most_is_refused(full: Site) -> None:
    assert len(_find(full, maxEventCount=5).events) == 5

    with pytest.raises(QueryTooLarge, match="More than 4 events were found"):
        _find(full, maxEventCount=4)


@pytest.mark.parametrize("token", ["x", "W10", "WzEsMl0", "é", "WyIxIiwyLDNd", "A" * 5000])
def test_a_token_of_no_page_is_refused(asked: Site, token: str) -> None:
    with pytest.raises(Invalid, match="is no token of a next page of this list"):
        _find(asked, orderBy="eventTime", nextPageToken=token)


def test_an_event_is_answered_with_the_declarations_of_its_error(full: Site) -> None:
    with full.db.read() as session:
        found = events.by_id(session, str(MADE["eventID"]), EVERYTHING)

    assert ["errorDeclaration" in each.body for each in found] == [False, True]
