"""Trade: shipping to another organisation, its receipt, and the sale to a consumer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from aril.domain.moment import offset_of
from aril.domain.terms import Terms
from aril.epcis.events import BizTransaction, ObjectEvent, QuantityElement, SourceDest
from aril.epcis.vocabulary import Action, BizStep, BizTransactionType, Disposition, SourceDestType


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation as events name it: its party and its place."""

    organisation_id: str
    name: str
    party: str
    place: str


Goods = Sequence[tuple[str, Decimal]]
"""(EPC class of a lot, kg)"""


def ship(
    goods: Goods, sender: Party, receiver: Party, *, advice: str, at: datetime, terms: Terms
) -> ObjectEvent:
    """The event of goods leaving under despatch advice number `advice`."""
    return _moved(
        goods,
        BizStep.SHIPPING,
        Disposition.IN_TRANSIT,
        sender.place,
        at,
        terms,
        advice=terms.document("desadv", advice),
        ends=(sender.party, receiver.party),
    )


def receive(
    goods: Goods, sender_party: str, receiver: Party, *, advice: str, at: datetime, terms: Terms
) -> ObjectEvent:
    """The event of goods arriving; `advice` is the URI of the despatch advice they travelled under."""
    return _moved(
        goods,
        BizStep.RECEIVING,
        Disposition.IN_PROGRESS,
        receiver.place,
        at,
        terms,
        advice=advice,
        ends=(sender_party, receiver.party),
    )


def take_back(
    goods: Goods, sender: Party, receiver_party: str, *, advice: str, at: datetime, terms: Terms
) -> ObjectEvent:
    """The event that undoes a shipment, or what is left of it on the way, under the URI of its despatch advice."""
    return _moved(
        goods,
        BizStep.VOID_SHIPPING,
        Disposition.IN_PROGRESS,
        sender.place,
        at,
        terms,
        advice=advice,
        ends=(sender.party, receiver_party),
    )


def sell(goods: Goods, seller: Party, *, at: datetime, terms: Terms) -> ObjectEvent:
    """The event of a sale over the counter: the buyer stays unnamed."""
    return _moved(goods, BizStep.RETAIL_SELLING, Disposition.RETAIL_SOLD, seller.place, at, terms)


def _moved(
    goods: Goods,
    step: BizStep,
    disposition: Disposition,
    place: str,
    at: datetime,
    terms: Terms,
    *,
    advice: str = "",
    ends: tuple[str, str] | None = None,
) -> ObjectEvent:
    owner = SourceDestType.OWNING_PARTY
    return ObjectEvent(
        event_time=at,
        event_time_zone_offset=offset_of(at),
        context=terms.context,
        action=Action.OBSERVE,
        quantity_list=tuple(QuantityElement(epc, quantity, "KGM") for epc, quantity in goods),
        biz_step=step,
        disposition=disposition,
        read_point=place,
        biz_location=place if step is not BizStep.SHIPPING else None,
        biz_transactions=(BizTransaction(type=BizTransactionType.DESPATCH_ADVICE, id=advice),)
        if advice
        else (),
        sources=(SourceDest(owner, ends[0]),) if ends else (),
        destinations=(SourceDest(owner, ends[1]),) if ends else (),
    )
