"""What a Digital Link of this site leads to (GS1-Conformant Resolver Standard 1.2).

A product, a lot of it and an organisation each have links of this site's own: the page that a person is sent to, and
what programs ask for by type. What an enterprise has added stands before those, but never in the place of a recall.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from urllib.parse import quote

from sqlalchemy.orm import Session

from aril.domain.errors import Finding, Invalid, NotFound
from aril.domain.link_types import DEFAULT
from aril.domain.moment import CHINA
from aril.domain.own_link import read_anchor
from aril.domain.resolver import Link, inherited
from aril.gs1 import compression
from aril.gs1.digital_link import DigitalLink
from aril.gs1.errors import Gs1Error
from aril.services.lots.finding import page_of_lot, page_of_unit
from aril.services.lots.parcel import epc_of
from aril.services.site import Site
from aril.store import organisations, own_links
from aril.store.own_links import Scanned

KEYS = ("00", "01", "414", "417")
"""What something can be known of here: cases and pallets, products, places and parties."""
LANGUAGES = {"zh": "zh_CN", "en": "en"}
"""The languages of this site's pages: the tag of a link, and what a page takes as `?lang=`."""


class Title(StrEnum):
    """What a page shows, as the title of a link to it."""

    PRODUCT = "product_information"
    JOURNEY = "journey_and_tests"
    CERTIFICATES = "certificates"
    RECALL = "recall_status"
    PLACE = "location"


_NAMED_BY_DIGITS = re.compile(r"[0-9]+=")

Say = Callable[[str, Title], str]
"""How a title is said in the language of a tag."""


class NoDigitalLink(Invalid):
    """An address that is no GS1 Digital Link."""


class UnknownCode(NotFound):
    """A Digital Link of something that is not known here."""


@dataclass(eq=False)
class NoSuchLink(NotFound):
    template: ClassVar[str] = "There is no link of the type “{key}” here."


@dataclass(frozen=True, slots=True)
class Resolved:
    """What an address leads to.

    `anchor` is the Digital Link of the most specific thing that is known; `is_lasting` tells that none of it is about
    a lot or a pallet, which may change at any time.
    """

    anchor: str
    description: str
    links: tuple[Link, ...]
    is_lasting: bool


def read(path: str, query: str) -> DigitalLink:
    """The Digital Link in a raw path and query, compressed or not; a slash at its end changes nothing.

    Parameters that are none of GS1's are none of its business. Raises `NoDigitalLink` with every fault.
    """
    of_gs1 = "&".join(parameter for parameter in query.split("&") if _NAMED_BY_DIGITS.match(parameter))
    try:
        return compression.read(f"{path.removesuffix('/')}?{of_gs1}")
    except Gs1Error as error:
        raise NoDigitalLink(
            Finding("code", found.template, dict(found.data)) for found in error.findings
        ) from error


def resolve(site: Site, link: DigitalLink, at: datetime, say: Say) -> Resolved:
    """What a link leads to at a moment, by one query; raises `UnknownCode`."""
    with site.db.read() as session:
        match link.key.ai:
            case "01":
                return _product(session, site, link, at.astimezone(CHINA).date(), say)
            case "00":
                return _parcel(session, site, link)
            case "414" | "417":
                return _party(session, site, link, say)
            case _:
                raise _unknown(link)


def _product(session: Session, site: Site, link: DigitalLink, on: date, say: Say) -> Resolved:
    """A product, or what is known of a lot or a piece of it, with everything above."""
    keys = dict(link.elements[: link.in_path])
    gtin, lot, serial = keys["01"], keys.get("10", ""), keys.get("21", "")
    anchors = {"01": read_anchor(gtin)}
    if lot:
        anchors["10"] = read_anchor(gtin, lot=lot)
    if serial:
        anchors["21"] = read_anchor(gtin, serial=serial)
    seen = own_links.scanned(session, gtin, anchors.get("10", ""), serial, anchors.values(), on)
    if not seen.item and not seen.lot:
        raise _unknown(link)
    if seen.lot:
        anchors["10"] = seen.epc
    own = {ai: [each.as_link() for each in seen.links if each.anchor == anchors[ai]] for ai in anchors}
    levels: dict[str, list[list[Link]]] = {}
    piece = [_link_of_unit(site, serial, seen.item)] if seen.is_unit else []
    if own.get("21") or piece:
        levels["21"] = [own["21"], piece]
    if seen.lot:
        levels["10"] = [own["10"], _links_of_lot(site, gtin, seen, say)]
    if seen.item:
        levels["01"] = [own["01"], _links_of_item(site, gtin, "" if seen.lot else lot, seen.item, say)]
    return Resolved(
        anchor=_down_to(link, next(iter(levels)), site.base_url),
        description=f"{seen.item} {seen.lot}".strip(),
        links=inherited([each for level in levels.values() for each in level]),
        is_lasting=len(anchors) == 1,
    )


def _link_of_unit(site: Site, serial: str, item: str) -> Link:
    """The page of a piece whose label this site has printed."""
    return Link(DEFAULT, site.base_url + page_of_unit(serial), f"{item} {serial}".strip())


def _links_of_lot(site: Site, gtin: str, seen: Scanned, say: Say) -> list[Link]:
    page = site.base_url + page_of_lot(seen.lot, gtin)
    titles = {
        "traceability": Title.JOURNEY,
        "certificationInfo": Title.CERTIFICATES,
        "recallStatus": Title.RECALL,
    }
    return [
        Link(DEFAULT, page, f"{seen.item} {seen.lot}".strip()),
        *_in_each_language(page, titles, say),
        _events(site, seen.epc),
    ]


def _links_of_item(site: Site, gtin: str, unknown_lot: str, item: str, say: Say) -> list[Link]:
    page = f"{site.base_url}/p/{gtin}"
    titles = {"pip": Title.PRODUCT, "certificationInfo": Title.CERTIFICATES, "recallStatus": Title.RECALL}
    first = f"{page}?lot={quote(unknown_lot, safe='')}" if unknown_lot else page
    return [Link(DEFAULT, first, item), *_in_each_language(page, titles, say)]


def _parcel(session: Session, site: Site, link: DigitalLink) -> Resolved:
    """A case or a pallet that some event names."""
    sscc = link.key.value
    epc = epc_of(sscc)
    if not own_links.is_named(session, epc):
        raise _unknown(link)
    links = (Link(DEFAULT, f"{site.base_url}/s/{sscc}", f"SSCC {sscc}"), _events(site, epc))
    return Resolved(_down_to(link, "00", site.base_url), f"SSCC {sscc}", links, is_lasting=False)


def _events(site: Site, epc: str) -> Link:
    """The events that name a thing; EPCIS refuses parameters that it does not know."""
    address = f"{site.base_url}/epcis/epcs/{quote(epc, safe='')}/events"
    return Link("epcis", address, "EPCIS 2.0", media_type="application/json", takes_query=False)


def _party(session: Session, site: Site, link: DigitalLink, say: Say) -> Resolved:
    """The organisation behind a GLN, as a party (417) or as a place (414), whatever place within it is asked for."""
    row = organisations.by_gln(session, link.key.value)
    if row is None:
        raise _unknown(link)
    page = f"{site.base_url}/o/{row.gln}"
    titles = {"certificationInfo": Title.CERTIFICATES}
    if link.key.ai == "414":
        titles["locationInfo"] = Title.PLACE
    links = (Link(DEFAULT, page, row.name), *_in_each_language(page, titles, say))
    return Resolved(_down_to(link, link.key.ai, site.base_url), row.name, links, is_lasting=True)


def _in_each_language(page: str, titles: Mapping[str, Title], say: Say) -> Iterable[Link]:
    for type_, title in titles.items():
        for tag, language in LANGUAGES.items():
            yield Link(type_, f"{page}?lang={language}", say(tag, title), (tag,), "text/html")


def _down_to(link: DigitalLink, ai: str, base_url: str) -> str:
    """The link without what follows this identifier."""
    count = [element.ai for element in link.elements].index(ai) + 1
    return DigitalLink(link.elements[:count], count).at(base_url)


def _unknown(link: DigitalLink) -> UnknownCode:
    return UnknownCode("code", "".join(f"({ai}){value}" for ai, value in link.elements[: link.in_path]))
