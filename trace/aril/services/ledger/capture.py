"""The one door through which anything is recorded.

A form, a spreadsheet and a partner's system all end here: the fact is checked against the chain's rules, given
its hash, stored with its index rows, and moves the projections, all in the caller's transaction. The log's
sequencer finds it by its digest; nobody waits for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy.orm import Session

from aril.domain.course import Course
from aril.domain.doubt import Doubt, Facts, doubts
from aril.domain.enterprise import FilingStep
from aril.domain.errors import Refusal
from aril.domain.lot import Changes
from aril.domain.lot_effects import apply
from aril.domain.lot_rules import check
from aril.domain.membership import Member
from aril.domain.merkle import leaf_hash
from aril.domain.proof import canonical_json
from aril.domain.records import Record, kind_of, to_json
from aril.epcis import jsontext
from aril.epcis.event_hash import event_hash
from aril.epcis.events import Event, canonical_event
from aril.epcis.writing import write_event
from aril.services.ledger import authority, correction, indexing, projection
from aril.services.ledger.indexing import Index
from aril.services.site import Site
from aril.store import doubts as noted
from aril.store import ledger
from aril.store.ledger import Entry, EntryRow

EVENT = "event"
"""The kind of an entry that is an EPCIS event; other kinds are those of `domain.records`."""


@dataclass(eq=False)
class EventExists(Refusal):
    template: ClassVar[str] = "This event was recorded before: {event_id}"
    event_id: str


@dataclass(frozen=True, slots=True)
class Judged:
    """Events that were weighed against the ledger and each other, still unwritten.

    `refused` tells by its number in their order why an event cannot be recorded; `ready` are the others.
    """

    ready: tuple["Ready", ...]
    refused: Mapping[int, Refusal]
    changes: Changes


@dataclass(frozen=True, slots=True)
class Ready:
    """An event that may be recorded: its ID, its JSON text, what it is found by, and what does not fit."""

    event_id: str
    body: str
    index: Index
    doubts: tuple[Doubt, ...] = ()


def event(session: Session, site: Site, happened: Event, actor: Member, at: datetime) -> str:
    """Record an event for the actor's organisation at the moment `at`; answers its event ID.

    Raises the `Refusal` of the rule it breaks, or `EventExists`.
    """
    return events(session, site, [happened], actor, at)[0]


def events(session: Session, site: Site, happened: Sequence[Event], actor: Member, at: datetime) -> list[str]:
    """Record several events, all or none; answers their IDs. Raises what `event` does, for the first refused."""
    judged = judge(session, site, happened, actor, at, decided=True)
    return keep_all(session, site, judged, actor, at)


def judge(
    session: Session,
    site: Site,
    happened: Sequence[Event],
    actor: Member,
    at: datetime,
    *,
    decided: bool,
) -> Judged:
    """Weigh events one after another, each against what the ones before it leave: nothing is written.

    Whether the actor may hold and free the lots that they name is `decided` where a service has asked; else it is
    weighed here.
    """
    spelled = [canonical_event(each) for each in happened]
    named = [(digest := event_hash(each), each.event_id or digest) for each in happened]
    told = correction.Told(session, [event_id for _, event_id in named])
    by = actor.organisation_id
    known = projection.world(session, site.terms, spelled, by)
    power = None if decided else authority.power_of(session, site.terms, spelled, actor, known.lots)
    course = Course(replace(known, power=power))
    owners = projection.owners(session, site.terms, spelled)
    ready: list[Ready] = []
    refused: dict[int, Refusal] = {}
    for number, (said, whole, (digest, event_id)) in enumerate(zip(happened, spelled, named, strict=True)):
        doubted: tuple[Doubt, ...] = ()
        try:
            index = indexing.index_of(whole, event_id, digest)
            if whole.error_declaration is not None:
                changes = correction.undone(session, told, whole, event_id, digest, by, course.world)
                told.declare(event_id, by, whole.error_declaration.declaration_time)
            elif told.original(event_id) is not None:
                raise EventExists(event_id)
            else:
                check(whole, by, course.world)
                changes = apply(whole, by, course.world)
                doubted = doubts(Facts(whole, by, _counted(at), course.world, changes, owners))
                told.add(event_id, whole, digest, by, course.world)
            course.take(changes)
        except Refusal as refusal:
            refused[number] = refusal
        else:
            written = write_event(said)
            written.setdefault("eventID", event_id)
            ready.append(Ready(event_id, jsontext.dumps(written), index, doubted))
    return Judged(tuple(ready), refused, course.changes())


def keep_all(session: Session, site: Site, judged: Judged, actor: Member, at: datetime) -> list[str]:
    """Write what was judged, or raise the first `Refusal`; answers the event IDs."""
    for refusal in judged.refused.values():
        raise refusal
    return keep(session, site, judged, actor, at)


def keep(session: Session, site: Site, judged: Judged, actor: Member, at: datetime) -> list[str]:
    """Write what was judged to be ready, in a handful of statements; answers the event IDs."""
    if not judged.ready:
        return []
    entries = [_entry(site, EVENT, each.event_id, each.body, actor, at) for each in judged.ready]
    ledger.append_all(session, entries)
    indexed = [(entry, each.index) for entry, each in zip(entries, judged.ready, strict=True)]
    projection.project_events(session, indexed, judged.changes)
    noted.save(session, [(entry, each.doubts) for entry, each in zip(entries, judged.ready, strict=True)])
    return [each.event_id for each in judged.ready]


def record(session: Session, site: Site, fact: Record, subject: str, actor: Member, at: datetime) -> Entry:
    """Record a fact about `subject` that is no event."""
    entry = _entry(site, kind_of(fact), subject, canonical_json(to_json(fact)), actor, at)
    ledger.append(session, entry)
    projection.project_record(fact, session, site.terms, entry)
    return entry


def record_filings(
    session: Session, site: Site, steps: Sequence[tuple[FilingStep, Member]], at: datetime
) -> None:
    """Record many steps of filings, each with its actor: as `record` would one by one, in a handful of statements."""
    entries = [
        _entry(site, kind_of(step), step.organisation_id, canonical_json(to_json(step)), actor, at)
        for step, actor in steps
    ]
    ledger.append_all(session, entries)
    taken = zip((step for step, _ in steps), entries, strict=True)
    projection.project_filings(session, site.terms, list(taken))


def said_by(entry: Entry | EntryRow) -> dict[str, Any]:
    """Everything an entry says, as it is hashed: its content, about what, by whom, for whom and when.

    The content is a text of JSON within the JSON, so that no language's way with numbers or the order of keys can
    make another hash of it. Entries from before there was a salt have none.
    """
    salted = {"salt": entry.salt} if entry.salt else {}
    return salted | {
        "kind": entry.kind,
        "subject": entry.subject,
        "organisation": entry.organisation_id,
        "recordedBy": entry.recorded_by,
        "recordedAt": entry.recorded_at.isoformat(timespec="milliseconds"),
        "body": entry.body,
    }


def digest_of(entry: Entry | EntryRow) -> str:
    """The leaf hash of an entry, in hex."""
    return leaf_hash(canonical_json(said_by(entry)).encode()).hex()


def _counted(at: datetime) -> datetime:
    """The moment as an entry has it, to the millisecond."""
    return at.replace(microsecond=at.microsecond // 1000 * 1000).astimezone(UTC)


def _entry(site: Site, kind: str, subject: str, body: str, actor: Member, at: datetime) -> Entry:
    entry = Entry(
        kind=kind,
        subject=subject,
        organisation_id=actor.organisation_id,
        recorded_by=actor.user_name,
        recorded_at=_counted(at),
        body=body,
        salt=site.new_salt(),
    )
    entry.digest = digest_of(entry)
    return entry
