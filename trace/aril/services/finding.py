"""From what was scanned or typed to the lot it means."""

from urllib.parse import unquote, urlsplit

from sqlalchemy.orm import Session

from aril.domain.errors import Invalid, NotFound
from aril.domain.identity import parse_code
from aril.domain.lot import Lot
from aril.gs1 import scan
from aril.gs1.errors import Gs1Error
from aril.services.site import Site
from aril.store import lots


def lot_of_scan(session: Session, site: Site, text: str, where: str = "code") -> Lot:
    """The lot that a scanner's string, a typed code or an address means.

    Raises `Invalid` for text that is no code at all, and `NotFound` for a lot that is not here.
    """
    value = text.strip()
    if not value:
        raise Invalid.at(where, "Scan a code or type it.")
    found = lots.lot(session, _epc(site, value, where))
    if found is None:
        candidates = lots.lots_by_code(session, _typed(value))
        found = candidates[0] if len(candidates) == 1 else None
    if found is None:
        raise NotFound("lot", value)
    return found


def lot_at_hand(session: Session, site: Site, text: str, organisation_id: str, where: str = "code") -> Lot:
    """The same for a lot that the organisation made, holds or was sent; another's is `NotFound`."""
    lot = lot_of_scan(session, site, text, where)
    if not lots.was_handed(session, lot.epc, organisation_id):
        raise NotFound("lot", text.strip())
    return lot


def lot_of_address(session: Session, site: Site, path: str) -> Lot:
    """The lot whose label carries this path: `/t/{code}` or `/01/{gtin}/10/{lot}`; raises `NotFound`."""
    found = lots.lot(session, _epc(site, path, "code"))
    if found is None:
        raise NotFound("code", unquote(path.rsplit("/", 1)[-1]))
    return found


def _epc(site: Site, text: str, where: str) -> str:
    path = urlsplit(text).path if "/" in text else ""
    if path.startswith("/t/"):
        return site.terms.lot(_typed(unquote(path.removeprefix("/t/"))))
    try:
        identified = scan.read(text)
    except Gs1Error as error:
        raise Invalid.at(where, error.template, **error.data) from error
    keys = {element.ai: element.value for element in identified.elements}
    if "01" in keys and "10" in keys:
        return site.terms.lot(keys["10"], keys["01"])
    if keys:
        raise Invalid.at(
            where,
            "This code names no lot: expected a GTIN with a lot, (01)…(10)…; found {found}.",
            found="".join(f"({ai}){value}" for ai, value in keys.items()),
        )
    if "/" in text or len(_typed(text)) != 13:
        return text
    return site.terms.lot(parse_code(text, where))


def _typed(text: str) -> str:
    return text.replace("-", "").replace(" ", "").upper()
