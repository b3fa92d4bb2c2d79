"""Events go out as a file and come back as the same events, lots and genealogy; twice changes nothing."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aril.domain.enterprise import Activity
from aril.domain.membership import Member, Role
from aril.domain.moment import CHINA
from aril.domain.terms import Terms
from aril.domain.units import MassUnit
from aril.epcis.reading import read_document
from aril.services.ledger import archive, capture, intake, rebuild
from aril.services.ledger.archive import AnotherFile, Exported
from aril.services.ledger.documents import ErrorBehaviour
from aril.services.lots import correcting, hold, packing, trade
from aril.services.site import Site
from aril.store import archive as store
from aril.store import lots
from aril.store.archive import Chosen
from aril.store.database import Database
from tests import samples
from tests.epcis.examples import CONTEXT, LOT, document, object_event
from tests.samples import DAY, Orchard

NOBODY = Member("", "aril epcis capture", "", "", "", frozenset())
EVERYTHING = Chosen()
PROCEED, ROLLBACK = ErrorBehaviour.PROCEED, ErrorBehaviour.ROLLBACK


@pytest.fixture
def traded(orchard: Orchard) -> Orchard:
    """Two harvests; one is packed, sent, received and sold in part, recalled, and a shipment is on the way."""
    site, grower = orchard.site, orchard.grower
    shop = orchard.member(2, Activity.TRADER, Role.TRADER)
    harvested, other = orchard.harvest("100"), orchard.harvest("50")
    values = {"packed_on": "2026-09-12", "quantity": "80", "unit": "kg"}
    packed = packing.record(site, values, [(harvested.code, "90")], grower, DAY)
    trade.ship(site, packed.code, "40", MassUnit.KG, shop.organisation_id, grower, DAY)
    trade.receive(site, packed.code, "30", MassUnit.KG, shop, DAY)
    trade.sell(site, packed.code, "5", MassUnit.KG, shop, DAY)
    hold.stop(site, other.code, "示例", grower, DAY)
    with site.db.write() as session:
        seen = document(object_event(bizStep="inspecting", **{"example:grade": [1.50, {"example:x": None}]}))
        capture.events(session, site, read_document(seen).events, grower, DAY)
    return orchard


@pytest.fixture
def empty(sqlite_template: Path, tmp_path: Path) -> Iterator[Site]:
    """Another site, without a chain and without an enterprise."""
    path = tmp_path / "other.db"
    path.write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{path}")
    yield Site(database, Terms(samples.NAMESPACE), samples.BASE_URL, tmp_path, Path("labels"))
    database.close()


def _exported(site: Site, chosen: Chosen = EVERYTHING) -> bytes:
    out = io.BytesIO()
    archive.export(site, chosen, out, DAY, lambda _done, _all: None)
    return out.getvalue()


def _events(content: bytes) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(content)["epcisBody"]["eventList"]
    return found


def _bodies(site: Site) -> list[str]:
    with site.db.read() as session:
        return [each.body for each in store.events_after(session, EVERYTHING, 0)]


def _lots(site: Site) -> dict[str, tuple[object, ...]]:
    """What stands of each lot that an event names, and what went into it."""
    with site.db.read() as session:
        found = lots.lots_by_epc(
            session, {epc for event in map(json.loads, _bodies(site)) for epc in _classes(event)}
        )
        return {
            epc: (lot.quantity, lot.remaining, lot.state, lot.harvested_on, lots.ancestors(session, epc))
            for epc, lot in found.items()
        }


def _classes(event: dict[str, Any]) -> list[str]:
    lists = ("quantityList", "inputQuantityList", "outputQuantityList")
    return [each["epcClass"] for name in lists for each in event.get(name, [])]


def test_what_was_exported_makes_the_same_events_and_lots_in_an_empty_site(
    traded: Orchard, empty: Site
) -> None:
    content = _exported(traded.site)

    taken = intake.capture_file(empty, content, ROLLBACK, NOBODY, DAY, as_recorded=True)

    assert (taken.errors, taken.captured) == ([], len(_bodies(traded.site)))
    assert [each.code for each in taken.warnings if each.code != "no-sample"] == ["nobody-receives"]
    assert _bodies(empty) == _bodies(traded.site)
    assert _lots(empty) == _lots(traded.site)
    assert rebuild.differences(empty) == []
    assert _events(_exported(empty)) == _events(content)


def test_what_was_corrected_and_taken_back_comes_as_it_stands(orchard: Orchard, empty: Site) -> None:
    site, grower = orchard.site, orchard.grower
    mistyped, packed_on = orchard.harvest("1250"), orchard.harvest("50")
    said = {"harvested_on": "2026-09-11", "quantity": "125", "unit": "kg"}
    correcting.correct_harvest(site, mistyped.code, orchard.plot.id, said, grower, DAY)
    values = {"packed_on": "2026-09-12", "quantity": "40", "unit": "kg"}
    packed = packing.record(site, values, [(packed_on.code, "50")], grower, DAY)
    correcting.take_back(site, packed.code, grower, DAY)
    content = _exported(site)

    for _ in range(2):
        taken = intake.capture_file(empty, content, ROLLBACK, NOBODY, DAY, as_recorded=True)
        assert taken.errors == []

    assert _bodies(empty) == _bodies(site)
    assert _lots(empty) == _lots(site)
    assert rebuild.differences(empty) == []


def test_a_second_run_passes_over_what_is_recorded(traded: Orchard, empty: Site) -> None:
    content = _exported(traded.site)
    intake.capture_file(empty, content, PROCEED, NOBODY, DAY, as_recorded=True)

    for site in (empty, traded.site):
        again = intake.capture_file(site, content, ROLLBACK, NOBODY, DAY, as_recorded=True)

        assert (again.captured, again.skipped, again.errors) == (0, len(_bodies(site)), [])


def test_a_lots_events_are_those_of_its_whole_family(traded: Orchard) -> None:
    with traded.site.db.read() as session:
        first, second = sorted(
            lots.lots_in_state(session, "active", "37"), key=lambda lot: lot.packed_on is not None
        )

    of_the_harvest = _events(_exported(traded.site, Chosen(archive.lot_called(traded.site, first.code))))
    of_the_packing = _events(_exported(traded.site, Chosen(archive.lot_called(traded.site, second.epc))))

    assert [each["bizStep"] for each in of_the_harvest] == [
        "creating_class_instance", "creating_class_instance", "shipping", "receiving", "retail_selling",
    ]  # fmt: skip
    assert of_the_packing == of_the_harvest


def test_days_choose_by_when_it_happened(traded: Orchard) -> None:
    day = DAY.replace(hour=0, minute=0)

    assert _events(_exported(traded.site, Chosen(since=day.replace(day=13)))) == []
    assert _events(_exported(traded.site, Chosen(until=day))) == []
    assert len(_events(_exported(traded.site, Chosen(since=day, until=day.replace(day=13))))) == len(
        _bodies(traded.site)
    )


def test_a_file_that_was_left_unfinished_anywhere_is_gone_on_with(traded: Orchard, tmp_path: Path) -> None:
    whole = _exported(traded.site)
    path = tmp_path / "events.json"
    for end in (0, *range(whole.index(b"\n") + 1, len(whole) - 1, 101)):
        path.write_bytes(whole[:end])

        archive.export_to(traded.site, EVERYTHING, path, DAY.astimezone(CHINA), lambda _done, _all: None)

        assert path.read_bytes() == whole, end


def test_a_finished_file_is_left_alone_and_another_is_refused(traded: Orchard, tmp_path: Path) -> None:
    path = tmp_path / "events.json"
    done = archive.export_to(traded.site, EVERYTHING, path, DAY, lambda _done, _all: None)
    again = archive.export_to(traded.site, EVERYTHING, path, DAY, lambda _done, _all: None)

    with pytest.raises(AnotherFile):
        archive.export_to(traded.site, Chosen(since=DAY), path, DAY, lambda _done, _all: None)
    path.write_bytes(path.read_bytes().rpartition(b"]},")[0].replace(b"inspecting", b"destroying"))
    with pytest.raises(AnotherFile):
        archive.export_to(traded.site, EVERYTHING, path, DAY, lambda _done, _all: None)

    assert done.before == 0
    assert again == Exported(done.events, done.events)


def test_a_bad_event_rolls_its_file_back_or_is_left_out(orchard: Orchard) -> None:
    good, bad = object_event(bizStep="inspecting"), object_event(bizStep="storing", epcList=["x"])
    refused = object_event(
        epcList=None, bizStep="retail_selling", quantityList=[{"epcClass": LOT, "quantity": 5, "uom": "KGM"}]
    )
    made = object_event(
        epcList=None, action="ADD", quantityList=[{"epcClass": LOT, "quantity": 1, "uom": "KGM"}]
    )
    text = json.dumps(document(good, bad, made, refused)).encode()
    read = json.dumps(document(good, made, refused)).encode()

    unread = intake.capture_file(orchard.site, text, ROLLBACK, orchard.grower, DAY)
    rolled = intake.capture_file(orchard.site, read, ROLLBACK, orchard.grower, DAY)
    before = _bodies(orchard.site)
    kept = intake.capture_file(orchard.site, text, PROCEED, orchard.grower, DAY)

    assert before == []
    assert (unread.captured, [(each.event, each.path) for each in unread.errors]) == (
        0,
        [(1, "$.epcisBody.eventList[1].epcList[0]")],
    )
    assert (rolled.captured, rolled.warnings, [each.code for each in rolled.errors]) == (
        0,
        [],
        ["not-enough-held"],
    )
    assert (kept.captured, [(each.event, each.path) for each in kept.errors]) == (
        2,
        [(1, "$.epcisBody.eventList[1].epcList[0]"), (3, "$.epcisBody.eventList[3]")],
    )
    assert [(each.event, each.code) for each in kept.warnings] == [(0, "no-sample")]


def test_another_event_under_the_same_id_is_no_second_copy(orchard: Orchard) -> None:
    named = {"eventID": "urn:uuid:11111111-1111-4111-8111-111111111111"}
    for step in ("storing", "loading"):
        text = json.dumps(object_event(**named, bizStep=step) | {"@context": CONTEXT}).encode()
        taken = intake.capture_file(orchard.site, text, ROLLBACK, orchard.grower, DAY)

    assert (taken.skipped, [each.code for each in taken.errors]) == (0, ["event-exists"])


def test_a_declaration_of_error_is_recorded_once(orchard: Orchard) -> None:
    named = {"eventID": "urn:uuid:11111111-1111-4111-8111-111111111111"}
    wrong = {"declarationTime": "2026-09-12T09:00:00Z", "reason": "did_not_occur"}
    text = json.dumps(document(object_event(**named), object_event(**named, errorDeclaration=wrong))).encode()

    first = intake.capture_file(orchard.site, text, ROLLBACK, orchard.grower, DAY)
    second = intake.capture_file(orchard.site, text, ROLLBACK, orchard.grower, DAY)

    assert (first.captured, first.skipped, second.captured, second.skipped) == (2, 0, 0, 2)


def test_a_file_larger_than_a_document_of_the_interface_is_taken_in_batches(orchard: Orchard) -> None:
    steps: list[tuple[int, int]] = []
    text = json.dumps(document(*(object_event(**{"example:n": number}) for number in range(1100)))).encode()

    taken = intake.capture_file(
        orchard.site, text, PROCEED, orchard.grower, DAY, lambda done, total: steps.append((done, total))
    )

    assert (taken.captured, taken.errors) == (1100, [])
    assert steps == [(500, 1100), (1000, 1100), (1100, 1100)]
