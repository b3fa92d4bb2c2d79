"""Whole files of events into the ledger: any number of them, and none twice."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby, islice
from typing import Any

from sqlalchemy.orm import Session

from aril.domain.errors import NotFound, Refusal
from aril.domain.membership import Member
from aril.epcis.documents import AnyDocument
from aril.epcis.errors import EpcisError
from aril.epcis.event_hash import event_hash
from aril.epcis.events import Event
from aril.epcis.reading import event_objects, json_path, read_document, salvage
from aril.i18n import in_all
from aril.services.ledger import capture, documents
from aril.services.ledger.archive import RECORDED_BY
from aril.services.ledger.capture import EventExists
from aril.services.ledger.correction import AlreadyDeclared
from aril.services.ledger.documents import ErrorBehaviour, Problem
from aril.services.people.tokens import OrganisationMayNotAct, program_of
from aril.services.site import Site
from aril.store import corrections, organisations

BATCH = 500
Progress = Callable[[int, int], None]


@dataclass
class Taken:
    """What became of a file: how many events were recorded, how many had been before, and what is wrong."""

    captured: int = 0
    skipped: int = 0
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Batch:
    """Events of one recorder, each with its number in the document.

    Those that are taken `as_recorded` were decided where they come from, by papers that no document brings along.
    """

    actor: Member
    events: tuple[tuple[int, Event], ...]
    is_as_recorded: bool


def acting_for(site: Site, code: str | None, command: str) -> Member:
    """Whoever types a command, acting for the organisation with a code of GB 32100, a GLN or an id.

    Raises `NotFound`, and `OrganisationMayNotAct` for one that is not approved. Without a code it is nobody.
    """
    if code is None:
        return Member("", command, "", "", "", frozenset())
    with site.db.read() as session:
        found = (
            organisations.by_uscc(session, code)
            or organisations.by_gln(session, code)
            or organisations.organisation(session, code)
        )
        if found is None:
            raise NotFound("organisation", code)
        if not found.may_act:
            raise OrganisationMayNotAct(found.name)
        return program_of(found, command)


class _RolledBack(Exception):
    """Nothing of a file is recorded, for something in it is wrong."""


def capture_file(
    site: Site,
    text: bytes,
    behaviour: ErrorBehaviour,
    actor: Member,
    at: datetime,
    progress: Progress = lambda _done, _all: None,
    *,
    as_recorded: bool = False,
) -> Taken:
    """Record the events of an EPCIS document of any size for the actor's organisation.

    With `rollback` a file is one transaction, and with one bad event nothing of it is recorded; with `proceed` every
    500 events are one, so that what was recorded before a crash is. What is recorded already is passed over, so a
    file can be sent again. `as_recorded` records each event for whom the document says it was recorded.
    """
    taken = Taken()
    try:
        json = documents.read(text)
        said = event_objects(json)
        document, findings = (
            salvage(json) if behaviour is ErrorBehaviour.PROCEED else (read_document(json), ())
        )
    except EpcisError as error:
        taken.errors += [
            Problem(each.code, in_all(each), each.event, "", each.path) for each in error.findings
        ]
        return taken
    taken.errors += [Problem(each.code, in_all(each), each.event, "", each.path) for each in findings]
    if document is None:
        return taken
    unread = {each.event for each in findings}
    numbers = [number for number in range(len(said)) if number not in unread]
    who = _recorders(site, document, actor, len(said)) if as_recorded else [actor] * len(said)
    batches = _batches(zip(numbers, document.events, strict=True), who, is_as_recorded=as_recorded)
    if behaviour is ErrorBehaviour.PROCEED:
        for batch in batches:
            with site.db.write() as session:
                _take(session, site, batch, document, at, taken)
            progress(batch.events[-1][0] + 1, len(said))
        return taken
    try:
        with site.db.write() as session:
            for batch in batches:
                _take(session, site, batch, document, at, taken)
                progress(batch.events[-1][0] + 1, len(said))
            if taken.errors:
                raise _RolledBack  # noqa: TRY301 - only so does the transaction end without it
    except _RolledBack:
        taken.captured, taken.warnings = 0, []
    return taken


def _take(
    session: Session, site: Site, batch: _Batch, document: AnyDocument, at: datetime, taken: Taken
) -> None:
    events = [event for _, event in batch.events]
    judged = capture.judge(session, site, events, batch.actor, at, decided=batch.is_as_recorded)
    hashes: dict[str, str] = {}
    for place, (number, event) in enumerate(batch.events):
        refusal = judged.refused.get(place)
        digest = event_hash(event)
        name = event.event_id or digest
        if refusal is None:
            hashes.setdefault(name, digest)
        elif _is_here(session, refusal, name, digest, hashes):
            taken.skipped += 1
        else:
            path = json_path((*document.EVENTS_AT, number)) if document.EVENTS_AT else "$"
            taken.errors.append(Problem(refusal.code, in_all(refusal), number, name, path))
    taken.warnings += documents.doubted(judged, [number for number, _ in batch.events])
    taken.captured += len(capture.keep(session, site, judged, batch.actor, at))


def _is_here(session: Session, refusal: Refusal, name: str, digest: str, hashes: dict[str, str]) -> bool:
    """Whether an event was refused only because the very same is recorded already."""
    if isinstance(refusal, AlreadyDeclared):
        return True
    if not isinstance(refusal, EventExists):
        return False
    original = corrections.originals(session, [name]).get(name)
    return digest == (original.event_hash if original else hashes.get(name))


def _batches(
    events: Iterable[tuple[int, Event]], who: Sequence[Member], *, is_as_recorded: bool
) -> Iterator[_Batch]:
    """The events in their order, so many at once as are of one recorder."""
    for actor, group in groupby(events, lambda each: who[each[0]]):
        while batch := tuple(islice(group, BATCH)):
            yield _Batch(actor, batch, is_as_recorded)


def _recorders(site: Site, document: AnyDocument, actor: Member, count: int) -> list[Member]:
    """Who recorded each of so many events, as the document says it of itself; else the actor."""
    said: Iterable[Mapping[str, Any]] = next(
        (value for key, value in getattr(document, "extensions", {}).items() if key.endswith(RECORDED_BY)), []
    )
    with site.db.read() as session:
        known = organisations.ids_by_party(session, {str(each["party"]) for each in said})
    found: list[Member] = []
    for each in said:
        party = str(each["party"])
        found += [replace(actor, organisation_id=known.get(party) or site.terms.stand_in(party))] * int(
            each["events"]
        )
    return found[:count] + [actor] * (count - len(found))
