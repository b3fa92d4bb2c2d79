"""Events by what is asked of them: pages of those for which all terms of a query hold.

A statement is made once for all queries that differ in values alone (`Asked`), and kept; `event_terms` says what a term
is in SQL. What an organisation may see is one more condition of the same statement.

Who asks for the events of an EPC asks for few. They are read from `entry` alone, which says whose they are; the rows of
`event` are looked at for those of others. Any other query is asked on each side of what its reader sees, by one
statement each, and a page is what comes first of all.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from heapq import merge
from itertools import count
from typing import Any, ClassVar

from sqlalchemy import (
    ColumnElement,
    Float,
    Integer,
    Select,
    bindparam,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from aril.domain.errors import Refusal
from aril.epcis.facts import findable
from aril.epcis.query import MATCHED, EventQuery, Term
from aril.store import cursor, event_terms
from aril.store.event_terms import COLUMNS
from aril.store.ledger import EntryRow, EventEpcRow, EventFactRow, EventRow, LeafRow
from aril.store.types import URI, Utc
from aril.store.visibility import Condition, Seen

STATEMENTS = 256
"""How many statements are kept ready."""
LONGEST_PAGE = 16_000_000
"""Characters of events at which a page ends early: one event may be as large as a whole request."""

_NO_MOMENT = datetime(1, 1, 2, tzinfo=UTC)


@dataclass(eq=False)
class QueryTooLarge(Refusal):
    template: ClassVar[str] = "More than {most} events were found, and at most so many were asked for."
    most: int


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event as it was captured: `body` is its JSON text."""

    entry_id: int
    record_time: datetime
    body: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the events found, and the token for those after them; an empty token on the last page."""

    events: tuple[StoredEvent, ...]
    next_page_token: str = ""


def find(
    session: Session,
    query: EventQuery,
    seen: Seen,
    *,
    any_of: Sequence[Term] = (),
    per_page: int | None = None,
) -> Page:
    """The events seen for which all terms of the query hold, and one of `any_of`: the page its token leads to.

    Raises `QueryTooLarge` where there are more than `max_event_count`, and `Invalid` for a token of another list.
    """
    sides = _sides(query, seen, any_of)
    values = _values(query, seen, any_of)
    connection = session.connection()
    if (most := query.max_event_count) is not None:
        found_on = (connection.scalar(_counting(asked, most + 1), values) or 0 for asked in sides)
        if sum(found_on) > most:
            raise QueryTooLarge(most)
    order = _order(query.order_by)
    served = 0
    if query.next_page_token:
        served, *last = cursor.read(query.next_page_token, int, *order.kinds, int)
        values |= {f"last{number}": value for number, value in enumerate(last)}
    size = query.per_page if per_page is None else per_page
    if query.event_count_limit is not None:
        size = max(0, min(size, query.event_count_limit - served))
    with ExitStack() as opened:
        found = [
            opened.enter_context(closing(connection.execute(_paging(asked, size + 1), values)))
            for asked in sides
        ]
        rows, are_more = _filled(
            merge(*found, key=lambda row: tuple(row[3:]), reverse=query.descending), size
        )
    page, served = tuple(StoredEvent(*row[:3]) for row in rows), served + len(rows)
    ended = not are_more or served == query.event_count_limit
    token = "" if ended or not page else cursor.write([served, *rows[-1][3:]])
    return Page(page, token)


def recorded(
    session: Session, query: EventQuery, seen: Seen, places: range, since: datetime, limit: int
) -> tuple[list[tuple[int, StoredEvent]], bool]:
    """The first events seen in these places of the log, recorded since a moment, for which all holds; with its place.

    They are in the order of the query, or of the log where it names none. The second answer is whether there are more.
    """
    values = _values(query, seen) | {
        "start": places.start,
        "stop": places.stop,
        "since": since,
    }
    with closing(session.connection().execute(_recording(_asked(query, seen), limit + 1), values)) as found:
        rows, are_more = _filled(found, limit)
    if query.order_by:
        rows = sorted(rows, key=lambda row: (*row[4:], row[3]), reverse=query.descending)
    return [(row[3], StoredEvent(*row[:3])) for row in rows], are_more


def _filled(found: Iterable[Sequence[Any]], most: int) -> tuple[list[Sequence[Any]], bool]:
    """The first rows, until their number or their events are a page; and whether there are more."""
    rows: list[Sequence[Any]] = []
    length = 0
    for row in found:
        length += len(row[2])
        if len(rows) == most or (rows and length > LONGEST_PAGE):
            return rows, True
        rows.append(row)
    return rows, False


def by_id(session: Session, event_id: str, seen: Seen) -> Sequence[StoredEvent]:
    """The event with this ID and the declarations that it was in error, in the order in which they were recorded."""
    found = _events().where(EventRow.event_id == event_id, seen.condition)
    rows = session.execute(found.order_by(EventRow.entry_id).limit(1000), seen.values)
    return [StoredEvent(*row) for row in rows]


def values(session: Session, field: str, seen: Seen, after: str, limit: int) -> list[str]:
    """What stands in a field of `COLUMNS`, or `epc` for all that is named, of the events seen: each once, in order."""
    column = EventEpcRow.epc if field == "epc" else COLUMNS[field]
    listed = select(column).distinct().where(column > after).order_by(column).limit(limit)
    if field == "epc":
        listed = listed.join(EventRow, EventRow.entry_id == EventEpcRow.entry_id)
    found: set[str] = set()
    for side in seen.sides:
        found.update(session.scalars(listed.where(side), seen.values))
    return sorted(found)[:limit]


# ── statements ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Asked:
    """What makes one statement differ from another. Queries that differ in values alone share theirs."""

    seen: Condition
    seen_at_once: Condition
    terms: tuple[Term, ...]
    any_of: tuple[Term, ...]
    order_by: str
    descending: bool
    is_continued: bool

    @property
    def are_few(self) -> bool:
        """Whether all that is asked is that an event names an EPC, whole: few do, whichever EPC it is."""
        terms = (*self.terms, *self.any_of)
        return bool(terms) and all(term.field in MATCHED and "*" not in term.values for term in terms)

    @property
    def goes_by_entry(self) -> bool:
        """Whether events are looked for in `entry`, and `event` is read only for those of others."""
        return self.are_few and not self.order_by


def _asked(query: EventQuery, seen: Seen, any_of: Sequence[Term] = ()) -> Asked:
    return Asked(
        seen.condition,
        seen.at_once,
        tuple(map(event_terms.blank, query.terms)),
        tuple(map(event_terms.blank, any_of)),
        query.order_by,
        query.descending,
        bool(query.next_page_token),
    )


def _sides(query: EventQuery, seen: Seen, any_of: Sequence[Term]) -> Sequence[Asked]:
    """What is asked so that each event found is found once: all of it, or beginning with each side of what is seen."""
    asked = _asked(query, seen, any_of)
    return [asked] if asked.are_few else [replace(asked, seen=side) for side in seen.sides]


def _values(query: EventQuery, seen: Seen, any_of: Sequence[Term] = ()) -> dict[str, object]:
    """The values for the places of a statement."""
    bound = (value for term in (*query.terms, *any_of) for value in event_terms.bound(term))
    return {**seen.values, **{f"value{number}": value for number, value in enumerate(bound)}}


def _holds(asked: Asked) -> list[Condition]:
    """All that holds for the events asked for, with places for the values of its terms."""
    places, number = map("value{}".format, count()), _number(asked)
    holds = [event_terms.compiled(term, number, places) for term in asked.terms]
    if asked.any_of:
        holds.append(or_(*(event_terms.compiled(term, number, places) for term in asked.any_of)))
    if asked.goes_by_entry:
        seen = or_(asked.seen_at_once, exists().where(EventRow.entry_id == number, asked.seen))
    else:
        seen = asked.seen
    return [*holds, seen]


def _number(asked: Asked) -> ColumnElement[int]:
    """The column that says which event it is."""
    return EntryRow.id.expression if asked.goes_by_entry else EventRow.entry_id.expression


@lru_cache(STATEMENTS)
def _paging(asked: Asked, size: int) -> Select[Any]:
    keys = [*_order(asked.order_by).columns, _number(asked)]
    found = _events(*keys, by_entry=asked.goes_by_entry).where(*_holds(asked))
    if asked.is_continued:
        last = tuple_(*(bindparam(f"last{number}", type_=key.type) for number, key in enumerate(keys)))
        found = found.where(tuple_(*keys) < last if asked.descending else tuple_(*keys) > last)
    order = (key.desc() if asked.descending else key.asc() for key in keys)
    return _planned(asked, found.order_by(*order).limit(_at_most(size)))


@lru_cache(STATEMENTS)
def _counting(asked: Asked, size: int) -> Select[int]:
    some = select(_number(asked)).where(*_holds(asked)).limit(_at_most(size)).subquery()
    return _planned(asked, select(func.count()).select_from(some))


@lru_cache(STATEMENTS)
def _recording(asked: Asked, size: int) -> Select[Any]:
    place = LeafRow.index.expression
    found = (
        _events(place, *_order(asked.order_by).columns, by_entry=asked.goes_by_entry)
        .join(LeafRow, LeafRow.entry_id == EntryRow.id)
        .where(place >= bindparam("start"), place < bindparam("stop"))
        .where(EntryRow.recorded_at >= bindparam("since"), *_holds(asked))
        .order_by(place)
        .limit(_at_most(size))
    )
    return _planned(asked, found)


def _at_most(size: int) -> ColumnElement[int]:
    """A number of rows that stands in the statement itself: a bare place makes SQLite plan it anew, as in `rare`."""
    return literal_column(str(size), Integer())


def _planned(asked: Asked, statement: Select[Any]) -> Select[Any]:
    """The statement, planned anew for its values unless one plan does for all of them."""
    return statement if asked.are_few else statement.execution_options(aril_planned="anew")


def _events(*more: ColumnElement[Any], by_entry: bool = False) -> Select[Any]:
    """All that a `StoredEvent` says, and more, of rows of `event`, or of `entry` alone."""
    found = select(EntryRow.id, EntryRow.recorded_at, EntryRow.body, *more)
    return found if by_entry else found.select_from(EventRow).join(EntryRow, EntryRow.id == EventRow.entry_id)


# ── order ─────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Order:
    """What a list is ordered by, before the number of the entry decides; and what kinds of values these are."""

    columns: tuple[ColumnElement[Any], ...] = ()
    kinds: tuple[type, ...] = ()


ORDERS: Mapping[str, Order] = {
    "": Order(),
    "eventTime": Order((EventRow.event_time.expression,), (datetime,)),
    "recordTime": Order((EventRow.record_time.expression,), (datetime,)),
}


def _order(order_by: str) -> Order:
    return ORDERS.get(order_by) or _by_own_field(order_by)


def _by_own_field(key: str) -> Order:
    """By a field of one's own: numbers as numbers, times as times, then texts; events without it at one end."""

    def least(column: InstrumentedAttribute[Any], nothing: ColumnElement[Any]) -> ColumnElement[Any]:
        found = (
            select(func.min(column))
            .where(
                EventFactRow.entry_id == EventRow.entry_id,
                EventFactRow.field.in_(("event", "ilmd")),
                EventFactRow.key == findable(key),
                EventFactRow.inner.is_(False),
            )
            .scalar_subquery()
        )
        return func.coalesce(found, nothing, type_=nothing.type)

    columns = (
        least(EventFactRow.number, literal(float("-1.7e308"), Float(53))),
        least(EventFactRow.moment, literal(_NO_MOMENT, Utc())),
        least(EventFactRow.text, literal("", URI)),
    )
    return Order(columns, (float, datetime, str))
