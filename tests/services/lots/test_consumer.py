"""What a look-up answers, what it costs, and what it counts."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import event

from aril.domain.enterprise import Activity
from aril.domain.errors import Invalid, NotFound
from aril.domain.farm import InputKind
from aril.domain.identity import grouped, internal_code
from aril.domain.lot import Lot
from aril.domain.membership import Member, Role
from aril.domain.standing import Standing
from aril.domain.units import MassUnit
from aril.epcis.reading import read_event
from aril.services.ledger import capture, rebuild
from aril.services.lots import consumer, hold, packing, trade
from aril.services.lots.consumer import InputSummary, LotView
from aril.services.lots.finding import page_of
from aril.services.merkle_log import log
from aril.services.orchards import farm
from aril.store import lots
from aril.store.database import Database
from tests.epcis.examples import CONTEXT, LOT, transformation_event
from tests.samples import DAY, OFFICE, SPRAY, Orchard

LATER = DAY + timedelta(hours=2)
PASSED = {"value-carbendazim": "0.02", "not-detected-chlorpyrifos": "1", "loq-chlorpyrifos": "0.01"}


def test_a_harvest_alone_is_untested_and_says_whose_it_is(orchard: Orchard) -> None:
    lot = orchard.harvest("1250.5")

    seen = _view(orchard, lot)

    assert seen.lot == lot
    assert seen.standing is Standing.UNTESTED
    assert seen.product
    assert (seen.product.name, seen.variety and seen.variety.name, seen.grade) == ("石榴", "大青皮甜", None)
    assert seen.producer
    assert seen.producer.name == "示例合作社1"
    assert [region.full_name for region in seen.origin] == ["山东省枣庄市峄城区"]
    assert [(station.stage, station.place) for station in seen.journey] == [("harvested", "北坡一号")]
    assert (seen.inputs, seen.certificates, seen.parents, seen.proof) == ((), (), (), None)


def test_reports_are_kept_apart_by_who_stands_behind_them(orchard: Orchard) -> None:
    lot, inspector = orchard.harvest(), _inspector(orchard)
    for number, task in enumerate(("routine", "rapid", "self", "commissioned")):
        orchard.inspect(lot, inspector, **PASSED, task=task, number=f"R-{number}")

    seen = _view(orchard, lot)

    assert {report.number for report in seen.institution_reports} == {"R-0", "R-3"}
    assert [report.number for report in seen.rapid_reports] == ["R-1"]
    assert [report.number for report in seen.own_reports] == ["R-2"]
    assert seen.item("carbendazim").name == "多菌灵"
    assert seen.item("unheard-of").name == "unheard-of"


def test_a_lot_stands_where_its_state_and_its_reports_put_it(orchard: Orchard) -> None:
    orchard.load_limits("carbendazim", "chlorpyrifos")
    lot, inspector = orchard.harvest(), _inspector(orchard)

    orchard.inspect(lot, inspector, **PASSED)
    passed = _view(orchard, lot).standing
    orchard.inspect(lot, inspector, **PASSED | {"value-carbendazim": "0.61"}, number="R-2")
    failed = _view(orchard, lot)
    hold.recall(orchard.site, lot.code, lot.code, "农药残留超标", OFFICE, LATER)
    recalled = _view(orchard, lot)

    assert passed is Standing.PASSED
    assert (failed.standing, failed.lot.reason) == (Standing.ON_HOLD, "检验不合格 R-2")
    assert (recalled.standing, recalled.lot.reason) == (Standing.RECALLED, "农药残留超标")
    assert [station.stage for station in recalled.journey][:2] == ["recalled", "held"]


def test_a_packed_lot_shows_what_its_parts_went_through(orchard: Orchard) -> None:
    parent = orchard.harvest("1000", on="2026-09-10")
    orchard.inspect(parent, _inspector(orchard), **PASSED)
    packed = _pack(orchard, parent)

    seen = _view(orchard, packed)

    assert [each.code for each in seen.parents] == [parent.code]
    assert [report.lot for report in seen.institution_reports] == [parent.epc]
    assert [station.stage for station in seen.journey] == ["packed", "inspected", "sampled", "harvested"]
    assert seen.standing is Standing.NOT_JUDGED


def test_a_lot_of_more_parts_than_a_page_looks_at_promises_nothing_for_all(
    orchard: Orchard, monkeypatch: pytest.MonkeyPatch
) -> None:
    orchard.load_limits("carbendazim", "chlorpyrifos")
    parts = sorted((orchard.harvest("100", on="2026-09-10") for _ in range(4)), key=lambda part: part.epc)
    for number, part in enumerate(parts[:3]):
        orchard.inspect(part, _inspector(orchard, 10 + number), **PASSED)
    packed = _pack(orchard, *parts)
    found: set[Standing] = set()

    for most in (1, 2, 3, 4, 500):
        monkeypatch.setattr(consumer, "MOST_EDGES", most)
        found.add(_view(orchard, packed).standing)

    assert found <= {Standing.PARTLY_TESTED, Standing.UNTESTED}


def test_what_an_unknown_lot_went_into_has_not_passed(orchard: Orchard) -> None:
    orchard.load_limits("carbendazim", "chlorpyrifos")
    part = orchard.harvest("100", on="2026-09-10")
    orchard.inspect(part, _inspector(orchard), **PASSED)
    mixed = transformation_event(
        inputEPCList=None,
        outputEPCList=None,
        inputQuantityList=[
            {"epcClass": epc, "quantity": 50, "uom": "KGM"} for epc in (part.epc, f"{LOT}-unknown")
        ],
        outputQuantityList=[{"epcClass": LOT, "quantity": 90, "uom": "KGM"}],
    )
    with orchard.site.db.write() as session:
        capture.event(session, orchard.site, read_event(mixed, (CONTEXT,)), orchard.grower, LATER)
        lot = lots.lot(session, LOT)
    assert lot is not None

    assert _view(orchard, lot).standing is Standing.PARTLY_TESTED
    assert rebuild.differences(orchard.site) == []


def test_inputs_of_the_season_before_the_harvest_are_named_once(orchard: Orchard) -> None:
    sprays = (
        ("2025-08-01", "去年的药"),
        ("2026-07-01", "杀菌剂"),
        ("2026-08-01", "杀菌剂"),
        ("2026-09-12", "后来的药"),
    )
    for day, name in sprays:
        values = SPRAY | {"used_on": day, "name": name, "interval_days": "7"}
        farm.note_input(orchard.site, orchard.plot.id, values, orchard.grower, DAY)
    lot = orchard.harvest(on="2026-09-10")

    seen = _view(orchard, lot)

    assert seen.inputs == (InputSummary(InputKind.PESTICIDE, "杀菌剂", date(2026, 8, 1), 40),)


def test_the_last_fact_about_a_lot_has_its_place_under_a_signed_head(orchard: Orchard) -> None:
    lot = orchard.harvest()
    size = log.sequence(orchard.site)
    log.sign_head(orchard.site, LATER)

    seen = _view(orchard, lot)

    assert seen.proof
    assert (seen.proof.leaf, seen.proof.size, seen.proof.signed_at) == (size - 1, size, LATER)


def test_each_look_counts_and_the_first_is_remembered(orchard: Orchard) -> None:
    lot = orchard.harvest()

    first = _view(orchard, lot, DAY)
    second = _view(orchard, lot, LATER)

    assert (first.scan_count, first.first_scan) == (1, DAY)
    assert (second.scan_count, second.first_scan) == (2, DAY)


def test_a_look_that_does_not_count_leaves_the_count_as_it_is(orchard: Orchard) -> None:
    lot = orchard.harvest()

    uncounted = consumer.view(orchard.site, page_of(lot), DAY, counts=False)
    _view(orchard, lot, LATER)
    again = consumer.view(orchard.site, page_of(lot), LATER, counts=False)

    assert (uncounted.scan_count, uncounted.first_scan) == (0, None)
    assert (again.scan_count, again.first_scan) == (1, LATER)


def test_a_counter_that_has_to_wait_breaks_no_page(orchard: Orchard) -> None:
    lot = orchard.harvest()
    _view(orchard, lot)

    with orchard.site.db.write() as session:  # a long import holds the only pen
        session.connection().exec_driver_sql("UPDATE scan SET count = count")
        seen = _view(orchard, lot)

    assert seen.scan_count == 2
    assert _view(orchard, lot).scan_count == 2


def test_a_page_costs_the_same_queries_whatever_the_lot_went_through(orchard: Orchard) -> None:
    young = orchard.harvest("10")
    shop, inspector = orchard.member(2, Activity.TRADER, Role.TRADER), _inspector(orchard)
    parents = [orchard.harvest("100") for _ in range(5)]
    old = _pack(orchard, *parents)
    for number, lot in enumerate((*parents, old)):
        orchard.inspect(lot, inspector, **PASSED, number=f"R-{number}")
    trade.ship(orchard.site, old.code, "50", MassUnit.KG, shop.organisation_id, orchard.grower, LATER)
    trade.receive(orchard.site, old.code, "", MassUnit.KG, shop, LATER + timedelta(minutes=1))
    for minute in range(2, 12):
        trade.sell(orchard.site, old.code, "1", MassUnit.KG, shop, LATER + timedelta(minutes=minute))

    with _statements(orchard.site.db) as few:
        consumer.view(orchard.site, page_of(young), LATER, counts=False)
    with _statements(orchard.site.db) as many:
        consumer.view(orchard.site, page_of(old), LATER, counts=False)

    assert len(few) == len(many) == QUERIES


QUERIES = 14
"""Lot, look-ups, chain, edges, family, maker, journey, plots, reports, items, origin, certificates, inputs, log."""


@pytest.mark.parametrize("typed", ["{0}", "  {1} ", "{2}", "https://trace.example/t/{0}", "/t/{0}"])
def test_a_typed_code_leads_to_its_page(orchard: Orchard, typed: str) -> None:
    lot = orchard.harvest()

    path = consumer.find(orchard.site, typed.format(lot.code, grouped(lot.code), lot.code.lower()))

    assert path == f"/t/{lot.code}"


def test_a_mistyped_code_says_how_it_should_be(orchard: Orchard) -> None:
    with pytest.raises(Invalid) as refused:
        consumer.find(orchard.site, "ABCD-1234")

    assert [str(each) for each in refused.value.findings] == [
        "Expected a code of 13 characters, found 8 in “ABCD1234”."
    ]


def test_a_well_formed_code_that_nobody_has_is_not_found(orchard: Orchard) -> None:
    code = internal_code(b"12345678")

    with pytest.raises(NotFound) as refused:
        consumer.find(orchard.site, code)

    assert str(refused.value) == f"There is no lot “{code}”."


def _view(orchard: Orchard, lot: Lot, at: datetime = LATER) -> LotView:
    return consumer.view(orchard.site, page_of(lot), at)


def _inspector(orchard: Orchard, seed: int = 3) -> Member:
    return orchard.member(seed, Activity.LABORATORY, Role.INSPECTOR)


def _pack(orchard: Orchard, *parents: Lot) -> Lot:
    return packing.record(
        orchard.site,
        {"packed_on": "2026-09-12", "unit": "kg", "quantity": str(50 * len(parents))},
        [(parent.code, "60") for parent in parents],
        orchard.grower,
        LATER,
    )


@contextmanager
def _statements(database: Database) -> Iterator[list[str]]:
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().startswith(("SELECT", "WITH", "INSERT", "UPDATE")):
            said.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
