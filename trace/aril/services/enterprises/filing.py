"""Filing enterprises 主体建档: an enterprise submits, the chain office approves, asks for changes or suspends."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from aril.domain.enterprise import (
    Enterprise,
    FilingAction,
    FilingStatus,
    FilingStep,
    HeldCertificate,
    next_status,
    possible_actions,
)
from aril.domain.errors import Forbidden, Invalid, NotFound, Refusal
from aril.domain.membership import Member, Role
from aril.domain.reading import read_reason
from aril.domain.records import from_json
from aril.services.ledger import capture
from aril.services.people.access import visible
from aril.services.site import Site
from aril.services.spreadsheets import files
from aril.store import accounts, chains, ledger, organisations
from aril.store.organisations import OrganisationRow


@dataclass(eq=False)
class AlreadyFiled(Refusal):
    template: ClassVar[str] = "{uscc} is filed already, as {name}. Sign in to change the filing."
    uscc: str
    name: str


@dataclass(eq=False)
class NotApproved(Refusal):
    template: ClassVar[str] = (
        "{name} is not approved yet, or is suspended; until then nothing can be recorded."
    )
    name: str


@dataclass(eq=False)
class CodeStays(Refusal):
    template: ClassVar[str] = (
        "This filing was approved for {uscc}. Another code is another enterprise: register it anew."
    )
    uscc: str


@dataclass(eq=False)
class FilingMovedOn(Refusal):
    template: ClassVar[str] = (
        "The filing of {name} has moved on since this page was opened. Look at it again before you decide."
    )
    name: str


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a filing as it is shown."""

    action: FilingAction
    by: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Filing:
    """A filing as it stands: what is approved, what was filed last, its steps, and those possible now."""

    row: OrganisationRow
    filed: Enterprise
    last: Enterprise
    steps: tuple[Step, ...]
    actions: tuple[FilingAction, ...]
    has_people: bool

    @property
    def status(self) -> FilingStatus:
        return FilingStatus(self.row.status)

    @property
    def changes(self) -> tuple[str, ...]:
        """The fields in which what was filed last differs from what stands."""
        return self.filed.differences(self.last)


def submit(
    site: Site, enterprise: Enterprise, applicant: str, at: datetime, *, organisation_id: str | None = None
) -> str:
    """File an enterprise, or file it again with changes; answers its organisation's id.

    Changes to an approved filing wait beside it until they are approved too. Scans of certificates that were
    set aside are kept for good. Raises `AlreadyFiled` for a code that another organisation has filed,
    `CodeStays` for another code in an approved filing, `Invalid` for another's GLN, and `NotFound` for an
    unknown chain or a scan that is gone.
    """
    files.settle(site, (each.file for each in enterprise.certificates if each.file))
    new = organisation_id or site.new_id()
    try:
        _submitted(site, enterprise, applicant, at, new)
    except IntegrityError:  # somebody filed the same code or GLN a moment ago, and the second look finds it
        _submitted(site, enterprise, applicant, at, new)
    return new


def _submitted(site: Site, enterprise: Enterprise, applicant: str, at: datetime, new: str) -> None:
    with site.db.write() as session:
        if chains.chain(session, enterprise.chain) is None:
            raise NotFound("chain", enterprise.chain)
        same = organisations.by_uscc(session, enterprise.uscc)
        if same and same.id != new:
            raise AlreadyFiled(enterprise.uscc, same.name)
        if (
            enterprise.gln
            and organisations.ids_by_gln(session, [enterprise.gln]).get(enterprise.gln, new) != new
        ):
            raise Invalid.at("gln", "GLN {gln} is another enterprise's here.", gln=enterprise.gln)
        row = organisations.organisation(session, new, lock=True)
        next_status(FilingStatus(row.status) if row else None, FilingAction.SUBMIT, "")
        if row and row.approved_at and row.uscc != enterprise.uscc:
            raise CodeStays(row.uscc)
        actor = Member("", applicant, new, enterprise.name, enterprise.region, frozenset())
        step = FilingStep(new, FilingAction.SUBMIT, applicant, enterprise=enterprise)
        capture.record(session, site, step, new, actor, at)


def decide(
    site: Site,
    organisation_id: str,
    action: FilingAction,
    reason: str,
    actor: Member,
    at: datetime,
    *,
    seen: int | None = None,
) -> FilingStatus:
    """Take a step on a filing as the chain office; answers the status it leads to.

    `seen` is how many steps it had when the office looked at it. Raises `Forbidden` outside the office's region,
    `NotFound`, `FilingMovedOn`, `FilingStepNotPossible`, or `Invalid` where the reason is missing.
    """
    with site.db.write() as session:
        row = _filing(session, organisation_id, lock=True)
        if not actor.oversees(row.region):
            raise Forbidden(Role.REGULATOR)
        if seen is not None and seen != sum(1 for _ in _steps(session, organisation_id)):
            raise FilingMovedOn(row.name)
        why = read_reason(reason)
        status = next_status(FilingStatus(row.status), action, why)
        step = FilingStep(organisation_id, action, actor.user_name, why)
        capture.record(session, site, step, organisation_id, actor, at)
        return status


def approve_new(site: Site, enterprises: Iterable[Enterprise], actor: Member, at: datetime) -> None:
    """File and approve enterprises that the chain office vouches for, in one go.

    The caller has seen that their codes are new and that they lie in the actor's region.
    """
    steps: list[tuple[FilingStep, Member]] = []
    for enterprise in enterprises:
        new = site.new_id()
        applicant = Member("", actor.user_name, new, enterprise.name, enterprise.region, frozenset())
        submitted = FilingStep(new, FilingAction.SUBMIT, actor.user_name, enterprise=enterprise)
        steps += [(submitted, applicant), (FilingStep(new, FilingAction.APPROVE, actor.user_name), actor)]
    with site.db.write() as session:
        capture.record_filings(session, site, steps, at)


def waiting(site: Site, actor: Member) -> Sequence[OrganisationRow]:
    """The filings in the actor's region that wait for a decision, the longest waiting first."""
    with site.db.read() as session:
        rows = organisations.by_status(session, FilingStatus.SUBMITTED)
        return [row for row in rows if actor.oversees(row.region)]


def show(site: Site, organisation_id: str) -> Filing:
    """A filing with its history. Raises `NotFound`."""
    with site.db.read() as session:
        row = _filing(session, organisation_id)
        steps = (
            Step(step.action, step.by, step.reason, recorded_at)
            for step, recorded_at in _steps(session, organisation_id)
        )
        return Filing(
            row,
            row.filed(),
            row.filed_last(),
            tuple(steps),
            possible_actions(FilingStatus(row.status)),
            accounts.count_administrators(session, organisation_id) > 0,
        )


def attachment(site: Site, key: str) -> tuple[bytes, str, str]:
    """A scan that came with a filing, by `attachment_key`: its bytes, media type and name. Raises `NotFound`."""
    with site.db.read() as session:
        found = _attachment(session, key)
    if found is None:
        raise NotFound("file", key)
    return *files.content(site, found.file), found.file_name


def attachment_key(organisation_id: str, certificate: HeldCertificate) -> str:
    """How the scan of a filed certificate is named in addresses."""
    return f"{organisation_id}-{certificate.file}"


def acting(session: Session, actor: Member) -> OrganisationRow:
    """The actor's organisation, if it may record anything; raises `NotApproved`."""
    row = organisations.organisation(session, actor.organisation_id)
    if row is None or not row.may_act:
        raise NotApproved(actor.organisation_name)
    return row


def _filing(session: Session, organisation_id: str, *, lock: bool = False) -> OrganisationRow:
    row = organisations.organisation(session, organisation_id, lock=lock)
    if row is None:
        raise NotFound("filing", organisation_id)
    return row


def _steps(session: Session, organisation_id: str) -> Iterator[tuple[FilingStep, datetime]]:
    for entry in ledger.entries_about(session, "filing", organisation_id):
        step = from_json("filing", entry.fact)
        assert isinstance(step, FilingStep)
        yield step, entry.recorded_at


def _attachment(session: Session, key: str) -> HeldCertificate | None:
    """The certificate whose scan it is, in whatever step of the filing it came."""
    organisation_id, _, digest = key.rpartition("-")
    filed = (step.enterprise for step, _ in _steps(session, organisation_id) if step.enterprise)
    held = (each for enterprise in filed for each in enterprise.certificates)
    return next((each for each in held if digest and each.file == digest), None)


@visible("filing")
def _sees_filing(session: Session, member: Member, organisation_id: str) -> bool:
    row = organisations.organisation(session, organisation_id)
    return row is not None and (row.id == member.organisation_id or member.oversees(row.region))


@visible("attachment")
def _sees_attachment(session: Session, member: Member, key: str) -> bool:
    return _sees_filing(session, member, key.rpartition("-")[0]) and _attachment(session, key) is not None
