"""From what was scanned or typed to the lot it means."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import ClassVar
from urllib.parse import quote, unquote, urlsplit

from sqlalchemy.orm import Session

from aril.domain.errors import Invalid, NotFound
from aril.domain.identity import bare, parse_code
from aril.domain.label import JobState
from aril.domain.lot import Lot
from aril.domain.membership import Member
from aril.domain.moment import CHINA
from aril.gs1 import scan
from aril.gs1.digital_link import CANONICAL, DigitalLink
from aril.gs1.errors import Gs1Error
from aril.gs1.scan import Identification
from aril.labelling.serial import is_serial
from aril.services.ledger.authority import oversees
from aril.services.people.access import visible
from aril.services.site import Site
from aril.store import labels, lots
from aril.store.labels import Unit

PAGE = "/t/"
"""What stands before the code in the address of the page of a lot, or of a piece of it."""


@dataclass(eq=False)
class NotYetInUse(NotFound):
    """A label that was printed in advance and stands for nothing yet."""

    template: ClassVar[str] = "Label {key} was printed in advance and is not yet in use."


@dataclass(eq=False)
class LabelWithdrawn(NotFound):
    """A label that was withdrawn and stands for nothing: when, or None where its print was stopped."""

    template: ClassVar[str] = "Label {key} was withdrawn."
    at: datetime | None = None


def lot_of_scan(session: Session, site: Site, text: str, where: str = "code") -> Lot:
    """The lot that a scanner's string, a typed code or an address means.

    Raises `Invalid` for text that is no code at all, and `NotFound` for a lot that is not here.
    """
    value = text.strip()
    if not value:
        raise Invalid.at(where, "Scan a code or type it.")
    if ":" in value and (named := lots.lot(session, value)):
        return named  # an EPC class is what it is, whatever else it may look like
    try:
        read = scan.read(value)
    except Gs1Error as error:
        raise Invalid.at(where, error.template, **error.data) from error
    unit = unit_of_scan(session, read.text)
    found = lots.lot(session, unit.lot if unit else _epc(site, read, where))
    if found is None:
        candidates = lots.lots_by_code(session, bare(read.text))
        found = candidates[0] if len(candidates) == 1 else None
    if found is None:
        raise NotFound("lot", value, where)
    return found


def lot_of_typing(session: Session, site: Site, text: str, where: str = "code") -> Lot:
    """The same for what a person typed: most who are not found have mistyped a code of ours, and are told how."""
    try:
        return lot_of_scan(session, site, text, where)
    except NotFound:
        if "/" not in text and not scan.read(text.strip()).elements:
            parse_code(text, where)
        raise


def lot_at_hand(session: Session, site: Site, text: str, organisation_id: str, where: str = "code") -> Lot:
    """The same for a lot that the organisation made, holds or was sent; another's is `NotFound`.

    A partner may call its lots 20260912 or anything else that reads like something else: the plain name of one lot
    at hand means that lot.
    """
    named = lots_named(session, site, text.strip())
    at_hand = [lot for lot in named if lots.was_handed(session, lot.epc, organisation_id)]
    if len(at_hand) == 1:
        return at_hand[0]
    lot = lot_of_typing(session, site, text, where)
    if not lots.was_handed(session, lot.epc, organisation_id):
        raise NotFound("lot", text.strip(), where)
    expect_good_label(session, text, lot, where)
    return lot


def expect_good_label(session: Session, text: str, lot: Lot, where: str) -> None:
    """Raise `Invalid` if what was scanned for a lot is a label of ours that was withdrawn: it speaks for nothing."""
    unit = labels.unit(session, serial) if (serial := serial_of_scan(text)) else None
    if unit is not None and unit.withdrawn_at is not None:
        raise Invalid.at(
            where,
            "Label {label} was withdrawn on {day} and should be on no produce. If you know that this is of its lot, "
            "type the code of the lot, {lot}.",
            label=unit.serial,
            day=unit.withdrawn_at.astimezone(CHINA).date(),
            lot=lot.code,
        )


def lot_named(session: Session, site: Site, name: str, organisation_id: str) -> Lot:
    """The lot by this name that the organisation made, holds or was sent; raises `NotFound`."""
    for lot in lots_named(session, site, name):
        if lots.was_handed(session, lot.epc, organisation_id):
            return lot
    raise NotFound("lot", name)


def name_of(site: Site, epc: str, code: str) -> str:
    """What a lot goes by in the addresses of pages, the way back from `lots_named`.

    This site's own lots go by their code. Partners call theirs alike, so theirs has a mark of the EPC class behind it.
    """
    return code if epc == site.terms.lot(code) else f"{code}~{_mark(epc)}"


def lots_named(session: Session, site: Site, name: str) -> list[Lot]:
    """The lots that go by a name, or are called so: of several this site's own is the first."""
    own = site.terms.lot(name)
    return sorted(_called(session, name), key=lambda lot: lot.epc != own)


def at_address(session: Session, site: Site, path: str) -> tuple[Lot, Unit | None]:
    """The lot with this raw path, percent-encoded as it came, and the piece of it whose page it is, if it is one's.

    A lot's path is that of its page, or of its Digital Link. Raises `NotFound`, or `Invalid` for what no label of this
    site can carry.
    """
    unit = unit_of(session, path.rstrip("/").removeprefix(PAGE))
    found = lots.lot(session, unit.lot if unit else _epc_of_address(site, path))
    if found is None:
        raise _unknown(path)
    return found, unit


def unit_of_scan(session: Session, text: str) -> Unit | None:
    """The piece that a scanner's string, a typed code or an address means; raises as `unit_of` does."""
    return unit_of(session, bare(text.strip().rstrip("/").rpartition(PAGE)[2]))


def serial_of_scan(text: str) -> str:
    """The serial number in a scanner's string, a typed code or an address, if it could be one of ours, else empty."""
    try:
        read = scan.read(text)
    except Gs1Error:
        return ""
    keys = {element.ai: element.value for element in read.elements}
    serial = keys.get("21") or bare(read.text.rstrip("/").rpartition(PAGE)[2])
    return serial if is_serial(serial) else ""


def unit_of(session: Session, text: str) -> Unit | None:
    """The piece with this serial number, if it is one of ours; raises `NotYetInUse` and `LabelWithdrawn`."""
    unit = labels.unit(session, text) if is_serial(text) else None
    if unit is None:
        return None
    if unit.state == JobState.CANCELLED:
        raise LabelWithdrawn("label", unit.serial)
    if not unit.lot and unit.withdrawn_at:
        raise LabelWithdrawn("label", unit.serial, at=unit.withdrawn_at)
    if not unit.lot:
        raise NotYetInUse("label", unit.serial)
    return unit


def page_of_unit(serial: str) -> str:
    """The raw path of the page of a piece."""
    return f"{PAGE}{serial}"


def path_of(lot: Lot) -> str:
    """The raw path that a lot's label carries: a GS1 Digital Link, or where there is no GTIN its page's own."""
    if lot.gtin:
        return DigitalLink.of([("01", lot.gtin), ("10", lot.code)]).canonical().removeprefix(CANONICAL)
    return page_of_lot(lot.code)


def page_of(lot: Lot) -> str:
    """The raw path of a lot's page: the way back from `at_address`."""
    return page_of_lot(lot.code, lot.gtin)


def page_of_lot(code: str, gtin: str = "") -> str:
    """The same by code and GTIN: `/t/{code}`, or `/t/{gtin}/{lot}`. No code of ours has a slash in it."""
    return f"{PAGE}{gtin}{'/' if gtin else ''}{quote(code, safe='')}"


def link_without_lot(text: str) -> str:
    """The raw path of the Digital Link of a GTIN, an SSCC or another key; empty where it names a lot."""
    try:
        read = scan.read(text)
    except Gs1Error:
        return ""
    if read.link is None or any(element.ai == "10" for element in read.elements):
        return ""
    return read.link.canonical().removeprefix(CANONICAL)


def scan_of(lot: Lot) -> str:
    """What a scanner sends for a lot, its identifiers in brackets: the way back from `lot_of_scan`."""
    return f"(01){lot.gtin}(10){lot.code}" if lot.gtin else lot.code


def _epc_of_address(site: Site, path: str, where: str = "code") -> str:
    """The EPC class that a raw path means; a slash at its end and what narrows a lot down further change nothing."""
    path = path.rstrip("/")
    try:
        if path.startswith(PAGE):
            return _epc_of_page(site, path)
        keys = dict(DigitalLink.parse(path).elements)
    except Gs1Error as error:
        raise Invalid.at(where, error.template, **error.data) from error
    if "01" not in keys or "10" not in keys:
        raise _no_lot(keys, where)
    return site.terms.lot(keys["10"], keys["01"])


def _epc_of_page(site: Site, path: str) -> str:
    """The EPC class of the lot with this page; raises `Gs1Error` for a GTIN or a lot that is none."""
    gtin, slash, lot = path.removeprefix(PAGE).partition("/")
    if not slash:
        return site.terms.lot(bare(unquote(gtin)))
    return DigitalLink.of([("01", gtin), ("10", unquote(lot))]).canonical()


def _unknown(path: str) -> NotFound | Invalid:
    """Why a well-formed path leads nowhere: one of our own codes carries a check character, which may not fit."""
    code = unquote(path.rstrip("/").rsplit("/", 1)[-1])
    if path.startswith(PAGE) and "/" not in path.removeprefix(PAGE).rstrip("/"):
        try:
            parse_code(code)
        except Invalid as error:
            return error
    return NotFound("code", code)


def _no_lot(keys: Mapping[str, str], where: str) -> Invalid:
    return Invalid.at(
        where,
        "This code names no lot: expected a GTIN with a lot, (01)…(10)…; found {found}.",
        found="".join(f"({ai}){value}" for ai, value in keys.items()),
    )


def _epc(site: Site, read: Identification, where: str) -> str:
    text = read.text
    path = urlsplit(text).path if "/" in text else ""
    if path.startswith(PAGE):
        return _epc_of_address(site, path, where)
    keys = {element.ai: element.value for element in read.elements}
    if "01" in keys and "10" in keys:
        return site.terms.lot(keys["10"], keys["01"])
    if keys:
        raise _no_lot(keys, where)
    if "/" in text or len(bare(text)) != 13:
        return text
    return site.terms.lot(parse_code(text, where))


@visible("lot")
def _sees_lot(session: Session, member: Member, name: str) -> bool:
    return any(
        lots.was_handed(session, lot.epc, member.organisation_id) or oversees(session, member, lot)
        for lot in _called(session, name)
    )


def _called(session: Session, name: str) -> list[Lot]:
    code, _, mark = name.rpartition("~")
    marked = [lot for lot in lots.lots_by_code(session, code) if _mark(lot.epc) == mark] if code else []
    return marked or lots.lots_by_code(session, name)


def _mark(epc: str) -> str:
    return sha256(epc.encode()).hexdigest()[:8]
