"""Where somebody starts: what was done last, and the lots at hand, each with its next step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from aril.domain.chain import Product, Term
from aril.domain.enterprise import FilingStatus
from aril.domain.farm import InputUse
from aril.domain.lot import Lot
from aril.domain.membership import Member
from aril.domain.next_step import NextStep, next_step
from aril.services.lots.finding import lot_named, name_of
from aril.services.orchards.farm import chain_of_lot
from aril.services.paging import Page, page_of
from aril.services.site import Site
from aril.store import farm, lots, organisations, papers

A_PAGE = 100
"""Lots of a page: what a shop or a small packing house has at hand is on one."""


@dataclass(frozen=True, slots=True)
class LotCard:
    """A lot in short. `held` is what the member's organisation holds of it, in kg."""

    lot: Lot
    product: Product
    variety: Term | None
    grade: Term | None
    held: Decimal
    labelled: bool
    step: NextStep | None


@dataclass(frozen=True, slots=True)
class Print:
    """The labels that were printed last."""

    count: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Desk:
    """The first page of those who grow and pack. What was never done is None."""

    status: FilingStatus
    may_act: bool
    plots: int
    last_input: InputUse | None
    last_harvest: Lot | None
    last_packing: Lot | None
    last_print: Print | None
    coming: int
    cards: Page[LotCard]


def desk(site: Site, actor: Member, after: str = "") -> Desk:
    """What somebody starts with; of the lots those that follow the lot `after`, as in `held`."""
    own_id = actor.organisation_id
    with site.db.read() as session:
        own = organisations.organisation(session, own_id)
        assert own is not None, "a member acts for an organisation that is filed"
        made = lots.lots_made_by(session, own_id)
        return Desk(
            status=FilingStatus(own.status),
            may_act=own.may_act,
            plots=len(farm.plots_of(session, own_id)),
            last_input=next(iter(farm.uses_by(session, own_id, limit=1)), None),
            last_harvest=next((lot for lot in made if lot.plot_id), None),
            last_packing=next((lot for lot in made if lot.packed_on), None),
            last_print=_last_print(session, own_id),
            coming=len(lots.transits_to(session, own_id)),
            cards=_held(session, site, actor, after),
        )


def held(site: Site, actor: Member, after: str = "") -> Page[LotCard]:
    """The lots that the actor's organisation holds something of, newest first.

    Those that follow the lot by the name `after` (`finding.name_of`); raises `NotFound` for one that it never had.
    """
    with site.db.read() as session:
        return _held(session, site, actor, after)


def stopped(site: Site, actor: Member) -> tuple[LotCard, ...]:
    """All lots that the actor's organisation holds something of and that must not move, newest first."""
    with site.db.read() as session:
        own_id = actor.organisation_id
        return cards(session, own_id, lots.lots_held_by(session, own_id, None, stopped=True))


def made(site: Site, actor: Member, after: str = "") -> Page[LotCard]:
    """The lots that the actor's organisation made, newest first, with what it holds of each; `after` as in `held`."""
    with site.db.read() as session:
        last = _lot(session, site, actor, after)
        rows = lots.lots_made_by(session, actor.organisation_id, A_PAGE + 1, last)
        found = page_of(rows, lambda lot: name_of(site, lot.epc, lot.code), A_PAGE)
        left = {
            holding.lot: holding.quantity
            for holding in lots.holdings_of(session, [lot.epc for lot in found])
            if holding.organisation_id == actor.organisation_id
        }
        holdings = [(lot, left.get(lot.epc, Decimal(0))) for lot in found]
        return Page(cards(session, actor.organisation_id, holdings), found.following)


def cards(
    session: Session, organisation_id: str, holdings: Sequence[tuple[Lot, Decimal]]
) -> tuple[LotCard, ...]:
    """Lots with the kg held of each, as cards of an organisation; their order is kept."""
    epcs = [lot.epc for lot, _ in holdings]
    labelled = papers.labelled(session, epcs)
    promised = {certificate.lot for certificate in papers.certificates_on(session, epcs)}
    chains = {code: chain_of_lot(session, code) for code in {lot.chain for lot, _ in holdings}}
    found = []
    for lot, quantity in holdings:
        product = chains[lot.chain].product_of(lot)
        found.append(
            LotCard(
                lot=lot,
                product=product,
                variety=product.variety(lot.variety) if lot.variety else None,
                grade=product.grade(lot.grade) if lot.grade else None,
                held=quantity,
                labelled=lot.epc in labelled,
                step=next_step(
                    lot,
                    quantity,
                    maker=lot.organisation_id == organisation_id,
                    labelled=labelled,
                    promised=promised,
                ),
            )
        )
    return tuple(found)


def _held(session: Session, site: Site, actor: Member, after: str = "") -> Page[LotCard]:
    last = _lot(session, site, actor, after)
    rows = lots.lots_held_by(session, actor.organisation_id, A_PAGE + 1, last)
    found = page_of(rows, lambda holding: name_of(site, holding[0].epc, holding[0].code), A_PAGE)
    return Page(cards(session, actor.organisation_id, found), found.following)


def _lot(session: Session, site: Site, actor: Member, name: str) -> Lot | None:
    return lot_named(session, site, name, actor.organisation_id) if name else None


def _last_print(session: Session, organisation_id: str) -> Print | None:
    issue = papers.last_label_issue(session, organisation_id)
    return Print(issue.count, issue.issued_at) if issue else None
