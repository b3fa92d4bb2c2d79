"""What does not fit: an event may break how things usually go, and is kept all the same, with a doubt beside it.

A rule (`lot_rules`) keeps the sums of lots right, so an event against one is refused. An expectation only says what is
usual: whoever breaks one is told at once, and the chain's office reads it beside the lot. Adding an expectation is
adding a function to `EXPECTATIONS` and its sentence to `SENTENCES`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property

from aril.domain.harvest import keeps_closed
from aril.domain.lot import NOTHING, Changes, Lot, LotState, World, amounts, comes_out, goes_in, plot_of
from aril.domain.lot_effects import (
    Effect,
    concerns_lots,
    destroyed,
    effect,
    names_a_lot,
    received,
    shipped,
    shipping_voided,
    sold,
)
from aril.domain.moment import CHINA
from aril.domain.units import plain
from aril.epcis.events import Event, ObjectEvent, QuantityElement, TransformationEvent
from aril.epcis.vocabulary import BizStep, BizTransactionType, bare

FAST_CLOCK = timedelta(minutes=5)
"""How far ahead a sender's clock may be."""
LEAST_LEFT = Decimal("0.5")
"""What part of what goes into a packing comes out of it at least."""
MOVES = frozenset({shipped, received, shipping_voided, sold, destroyed})
OF_TESTS = frozenset(
    {BizTransactionType.TEST_PROCEDURE, BizTransactionType.TEST_RESULT, BizTransactionType.CERTIFICATE}
)

SENTENCES: Mapping[str, str] = {
    "in-the-future": "It is said to have happened at {time}, which was still to come when it was recorded.",
    "before-its-lot": "It is said to have happened on {day}; lot {lot} was made on {made_on}.",
    "interval-running": "Lot {lot} is said to be of {day}; its plot was treated with {product} on {used_on} and may be "
    "harvested from {harvest_from}.",
    "made-later": "Lot {lot} is said to be of {made_on}, which comes after {day}, when it was made.",
    "made-again": "That lot {lot} was made had been declared an error, and it is made again.",
    "more-out-than-in": "{made} kg are said to have come out of {used} kg.",
    "little-out": "Of {used} kg only {made} kg are said to have come out.",
    "at-anothers-place": "It is said to have happened at {place}, which is another organisation's place.",
    "lot-unknown": "Lot {lot} is not known here, so nothing of it was moved.",
    "no-quantity": "Of lot {lot} no quantity is said, so nothing of it was moved.",
    "nobody-receives": "Lot {lot} was shipped to nobody known here.",
    "stopped-lot-received": "Lot {lot} was received although it is {state}.",
    "no-sample": "An inspection is said to have taken place, without a sample, a report or a reading.",
}
"""Code → English sentence; the names in braces are the data of the doubt."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing that does not fit. `lot` is the EPC class of the lot it is about, or empty."""

    code: str
    lot: str = ""
    data: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def template(self) -> str:
        return SENTENCES[self.code]

    def __str__(self) -> str:
        return self.template.format(**self.data)


@dataclass(frozen=True)
class Facts:
    """An event in canonical spelling that the organisation `by` recorded, and what was known of it.

    `world` is as it was before, `changes` what the event changed; `owners` has the organisation of each place that is
    one of this site's.
    """

    event: Event
    by: str
    recorded_at: datetime
    world: World
    changes: Changes
    owners: Mapping[str, str]

    @cached_property
    def step(self) -> Effect | None:
        """What the event does to lots that exist."""
        return effect(self.event, self.world.terms) if isinstance(self.event, ObjectEvent) else None

    @cached_property
    def new_lots(self) -> tuple[Lot, ...]:
        """The lots that the event makes."""
        return tuple(lot for lot in self.changes.lots if lot.epc in comes_out(self.event))

    @cached_property
    def used(self) -> tuple[QuantityElement, ...]:
        """The elements of lots that must exist already."""
        if isinstance(self.event, TransformationEvent):
            return self.event.input_quantity_list
        return self.event.quantity_list if isinstance(self.event, ObjectEvent) and self.step in MOVES else ()


def doubts(facts: Facts) -> tuple[Doubt, ...]:
    """Everything that does not fit, in the order of `EXPECTATIONS`."""
    return tuple(doubt for expectation in EXPECTATIONS for doubt in expectation(facts))


def _it_has_happened(facts: Facts) -> Iterator[Doubt]:
    time = facts.event.event_time
    if time > facts.recorded_at + FAST_CLOCK:
        yield Doubt("in-the-future", data={"time": f"{time.astimezone(CHINA):%Y-%m-%d %H:%M}"})


def _a_lot_is_made_before_it_moves(facts: Facts) -> Iterator[Doubt]:
    for element in facts.used:
        lot = facts.world.lots.get(element.epc_class)
        if lot and (day := _day(facts.event)) < lot.made_on:
            yield _about(facts, lot.epc, "before-its-lot", day=day, made_on=lot.made_on)


def _a_lot_is_of_a_day_that_has_come(facts: Facts) -> Iterator[Doubt]:
    for lot in facts.new_lots:
        if lot.made_on > (day := _day(facts.event)):
            yield _about(facts, lot.epc, "made-later", day=day, made_on=lot.made_on)


def _a_lot_is_made_once(facts: Facts) -> Iterator[Doubt]:
    for lot in facts.new_lots:
        if lot.epc in facts.world.lots:  # and void: the rules let nothing else pass
            yield _about(facts, lot.epc, "made-again")


def _a_plot_is_picked_when_it_may_be(facts: Facts) -> Iterator[Doubt]:
    for lot in facts.new_lots:
        if lot.plot_id not in facts.world.plots:
            continue
        day = lot.harvested_on or _day(facts.event)
        if use := keeps_closed(facts.world.plots[lot.plot_id], day):
            yield _about(
                facts, lot.epc, "interval-running",
                day=day, product=use.name, used_on=use.used_on, harvest_from=use.harvest_from,
            )  # fmt: skip


def _as_much_goes_in_as_comes_out(facts: Facts) -> Iterator[Doubt]:
    event = facts.event
    if not isinstance(event, TransformationEvent):
        return
    weighed = goes_in(event), comes_out(event)
    if not all(weighed) or len(weighed[0]) < len({each.epc_class for each in event.input_quantity_list}):
        return
    used, made = (plain(sum(each.values(), NOTHING)) for each in weighed)
    for epc in weighed[1]:
        if made > used:
            yield Doubt("more-out-than-in", epc, {"made": f"{made:f}", "used": f"{used:f}"})
        elif made < used * LEAST_LEFT:
            yield Doubt("little-out", epc, {"made": f"{made:f}", "used": f"{used:f}"})


def _one_acts_at_ones_own_place(facts: Facts) -> Iterator[Doubt]:
    if not concerns_lots(facts.event, facts.world.terms):
        return
    plot = plot_of(facts.event)
    grown = facts.world.terms.plot(plot) if plot else None
    for place in dict.fromkeys((facts.event.read_point, facts.event.biz_location, grown)):
        if place and facts.owners.get(place, facts.by) != facts.by:
            yield Doubt("at-anothers-place", data={"place": str(place)})


def _what_moves_is_known_and_weighed(facts: Facts) -> Iterator[Doubt]:
    weighed = amounts(facts.used)
    for epc in dict.fromkeys(element.epc_class for element in facts.used):
        if epc in facts.world.lots:
            if epc not in weighed:
                yield _about(facts, epc, "no-quantity")
        elif names_a_lot(epc, facts.world.terms):
            yield _about(facts, epc, "lot-unknown")


def _what_is_shipped_goes_to_somebody(facts: Facts) -> Iterator[Doubt]:
    if facts.step is shipped:
        known = set(facts.world.parties.values())
        for transit in facts.changes.transits:
            if transit.receiver not in known:
                yield _about(facts, transit.lot, "nobody-receives")


def _what_is_stopped_stays(facts: Facts) -> Iterator[Doubt]:
    if facts.step is received:
        for element in facts.used:
            lot = facts.world.lots.get(element.epc_class)
            if lot and lot.state is not LotState.ACTIVE:
                yield _about(facts, lot.epc, "stopped-lot-received", state=lot.state)


def _an_inspection_has_a_sample(facts: Facts) -> Iterator[Doubt]:
    event = facts.event
    if bare(BizStep, event.biz_step or "") is not BizStep.INSPECTING or event.sensor_elements:
        return
    if not any(bare(BizTransactionType, each.type or "") in OF_TESTS for each in event.biz_transactions):
        yield Doubt("no-sample")


Expectation = Callable[[Facts], Iterator[Doubt]]

EXPECTATIONS: tuple[Expectation, ...] = (
    _it_has_happened,
    _a_lot_is_made_before_it_moves,
    _a_lot_is_of_a_day_that_has_come,
    _a_lot_is_made_once,
    _a_plot_is_picked_when_it_may_be,
    _as_much_goes_in_as_comes_out,
    _one_acts_at_ones_own_place,
    _what_moves_is_known_and_weighed,
    _what_is_shipped_goes_to_somebody,
    _what_is_stopped_stays,
    _an_inspection_has_a_sample,
)


def _day(event: Event) -> date:
    return event.event_time.astimezone(CHINA).date()


def _about(facts: Facts, epc: str, code: str, **data: object) -> Doubt:
    known = facts.world.lots.get(epc) or next((lot for lot in facts.changes.lots if lot.epc == epc), None)
    shown = {"lot": known.code if known else epc} | {key: str(each) for key, each in data.items()}
    return Doubt(code, epc, shown)
