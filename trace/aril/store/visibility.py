"""Which events an organisation may see: what its pages show, as a condition of the statement that looks for them.

An event is shown whole or not at all, so what its pages tell of a lot in part (that another customer was sent some of
it, on which day) is not told here: that event has quantities and names which the page has not.

The rule is asked from either side. `Seen.condition` asks of one event whether its reader sees it, and looks at the lots
of that event alone: right for a statement that finds few events. `Seen.sides` begins with the reader, and gathers what
they were told by others: right for one that would have to ask a million events. Both are made of the same parts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, exists, or_, select, true, union
from sqlalchemy.orm import aliased

from aril.domain.inspection import TESTING_STEPS
from aril.domain.region import Region
from aril.epcis.vocabulary import Action, BizStep
from aril.store.ledger import EntryRow, EventEpcRow, EventFactRow, EventRow
from aril.store.lots import EdgeRow, HoldingRow, TransitRow
from aril.store.organisations import OrganisationRow
from aril.store.types import fixed, rare

Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Seen:
    """Which events somebody sees: one of the rules of this file, and the values with which it is asked.

    `condition` asks of a row of `event`; `at_once` holds for an entry that is shown whatever that row says. An event
    for which `condition` holds is on one of the `sides`: recorded by its reader, or by others.
    """

    condition: Condition
    at_once: Condition
    sides: tuple[Condition, ...]
    values: Mapping[str, object] = field(default_factory=dict)


def visible_to(organisation_id: str, region: str, releasing: str) -> Seen:
    """The events that an organisation recorded, that are addressed to it, or that tell of a lot it was handed.

    Of such a lot these are what made, tested, stopped and packed it, and what made and tested all that went into it;
    with a `region` also whatever was recorded there, for its regulator. `releasing` is the step that ends a hold.
    """
    values = {"reader": organisation_id, "releasing": releasing}
    if region:
        return Seen(_BY_REGULATOR, _IS_OWN, _SIDES_OF_REGULATOR, values | {"stem": Region(region).stem})
    return Seen(_BY_ORGANISATION, _IS_OWN, _SIDES_OF_ORGANISATION, values)


EVERYTHING = Seen(true(), true(), (true(),))

READER, RELEASING, STEM = rare("reader"), rare("releasing"), rare("stem")

_IS_OWN: Condition = EntryRow.organisation_id == READER

MAKES: Condition = or_(
    EventRow.type == fixed("TransformationEvent"),
    and_(EventRow.type == fixed("ObjectEvent"), EventRow.action == fixed(Action.ADD)),
)
TESTS: Condition = EventRow.biz_step.in_(tuple(map(fixed, TESTING_STEPS)))
STOPS: Condition = EventRow.biz_step.in_((fixed(BizStep.HOLDING), RELEASING))

_Named = aliased(EventEpcRow)
IS_ABOUT: Condition = and_(
    _Named.entry_id == EventRow.entry_id, _Named.role.not_in((fixed("input"), fixed("input-class")))
)
"""An event is about the lots it names, but for those that it only used up: what others made of them is theirs."""

_ADDRESSED: Condition = and_(
    EventFactRow.field.in_((fixed("source"), fixed("destination"))),
    EventFactRow.text
    == select(OrganisationRow.party)
    .where(OrganisationRow.id == READER, OrganisationRow.approved_at.is_not(None))
    .scalar_subquery(),
)
_HANDED: tuple[tuple[ColumnElement[str], Condition], ...] = (
    (HoldingRow.lot.expression, HoldingRow.organisation_id == READER),
    (TransitRow.lot.expression, TransitRow.receiver == READER),
    (TransitRow.lot.expression, TransitRow.sender == READER),
)
"""Where a lot stands that the organisation made, holds, held, was sent or sent."""
_OF_HANDED: Condition = or_(MAKES, TESTS, STOPS, EventRow.type == fixed("AggregationEvent"))
_OF_WHAT_WENT_IN: Condition = or_(MAKES, TESTS)


# ── asked of an event ─────────────────────────────────────────────────────────────────────────────────


def _went_into_what_was_sent() -> Condition:
    """Whether a lot went into one that the organisation was sent, or into what went into that."""
    below = (
        select(EdgeRow.child)
        .where(EdgeRow.parent == _Named.epc)
        .correlate(_Named)
        .cte("below", recursive=True, nesting=True)
    )
    below = below.union(select(EdgeRow.child).join(below, EdgeRow.parent == below.c.child))
    return exists().where(TransitRow.lot == below.c.child, TransitRow.receiver == READER)


_WAS_HANDED = or_(*(exists().where(lot == _Named.epc, whose) for lot, whose in _HANDED))
_BY_OTHERS: Condition = or_(
    exists().where(EventFactRow.entry_id == EventRow.entry_id, _ADDRESSED),
    and_(_OF_HANDED, exists().where(IS_ABOUT, _WAS_HANDED)),
    and_(_OF_WHAT_WENT_IN, exists().where(IS_ABOUT, _went_into_what_was_sent())),
)
_BY_ORGANISATION: Condition = or_(EventRow.organisation_id == READER, _BY_OTHERS)
_IN_REGION: Condition = EventRow.organisation_id.in_(
    select(OrganisationRow.id).where(OrganisationRow.region.startswith(STEM))
)
_BY_REGULATOR: Condition = or_(_BY_ORGANISATION, _IN_REGION)


# ── gathered for a reader ─────────────────────────────────────────────────────────────────────────────


def _sent_and_what_went_in() -> Select[str]:
    """The lots that the organisation was sent, and all that went into them."""
    sent = select(TransitRow.lot).where(TransitRow.receiver == READER)
    above = sent.cte("above", recursive=True, nesting=True)
    above = above.union(select(EdgeRow.parent).join(above, EdgeRow.child == above.c.lot))
    return select(above.c.lot)


def _about(kinds: Condition, lots: Condition) -> Select[int]:
    return select(EventRow.entry_id).join(_Named, IS_ABOUT).where(kinds, lots).correlate(None)


_TOLD = union(
    select(EventFactRow.entry_id).where(_ADDRESSED),
    _about(_OF_HANDED, _Named.epc.in_(union(*(select(lot).where(whose) for lot, whose in _HANDED)))),
    _about(_OF_WHAT_WENT_IN, _Named.epc.in_(_sent_and_what_went_in())),
)
_RECORDER: BindParameter[str] = bindparam("reader")
"""The reader, in a bare place: how many events somebody recorded decides on how they are best found."""
_SIDES_OF_ORGANISATION = (
    EventRow.organisation_id == _RECORDER,
    and_(EventRow.organisation_id != _RECORDER, EventRow.entry_id.in_(_TOLD)),
)
_OF_REGION: Condition = or_(EventRow.organisation_id == _RECORDER, _IN_REGION)
_SIDES_OF_REGULATOR = (_OF_REGION, and_(~_OF_REGION, EventRow.entry_id.in_(_TOLD)))
