"""What events do to lots, without a database."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aril.domain import hold, trade
from aril.domain.errors import Refusal
from aril.domain.lot import Changes, Edge, Holding, Lot, LotState, Transit, World
from aril.domain.lot_effects import apply
from aril.domain.lot_rules import LotExists, LotNotFree, NotEnoughHeld, NotSentByYou, UnitNotMass, check
from aril.domain.moment import offset_of
from aril.domain.packing import MoreOutThanIn, Packing, ProductsMixed, decide
from aril.domain.terms import Terms
from aril.domain.trade import Party
from aril.epcis.events import (
    AggregationEvent,
    BizTransaction,
    Event,
    ObjectEvent,
    QuantityElement,
    TransformationEvent,
)
from aril.epcis.vocabulary import Action, BizStep, BizTransactionType, Disposition

AT = datetime(2026, 9, 12, tzinfo=UTC)
TERMS = Terms("https://trace.example/")
FARM = Party("farm", "果园", TERMS.party("farm"), TERMS.place("farm"))
SHOP = Party("shop", "商店", TERMS.party("shop"), TERMS.place("shop"))
A, B, PACKED = (TERMS.lot(code) for code in ("A", "B", "C"))
ADVICE = TERMS.document("desadv", "1")


def lot(epc: str = A, kg: str = "100", **changes: object) -> Lot:
    made = Lot(
        epc=epc,
        code=epc.rsplit("/", 1)[-1],
        gtin="",
        organisation_id="farm",
        chain="zz",
        product="pomegranate",
        variety="red",
        grade="",
        plot_id="p",
        made_on=date(2026, 9, 12),
        harvested_on=date(2026, 9, 12),
        packed_on=None,
        quantity=Decimal(kg),
        remaining=Decimal(kg),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def world(*lots: Lot, **more: object) -> World:
    return World(
        terms=TERMS,
        lots={each.epc: each for each in lots},
        holdings=more.get("holdings", {(each.epc, "farm"): each.remaining for each in lots}),  # type: ignore[arg-type]
        transits={(each.document, each.lot): each for each in more.get("transits", ())},  # type: ignore[attr-defined]
        parties={FARM.party: "farm", SHOP.party: "shop"},
    )


def observe(step: str, *goods: tuple[str, str], unit: str = "KGM", **more: object) -> ObjectEvent:
    return ObjectEvent(
        event_time=AT,
        event_time_zone_offset="+00:00",
        action=Action.OBSERVE,
        biz_step=step,
        quantity_list=tuple(QuantityElement(epc, Decimal(kg), unit) for epc, kg in goods),
        **more,  # type: ignore[arg-type]
    )


def advice(document: str = ADVICE) -> tuple[BizTransaction, ...]:
    return (BizTransaction(BizTransactionType.DESPATCH_ADVICE, document),)


def test_a_shipment_leaves_the_holder_and_is_on_the_way_to_the_receiver() -> None:
    event = trade.ship([(A, Decimal(30))], FARM, SHOP, advice="1", at=AT, terms=TERMS)

    changes = apply(event, "farm", world(lot()))

    assert changes.holdings == (Holding(A, "farm", Decimal(70)),)
    assert changes.transits == (Transit(ADVICE, A, "farm", "shop", Decimal(30)),)
    assert changes.lots == ()


def test_a_receipt_ends_what_was_on_the_way() -> None:
    before = world(lot(), transits=(Transit(ADVICE, A, "farm", "shop", Decimal(30)),))
    event = trade.receive([(A, Decimal(20))], FARM.party, SHOP, advice=ADVICE, at=AT, terms=TERMS)

    changes = apply(event, "shop", before)

    assert changes.holdings == (Holding(A, "shop", Decimal(20)),)
    assert changes.transits == (Transit(ADVICE, A, "farm", "shop", Decimal(10)),)


def test_a_wrong_shipment_comes_back_as_far_as_it_was_not_received() -> None:
    before = world(
        lot(),
        holdings={(A, "farm"): Decimal(70)},
        transits=(Transit(ADVICE, A, "farm", "shop", Decimal(10)),),
    )
    event = observe(BizStep.VOID_SHIPPING, (A, "30"), biz_transactions=advice())

    changes = apply(event, "farm", before)

    assert changes.holdings == (Holding(A, "farm", Decimal(80)),)
    assert changes.transits[0].quantity == Decimal(0)


@pytest.mark.parametrize("by", ["shop", "stranger"])
def test_only_the_sender_takes_a_shipment_back(by: str) -> None:
    before = world(lot(), transits=(Transit(ADVICE, A, "farm", "shop", Decimal(10)),))
    event = trade.take_back([(A, Decimal(10))], FARM, SHOP.party, advice=ADVICE, at=AT, terms=TERMS)

    check(event, "farm", before)
    with pytest.raises(NotSentByYou):
        check(event, by, before)


def test_a_sale_leaves_holder_and_lot() -> None:
    changes = apply(trade.sell([(A, Decimal("0.5"))], FARM, at=AT, terms=TERMS), "farm", world(lot()))

    assert changes.holdings == (Holding(A, "farm", Decimal("99.5")),)
    assert changes.lots == (lot(remaining=Decimal("99.5")),)


@pytest.mark.parametrize(("unit", "amount"), [("GRM", "500"), ("TNE", "0.0005")])
def test_a_partner_may_count_in_grams_or_tonnes(unit: str, amount: str) -> None:
    changes = apply(observe(BizStep.RETAIL_SELLING, (A, amount), unit=unit), "farm", world(lot()))

    assert changes.holdings == (Holding(A, "farm", Decimal("99.5")),)


def test_a_lot_that_is_destroyed_to_the_last_gram_is_gone() -> None:
    part = apply(observe(BizStep.DESTROYING, (A, "40")), "farm", world(lot()))
    whole = apply(observe(BizStep.DESTROYING, (A, "100")), "farm", world(lot()))

    assert [each.state for each in part.lots + whole.lots] == [LotState.ACTIVE, LotState.DESTROYED]


@pytest.mark.parametrize(
    ("before", "after_it"),
    [
        (LotState.ACTIVE, LotState.ACTIVE),
        (LotState.ON_HOLD, LotState.DESTROYED),
        (LotState.RECALLED, LotState.RECALLED),
    ],
)
def test_what_people_hold_of_a_lot_is_not_called_destroyed_with_its_rest(
    before: LotState, after_it: LotState
) -> None:
    changes = apply(
        observe(BizStep.DESTROYING, (A, "40")), "farm", world(lot(remaining=Decimal(40), state=before))
    )

    assert changes.lots == (lot(remaining=Decimal(0), state=after_it),)


def test_a_hold_ends_by_a_release_and_a_recall_does_not() -> None:
    held = apply(hold.hold([A], "超标", place="", at=AT, terms=TERMS), "office", world(lot())).lots[0]
    freed = apply(hold.release([A], "复检合格", place="", at=AT, terms=TERMS), "office", world(held)).lots[0]
    recalled = apply(hold.recall([A], "超标", place="", at=AT, terms=TERMS), "office", world(held)).lots[0]
    still = apply(hold.release([A], "?", place="", at=AT, terms=TERMS), "office", world(recalled)).lots

    assert (held.state, held.reason) == (LotState.ON_HOLD, "超标")
    assert (freed.state, freed.reason) == (LotState.ACTIVE, "")
    assert recalled.state is LotState.RECALLED
    assert still == ()


def test_packing_uses_up_lots_and_remembers_what_went_in() -> None:
    red, green = lot(A, harvested_on=date(2026, 9, 10)), lot(B, variety="green")
    packing = Packing(date(2026, 9, 12), (("A", Decimal(60)), ("B", Decimal(40))), Decimal(90), "first")
    event = decide(packing, {"A": red, "B": green}, code="C", place=FARM.place, at=AT, terms=TERMS)

    changes = apply(event, "farm", world(red, green))
    made = changes.lots[-1]

    assert (made.epc, made.quantity, made.grade, made.variety) == (PACKED, Decimal(90), "first", "")
    assert (made.harvested_on, made.packed_on) == (date(2026, 9, 10), date(2026, 9, 12))
    assert [each.remaining for each in changes.lots[:2]] == [Decimal(40), Decimal(60)]
    assert changes.edges == (Edge(A, PACKED, Decimal(60)), Edge(B, PACKED, Decimal(40)))


def test_a_partners_packing_without_master_data_takes_it_from_what_went_in() -> None:
    event = TransformationEvent(
        event_time=AT,
        event_time_zone_offset="+00:00",
        input_quantity_list=(QuantityElement(A, Decimal(10), "KGM"),),
        output_quantity_list=(
            QuantityElement("https://id.gs1.org/01/06901234000016/10/X1", Decimal(9), "KGM"),
        ),
    )

    made = apply(event, "farm", world(lot())).lots[-1]

    assert (made.gtin, made.code, made.product, made.variety) == (
        "06901234000016",
        "X1",
        "pomegranate",
        "red",
    )


def test_more_cannot_come_out_than_went_in() -> None:
    packing = Packing(date(2026, 9, 12), (("A", Decimal(60)),), Decimal("60.5"))

    with pytest.raises(MoreOutThanIn) as refused:
        decide(packing, {"A": lot()}, code="C", place="", at=AT, terms=TERMS)

    assert str(refused.value) == "60.5 kg cannot come out of 60 kg."


def test_one_lot_holds_one_product() -> None:
    packing = Packing(date(2026, 9, 12), (("A", Decimal(6)), ("B", Decimal(4))), Decimal(10))

    with pytest.raises(ProductsMixed, match="these are jujube, pomegranate"):
        decide(packing, {"A": lot(), "B": lot(B, product="jujube")}, code="C", place="", at=AT, terms=TERMS)


@pytest.mark.parametrize(
    ("event", "refusal"),
    [
        (observe(BizStep.SHIPPING, (A, "101")), NotEnoughHeld),
        (observe(BizStep.RETAIL_SELLING, (A, "60"), (A, "60")), NotEnoughHeld),
        (observe(BizStep.DESTROYING, (A, "101")), NotEnoughHeld),
        (observe(BizStep.SHIPPING, (A, "5"), unit="EA"), UnitNotMass),
        (
            ObjectEvent(
                event_time=AT,
                event_time_zone_offset="+00:00",
                action=Action.ADD,
                quantity_list=(QuantityElement(A, Decimal(1), "KGM"),),
            ),
            LotExists,
        ),
    ],
)
def test_what_the_ledger_does_not_bear_out_is_refused(event: Event, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        check(event, "farm", world(lot()))


@pytest.mark.parametrize("state", [LotState.ON_HOLD, LotState.RECALLED, LotState.DESTROYED])
def test_a_lot_that_is_not_free_can_be_destroyed_but_neither_moved_sold_nor_packed(state: LotState) -> None:
    before = world(lot(state=state, reason="超标"))
    packing = TransformationEvent(
        event_time=AT,
        event_time_zone_offset="+00:00",
        input_quantity_list=(QuantityElement(A, Decimal(1), "KGM"),),
    )

    for event in (observe(BizStep.SHIPPING, (A, "1")), observe(BizStep.RETAIL_SELLING, (A, "1")), packing):
        with pytest.raises(LotNotFree):
            check(event, "farm", before)
    check(observe(BizStep.DESTROYING, (A, "1")), "farm", before)


def test_what_is_no_lot_of_this_site_passes_untouched() -> None:
    foreign = observe(BizStep.SHIPPING, ("https://id.gs1.org/01/09506000134352/10/Z", "5"))
    pallet = AggregationEvent(
        event_time=AT,
        event_time_zone_offset="+00:00",
        action=Action.ADD,
        parent_id="urn:x:1",
        child_epcs=("urn:x:2",),
    )

    for event in (foreign, pallet, observe("https://elsewhere.example/step", (A, "1"))):
        check(event, "farm", world(lot()))
        assert apply(event, "farm", world(lot())).lots == ()


STEPS: dict[str, Callable[[Decimal], Event]] = {
    "ship": lambda kg: trade.ship([(A, kg)], FARM, SHOP, advice="1", at=AT, terms=TERMS),
    "receive": lambda kg: trade.receive([(A, kg)], FARM.party, SHOP, advice=ADVICE, at=AT, terms=TERMS),
    "sell": lambda kg: trade.sell([(A, kg)], SHOP, at=AT, terms=TERMS),
    "destroy": lambda kg: observe(BizStep.DESTROYING, (A, str(kg)), disposition=Disposition.DESTROYED),
    "void": lambda kg: observe(BizStep.VOID_SHIPPING, (A, str(kg)), biz_transactions=advice()),
}
WHO = {"ship": "farm", "receive": "shop", "sell": "shop", "destroy": "shop", "void": "farm"}


@given(st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.decimals("0.001", "60", places=3)), max_size=25))
def test_no_gram_is_made_or_lost_whatever_is_tried(tries: list[tuple[str, Decimal]]) -> None:
    state = world(lot())

    for step, kg in tries:
        event, by = STEPS[step](kg), WHO[step]
        try:
            check(event, by, state)
        except Refusal:
            continue
        state = after(state, apply(event, by, state))

    held = sum(state.holdings.values(), Decimal(0))
    under_way = sum((each.quantity for each in state.transits.values()), Decimal(0))
    assert held + under_way == state.lots[A].remaining
    assert min([*state.holdings.values(), Decimal(0)]) >= 0
    assert min([each.quantity for each in state.transits.values()] or [Decimal(0)]) >= 0


def after(state: World, changes: Changes) -> World:
    return replace(
        state,
        lots={**state.lots, **{each.epc: each for each in changes.lots}},
        holdings={
            **state.holdings,
            **{(each.lot, each.organisation_id): each.quantity for each in changes.holdings},
        },
        transits={**state.transits, **{(each.document, each.lot): each for each in changes.transits}},
    )


def test_an_event_says_in_which_offset_its_day_is_meant() -> None:
    assert offset_of(AT) == "+00:00"
    with pytest.raises(ValueError, match="expected a time with its offset"):
        offset_of(AT.replace(tzinfo=None))
