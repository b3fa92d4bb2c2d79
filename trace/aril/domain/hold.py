"""Holds, releases and recalls: events that name a lot and everything that was made of it; and how a lot ends."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from aril.domain.moment import offset_of
from aril.domain.terms import REASON, Terms
from aril.epcis.events import ObjectEvent, QuantityElement
from aril.epcis.vocabulary import Action, BizStep, Disposition


def hold(lots: Iterable[str], reason: str, *, place: str, at: datetime, terms: Terms) -> ObjectEvent:
    """The event that stops lots, by EPC class, from being moved or sold until they are released."""
    return _state(lots, BizStep.HOLDING, Disposition.NON_SELLABLE_OTHER, reason, place, at, terms)


def recall(lots: Iterable[str], reason: str, *, place: str, at: datetime, terms: Terms) -> ObjectEvent:
    """The event that calls lots back from wherever they are. There is no way back from it."""
    return _state(lots, BizStep.HOLDING, Disposition.RECALLED, reason, place, at, terms)


def release(lots: Iterable[str], reason: str, *, place: str, at: datetime, terms: Terms) -> ObjectEvent:
    """The event that frees lots from a hold."""
    return _state(lots, terms.releasing, Disposition.ACTIVE, reason, place, at, terms)


def destroy(lot: str, kg: Decimal, reason: str, *, place: str, at: datetime, terms: Terms) -> ObjectEvent:
    """The event that takes so much of a lot, by EPC class, out of the world 无害化处理."""
    return ObjectEvent(
        event_time=at,
        event_time_zone_offset=offset_of(at),
        context=terms.context,
        action=Action.DELETE,
        quantity_list=(QuantityElement(lot, kg, "KGM"),),
        biz_step=BizStep.DESTROYING,
        disposition=Disposition.DESTROYED,
        read_point=place,
        extensions={REASON: reason},
    )


def _state(
    lots: Iterable[str],
    step: str,
    disposition: Disposition,
    reason: str,
    place: str,
    at: datetime,
    terms: Terms,
) -> ObjectEvent:
    return ObjectEvent(
        event_time=at,
        event_time_zone_offset=offset_of(at),
        context=terms.context,
        action=Action.OBSERVE,
        quantity_list=tuple(QuantityElement(epc) for epc in lots),
        biz_step=step,
        disposition=disposition,
        read_point=place,
        extensions={REASON: reason},
    )
