"""The one door through which anything is recorded.

A form, a spreadsheet and a partner's system all end here: the fact is checked against the chain's rules, given
its hash, stored with its index rows, and moves the projections, all in the caller's transaction. The log's
sequencer finds it by its digest; nobody waits for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy.orm import Session

from aril.domain.enterprise import FilingStep
from aril.domain.errors import Refusal
from aril.domain.lot_rules import check
from aril.domain.membership import Member
from aril.domain.merkle import leaf_hash
from aril.domain.proof import canonical_json
from aril.domain.records import Record, kind_of, to_json
from aril.epcis import jsontext
from aril.epcis.event_hash import event_hash
from aril.epcis.events import Event, canonical_event
from aril.epcis.writing import write_event
from aril.services import correction, indexing, projection
from aril.services.site import Site
from aril.store import ledger
from aril.store.ledger import EntryRow

EVENT = "event"
"""The kind of an entry that is an EPCIS event; other kinds are those of `domain.records`."""


@dataclass(eq=False)
class EventExists(Refusal):
    template: ClassVar[str] = "This event was recorded before: {event_id}"
    event_id: str


def event(session: Session, site: Site, happened: Event, actor: Member, at: datetime) -> str:
    """Record an event for the actor's organisation at the moment `at`; answers its event ID.

    Raises the `Refusal` of the rule it breaks, or `EventExists`.
    """
    digest = event_hash(happened)
    event_id = happened.event_id or digest
    if happened.error_declaration is None and ledger.event_exists(session, event_id):
        raise EventExists(event_id)
    spelled = canonical_event(happened)
    index = indexing.index_of(spelled, event_id, digest)
    known = projection.world(session, site.terms, spelled, actor.organisation_id)
    if spelled.error_declaration is None:
        check(spelled, actor.organisation_id, known)
    else:
        correction.check(session, event_id, digest, actor.organisation_id, known)
    said = jsontext.dumps(write_event(replace(happened, event_id=event_id)))
    entry = _enter(session, EVENT, event_id, said, actor, at)
    projection.project_event(session, entry, spelled, index, known)
    return event_id


def record(session: Session, site: Site, fact: Record, subject: str, actor: Member, at: datetime) -> EntryRow:
    """Record a fact about `subject` that is no event."""
    entry = _enter(session, kind_of(fact), subject, canonical_json(to_json(fact)), actor, at)
    projection.project_record(fact, session, site.terms, entry)
    return entry


def record_filings(
    session: Session, site: Site, steps: Sequence[tuple[FilingStep, Member]], at: datetime
) -> None:
    """Record many steps of filings, each with its actor: as `record` would one by one, in a handful of statements."""
    entries = [
        _entry(kind_of(step), step.organisation_id, canonical_json(to_json(step)), actor, at)
        for step, actor in steps
    ]
    ledger.append_all(session, entries)
    taken = zip((step for step, _ in steps), entries, strict=True)
    projection.project_filings(session, site.terms, list(taken))


def said_by(entry: EntryRow) -> dict[str, Any]:
    """Everything an entry says, as it is hashed: its content, about what, by whom, for whom and when.

    The content is a text of JSON within the JSON, so that no language's way with numbers or the order of keys can
    make another hash of it.
    """
    return {
        "kind": entry.kind,
        "subject": entry.subject,
        "organisation": entry.organisation_id,
        "recordedBy": entry.recorded_by,
        "recordedAt": entry.recorded_at.isoformat(timespec="milliseconds"),
        "body": entry.body,
    }


def digest_of(entry: EntryRow) -> str:
    """The leaf hash of an entry, in hex."""
    return leaf_hash(canonical_json(said_by(entry)).encode()).hex()


def _enter(session: Session, kind: str, subject: str, body: str, actor: Member, at: datetime) -> EntryRow:
    entry = _entry(kind, subject, body, actor, at)
    ledger.append(session, entry)
    return entry


def _entry(kind: str, subject: str, body: str, actor: Member, at: datetime) -> EntryRow:
    entry = EntryRow(
        kind=kind,
        subject=subject,
        organisation_id=actor.organisation_id,
        recorded_by=actor.user_name,
        recorded_at=at.replace(microsecond=at.microsecond // 1000 * 1000).astimezone(UTC),
        body=body,
    )
    entry.digest = digest_of(entry)
    return entry
