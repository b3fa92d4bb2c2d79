"""What an event does to lots.

`apply` serves a form, a spreadsheet and a partner's system alike: it answers what is held after an event that
`lot_rules.check` let pass. Classes that are no lots of this site pass both untouched.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from urllib.parse import unquote

from aril.domain.lot import (
    NOTHING,
    WITHOUT_ADVICE,
    Changes,
    Edge,
    Holding,
    Lot,
    LotState,
    Transit,
    World,
    amounts,
    comes_out,
    common_variety,
    despatch_advice,
    earliest_harvest,
    goes_in,
)
from aril.domain.terms import GS1, REASON, Ilmd, Terms
from aril.domain.units import plain
from aril.epcis.events import Event, ObjectEvent, SourceDest, TransformationEvent
from aril.epcis.vocabulary import Action, BizStep, Disposition, SourceDestType, bare

GTIN = f"{GS1}/01/"


def apply(event: Event, by: str, world: World) -> Changes:
    """What an event that passed `check` changes."""
    match event:
        case ObjectEvent(action=Action.ADD):
            return _made(event, by, world)
        case TransformationEvent():
            return _transformed(event, by, world)
        case ObjectEvent():
            step = effect(event, world.terms)
            return step(event, by, world) if step else Changes()
        case _:
            return Changes()


def concerns_lots(event: Event, terms: Terms) -> bool:
    """Whether an event can make or change lots, so that `check` and `apply` need to know of them."""
    match event:
        case ObjectEvent(action=Action.ADD) | TransformationEvent():
            return True
        case ObjectEvent():
            return effect(event, terms) is not None
        case _:
            return False


Effect = Callable[[ObjectEvent, str, World], Changes]


def effect(event: ObjectEvent, terms: Terms) -> Effect | None:
    """What a step does to lots that exist."""
    if event.action is Action.ADD or not event.biz_step:
        return None
    if event.biz_step == terms.releasing:
        return released
    return _EFFECTS.get(bare(BizStep, event.biz_step))


def _made(event: ObjectEvent, by: str, world: World) -> Changes:
    ilmd = _own(event.ilmd, world)
    made = [_lot(epc, kg, by, event, ilmd) for epc, kg in comes_out(event).items()]
    return Changes(lots=tuple(made), holdings=tuple(Holding(lot.epc, by, lot.quantity) for lot in made))


def _transformed(event: TransformationEvent, by: str, world: World) -> Changes:
    went_in, made = goes_in(event), comes_out(event)
    used = {epc: kg for epc, kg in went_in.items() if epc in world.lots}
    ilmd = _own(event.ilmd, world)
    if used:
        parts = [world.lots[epc] for epc in used]
        ilmd = {
            Ilmd.CHAIN: parts[0].chain,
            Ilmd.PRODUCT: parts[0].product,
            Ilmd.VARIETY: common_variety(parts),
            Ilmd.HARVEST_DATE: earliest_harvest(parts),
        } | ilmd
    spent = _take(used, by, world)
    new = tuple(_lot(epc, kg, by, event, ilmd) for epc, kg in made.items())
    whole = sum(made.values(), NOTHING)
    return Changes(
        lots=spent.lots + new,
        holdings=spent.holdings + tuple(Holding(lot.epc, by, lot.quantity) for lot in new),
        edges=tuple(
            Edge(parent, child, _share(went_in[parent] * part / whole))
            for parent in sources(event, world)
            for child, part in made.items()
        ),
    )


def _share(kg: Decimal) -> Decimal:
    """In grams; of what went in a little came out everywhere, and a recall has to find it."""
    return plain(kg.quantize(Decimal("0.001"))) or Decimal("0.000001")


def sources(event: Event, world: World) -> Iterator[str]:
    """What goes in that is a lot, of those too that are not known yet, or never will be."""
    return (epc for epc in goes_in(event) if epc in world.lots or names_a_lot(epc, world.terms))


def travels_under(event: ObjectEvent, by: str, world: World) -> str:
    """Under what goods are shipped or received: their despatch advice or, without one, who sent them to whom."""
    if advice := despatch_advice(event):
        return advice
    if effect(event, world.terms) is received:
        return WITHOUT_ADVICE + WITHOUT_ADVICE.join((owner(event.sources, world), by))
    return WITHOUT_ADVICE + WITHOUT_ADVICE.join((by, owner(event.destinations, world)))


def shipped(event: ObjectEvent, by: str, world: World) -> Changes:
    document, receiver = travels_under(event, by, world), owner(event.destinations, world)
    moved = _known(event, world)
    return Changes(
        holdings=_less(moved, by, world),
        transits=tuple(
            Transit(document, epc, by, receiver, _on_the_way(document, epc, world) + kg)
            for epc, kg in moved.items()
        ),
    )


def received(event: ObjectEvent, by: str, world: World) -> Changes:
    document = travels_under(event, by, world)
    moved = _known(event, world)
    return Changes(holdings=more(moved, by, world), transits=_arrived(moved, document, world))


def shipping_voided(event: ObjectEvent, by: str, world: World) -> Changes:
    document = travels_under(event, by, world)
    moved = {
        epc: min(kg, _on_the_way(document, epc, world))
        for epc, kg in _known(event, world).items()
        if (document, epc) in world.transits
    }
    return Changes(holdings=more(moved, by, world), transits=_arrived(moved, document, world))


def sold(event: ObjectEvent, by: str, world: World) -> Changes:
    return _take(_known(event, world), by, world)


def destroyed(event: ObjectEvent, by: str, world: World) -> Changes:
    taken = _known(event, world)
    spent = _take(taken, by, world)
    return replace(
        spent,
        lots=tuple(
            replace(lot, state=LotState.DESTROYED) if _is_gone(lot, taken[lot.epc]) else lot
            for lot in spent.lots
        ),
    )


def _is_gone(lot: Lot, last: Decimal) -> bool:
    """Whether with these last kg a lot ends that nobody should have.

    What a shop throws away in the evening says nothing of what it sold, and a recall goes on for those who bought.
    """
    return not lot.remaining and (lot.state is LotState.ON_HOLD or last == lot.quantity)


def is_recall(event: ObjectEvent) -> bool:
    """Whether a hold calls back, from which there is no way back."""
    return bare(Disposition, event.disposition or "") is Disposition.RECALLED


def held(event: ObjectEvent, _by: str, world: World) -> Changes:
    state, before = LotState.ON_HOLD, {LotState.ACTIVE, LotState.ON_HOLD, LotState.VOID}
    if is_recall(event):  # what is left may be destroyed, and the rest still in somebody's kitchen
        state, before = LotState.RECALLED, before | {LotState.DESTROYED}
    return Changes(
        lots=tuple(
            replace(lot, state=state, reason=reason_of(event))
            for lot in named(event, world)
            if lot.state in before
        )
    )


def reason_of(event: ObjectEvent) -> str:
    """Why lots are held or freed."""
    return str(event.extensions.get(REASON, ""))


def released(event: ObjectEvent, _by: str, world: World) -> Changes:
    return Changes(
        lots=tuple(
            replace(lot, state=LotState.ACTIVE if lot.quantity else LotState.VOID, reason="")
            for lot in named(event, world)
            if lot.state is LotState.ON_HOLD
        )
    )


_EFFECTS: Mapping[BizStep | None, Effect] = {
    BizStep.SHIPPING: shipped,
    BizStep.RECEIVING: received,
    BizStep.RETAIL_SELLING: sold,
    BizStep.DESTROYING: destroyed,
    BizStep.HOLDING: held,
    BizStep.VOID_SHIPPING: shipping_voided,
}

ON_THE_WAY = frozenset({shipped, received, shipping_voided})
"""The steps that put goods on their way, and take them from it."""


# ── small change ──────────────────────────────────────────────────────────────────────────────────────


def _known(event: ObjectEvent, world: World) -> dict[str, Decimal]:
    return {epc: kg for epc, kg in amounts(event.quantity_list).items() if epc in world.lots}


def named(event: ObjectEvent, world: World) -> Iterator[Lot]:
    """The lots that an event names."""
    for element in event.quantity_list:
        if element.epc_class in world.lots:
            yield world.lots[element.epc_class]


def _take(taken: Mapping[str, Decimal], by: str, world: World) -> Changes:
    return Changes(
        lots=tuple(
            replace(world.lots[epc], remaining=plain(world.lots[epc].remaining - kg))
            for epc, kg in taken.items()
        ),
        holdings=_less(taken, by, world),
    )


def _less(moved: Mapping[str, Decimal], by: str, world: World) -> tuple[Holding, ...]:
    return tuple(
        Holding(epc, by, plain(world.holdings.get((epc, by), NOTHING) - kg)) for epc, kg in moved.items()
    )


def more(moved: Mapping[str, Decimal], by: str, world: World) -> tuple[Holding, ...]:
    """What `by` holds with so many kg more."""
    return tuple(
        Holding(epc, by, plain(world.holdings.get((epc, by), NOTHING) + kg)) for epc, kg in moved.items()
    )


def _on_the_way(document: str, epc: str, world: World) -> Decimal:
    transit = world.transits.get((document, epc))
    return transit.quantity if transit else NOTHING


def _arrived(moved: Mapping[str, Decimal], document: str, world: World) -> tuple[Transit, ...]:
    return tuple(
        replace(transit, quantity=plain(transit.quantity - kg))
        for epc, kg in moved.items()
        if (transit := world.transits.get((document, epc)))
    )


def owner(ends: tuple[SourceDest, ...], world: World) -> str:
    """The id of the organisation that is the owner at an end of a movement, or an empty string."""
    return next(
        (
            world.parties.get(end.id) or world.terms.stand_in(end.id)
            for end in ends
            if bare(SourceDestType, end.type) is SourceDestType.OWNING_PARTY
        ),
        "",
    )


def _own(ilmd: Mapping[str, object] | None, world: World) -> dict[str, object]:
    """Master data as it is said, but for a plot that is not the maker's: nobody borrows another's orchard."""
    return {
        key: value for key, value in (ilmd or {}).items() if key != Ilmd.PLOT or str(value) in world.plots
    }


def names_a_lot(epc: str, terms: Terms) -> bool:
    """Whether a class is a lot by its name, whether or not it is known here; others are water, boxes, or a product."""
    return "/10/" in epc or epc.startswith(terms.lot(""))


def code_of(epc: str, ilmd: Mapping[str, object]) -> str:
    """What a new lot is called: as its master data says, or as the end of its EPC class does."""
    return str(ilmd.get(Ilmd.LOT, "")) or unquote(epc.rsplit("/", 1)[-1])


def _lot(epc: str, kg: Decimal, by: str, event: Event, ilmd: Mapping[str, object]) -> Lot:
    def word(key: str) -> str:
        return str(ilmd.get(key, ""))

    def day(key: str) -> date | None:
        text = word(key)
        return date.fromisoformat(text[:10]) if text else None

    return Lot(
        epc=epc,
        code=code_of(epc, ilmd),
        gtin=epc.removeprefix(GTIN).partition("/")[0] if epc.startswith(GTIN) else "",
        organisation_id=by,
        chain=word(Ilmd.CHAIN),
        product=word(Ilmd.PRODUCT),
        variety=word(Ilmd.VARIETY),
        grade=word(Ilmd.GRADE),
        plot_id=word(Ilmd.PLOT),
        made_on=day(Ilmd.PACK_DATE) or day(Ilmd.HARVEST_DATE) or event.event_time.date(),
        harvested_on=day(Ilmd.HARVEST_DATE),
        packed_on=day(Ilmd.PACK_DATE),
        quantity=plain(kg),
        remaining=plain(kg),
    )
