"""Who decides over a lot: its maker and the office of its region; and of the lots that events name, over which."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial

from sqlalchemy.orm import Session

from aril.domain.lot import Lot
from aril.domain.lot_effects import Effect, effect, held, is_recall, released
from aril.domain.membership import Member
from aril.domain.power import Power
from aril.domain.terms import Terms
from aril.epcis.events import Event, ObjectEvent
from aril.store import inspection, lots, organisations


def oversees(session: Session, actor: Member, lot: Lot) -> bool:
    """Whether the actor is of the office of the region in which a lot was made."""
    maker = organisations.organisation(session, lot.organisation_id)
    return maker is not None and actor.oversees(maker.region)


def decides(session: Session, actor: Member, lot: Lot) -> bool:
    """Whether the actor may stop a lot and call it back on a page: its maker and its office may."""
    return actor.organisation_id == lot.organisation_id or oversees(session, actor, lot)


def power_of(
    session: Session, terms: Terms, spelled: Sequence[Event], actor: Member, known: Mapping[str, Lot]
) -> Power:
    """What the actor may do to those of the `known` lots that events hold or free.

    Of each event as far as the first lot that the actor may not touch: that one refuses it anyway.
    """
    asked = _Asked(session, actor)
    hold: set[str] = set()
    recall: set[str] = set()
    release: set[str] = set()
    for event, step in _decisions(spelled, terms):
        may, found = (asked.may_release, release) if step is released else (asked.may_hold, hold)
        if step is held and is_recall(event):
            may, found = asked.may_recall, recall
        for element in event.quantity_list:
            lot = known.get(element.epc_class)
            if lot and not may(lot):
                break
            found.add(element.epc_class)
    return Power(frozenset(hold), frozenset(recall), frozenset(release))


def _decisions(spelled: Sequence[Event], terms: Terms) -> Iterator[tuple[ObjectEvent, Effect]]:
    for event in spelled:
        step = effect(event, terms) if isinstance(event, ObjectEvent) else None
        if isinstance(event, ObjectEvent) and step in {held, released}:
            yield event, step


class _Asked:
    """What is known of the actor's say, lot by lot."""

    def __init__(self, session: Session, actor: Member) -> None:
        self._session, self._actor = session, actor
        self.may_release = cache(partial(oversees, session, actor))
        self._decides = cache(partial(decides, session, actor))

    def may_recall(self, lot: Lot) -> bool:
        return self._decides(lot) or any(map(self._decides, self._sources(lot).values()))

    def may_hold(self, lot: Lot) -> bool:
        if self._decides(lot):
            return True
        sources = self._sources(lot)
        return any(map(self._decides, sources.values())) or inspection.found_failing(
            self._session, self._actor.organisation_id, [lot.epc, *sources]
        )

    def _sources(self, lot: Lot) -> dict[str, Lot]:
        edges = lots.ancestors(self._session, lot.epc)
        return lots.lots_by_epc(self._session, {edge.parent for edge in edges})
