"""Making every projection again from the ledger, beside the live tables, and comparing them row by row."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from aril.domain import doubt as rules
from aril.domain.doubt import Doubt, Facts
from aril.domain.errors import Refusal
from aril.domain.lot import Changes, World
from aril.domain.lot_effects import apply
from aril.domain.records import from_json
from aril.epcis.event_hash import event_hash
from aril.epcis.events import Event, canonical_event
from aril.epcis.reading import read_event
from aril.services.ledger import capture, correction, indexing, projection
from aril.services.site import Site
from aril.store import doubts, ledger
from aril.store.database import Base, Database
from aril.store.ledger import Entry, EntryRow
from aril.store.mapping import add, columns_of, rows_by_key, value_of


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that the ledger does not say as it stands. `kept` is the live row, `said` the ledger's."""

    table: str
    key: tuple[Any, ...]
    kept: dict[str, Any] | None
    said: dict[str, Any] | None


def differences(
    site: Site, progress: Callable[[int, int], None] = lambda _done, _all: None
) -> list[Difference]:
    """Replay the whole ledger into a scratch database; answers every row that differs, at most 100."""
    with tempfile.TemporaryDirectory() as folder:
        scratch = Database(f"sqlite:///{Path(folder) / 'rebuild.db'}")
        Base.metadata.create_all(scratch.engine)
        try:
            with site.db.read() as live:
                replay(site, live, scratch, progress)
                with scratch.read() as said:
                    return [
                        difference
                        for table in projection.PROJECTIONS
                        for difference in _compare(table, live, said)
                    ][:100]
        finally:
            scratch.close()


def replay(site: Site, live: Session, scratch: Database, progress: Callable[[int, int], None]) -> None:
    """Project every entry of `live` into an empty database."""
    total = ledger.count_entries(live)
    with scratch.write() as session:
        for done, row in enumerate(ledger.entries_in_order(live), 1):
            entry = value_of(Entry, row)
            add(session, EntryRow, [columns_of(EntryRow, entry)])
            if entry.kind == capture.EVENT:
                event = read_event(row.fact)
                spelled = canonical_event(event)
                known = projection.world(session, site.terms, [spelled], entry.organisation_id)
                digest = event_hash(event)
                changes, doubted = _effect(session, site, spelled, digest, entry, known)
                index = indexing.index_of(spelled, entry.subject, digest)
                projection.project_events(session, [(entry, index)], changes)
                doubts.save(session, [(entry, doubted)])
            else:
                projection.project_record(from_json(entry.kind, row.fact), session, site.terms, entry)
            if done % 500 == 0 or done == total:
                session.flush()
                session.expunge_all()
                progress(done, total)


def _effect(
    session: Session, site: Site, spelled: Event, digest: str, entry: Entry, known: World
) -> tuple[Changes, Sequence[Doubt]]:
    if spelled.error_declaration is not None:
        told = correction.Told(session, [entry.subject])
        try:
            return correction.undone(
                session, told, spelled, entry.subject, digest, entry.organisation_id, known
            ), ()
        except Refusal:  # from a time when a declaration undid nothing
            return Changes(), ()
    changes = apply(spelled, entry.organisation_id, known)
    owners = projection.owners(session, site.terms, [spelled])
    facts = Facts(spelled, entry.organisation_id, entry.recorded_at, known, changes, owners)
    return changes, rules.doubts(facts)


def _compare(table: type[Base], live: Session, said: Session) -> Iterator[Difference]:
    kept_rows, said_rows = rows_by_key(table, live), rows_by_key(table, said)
    for key in sorted(kept_rows.keys() | said_rows.keys(), key=str):
        kept, expected = kept_rows.get(key), said_rows.get(key)
        if kept != expected:
            yield Difference(table.__tablename__, key, kept, expected)
