"""Which events an organisation may see: what its pages show, as one condition of the statement that looks for them.

An event is shown whole or not at all, so what its pages tell of a lot in part (that another customer was sent some of
it, on which day) is not told here: that event has quantities and names which the page has not.
"""

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from aril.epcis.vocabulary import Action, BizStep
from aril.store.ledger import EventEpcRow, EventFactRow, EventRow
from aril.store.lots import EdgeRow, HoldingRow, TransitRow
from aril.store.organisations import OrganisationRow, in_region

Condition = ColumnElement[bool]


def visible_to(organisation_id: str, region: str, releasing: str) -> Condition:
    """The events that an organisation recorded, that are addressed to it, or that tell of a lot it was handed.

    Of such a lot these are what made, tested, stopped and packed it, and what made and tested all that went into it;
    with a `region` also whatever was recorded there, for its regulator. `releasing` is the step that ends a hold.
    """
    party = select(OrganisationRow.party).where(OrganisationRow.id == organisation_id).scalar_subquery()
    addressed = exists().where(
        EventFactRow.entry_id == EventRow.entry_id,
        EventFactRow.field.in_(("source", "destination")),
        EventFactRow.text == party,
    )
    stops = EventRow.biz_step.in_((BizStep.HOLDING, releasing))
    told = or_(MAKES, TESTS, stops, EventRow.type == "AggregationEvent")
    handed = exists().where(
        EventEpcRow.entry_id == EventRow.entry_id, IS_ABOUT, _was_handed(EventEpcRow.epc, organisation_id)
    )
    went_in = EventRow.entry_id.in_(
        select(EventEpcRow.entry_id).where(IS_ABOUT, EventEpcRow.epc.in_(_what_went_in(organisation_id)))
    )
    seen = [
        EventRow.organisation_id == organisation_id,
        addressed,
        and_(told, handed),
        and_(or_(MAKES, TESTS), went_in),
    ]
    if region:
        seen.append(EventRow.organisation_id.in_(select(OrganisationRow.id).where(in_region(region))))
    return or_(*seen)


MAKES: Condition = or_(
    EventRow.type == "TransformationEvent",
    and_(EventRow.type == "ObjectEvent", EventRow.action == Action.ADD),
)
TESTS: Condition = EventRow.biz_step.in_((BizStep.SAMPLING, BizStep.INSPECTING))

IS_ABOUT: Condition = EventEpcRow.role.not_in(("input", "input-class"))
"""An event is about the lots it names, but for those that it only used up: what others made of them is theirs."""


def _was_handed(epc: InstrumentedAttribute[str], organisation_id: str) -> Condition:
    """Whether the organisation made, holds, held, sent or was sent a lot."""
    return or_(
        exists().where(HoldingRow.lot == epc, HoldingRow.organisation_id == organisation_id),
        exists().where(
            TransitRow.lot == epc,
            or_(TransitRow.receiver == organisation_id, TransitRow.sender == organisation_id),
        ),
    )


def _what_went_in(organisation_id: str) -> ColumnElement[str]:
    """Every lot that went into one the organisation was sent, or into that."""
    sent = select(TransitRow.lot).where(TransitRow.receiver == organisation_id)
    above = select(EdgeRow.parent).where(EdgeRow.child.in_(sent)).cte("went_in", recursive=True)
    above = above.union(select(EdgeRow.parent).join(above, EdgeRow.child == above.c.parent))
    return select(above.c.parent).scalar_subquery()
