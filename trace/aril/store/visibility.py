"""Which events an organisation may see: what its pages show, as one condition of the statement that looks for them.

An event is shown whole or not at all, so what its pages tell of a lot in part (that another customer was sent some of
it, on which day) is not told here: that event has quantities and names which the page has not.

The condition is made once and asks of one event after another, never of all the lots that somebody was sent: a
statement that finds few events looks at the lots of those few.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, and_, exists, or_, select, true
from sqlalchemy.orm import aliased

from aril.domain.region import Region
from aril.epcis.vocabulary import Action, BizStep
from aril.store.ledger import EntryRow, EventEpcRow, EventFactRow, EventRow
from aril.store.lots import EdgeRow, HoldingRow, TransitRow
from aril.store.organisations import OrganisationRow
from aril.store.types import fixed, rare

Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Seen:
    """Which events somebody sees: one of the conditions of this file, and the values with which it is asked.

    `condition` asks of a row of `event`; `at_once` holds for an entry that is shown whatever that row says.
    """

    condition: Condition
    at_once: Condition
    values: Mapping[str, object] = field(default_factory=dict)


def visible_to(organisation_id: str, region: str, releasing: str) -> Seen:
    """The events that an organisation recorded, that are addressed to it, or that tell of a lot it was handed.

    Of such a lot these are what made, tested, stopped and packed it, and what made and tested all that went into it;
    with a `region` also whatever was recorded there, for its regulator. `releasing` is the step that ends a hold.
    """
    values = {"reader": organisation_id, "releasing": releasing}
    if region:
        return Seen(_BY_REGULATOR, _IS_OWN, values | {"stem": Region(region).stem})
    return Seen(_BY_ORGANISATION, _IS_OWN, values)


EVERYTHING = Seen(true(), true())

READER, RELEASING, STEM = rare("reader"), rare("releasing"), rare("stem")

_IS_OWN: Condition = EntryRow.organisation_id == READER

MAKES: Condition = or_(
    EventRow.type == fixed("TransformationEvent"),
    and_(EventRow.type == fixed("ObjectEvent"), EventRow.action == fixed(Action.ADD)),
)
TESTS: Condition = EventRow.biz_step.in_((fixed(BizStep.SAMPLING), fixed(BizStep.INSPECTING)))
STOPS: Condition = EventRow.biz_step.in_((fixed(BizStep.HOLDING), RELEASING))

_Named = aliased(EventEpcRow)
IS_ABOUT: Condition = and_(
    _Named.entry_id == EventRow.entry_id, _Named.role.not_in((fixed("input"), fixed("input-class")))
)
"""An event is about the lots it names, but for those that it only used up: what others made of them is theirs."""

_IS_ADDRESSED = exists().where(
    EventFactRow.entry_id == EventRow.entry_id,
    EventFactRow.field.in_((fixed("source"), fixed("destination"))),
    EventFactRow.text == select(OrganisationRow.party).where(OrganisationRow.id == READER).scalar_subquery(),
)
_WAS_HANDED = or_(
    exists().where(HoldingRow.lot == _Named.epc, HoldingRow.organisation_id == READER),
    exists().where(
        TransitRow.lot == _Named.epc, or_(TransitRow.receiver == READER, TransitRow.sender == READER)
    ),
)
"""Whether the organisation made, holds, held, sent or was sent a lot."""


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


_BY_ORGANISATION: Condition = or_(
    EventRow.organisation_id == READER,
    _IS_ADDRESSED,
    and_(
        or_(MAKES, TESTS, STOPS, EventRow.type == fixed("AggregationEvent")),
        exists().where(IS_ABOUT, _WAS_HANDED),
    ),
    and_(or_(MAKES, TESTS), exists().where(IS_ABOUT, _went_into_what_was_sent())),
)
_BY_REGULATOR: Condition = or_(
    _BY_ORGANISATION,
    EventRow.organisation_id.in_(select(OrganisationRow.id).where(OrganisationRow.region.startswith(STEM))),
)
