"""Issuing and voiding the certificate of promised conformity 承诺达标合格证."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy.orm import Session

from aril.domain.certificate import WORDINGS, Basis, CertificateVoided, PromiseCertificate
from aril.domain.errors import Invalid, NotFound, Refusal
from aril.domain.lot import Lot, LotState
from aril.domain.lot_rules import LotNotFree
from aril.domain.membership import Member
from aril.domain.moment import CHINA
from aril.domain.region import Region
from aril.i18n import places, word
from aril.labelling.record import LabelRecord
from aril.services.enterprises.filing import acting
from aril.services.label_press import labels
from aril.services.label_press.papers import Paper
from aril.services.ledger import capture
from aril.services.lots.finding import lot_at_hand, path_of
from aril.services.lots.origin import origin_of
from aril.services.orchards.farm import chain_of_lot
from aril.services.people.access import visible
from aril.services.site import Site
from aril.store import lots, organisations, papers
from aril.store.mapping import value_of

CHINESE = "zh_CN"
"""What a certificate is written in."""


@dataclass(eq=False)
class NotYourLot(Refusal):
    template: ClassVar[str] = "Lot {lot} was made by another; whoever makes a lot promises for it."
    lot: str


def issue(
    site: Site, scanned: str, basis: Sequence[str], actor: Member, at: datetime, origin: str = ""
) -> PromiseCertificate:
    """Issue the certificate of an own lot; raises `Invalid`, `NotFound`, `NotYourLot`, `LotNotFree`.

    `origin` is the region where the lot grew, as its maker says it: it is needed, and read, where that is not known.
    """
    chosen = tuple(each for each in Basis if str(each) in set(basis))
    if not chosen:
        raise Invalid.at("basis", "Tick what the promise rests on.")
    with site.db.write() as session:
        own = acting(session, actor)
        lot = lot_at_hand(session, site, scanned, own.id)
        if lot.organisation_id != own.id:
            raise NotYourLot(lot.code)
        (lot,) = lots.lots_by_epc(session, [lot.epc], lock=True).values()  # nobody corrects it meanwhile
        if lot.state is not LotState.ACTIVE:
            raise LotNotFree(lot.code, lot.state, lot.reason)
        today = at.astimezone(CHINA).date()
        organisations.organisation(
            session, own.id, lock=True
        )  # who issues the next waits for this one's number
        number = papers.count_certificates(session, own.id) + 1
        fact = PromiseCertificate(
            id=site.new_id(),
            organisation_id=own.id,
            lot=lot.epc,
            number=f"{today:%Y%m%d}-{number:05}",
            product=chain_of_lot(session, lot.chain).product_of(lot).name,
            quantity=lot.quantity,
            origin=_origin(session, lot, origin),
            issued_on=today,
            producer=own.name,
            contact=own.phone,
            basis=chosen,
            signed_by=actor.user_name,
        )
        capture.record(session, site, fact, fact.id, actor, at)
        return fact


def _origin(session: Session, lot: Lot, said: str) -> str:
    known = origin_of(session, lot)
    if not known and not said.strip():
        raise Invalid.at(
            "origin", "Where all of this lot grew is not known here. Write its county, city or province."
        )
    return places(CHINESE, known or [Region.parse(said, "origin")])


def void(site: Site, certificate_id: str, reason: str, actor: Member, at: datetime) -> None:
    """Void an own certificate; it stays in the log. Raises `NotFound`, `Invalid`."""
    if not reason.strip():
        raise Invalid.at("reason", "Say why the certificate no longer holds.")
    with site.db.write() as session:
        acting(session, actor)
        row = papers.certificate(session, certificate_id)
        if row is None or row.organisation_id != actor.organisation_id or row.void_reason:
            raise NotFound("certificate", certificate_id)
        fact = CertificateVoided(certificate_id, actor.organisation_id, reason.strip(), actor.user_name)
        capture.record(session, site, fact, certificate_id, actor, at)


@dataclass(eq=False)
class CertificateIsVoid(Refusal):
    template: ClassVar[str] = "Certificate {number} is void: {reason}"
    number: str
    reason: str


PAPERS = ("certificate-a5", "certificate-100x80")
"""The designs by which a certificate is printed."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A certificate as it is shown: what it promises, for which lot, and why it no longer holds, if so."""

    paper: PromiseCertificate
    code: str
    address: str
    void_reason: str


def show(site: Site, certificate_id: str, actor: Member) -> Shown:
    """One of the actor's certificates; raises `NotFound`."""
    with site.db.read() as session:
        row = papers.certificate(session, certificate_id)
        if row is None or row.organisation_id != actor.organisation_id:
            raise NotFound("certificate", certificate_id)
        lot = lots.lot(session, row.lot)
        assert lot is not None, "a certificate is issued for a lot"
        paper = value_of(PromiseCertificate, row)
        return Shown(paper, lot.code, f"{site.base_url}{path_of(lot)}", row.void_reason)


def paper_of(site: Site, certificate_id: str, design_name: str, actor: Member) -> Paper:
    """One of the actor's certificates as it is printed.

    Raises `NotFound` also for a design that is no certificate's, and `CertificateIsVoid`.
    """
    shown = show(site, certificate_id, actor)
    if shown.void_reason:
        raise CertificateIsVoid(shown.paper.number, shown.void_reason)
    if design_name not in PAPERS:
        raise NotFound("label design", design_name)
    return Paper(labels.design_of(site, design_name), _record(shown), CHINESE[:2], shown.paper.number)


def _record(shown: Shown) -> LabelRecord:
    paper = shown.paper
    ticks = (f"{'■' if each in paper.basis else '□'} {word(CHINESE, each)}" for each in Basis)
    return LabelRecord(
        fields={
            "certificate": paper.number,
            "promise": WORDINGS[paper.wording],
            "basis": "　".join(ticks),
            "product": paper.product,
            "quantity": f"{paper.quantity:f} kg",
            "origin": paper.origin,
            "enterprise": paper.producer,
            "phone": paper.contact,
            "issue_date": paper.issued_on.isoformat(),
            "code": shown.code,
            "hotline": "12315",
        },
        uri=shown.address,
        linear=shown.code,
    )


@visible("certificate")
def _sees_certificate(session: Session, member: Member, certificate_id: str) -> bool:
    row = papers.certificate(session, certificate_id)
    return row is not None and row.organisation_id == member.organisation_id
