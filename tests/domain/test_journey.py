"""Which events are stations of a lot's journey."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from aril.domain.journey import Passage, Stage, Station, stations
from aril.domain.lot import Lot
from aril.domain.moment import CHINA
from aril.domain.terms import Terms

TERMS = Terms("https://trace.example/")
AT = datetime(2026, 9, 12, 9, 30, tzinfo=CHINA)
LOT = Lot(
    epc="lot",
    code="L",
    gtin="",
    organisation_id="o",
    chain="c",
    product="p",
    variety="",
    grade="",
    plot_id="north",
    made_on=AT.date(),
    harvested_on=date(2026, 9, 10),
    packed_on=None,
    quantity=Decimal(10),
    remaining=Decimal(10),
)
PARENT = replace(LOT, epc="parent", harvested_on=date(2026, 9, 8))
FAMILY = {"lot": LOT, "parent": PARENT}
PLOTS = {TERMS.plot("north"): "北坡"}


@pytest.mark.parametrize(
    ("step", "disposition", "stage"),
    [
        ("sampling", None, Stage.SAMPLED),
        ("inspecting", "conformant", Stage.INSPECTED),
        ("shipping", "in_transit", Stage.SHIPPED),
        ("receiving", "in_progress", Stage.RECEIVED),
        ("retail_selling", "retail_sold", Stage.SOLD),
        ("destroying", "destroyed", Stage.DESTROYED),
        ("holding", "non_sellable_other", Stage.HELD),
        ("holding", "recalled", Stage.RECALLED),
        ("https://ref.gs1.org/cbv/BizStep-holding", "https://ref.gs1.org/cbv/Disp-recalled", Stage.RECALLED),
        (TERMS.releasing, "active", Stage.RELEASED),
    ],
)
def test_a_step_is_a_station(step: str, disposition: str | None, stage: Stage) -> None:
    (station,) = _stations(_passage(step, disposition=disposition))

    assert station.stage is stage


@pytest.mark.parametrize(
    "step", ["staging_outbound", "void_shipping", "https://elsewhere.example/weighing", None]
)
def test_other_steps_are_none(step: str | None) -> None:
    assert _stations(_passage(step)) == ()


def test_a_harvest_names_the_day_of_picking_and_the_plot() -> None:
    recorded_later = _passage("commissioning", action="ADD", read_point=TERMS.plot("north"))

    assert _stations(recorded_later) == (
        Station(Stage.HARVESTED, LOT.harvested_on, LOT.harvested_on, "示例合作社", "", "北坡", "370404"),  # type: ignore[arg-type]
    )


def test_a_lot_is_packed_where_it_comes_out_and_not_where_it_goes_in() -> None:
    packed = _passage("commissioning", type="TransformationEvent", action=None, role="output-class")

    assert [each.stage for each in _stations(packed)] == [Stage.PACKED]
    assert _stations(replace(packed, role="input-class")) == ()


def test_of_a_lot_that_went_in_only_what_made_and_tested_it_counts() -> None:
    made = _passage("commissioning", action="ADD", epc="parent")
    tested = _passage("inspecting", epc="parent")
    sold = _passage("retail_selling", epc="parent")

    assert [each.stage for each in _stations(made, tested, sold)] == [Stage.INSPECTED, Stage.HARVESTED]


def test_several_days_at_one_counter_are_one_station() -> None:
    sold = replace(_passage("retail_selling"), last_at=AT + timedelta(days=3))
    later = replace(
        sold, disposition="retail_sold", first_at=AT + timedelta(days=5), last_at=AT + timedelta(days=6)
    )

    (station,) = _stations(sold, later)

    assert (station.on, station.until) == (date(2026, 9, 12), date(2026, 9, 18))


def test_the_newest_station_comes_first_and_a_harvest_before_all_else_of_its_day() -> None:
    harvested = replace(_passage("commissioning", action="ADD"), last_at=AT + timedelta(hours=9))
    lot = replace(LOT, harvested_on=AT.date())

    found = stations(
        lot, {"lot": lot}, PLOTS, [harvested, _passage("sampling"), _passage("inspecting")], TERMS
    )

    assert [each.stage for each in found] == [Stage.INSPECTED, Stage.SAMPLED, Stage.HARVESTED]


def _stations(*passages: Passage) -> tuple[Station, ...]:
    return stations(LOT, FAMILY, PLOTS, passages, TERMS)


def _passage(
    step: str | None,
    *,
    epc: str = "lot",
    type: str = "ObjectEvent",  # noqa: A002 - the standard's word
    role: str = "class",
    action: str | None = "OBSERVE",
    disposition: str | None = None,
    read_point: str | None = None,
) -> Passage:
    return Passage(epc, role, type, action, step, disposition, read_point, "示例合作社", "", "370404", AT, AT)
