"""Each comparison of each field of the query language finds what it should, and not what lies just beside it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from aril.epcis import jsontext
from aril.epcis.query import parse_query
from aril.epcis.reading import read_event
from aril.services.ledger import capture
from aril.services.site import Site
from aril.store import events, schema
from aril.store.database import Database
from aril.store.visibility import EVERYTHING
from tests import postgres, samples
from tests.epcis.examples import UNIT, object_event
from tests.store.test_events import ACTOR, AROUND, NAMES, ORCHARD

OWN = {"example:n": 5, "example:t": "2026-09-12T00:00:00Z", "example:in": {"example:deep": [5, "x"]}}
MOMENT = "2026-09-12T00:30:00Z"
WHOLE = object_event(
    eventID="urn:uuid:11111111-1111-4111-8111-111111111111",
    action="ADD",
    epcList=[UNIT],
    quantityList=[{"epcClass": "https://id.gs1.org/01/09521141012345/10/L", "quantity": 1500, "uom": "GRM"}],
    eventTime=MOMENT,
    readPoint={"id": ORCHARD, **OWN},
    bizLocation={"id": ORCHARD, **OWN},
    sensorElementList=[
        {
            "sensorMetadata": {"startTime": MOMENT, "endTime": MOMENT, **OWN},
            "sensorReport": [
                {"type": "Temperature", "value": 5, "minValue": 4, "maxValue": 6, "meanValue": 5, "sDev": 1,
                 "percValue": 7.5, "percRank": 50, "uom": "CEL", "time": MOMENT, **OWN}
            ],
            **OWN,
        }
    ],
    ilmd=OWN,
    **OWN,
)  # fmt: skip
DECLARED = WHOLE | {"errorDeclaration": {"declarationTime": MOMENT, "reason": "incorrect_data", **OWN}}
PLAIN = object_event(
    eventID="urn:uuid:22222222-2222-4222-8222-222222222222", eventTime="2000-01-01T00:00:00Z"
)
DECLARATION, EVENT, OTHER = 1, 2, 3
"""In the order in which they are recorded: who heard of an event may declare it wrong before it arrives."""
BOTH, NONE = {DECLARATION, EVENT}, set[int]()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def asked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Each kind of database once for all questions, which change nothing."""
    folder = tmp_path_factory.mktemp("matrix")
    if request.param == "sqlite":
        database = Database(f"sqlite:///{folder / 'aril.db'}")
        schema.METADATA.create_all(database.engine)
    else:
        server = request.getfixturevalue("postgres_server")
        postgres.statement(server, "CREATE DATABASE matrix TEMPLATE aril_template")
        database = Database(f"{server}/matrix", pool_size=2)
    site = samples.site(database, folder)
    for json in (DECLARED, WHOLE, PLAIN):
        event = read_event(jsontext.loads(jsontext.dumps(json)), AROUND)
        with site.db.write() as session:
            capture.event(session, site, event, ACTOR, datetime.fromisoformat(MOMENT))
    yield site
    database.close()


def _found(site: Site, name: str, value: object) -> set[int]:
    """Which of the three are found."""
    with site.db.read() as session:
        page = events.find(session, parse_query({name: str(value)}, NAMES), EVERYTHING)
        everything = sorted(
            each.entry_id for each in events.find(session, parse_query({}), EVERYTHING).events
        )
    return {everything.index(each.entry_id) + 1 for each in page.events}


def _wrong(site: Site, expected: dict[tuple[str, object], set[int]]) -> list[str]:
    return [
        f"{name}={value}: {found}, expected {wanted}"
        for (name, value), wanted in expected.items()
        if (found := _found(site, name, value)) != wanted
    ]


def _around(field: str, value: Decimal, step: Decimal, finds: set[int]) -> dict[tuple[str, object], set[int]]:
    """Each comparison at the value and just beside it."""
    return {
        (f"EQ_{field}", value): finds,
        (f"EQ_{field}", value + step): NONE,
        (f"GT_{field}", value - step): finds,
        (f"GT_{field}", value): NONE,
        (f"GE_{field}", value): finds,
        (f"GE_{field}", value + step): NONE,
        (f"LE_{field}", value): finds,
        (f"LE_{field}", value - step): NONE,
        (f"LT_{field}", value): NONE,
        (f"LT_{field}", value + step): finds,
    }


MEASURED = {
    "value_CEL": "5", "value_KEL": "278.15", "value_FAH": "41",
    "minValue_CEL": "4", "minValue_KEL": "277.15", "maxValue_CEL": "6", "maxValue_KEL": "279.15",
    "meanValue_CEL": "5", "meanValue_KEL": "278.15", "sDev_CEL": "1", "sDev_KEL": "1", "sDev_FAH": "1.8",
    "percValue_CEL": "7.5", "percValue_KEL": "280.65", "percRank": "50",
    "quantity": "1500", "quantity_GRM": "1500", "quantity_KGM": "1.5", "quantity_TNE": "0.0015",
}  # fmt: skip


@pytest.mark.parametrize("field", MEASURED)
def test_what_is_measured_compares_in_every_unit(asked: Site, field: str) -> None:
    value = Decimal(MEASURED[field])

    assert _wrong(asked, _around(field, value, Decimal("0.0001"), BOTH)) == []


@pytest.mark.parametrize("unit", ["LTR", "C62", "XYZ"])
def test_a_unit_of_another_quantity_finds_nothing(asked: Site, unit: str) -> None:
    assert _wrong(asked, {(f"GE_quantity_{unit}", 0): NONE, (f"GE_value_{unit}", 0): NONE}) == []


@pytest.mark.parametrize(
    ("field", "finds"),
    [
        ("eventTime", BOTH),
        ("time", BOTH),
        ("startTime", BOTH),
        ("endTime", BOTH),
        ("errorDeclarationTime", {DECLARATION}),
        ("errorDeclaration_Time", {DECLARATION}),
    ],
)
def test_a_moment_is_at_or_after_itself_and_before_the_next(asked: Site, field: str, finds: set[int]) -> None:
    later = (datetime.fromisoformat(MOMENT) + timedelta(milliseconds=1)).isoformat()
    beside = {OTHER} if field == "eventTime" else NONE

    assert (
        _wrong(
            asked,
            {
                (f"GE_{field}", MOMENT): finds,
                (f"GE_{field}", later): NONE,
                (f"LT_{field}", MOMENT): beside,
                (f"LT_{field}", later): finds | beside,
            },
        )
        == []
    )


@pytest.mark.parametrize(
    ("prefix", "finds"),
    [
        ("", BOTH),
        ("ILMD_", BOTH),
        ("SENSORELEMENT_", BOTH),
        ("SENSORMETADATA_", BOTH),
        ("SENSORREPORT_", BOTH),
        ("readPoint_", BOTH),
        ("bizLocation_", BOTH),
        ("ERROR_DECLARATION_", {DECLARATION}),
    ],
)
def test_a_field_of_ones_own_compares_on_top_and_inside(asked: Site, prefix: str, finds: set[int]) -> None:
    step = Decimal("0.1")
    top, inner = f"{prefix}example:n", f"INNER_{prefix}example:deep"
    day = "2026-09-12T00:00:00Z"

    assert (
        _wrong(
            asked,
            {
                **_around(top, Decimal(5), step, finds),
                **_around(inner, Decimal(5), step, finds),
                (f"EQ_{prefix}example:deep", 5): NONE,
                (f"EQ_{inner}", "x|y"): finds,
                (f"GE_{prefix}example:t", day): finds,
                (f"LT_{prefix}example:t", day): NONE,
                (f"EXISTS_{prefix}example:in", ""): finds,
                (f"EXISTS_{prefix}example:none", ""): NONE,
                (f"EXISTS_{inner}", ""): finds,
                (f"HASATTR_{top}", "x"): NONE,
                (f"EQ_ATTR_{top}_x", "y"): NONE,
            },
        )
        == []
    )


@pytest.mark.parametrize(
    ("name", "value", "finds"),
    [
        ("EQ_bizLocation", ORCHARD, BOTH),
        ("EQ_bizLocation", f"{ORCHARD}/254/x", NONE),
        ("EQ_bizLocation", f"{ORCHARD}/254/x|{ORCHARD}", BOTH),
        ("EXISTS_errorDeclaration", "", {DECLARATION}),
        ("EQ_errorReason", "did_not_occur|incorrect_data", {DECLARATION}),
        ("EQ_errorReason", "did_not_occur", NONE),
    ],
)
def test_a_list_finds_what_any_of_it_finds(asked: Site, name: str, value: str, finds: set[int]) -> None:
    assert _found(asked, name, value) == finds
