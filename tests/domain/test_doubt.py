"""An event that breaks only what is usual is told apart from one that breaks a rule."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from aril.domain.doubt import Facts, doubts
from aril.domain.lot import Lot, LotState, Transit, World
from aril.domain.lot_effects import apply
from aril.domain.terms import Terms
from aril.epcis.events import canonical_event
from aril.epcis.reading import read_event
from tests.epcis.examples import CONTEXT, LOT, UNIT, object_event, transformation_event
from tests.samples import DAY, NAMESPACE

TERMS = Terms(NAMESPACE)
PLACE = TERMS.place("me")
OTHER_LOT = f"{LOT}-2"
TO_SHOP = {
    "destinationList": [{"type": "owning_party", "destination": TERMS.party("shop")}],
    "bizTransactionList": [{"type": "desadv", "bizTransaction": "https://example.org/advice/1"}],
}
KNOWN = Lot(
    epc=LOT, code="L7", gtin="", organisation_id="me", chain="c", product="p", variety="", grade="", plot_id="",
    made_on=date(2026, 9, 10), harvested_on=date(2026, 9, 10), packed_on=None,
    quantity=Decimal(100), remaining=Decimal(100),
)  # fmt: skip


def of(kg: Any = 10, epc: str = LOT, uom: str | None = "KGM") -> dict[str, Any]:
    return {key: value for key, value in {"epcClass": epc, "quantity": kg, "uom": uom}.items() if value}


def step(name: str, *elements: Mapping[str, Any], **more: Any) -> Mapping[str, Any]:
    return object_event(epcList=None, bizStep=name, quantityList=list(elements or [of()]), **more)


def harvest(on: str) -> Mapping[str, Any]:
    quantities = [of(epc=OTHER_LOT)]
    return object_event(action="ADD", epcList=None, quantityList=quantities, ilmd={"aril:harvestDate": on})


WATER = of(3, "urn:x:water", "LTR")


def found(said: Mapping[str, Any], lot: Lot = KNOWN) -> list[str]:
    event = canonical_event(read_event(said, (CONTEXT, {"aril": TERMS.vocabulary})))
    world = World(
        terms=TERMS,
        lots={LOT: lot},
        holdings={(LOT, "me"): Decimal(100)},
        transits={
            ("https://example.org/advice/1", LOT): Transit(
                "https://example.org/advice/1", LOT, "x", "me", Decimal(50)
            )
        },
        parties={TERMS.party("shop"): "shop"},
    )
    facts = Facts(
        event, "me", DAY, world, apply(event, "me", world), {PLACE: "me", TERMS.place("you"): "you"}
    )
    return [str(each) for each in doubts(facts)]


@pytest.mark.parametrize(
    "usual",
    [
        step("shipping", **TO_SHOP, readPoint={"id": PLACE}),
        step("shipping", **TO_SHOP, readPoint={"id": "https://example.org/somewhere"}),
        step("receiving", **TO_SHOP),
        step("retail_selling"),
        step("holding", {"epcClass": LOT}),
        step("storing", of(epc=OTHER_LOT)),
        step("inspecting", bizTransactionList=[{"type": "testres", "bizTransaction": "https://example.org/r"}]),
        step("sampling", {"epcClass": LOT}, readPoint={"id": TERMS.place("you")}),
        step("shipping", of(epc="https://id.gs1.org/01/09521141012345", uom=None), **TO_SHOP),
        object_event(epcList=[UNIT]),
        harvest("2026-09-12"),
        transformation_event(inputQuantityList=[of(10)], outputQuantityList=[of(9, OTHER_LOT)]),
        transformation_event(inputQuantityList=[of(10), WATER], outputQuantityList=[of(12, OTHER_LOT)]),
    ],
)  # fmt: skip
def test_what_is_usual_raises_no_doubt(usual: Mapping[str, Any]) -> None:
    assert found(usual) == []


@pytest.mark.parametrize(
    ("unusual", "sentence"),
    [
        (
            step("retail_selling", eventTime="2026-09-12T09:36:00+08:00"),
            "It is said to have happened at 2026-09-12 09:36, which was still to come when it was recorded.",
        ),
        (
            step("retail_selling", eventTime="2026-09-09T09:36:00+08:00"),
            "It is said to have happened on 2026-09-09; lot L7 was made on 2026-09-10.",
        ),
        (
            harvest("2026-09-13"),
            "Lot L7-2 is said to be of 2026-09-13, which comes after 2026-09-12, when it was made.",
        ),
        (
            transformation_event(inputQuantityList=[of(10)], outputQuantityList=[of(10.5, OTHER_LOT)]),
            "10.5 kg are said to have come out of 10 kg.",
        ),
        (
            transformation_event(inputQuantityList=[of(10)], outputQuantityList=[of(4900, OTHER_LOT, "GRM")]),
            "Of 10 kg only 4.9 kg are said to have come out.",
        ),
        (
            step("retail_selling", readPoint={"id": TERMS.place("you")}),
            f"It is said to have happened at {TERMS.place('you')}, which is another organisation's place.",
        ),
        (
            step("retail_selling", of(epc=OTHER_LOT)),
            f"Lot {OTHER_LOT} is not known here, so nothing of it was moved.",
        ),
        (
            step("receiving", of(epc=TERMS.lot("NONE"))),
            f"Lot {TERMS.lot('NONE')} is not known here, so nothing of it was moved.",
        ),
        (
            step("receiving", {"epcClass": LOT}),
            "Of lot L7 no quantity is said, so nothing of it was moved.",
        ),
        (
            step("shipping"),
            "Lot L7 was shipped to nobody known here.",
        ),
        (
            step("inspecting"),
            "An inspection is said to have taken place, without a sample, a report or a reading.",
        ),
    ],
)  # fmt: skip
def test_what_is_unusual_is_named(unusual: Mapping[str, Any], sentence: str) -> None:
    assert found(unusual) == [sentence]


def test_a_stopped_lot_that_is_received_is_named() -> None:
    stopped = replace(KNOWN, state=LotState.RECALLED)

    assert found(step("receiving", **TO_SHOP), stopped) == ["Lot L7 was received although it is recalled."]


def test_a_clock_may_be_a_little_fast() -> None:
    at = (DAY + timedelta(minutes=4)).isoformat()

    assert found(step("retail_selling", eventTime=at)) == []
