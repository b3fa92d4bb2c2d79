"""Events as a file: an EPCIS document with one event a line, written as it is read and gone on with after a crash.

Behind the events the document says who recorded which of them, as an extension of its own: captured "as recorded"
into an empty site, they make the same lots, holdings and genealogy again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import IO, ClassVar

from sqlalchemy.orm import Session

from aril.domain.errors import Refusal
from aril.epcis.contexts import EPCIS_CONTEXT
from aril.epcis.jsontext import dumps
from aril.services.lots.finding import lot_of_scan
from aril.services.site import Site
from aril.store import archive, organisations
from aril.store.archive import Chosen

RECORDED_BY = "recordedBy"
"""The last part of the extension's name: a list of {"party": URI, "events": how many in a row}."""
END = b"]},"
Progress = Callable[[int, int], None]


@dataclass(eq=False)
class AnotherFile(Refusal):
    template: ClassVar[str] = (
        "{file} holds something else than an unfinished export of these events. Name another file, or remove it."
    )
    file: str


@dataclass(frozen=True, slots=True)
class Exported:
    """How many events a file holds, and how many of them it held before."""

    events: int
    before: int


def lot_called(site: Site, text: str) -> str:
    """The EPC class of the lot with a code, URI or URN; raises as a scan does."""
    with site.db.read() as session:
        return lot_of_scan(session, site, text, "lot").epc


def export(site: Site, chosen: Chosen, out: IO[bytes], at: datetime, progress: Progress) -> Exported:
    """Write the chosen events as an EPCIS document, oldest first."""
    with site.db.read() as session:
        out.write(_head(chosen, at, site))
        return _write(session, site, chosen, out, _Place(), progress)


def export_to(site: Site, chosen: Chosen, path: Path, at: datetime, progress: Progress) -> Exported:
    """The same into a file. One that the same export left unfinished is gone on with; a finished one stays.

    Raises `AnotherFile` for a file that is neither.
    """
    if not path.exists() or not path.stat().st_size:
        with path.open("wb") as out:
            return export(site, chosen, out, at, progress)
    with path.open("r+b") as file, site.db.read() as session:
        place = _left_off(file, path, _head(chosen, at, site))
        if place.is_finished:
            return Exported(place.events, place.events)
        if place.events:
            last = archive.at_place(session, chosen, place.events - 1)
            if last is None or last.body.encode() != place.last:
                raise AnotherFile(str(path))
            place = _Place(place.events, last.entry_id, place.last)
        return _write(session, site, chosen, file, place, progress)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a file was left off: behind so many events, the last of which is this entry with this text."""

    events: int = 0
    entry_id: int = 0
    last: bytes = b""
    is_finished: bool = False


def _left_off(file: IO[bytes], path: Path, head: bytes) -> _Place:
    """Read to the last whole line, and leave the file there."""
    first = file.readline()
    if _undated(first) != _undated(head):
        raise AnotherFile(str(path))
    end, events, last = file.tell(), 0, b""
    for line in file:
        if not line.endswith(b"\n"):
            break
        if line.startswith(END):
            return _Place(events, is_finished=True)
        end, events, last = end + len(line), events + 1, line.strip(b",\n")
    file.truncate(end)
    file.seek(end)
    return _Place(events, last=last)


def _write(
    session: Session, site: Site, chosen: Chosen, out: IO[bytes], place: _Place, progress: Progress
) -> Exported:
    total, done = archive.count(session, chosen), place.events
    for each in archive.events_after(session, chosen, place.entry_id):
        out.write(b"," * bool(done) + each.body.encode() + b"\n")
        done += 1
        if done % archive.BATCH == 0:
            out.flush()
            progress(done, max(done, total))
    out.write(_tail(session, site, chosen, done))
    out.flush()
    progress(done, max(done, 1))
    return Exported(done, place.events)


def _head(chosen: Chosen, at: datetime, site: Site) -> bytes:
    """The document's beginning. What was chosen stands in it, so that only the same export goes on."""
    said = {
        "@context": EPCIS_CONTEXT,
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": at.isoformat(timespec="milliseconds"),
        f"{site.terms.vocabulary}chosen": {
            key: str(value)
            for key, value in (("lot", chosen.lot), ("since", chosen.since), ("until", chosen.until))
            if value
        },
    }
    return dumps(said)[:-1].encode() + b',"epcisBody":{"eventList":[\n'


def _undated(head: bytes) -> bytes:
    before, _, rest = head.partition(b'"creationDate":"')
    return before + rest.partition(b'"')[2]


def _tail(session: Session, site: Site, chosen: Chosen, events: int) -> bytes:
    parties: dict[str, str] = {}
    said = [
        {"party": _party(session, site, who, parties), "events": sum(1 for _ in group)}
        for who, group in groupby(archive.recorders(session, chosen, events))
    ]
    return END + f"{dumps(site.terms.vocabulary + RECORDED_BY)}:{dumps(said)}}}\n".encode()


def _party(session: Session, site: Site, organisation_id: str, known: dict[str, str]) -> str:
    """The URI of an organisation; one that is not known here goes by its URI already."""
    if organisation_id not in known:
        row = organisations.organisation(session, organisation_id)
        is_uri = ":" in organisation_id
        known[organisation_id] = (
            row.party if row else organisation_id if is_uri else site.terms.party(organisation_id)
        )
    return known[organisation_id]
