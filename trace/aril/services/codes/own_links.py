"""An enterprise's own links from its products, lots and serials, and the hosts they may lead to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from aril.domain.errors import Invalid, NotFound
from aril.domain.membership import Member
from aril.domain.own_link import LinkHost, OwnLink, read_host
from aril.domain.records import TradeItem
from aril.gs1.digital_link import DigitalLink
from aril.services.enterprises.filing import acting
from aril.services.ledger import capture
from aril.services.site import Site
from aril.store import farm, lots
from aril.store import own_links as store


@dataclass(frozen=True, slots=True)
class LinkForm:
    """What an enterprise has registered, and the products that a new link may be about."""

    items: Sequence[TradeItem]
    links: Sequence[OwnLink]
    hosts: Sequence[str]

    @property
    def choices(self) -> list[tuple[str, str]]:
        """(GTIN, its name and number) of each product."""
        return [(item.gtin, f"{item.name} · {item.gtin}") for item in self.items]

    def item(self, link: OwnLink) -> str:
        """The name of the product that a link is about."""
        gtin = DigitalLink.parse(link.anchor).key.value
        return next((item.name for item in self.items if item.gtin == gtin), gtin)

    def part(self, link: OwnLink) -> str:
        """The lot or the serial that a link is about; empty for the whole product."""
        return "".join(value for _, value in DigitalLink.parse(link.anchor).qualifiers)


def form(site: Site, actor: Member) -> LinkForm:
    with site.db.read() as session:
        own = actor.organisation_id
        return LinkForm(
            farm.trade_items_of(session, own), store.own_links_of(session, own), store.hosts_of(session, own)
        )


def register_host(site: Site, name: str, actor: Member, at: datetime) -> str:
    """Let the enterprise's links lead to a host; answers it as browsers spell it.

    Raises `Invalid` for what is no host, and `NotApproved`.
    """
    host = read_host(name)
    with site.db.write() as session:
        own = acting(session, actor)
        if host in store.hosts_of(session, own.id):
            raise Invalid.at("host", "{host} is registered already.", host=host)
        _record(session, site, LinkHost(own.id, host, actor.user_name), actor, at)
    return host


def withdraw_host(site: Site, host: str, actor: Member, at: datetime) -> None:
    """Stop every link of the enterprise to a host; raises `NotFound`."""
    with site.db.write() as session:
        if host not in store.hosts_of(session, actor.organisation_id):
            raise NotFound("host", host)
        gone = LinkHost(actor.organisation_id, host, actor.user_name, withdrawn=True)
        _record(session, site, gone, actor, at)


def add(site: Site, values: Mapping[str, str], actor: Member, at: datetime) -> OwnLink:
    """Add a link from one of the enterprise's GTINs, from one of its lots, or from one piece.

    Raises `Invalid` with every fault, `NotFound` for a GTIN or a lot that is not the enterprise's, `NotApproved`.
    """
    with site.db.write() as session:
        own = acting(session, actor)
        link = OwnLink.parse(
            values,
            store.hosts_of(session, own.id),
            link_id=site.new_id(),
            organisation_id=own.id,
            by=actor.user_name,
        )
        _check_owner(session, site, link)
        _record(session, site, link, actor, at)
        return link


def withdraw(site: Site, link_id: str, actor: Member, at: datetime) -> OwnLink:
    """Withdraw one of the enterprise's links; raises `NotFound`."""
    with site.db.write() as session:
        link = store.own_link(session, link_id)
        if link is None or link.withdrawn or link.organisation_id != actor.organisation_id:
            raise NotFound("link", link_id)
        gone = replace(link, by=actor.user_name, withdrawn=True)
        _record(session, site, gone, actor, at)
        return gone


def _check_owner(session: Session, site: Site, link: OwnLink) -> None:
    """A link hangs on what the enterprise has registered: a typing error would hang it on somebody else's."""
    keys = dict(DigitalLink.parse(link.anchor).elements)
    item = farm.trade_item(session, keys["01"])
    if item is None or item.organisation_id != link.organisation_id:
        raise NotFound("GTIN", keys["01"], "gtin")
    if "10" in keys:
        lot = lots.lot(session, site.terms.lot(keys["10"], keys["01"]))
        if lot is None or lot.organisation_id != link.organisation_id:
            raise NotFound("lot", keys["10"], "lot")


def _record(session: Session, site: Site, fact: LinkHost | OwnLink, actor: Member, at: datetime) -> None:
    subject = fact.anchor if isinstance(fact, OwnLink) else fact.host
    capture.record(session, site, fact, subject, actor, at)
