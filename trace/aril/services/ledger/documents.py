"""EPCIS documents as programs send them: read, weighed, recorded in one transaction, and reported on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy.exc import IntegrityError

from aril.domain.errors import ArilError, Invalid, NotFound, Refusal
from aril.domain.membership import Member
from aril.epcis.contexts import Json
from aril.epcis.documents import AnyDocument
from aril.epcis.errors import EpcisError, Finding
from aril.epcis.events import Event
from aril.epcis.jsontext import dumps, loads
from aril.epcis.reading import event_objects, read_document, salvage
from aril.i18n import in_all
from aril.services.ledger import capture
from aril.services.ledger.capture import Judged
from aril.services.site import Site
from aril.store import cursor, jobs
from aril.store.jobs import CaptureJobRow

MOST_EVENTS = 1000
"""Events of one document."""


class ErrorBehaviour(StrEnum):
    """What becomes of a document's good events beside a bad one (EPCIS 2.0, GS1-Capture-Error-Behaviour)."""

    ROLLBACK = "rollback"
    PROCEED = "proceed"


@dataclass(eq=False)
class TooManyEvents(ArilError):
    template: ClassVar[str] = "This document has {found} events; at most {most} are taken at once."
    found: int
    most: int = MOST_EVENTS


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an event of a document was not recorded, said in each language.

    `event` counts from 0; `path` is a JSONPath in the document.
    """

    code: str
    said: Mapping[str, str]
    event: int | None
    event_id: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """What became of a document. It is finished when it is answered for the first time."""

    id: str
    created_at: datetime
    finished_at: datetime
    behaviour: ErrorBehaviour
    captured: int
    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...] = ()
    """What does not fit, of events that were recorded all the same."""


def read(text: bytes) -> Json:
    """The JSON value of a text that can be kept as text again; raises `EpcisError`."""
    json = loads(text)
    if b"\\u" in text:
        _refuse_halves(json)
    return json


def capture_document(site: Site, json: Json, behaviour: ErrorBehaviour, actor: Member, at: datetime) -> Job:
    """Record the events of an EPCIS document, query document or bare event for the actor's organisation.

    With `rollback` all or none of them, with `proceed` those that can be. Raises `EpcisError` for a document that
    cannot be read at all, with `rollback` also for one bad event in it, and `TooManyEvents`.
    """
    said = event_objects(json)
    if len(said) > MOST_EVENTS:
        raise TooManyEvents(len(said))
    document, findings = salvage(json) if behaviour is ErrorBehaviour.PROCEED else (read_document(json), ())
    if document is None:
        raise EpcisError(findings)
    unread = {each.event for each in findings}
    arrived = _Arrived(
        document.events,
        tuple(number for number in range(len(said)) if number not in unread),
        tuple(_of_finding(each, said) for each in findings),
        behaviour,
    )
    try:
        return _record(site, arrived, actor, at)
    except IntegrityError:  # somebody recorded one of them a moment ago, and the second look finds it
        return _record(site, arrived, actor, at)


def capture_event(site: Site, json: Json, actor: Member, at: datetime) -> str:
    """Record a single event, at once; answers its ID. Raises `EpcisError`, a `Refusal` or `EventExists`."""
    document = read_document(json)
    if len(document.events) != 1 or document.EVENTS_AT:
        raise Invalid.at(
            "body",
            "Expected one event with its @context, found a document of {count}.",
            count=len(document.events),
        )
    try:
        return _record_one(site, document, actor, at)
    except IntegrityError:  # somebody recorded it a moment ago, and the second look finds it
        return _record_one(site, document, actor, at)


def job(site: Site, reader: Member, job_id: str) -> Job:
    """A job of the reader's organisation; raises `NotFound`."""
    with site.db.read() as session:
        row = jobs.job(session, job_id, reader.organisation_id)
        if row is None:
            raise NotFound("capture job", job_id)
        return _job(row)


def jobs_of(site: Site, reader: Member, per_page: int, token: str) -> tuple[list[Job], str]:
    """The jobs of the reader's organisation, newest first, and the token of the next page."""
    after = tuple(cursor.read(token, datetime, str)) if token else None
    with site.db.read() as session:
        rows = jobs.jobs_of(session, reader.organisation_id, per_page + 1, after)
        following = (
            cursor.write([rows[per_page - 1].created_at, rows[per_page - 1].id])
            if len(rows) > per_page
            else ""
        )
        return [_job(row) for row in rows[:per_page]], following


def _record_one(site: Site, document: AnyDocument, actor: Member, at: datetime) -> str:
    with site.db.write() as session:
        judged = capture.judge(session, site, document.events, actor, at, decided=False)
        return capture.keep_all(session, site, judged, actor, at)[0]


@dataclass(frozen=True, slots=True)
class _Arrived:
    """The events of a document that could be read, the number of each in it, and what is wrong with the others."""

    events: tuple[Event, ...]
    numbers: tuple[int, ...]
    unread: tuple[Problem, ...]
    behaviour: ErrorBehaviour


def _record(site: Site, arrived: _Arrived, actor: Member, at: datetime) -> Job:
    with site.db.write() as session:
        judged = capture.judge(session, site, arrived.events, actor, at, decided=False)
        refused = tuple(
            _of_refusal(refusal, arrived.numbers[number], arrived.events[number])
            for number, refusal in judged.refused.items()
        )
        errors = arrived.unread + refused
        is_kept = not errors or arrived.behaviour is ErrorBehaviour.PROCEED
        captured = capture.keep(session, site, judged, actor, at) if is_kept else []
        row = CaptureJobRow(
            id=site.new_id(),
            organisation_id=actor.organisation_id,
            created_at=at,
            finished_at=at,
            behaviour=arrived.behaviour,
            captured=len(captured),
            errors=[asdict(each) for each in errors],
            warnings=[asdict(each) for each in doubted(judged, arrived.numbers)] if is_kept else [],
        )
        session.add(row)
        return _job(row)


def _of_finding(finding: Finding, said: Sequence[Json]) -> Problem:
    json = said[finding.event] if finding.event is not None else {}
    event_id = json.get("eventID", "") if isinstance(json, dict) else ""
    return Problem(finding.code, in_all(finding), finding.event, str(event_id), finding.path)


def _of_refusal(refusal: Refusal, number: int, event: Event) -> Problem:
    return Problem(refusal.code, in_all(refusal), number, event.event_id or "")


def doubted(judged: Judged, numbers: Sequence[int]) -> Iterator[Problem]:
    """What does not fit, of the events that were judged; `numbers` are theirs in their document."""
    kept = (number for place, number in enumerate(numbers) if place not in judged.refused)
    for each, number in zip(judged.ready, kept, strict=True):
        for doubt in each.doubts:
            yield Problem(doubt.code, in_all(doubt), number, each.event_id)


def _refuse_halves(json: Json) -> None:
    """Half of a surrogate pair is no character, and no database or hash can hold it."""
    try:
        dumps(json).encode()
    except UnicodeEncodeError as error:
        raise EpcisError((Finding.of("not-json", reason=str(error)),)) from None


def _job(row: CaptureJobRow) -> Job:
    errors = tuple(Problem(**each) for each in row.errors)
    warnings = tuple(Problem(**each) for each in row.warnings)
    behaviour = ErrorBehaviour(row.behaviour)
    return Job(row.id, row.created_at, row.finished_at, behaviour, row.captured, errors, warnings)
