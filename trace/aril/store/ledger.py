"""The ledger: every fact that was ever recorded, in order, and the Merkle log over it.

`entry` holds the facts themselves; `event`, `event_epc` and `event_fact` index those that are EPCIS events;
`leaf`, `node` and `tree_head` are the log. Nothing here is ever changed or removed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Double, ForeignKey, Index, Integer, Table, Text, bindparam, func, insert, select
from sqlalchemy import text as sql_text
from sqlalchemy.orm import Mapped, Session, mapped_column

from aril.epcis import jsontext
from aril.store.database import Base
from aril.store.mapping import add
from aril.store.types import BIG_ID, NAME, SHORT, URI, JsonText, Utc

AT_ONCE = 5000
"""How many values are asked for in one statement."""


LOG_LOCK = 9162
"""The number of the PostgreSQL advisory lock under which the log grows."""


class EntryRow(Base):
    """One fact. `digest` is its leaf hash (RFC 9162), in hex, made when it was captured."""

    __tablename__ = "entry"
    __table_args__ = (Index(None, "kind", "subject"), Index(None, "organisation_id", "id"))

    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(SHORT)
    subject: Mapped[str] = mapped_column(URI)
    organisation_id: Mapped[str] = mapped_column(SHORT)
    recorded_by: Mapped[str] = mapped_column(NAME)
    recorded_at: Mapped[datetime] = mapped_column(Utc)
    body: Mapped[str] = mapped_column(Text)
    """The fact as the JSON text that was hashed: an event keeps the order and the digits in which it came."""
    digest: Mapped[str] = mapped_column(SHORT)
    salt: Mapped[str] = mapped_column(SHORT, server_default="")
    """Hashed with the rest, so that the hash of a leaf, which anybody may see, tells nothing of what was recorded."""

    @property
    def fact(self) -> Any:
        """What `body` says, as a JSON value."""
        return jsontext.loads(self.body)


@dataclass(slots=True)
class Entry:
    """What a new `EntryRow` says, as a plain value; `append` gives it its number."""

    kind: str
    subject: str
    organisation_id: str
    recorded_by: str
    recorded_at: datetime
    body: str
    digest: str = ""
    salt: str = ""
    id: int = 0


class EventRow(Base):
    """What an event can be found by. Its JSON is its entry's body.

    A declaration that an event was in error repeats that event under the same `event_id`, with the time of the
    declaration in `error_declared_at`.
    """

    __tablename__ = "event"
    __table_args__ = (
        Index(None, "event_time", "entry_id"),
        Index(None, "record_time", "entry_id"),
        Index(None, "biz_step", "event_time"),
        Index(None, "read_point", "event_time"),
        Index(None, "biz_location", "event_time"),
        Index(None, "disposition", "event_time"),
        Index(None, "organisation_id", "entry_id"),
        Index(None, "organisation_id", "event_time"),
        Index(
            "uq_event_event_id",
            "event_id",
            unique=True,
            sqlite_where=sql_text("error_declared_at IS NULL"),
            postgresql_where=sql_text("error_declared_at IS NULL"),
        ),
        Index(None, "event_id", "entry_id"),
    )

    entry_id: Mapped[int] = mapped_column(BIG_ID, ForeignKey("entry.id"), primary_key=True)
    event_id: Mapped[str] = mapped_column(URI)
    event_hash: Mapped[str] = mapped_column(URI)
    type: Mapped[str] = mapped_column(URI)
    action: Mapped[str | None] = mapped_column(SHORT)
    event_time: Mapped[datetime] = mapped_column(Utc)
    record_time: Mapped[datetime] = mapped_column(Utc)
    error_declared_at: Mapped[datetime | None] = mapped_column(Utc)
    biz_step: Mapped[str | None] = mapped_column(URI)
    disposition: Mapped[str | None] = mapped_column(URI)
    read_point: Mapped[str | None] = mapped_column(URI)
    biz_location: Mapped[str | None] = mapped_column(URI)
    organisation_id: Mapped[str] = mapped_column(SHORT)


class EventEpcRow(Base):
    """An EPC or EPC class that an event names, canonical, and its role: `epc`, `input`, `parent`, and others."""

    __tablename__ = "event_epc"
    __table_args__ = (Index(None, "epc", "entry_id"), {"sqlite_with_rowid": False})

    entry_id: Mapped[int] = mapped_column(BIG_ID, ForeignKey("event.entry_id"), primary_key=True)
    role: Mapped[str] = mapped_column(SHORT, primary_key=True)
    epc: Mapped[str] = mapped_column(URI, primary_key=True)


class EventFactRow(Base):
    """Anything else an event can be found by, one value a row: `aril.epcis.facts` says what stands where."""

    __tablename__ = "event_fact"
    __table_args__ = (
        *(
            Index(
                None,
                "field",
                "key",
                value,
                "entry_id",
                sqlite_where=sql_text(f"{value} IS NOT NULL"),
                postgresql_where=sql_text(f"{value} IS NOT NULL"),
            )
            for value in ("text", "number", "moment")
        ),
        Index(
            None,
            "text",
            "entry_id",
            sqlite_where=sql_text("field IN ('source', 'destination')"),
            postgresql_where=sql_text("field IN ('source', 'destination')"),
        ),
        {"sqlite_with_rowid": False},
    )

    entry_id: Mapped[int] = mapped_column(BIG_ID, ForeignKey("event.entry_id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    field: Mapped[str] = mapped_column(SHORT)
    key: Mapped[str] = mapped_column(URI)
    text: Mapped[str | None] = mapped_column(URI)
    number: Mapped[float | None] = mapped_column(Double)
    """As a double, like the event hash has it: what is found by it is what compares equal there."""
    moment: Mapped[datetime | None] = mapped_column(Utc)
    inner: Mapped[bool]


class LeafRow(Base):
    """The place of an entry in the log: dense from 0, given by the sequencer, never by the database."""

    __tablename__ = "leaf"

    index: Mapped[int] = mapped_column(BIG_ID, primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = mapped_column(BIG_ID, ForeignKey("entry.id"), unique=True)


class NodeRow(Base):
    """The hash of a complete subtree of the log, in hex; level 0 are the leaves."""

    __tablename__ = "node"
    __table_args__ = ({"sqlite_with_rowid": False},)

    level: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    index: Mapped[int] = mapped_column(BIG_ID, primary_key=True, autoincrement=False)
    hash: Mapped[str] = mapped_column(SHORT)


class TreeHeadRow(Base):
    """A signed head of the log, as its signed text (C2SP tlog-checkpoint)."""

    __tablename__ = "tree_head"

    size: Mapped[int] = mapped_column(BIG_ID, primary_key=True, autoincrement=False)
    root: Mapped[str] = mapped_column(SHORT)
    signed_at: Mapped[datetime] = mapped_column(Utc)
    checkpoint: Mapped[str] = mapped_column(JsonText)


def append(session: Session, entry: Entry) -> None:
    """Add an entry at the end and give it its number."""
    entry.id = session.scalars(_APPEND, {name: getattr(entry, name) for name in _SAID}).one()


def append_all(session: Session, entries: Sequence[Entry]) -> None:
    """The same for many, in their order, in one statement; for none, nothing."""
    if not entries:  # an INSERT without values would be one of a row of defaults
        return
    said = [{name: getattr(entry, name) for name in _SAID} for entry in entries]
    appended = session.scalars(_APPEND_ALL[session.get_bind().dialect.name], said)
    for entry, number in zip(entries, sorted(appended), strict=True):
        entry.id = number


def entries_about(session: Session, kind: str, subject: str) -> Sequence[EntryRow]:
    """The records of a kind about one subject, oldest first."""
    return session.scalars(
        select(EntryRow).where(EntryRow.kind == kind, EntryRow.subject == subject).order_by(EntryRow.id)
    ).all()


def entries_in_order(session: Session, after: int = 0, batch: int = 500) -> Iterator[EntryRow]:
    """Every entry in the order of capture, read in batches so that a large ledger never fills the memory."""
    while True:
        rows = session.scalars(
            select(EntryRow).where(EntryRow.id > after).order_by(EntryRow.id).limit(batch)
        ).all()
        if not rows:
            return
        yield from rows
        after = rows[-1].id
        session.expunge_all()


def count_entries(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(EntryRow)) or 0


def take_turn(session: Session) -> None:
    """Wait until nobody else adds to the log, and keep them waiting until this transaction ends.

    On SQLite a write transaction is alone anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(LOG_LOCK)))


def log_size(session: Session) -> int:
    last = session.scalar(select(func.max(LeafRow.index)))
    return 0 if last is None else last + 1


def unsequenced(session: Session, limit: int) -> Sequence[tuple[int, str]]:
    """(entry id, digest) of entries that have no leaf yet, in the order of capture."""
    waiting = (
        select(EntryRow.id, EntryRow.digest)
        .outerjoin(LeafRow, LeafRow.entry_id == EntryRow.id)
        .where(LeafRow.entry_id.is_(None))
        .order_by(EntryRow.id)
        .limit(limit)
    )
    if session.get_bind().dialect.name == "sqlite":
        # Writers there are alone, so that entries come in their order; on PostgreSQL one may come late.
        last = select(func.coalesce(func.max(LeafRow.entry_id), 0)).scalar_subquery()
        waiting = waiting.where(EntryRow.id > last)
    return list(session.execute(waiting).all())


def add_leaves(session: Session, start: int, entry_ids: Iterable[int]) -> None:
    """Give entries the places from `start` on."""
    add(session, LeafRow, ({"index": index, "entry_id": each} for index, each in enumerate(entry_ids, start)))


def add_nodes(session: Session, nodes: Mapping[tuple[int, int], bytes]) -> None:
    """Keep the hashes of complete subtrees, by level and index."""
    add(
        session,
        NodeRow,
        ({"level": level, "index": index, "hash": value.hex()} for (level, index), value in nodes.items()),
    )


def stored_hash(session: Session, level: int, index: int) -> str:
    """The hash of a complete subtree in hex, or an empty string where there is none."""
    return session.scalar(_HASH, {"level": level, "index": index}) or ""


def hashes(session: Session, level: int, start: int, end: int) -> dict[tuple[int, int], str]:
    """(level, index) → hash of the nodes of a level from `start` up to, not with, `end`."""
    rows = session.execute(
        select(NodeRow.index, NodeRow.hash).where(
            NodeRow.level == level, NodeRow.index >= start, NodeRow.index < end
        )
    )
    return {(level, index): value for index, value in rows}


def count_nodes(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(NodeRow)) or 0


def heads(session: Session) -> Iterator[TreeHeadRow]:
    """Every signed head, the smallest log first."""
    yield from session.scalars(
        select(TreeHeadRow).order_by(TreeHeadRow.size).execution_options(yield_per=AT_ONCE)
    )


def latest_head(session: Session) -> TreeHeadRow | None:
    return session.scalar(select(TreeHeadRow).order_by(TreeHeadRow.size.desc()).limit(1))


def leaves_after(session: Session, index: int, limit: int) -> Sequence[tuple[EntryRow, int]]:
    """The next `limit` leaves after a place of the log, with their entries, in order."""
    rows = session.execute(
        select(EntryRow, LeafRow.index)
        .join(LeafRow, LeafRow.entry_id == EntryRow.id)
        .where(LeafRow.index > index)
        .order_by(LeafRow.index)
        .limit(limit)
    )
    return list(rows.all())


def leaves_of_kind(session: Session, kind: str) -> Sequence[tuple[EntryRow, int]]:
    """The entries of a kind that have a leaf, each with it, in order."""
    rows = session.execute(
        select(EntryRow, LeafRow.index)
        .join(LeafRow, LeafRow.entry_id == EntryRow.id)
        .where(EntryRow.kind == kind)
        .order_by(LeafRow.index)
    )
    return list(rows.all())


def waiting_entries(session: Session) -> Iterator[EntryRow]:
    """The entries that have no leaf yet."""
    waiting = (
        select(EntryRow).outerjoin(LeafRow, LeafRow.entry_id == EntryRow.id).where(LeafRow.entry_id.is_(None))
    )
    yield from session.scalars(waiting.order_by(EntryRow.id).execution_options(yield_per=AT_ONCE))


def entry_of_leaf(session: Session, index: int) -> EntryRow:
    """The entry at a place of the log that is known to exist."""
    return session.scalars(select(EntryRow).join(LeafRow).where(LeafRow.index == index)).one()


_ENTRY = cast(Table, EntryRow.__table__)
_APPEND = insert(_ENTRY).returning(_ENTRY.c.id)
_APPEND_ALL = {
    "postgresql": insert(_ENTRY).returning(_ENTRY.c.id, sort_by_parameter_order=True),
    # SQLite counts up in the order of VALUES. SQLAlchemy does not rely on that, and would insert row by row.
    "sqlite": _APPEND,
}
"""By dialect, so that in either the numbers count up in the order of the entries."""
_HASH = select(NodeRow.hash).where(NodeRow.level == bindparam("level"), NodeRow.index == bindparam("index"))
_SAID = tuple(column.name for column in _ENTRY.c if column.name != "id")
