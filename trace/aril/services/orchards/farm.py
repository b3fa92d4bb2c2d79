"""Plots, the inputs used on them, and an enterprise's trade items."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy.orm import Session

from aril.domain.chain import Chain, unknown_chain
from aril.domain.errors import Invalid, NotFound, Refusal
from aril.domain.farm import InputUse, Plot, lies_outside
from aril.domain.membership import Member
from aril.domain.moment import CHINA
from aril.domain.records import TradeItem
from aril.gs1.errors import Gs1Error
from aril.gs1.keys import Gtin
from aril.services.enterprises.filing import acting
from aril.services.ledger import capture
from aril.services.people.access import visible
from aril.services.site import Site
from aril.store import chains
from aril.store import farm as store


@dataclass(eq=False)
class GtinOfAnother(Refusal):
    template: ClassVar[str] = "GTIN {gtin} belongs to another enterprise here."
    gtin: str


def chain_of(session: Session, code: str) -> Chain:
    """The chain in force under a code; raises `NotFound`."""
    chain = chains.chain(session, code)
    if chain is None:
        raise NotFound("chain", code)
    return chain


def chain_of_lot(session: Session, code: str) -> Chain:
    """The chain that a lot is of. A partner's system may have said none, or one that is not in force here."""
    return chains.chain(session, code) or unknown_chain(code)


def add_plot(site: Site, values: Mapping[str, str], actor: Member, at: datetime) -> tuple[Plot, bool]:
    """File a plot; answers it, and whether it claims a protected origin but lies outside it.

    Raises `Invalid` for its fields or a code that is taken, `NotApproved`.
    """
    with site.db.write() as session:
        organisation = acting(session, actor)
        chain = chain_of(session, organisation.chain)
        plot = Plot.parse(
            values,
            plot_id=site.new_id(),
            organisation_id=organisation.id,
            chain=chain,
            today=at.astimezone(CHINA).date(),
        )
        if store.plot_code_taken(session, organisation.id, plot.code):
            raise Invalid.at("code", "You have a plot {code} already.", code=plot.code)
        capture.record(session, site, plot, plot.id, actor, at)
        outside = bool(plot.claims_indication and chain.indication and lies_outside(plot, chain.indication))
        return plot, outside


def own_plot(session: Session, plot_id: str, organisation_id: str) -> Plot:
    """A plot of the organisation; raises `NotFound` for another's as for none."""
    plot = store.plot(session, plot_id)
    if plot is None or plot.organisation_id != organisation_id:
        raise NotFound("plot", plot_id)
    return plot


def note_input(site: Site, plot_id: str, values: Mapping[str, str], actor: Member, at: datetime) -> InputUse:
    """Note the use of an input on an own plot; raises `Invalid`, `NotFound`, `NotApproved`."""
    with site.db.write() as session:
        organisation = acting(session, actor)
        plot = own_plot(session, plot_id, organisation.id)
        use = InputUse.parse(
            values,
            use_id=site.new_id(),
            organisation_id=organisation.id,
            plot_id=plot.id,
            today=at.astimezone(CHINA).date(),
        )
        capture.record(session, site, use, use.id, actor, at)
        return use


def add_trade_item(site: Site, values: Mapping[str, str], actor: Member, at: datetime) -> TradeItem:
    """Register one of the enterprise's own GTINs; raises `Invalid`, or `GtinOfAnother`.

    Only a GTIN under the company prefix the enterprise has filed: nobody borrows a number.
    """
    with site.db.write() as session:
        organisation = acting(session, actor)
        gtin = _own_gtin(values.get("gtin", ""), organisation.gs1_prefix)
        taken = store.trade_item(session, gtin)
        if taken and taken.organisation_id != organisation.id:
            raise GtinOfAnother(gtin)
        chain = chain_of(session, organisation.chain)
        product = chain.product(values.get("product") or chain.products[0].code)
        name = values.get("name", "").strip()
        if not name:
            raise Invalid.at("name", "This is needed.")
        item = TradeItem(
            gtin,
            organisation.id,
            chain.code,
            product.code,
            name,
            values.get("variety", ""),
            values.get("grade", ""),
        )
        capture.record(session, site, item, gtin, actor, at)
        return item


def _own_gtin(text: str, prefix: str) -> str:
    try:
        gtin = str(Gtin.parse(text.strip()))
    except Gs1Error as error:
        raise Invalid.at("gtin", error.template, **error.data) from error
    if not prefix:
        raise Invalid.at(
            "gtin",
            "Your filing has no GS1 company prefix. Add it there first; until then lots get internal codes.",
        )
    if not gtin[1:].startswith(prefix):
        raise Invalid.at(
            "gtin", "{gtin} does not begin with your GS1 company prefix {prefix}.", gtin=gtin, prefix=prefix
        )
    return gtin


@visible("plot")
def _sees_plot(session: Session, member: Member, plot_id: str) -> bool:
    plot = store.plot(session, plot_id)
    return plot is not None and plot.organisation_id == member.organisation_id
