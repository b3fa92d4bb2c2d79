"""Filing enterprises 主体建档: an enterprise submits, the chain office approves, asks for changes or suspends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy.orm import Session

from aril.domain.enterprise import (
    Enterprise,
    FilingAction,
    FilingStatus,
    FilingStep,
    next_status,
    possible_actions,
)
from aril.domain.errors import Forbidden, NotFound, Refusal
from aril.domain.membership import Member, Role
from aril.domain.records import from_json
from aril.services import capture
from aril.services.site import Site
from aril.store import chains, ledger, organisations
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


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a filing as it is shown."""

    action: FilingAction
    by: str
    reason: str
    at: datetime


def submit(
    site: Site, enterprise: Enterprise, applicant: str, at: datetime, *, organisation_id: str | None = None
) -> str:
    """File an enterprise, or file it again with changes; answers its organisation's id.

    Raises `AlreadyFiled` for a code that another organisation has filed, and `NotFound` for an unknown chain.
    """
    with site.db.write() as session:
        if chains.chain(session, enterprise.chain) is None:
            raise NotFound("chain", enterprise.chain)
        same = organisations.by_uscc(session, enterprise.uscc)
        if same and same.id != organisation_id:
            raise AlreadyFiled(enterprise.uscc, same.name)
        new = organisation_id or site.new_id()
        row = organisations.organisation(session, new)
        next_status(FilingStatus(row.status) if row else None, FilingAction.SUBMIT, "")
        actor = Member("", applicant, new, enterprise.name, enterprise.region, frozenset())
        step = FilingStep(new, FilingAction.SUBMIT, applicant, enterprise=enterprise)
        capture.record(session, site, step, new, actor, at)
        return new


def decide(
    site: Site, organisation_id: str, action: FilingAction, reason: str, actor: Member, at: datetime
) -> FilingStatus:
    """Take a step on a filing as the chain office; answers the status it leads to.

    Raises `Forbidden` outside the office's region, `NotFound`, `FilingStepNotPossible`, or `Invalid` where the
    reason is missing.
    """
    with site.db.write() as session:
        row = _filing(session, organisation_id)
        if not actor.oversees(row.region):
            raise Forbidden(Role.REGULATOR)
        status = next_status(FilingStatus(row.status), action, reason)
        step = FilingStep(organisation_id, action, actor.user_name, reason.strip())
        capture.record(session, site, step, organisation_id, actor, at)
        return status


def waiting(site: Site, actor: Member) -> Sequence[OrganisationRow]:
    """The filings in the actor's region that wait for a decision, the longest waiting first."""
    with site.db.read() as session:
        rows = organisations.by_status(session, FilingStatus.SUBMITTED)
        return [row for row in rows if actor.oversees(row.region)]


def history(site: Site, organisation_id: str) -> tuple[OrganisationRow, list[Step], tuple[FilingAction, ...]]:
    """A filing as it stands, every step it took, and the steps that are possible now. Raises `NotFound`."""
    with site.db.read() as session:
        row = _filing(session, organisation_id)
        steps = []
        for entry in ledger.entries_about(session, "filing", organisation_id):
            step = from_json("filing", entry.body)
            assert isinstance(step, FilingStep)
            steps.append(Step(step.action, step.by, step.reason, entry.recorded_at))
        return row, steps, possible_actions(FilingStatus(row.status))


def acting(session: Session, actor: Member) -> OrganisationRow:
    """The actor's organisation, if it may record anything; raises `NotApproved`."""
    row = organisations.organisation(session, actor.organisation_id)
    if row is None or not row.may_act:
        raise NotApproved(actor.organisation_name)
    return row


def _filing(session: Session, organisation_id: str) -> OrganisationRow:
    row = organisations.organisation(session, organisation_id)
    if row is None:
        raise NotFound("filing", organisation_id)
    return row
