"""What a grower looks at: plots with what keeps them closed, and what the next form is filled in with."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from aril.domain.chain import Chain, Product, Term
from aril.domain.farm import InputUse, Plot
from aril.domain.harvest import keeps_closed
from aril.domain.lot import Lot
from aril.domain.membership import Member
from aril.domain.moment import CHINA
from aril.domain.records import TradeItem
from aril.domain.region import Region, counties
from aril.services.lots.finding import name_of
from aril.services.orchards.farm import chain_of, own_plot
from aril.services.paging import Page, page_of
from aril.services.site import Site
from aril.store import farm, lots, organisations

LATEST = 20
"""Lots that a plot's page shows."""


@dataclass(frozen=True, slots=True)
class PlotCard:
    """A plot, and the input that keeps it closed today."""

    plot: Plot
    product: Product
    variety: Term
    closed_by: InputUse | None


@dataclass(frozen=True, slots=True)
class PlotFile:
    """A plot with what was done on it: all inputs, and the latest lots, newest first."""

    card: PlotCard
    uses: Sequence[InputUse]
    lots: Page[Lot]


@dataclass(frozen=True, slots=True)
class PlotForm:
    """What a form for a new plot offers: the chain, the counties around, and a code to begin with."""

    chain: Chain
    region: str
    counties: tuple[Region, ...]
    code: str


@dataclass(frozen=True, slots=True)
class WorkForm:
    """What a form for work on a plot offers; `last` is the input used last, on the plot that was asked for or any."""

    plots: Sequence[PlotCard]
    chosen: str
    last: InputUse | None
    grades: tuple[Term, ...]
    items: Sequence[TradeItem]


@dataclass(frozen=True, slots=True)
class PackingForm:
    """The grades and GTINs that a new lot may get."""

    grades: tuple[Term, ...]
    items: Sequence[TradeItem]


@dataclass(frozen=True, slots=True)
class ItemForm:
    """An enterprise's GTINs and what a new one may stand for. `prefix` is empty where none is filed."""

    chain: Chain
    prefix: str
    items: Sequence[TradeItem]


def plots(site: Site, actor: Member, at: datetime) -> list[PlotCard]:
    """The actor's plots by code."""
    with site.db.read() as session:
        return _cards(session, actor, at)


def plot_file(site: Site, plot_id: str, actor: Member, at: datetime) -> PlotFile:
    """One of the actor's plots; raises `NotFound`."""
    with site.db.read() as session:
        plot = own_plot(session, plot_id, actor.organisation_id)
        uses = farm.uses_on(session, plot.id)
        latest = lots.lots_of_plot(session, plot.id, LATEST + 1)
        return PlotFile(
            _card(plot, _chain(session, actor), uses, at),
            uses,
            page_of(latest, lambda lot: name_of(site, lot.epc, lot.code), LATEST),
        )


def plot_form(site: Site, actor: Member) -> PlotForm:
    with site.db.read() as session:
        own = Region(actor.region)
        near = counties(own.code[:4])
        known = farm.plots_of(session, actor.organisation_id)
        return PlotForm(
            chain=_chain(session, actor),
            region=known[-1].region if known else own.code,
            counties=near if own in near else (own, *near),
            code=following_code(plot.code for plot in known),
        )


def work_form(site: Site, actor: Member, at: datetime, plot_id: str = "") -> WorkForm:
    """What to fill in a form with for one of the actor's plots: the one asked for, else the one worked on last."""
    with site.db.read() as session:
        cards = _cards(session, actor, at)
        uses = farm.uses_by(session, actor.organisation_id)
        on_it = next((use for use in uses if use.plot_id == plot_id), None)
        last = on_it or next(iter(uses), None)
        products = {card.product.code: card.product for card in cards}
        grades = {grade.code: grade for product in products.values() for grade in product.grades}
        return WorkForm(
            plots=cards,
            chosen=plot_id or (last.plot_id if last else ""),
            last=last,
            grades=tuple(grades.values()),
            items=farm.trade_items_of(session, actor.organisation_id),
        )


def packing_form(site: Site, actor: Member) -> PackingForm:
    with site.db.read() as session:
        grades = {
            grade.code: grade for product in _chain(session, actor).products for grade in product.grades
        }
        return PackingForm(tuple(grades.values()), farm.trade_items_of(session, actor.organisation_id))


def item_form(site: Site, actor: Member) -> ItemForm:
    with site.db.read() as session:
        own = organisations.organisation(session, actor.organisation_id)
        assert own is not None, "a member acts for an organisation that is filed"
        items = farm.trade_items_of(session, own.id)
        return ItemForm(chain_of(session, own.chain), own.gs1_prefix, items)


def following_code(codes: Iterable[str]) -> str:
    """The code that comes after those in use: A9 → A10; A1 where there is none, nothing where it does not count."""
    last = max(codes, key=lambda code: (len(code), code), default="A0")
    number = re.search(r"\d+$", last)
    return last[: number.start()] + str(int(number[0]) + 1).zfill(len(number[0])) if number else ""


def _chain(session: Session, actor: Member) -> Chain:
    own = organisations.organisation(session, actor.organisation_id)
    assert own is not None, "a member acts for an organisation that is filed"
    return chain_of(session, own.chain)


def _cards(session: Session, actor: Member, at: datetime) -> list[PlotCard]:
    chain = _chain(session, actor)
    return [
        _card(plot, chain, farm.uses_on(session, plot.id), at)
        for plot in farm.plots_of(session, actor.organisation_id)
    ]


def _card(plot: Plot, chain: Chain, uses: Iterable[InputUse], at: datetime) -> PlotCard:
    product = chain.product(plot.product)
    return PlotCard(
        plot, product, product.variety(plot.variety), keeps_closed(uses, at.astimezone(CHINA).date())
    )
