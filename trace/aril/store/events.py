"""Events by what is asked of them: the terms of `aril.epcis.query` as SQL.

A term asks for a column of `event`, for an EPC in certain roles, or for a fact. Which one is a matter of the tables
here; how it is compared, of one rule. What an organisation may see is one more condition of the same statement.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import (
    ColumnElement,
    Float,
    Select,
    and_,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from aril.domain.errors import Refusal
from aril.epcis import spelling
from aril.epcis.facts import findable
from aril.epcis.query import MATCHED, EventQuery, Operator, Term
from aril.epcis.query_values import Value
from aril.store import cursor
from aril.store.ledger import EntryRow, EventEpcRow, EventFactRow, EventRow, LeafRow
from aril.store.types import URI, Utc

Condition = ColumnElement[bool]

COLUMNS: Mapping[str, InstrumentedAttribute[Any]] = {
    "eventType": EventRow.type,
    "eventTime": EventRow.event_time,
    "recordTime": EventRow.record_time,
    "errorDeclarationTime": EventRow.error_declared_at,
    "errorDeclaration": EventRow.error_declared_at,
    "eventID": EventRow.event_id,
    "action": EventRow.action,
    "bizStep": EventRow.biz_step,
    "disposition": EventRow.disposition,
    "readPoint": EventRow.read_point,
    "bizLocation": EventRow.biz_location,
}
"""Field of a term without a key → the column that holds it."""

ROLES: Mapping[str, str] = {
    "epcList": "epc",
    "childEPCs": "child",
    "parentID": "parent",
    "inputEPCList": "input",
    "outputEPCList": "output",
    "quantityList": "class",
    "childQuantityList": "child-class",
    "inputQuantityList": "input-class",
    "outputQuantityList": "output-class",
}
"""List of an event in `query.MATCHED` → its role in `event_epc`."""

_HIGHEST = "\U0010ffff"
_NO_MOMENT = datetime(1, 1, 2, tzinfo=UTC)


@dataclass(eq=False)
class QueryTooLarge(Refusal):
    template: ClassVar[str] = "More than {most} events were found, and at most so many were asked for."
    most: int


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event as it was captured: `body` is its JSON text."""

    entry_id: int
    event_id: str
    organisation_id: str
    record_time: datetime
    body: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the events found, and the token for those after them; an empty token on the last page."""

    events: tuple[StoredEvent, ...]
    next_page_token: str = ""


def find(session: Session, query: EventQuery, *sees: Condition, per_page: int | None = None) -> Page:
    """The events for which all terms of the query and the conditions `sees` hold: the page its token leads to.

    Raises `QueryTooLarge` where there are more than `max_event_count`, and `Invalid` for a token of another list.
    """
    holds = [compiled(term) for term in query.terms] + list(sees)
    if query.max_event_count is not None:
        _refuse_more(session, holds, query.max_event_count)
    order = ORDERS.get(query.order_by) or _by_own_field(query.order_by)
    keys = [*order.columns, EventRow.entry_id.expression]
    served = 0
    if query.next_page_token:
        served, *last = cursor.read(query.next_page_token, int, *order.kinds, int)
        bound = tuple_(
            *(literal(each, key.type) for each, key in zip(last, keys, strict=True)),
        )
        holds.append(tuple_(*keys) < bound if query.descending else tuple_(*keys) > bound)
    size = query.per_page if per_page is None else per_page
    if query.event_count_limit is not None:
        size = min(size, query.event_count_limit - served)
    rows = session.execute(
        _events(*keys)
        .where(*holds)
        .order_by(*(key.desc() if query.descending else key.asc() for key in keys))
        .limit(size + 1)
    ).all()
    page = tuple(StoredEvent(*row[:5]) for row in rows[:size])
    ended = len(rows) <= size or served + size == query.event_count_limit
    token = "" if ended or not page else cursor.write([served + size, *rows[size - 1][5:]])
    return Page(page, token)


def recorded(
    session: Session, query: EventQuery, places: range, limit: int, *sees: Condition
) -> list[tuple[int, StoredEvent]]:
    """The first events in these places of the log for which all holds, each with its place.

    They are in the order of the query, or of the log where it names none.
    """
    order = ORDERS.get(query.order_by) or _by_own_field(query.order_by)
    holds = [compiled(term) for term in query.terms] + list(sees)
    rows = session.execute(
        _events(LeafRow.index.expression, *order.columns)
        .join(LeafRow, LeafRow.entry_id == EventRow.entry_id)
        .where(LeafRow.index >= places.start, LeafRow.index < places.stop, *holds)
        .order_by(LeafRow.index)
        .limit(limit)
    ).all()
    if order.columns:
        rows = sorted(rows, key=lambda row: (*row[6:], row[5]), reverse=query.descending)
    return [(row[5], StoredEvent(*row[:5])) for row in rows]


def by_id(session: Session, event_id: str, *sees: Condition) -> Sequence[StoredEvent]:
    """The event with this ID and the declarations that it was in error, in the order in which they were recorded."""
    rows = session.execute(
        _events().where(EventRow.event_id == event_id, *sees).order_by(EventRow.entry_id).limit(1000)
    )
    return [StoredEvent(*row) for row in rows]


def values(session: Session, field: str, sees: Condition, after: str, limit: int) -> list[str]:
    """What stands in a field of `COLUMNS`, or `epc` for all that is named, of the events seen: each once, in order."""
    if field == "epc":
        column: InstrumentedAttribute[Any] = EventEpcRow.epc
        shown: Condition = exists().where(EventRow.entry_id == EventEpcRow.entry_id, sees)
    else:
        column, shown = COLUMNS[field], sees
    found = select(column).where(column > after, shown).distinct().order_by(column).limit(limit)
    return list(session.scalars(found))


def compiled(term: Term) -> Condition:
    """The condition that a term says."""
    if term.operator in (Operator.HASATTR, Operator.EQATTR):
        return false()  # attributes are a matter of XML
    if term.field in MATCHED:
        return _named(term)
    if term.field in COLUMNS and not term.key:
        return _compared(COLUMNS[term.field], term)
    return EventRow.entry_id.in_(_with_fact(term))


# ── terms ─────────────────────────────────────────────────────────────────────────────────────────────

COMPARED: Mapping[Operator, Callable[[ColumnElement[Any], Any], Condition]] = {
    Operator.GT: lambda column, value: column > value,
    Operator.GE: lambda column, value: column >= value,
    Operator.LT: lambda column, value: column < value,
    Operator.LE: lambda column, value: column <= value,
}


def _compared(column: ColumnElement[Any] | InstrumentedAttribute[Any], term: Term) -> Condition:
    expression = column.expression if isinstance(column, InstrumentedAttribute) else column
    match term.operator:
        case Operator.EXISTS:
            return expression.is_not(None)
        case Operator.EQ:
            return expression.in_([_plain(value) for value in term.values])
        case Operator.MATCH:
            return or_(*(_like(expression, str(value)) for value in term.values))
        case Operator.WD:
            return or_(*(_within(expression, str(value)) for value in term.values))
        case _:
            return and_(*(COMPARED[term.operator](expression, _plain(value)) for value in term.values))


def _named(term: Term) -> Condition:
    roles = [ROLES[name] for name in MATCHED[term.field]]
    named = select(EventEpcRow.entry_id).where(EventEpcRow.role.in_(roles), _compared(EventEpcRow.epc, term))
    return EventRow.entry_id.in_(named)


def _with_fact(term: Term) -> Select[int]:
    found = select(EventFactRow.entry_id).where(
        EventFactRow.field == term.field, EventFactRow.key == findable(term.key)
    )
    if term.key and term.field in OWN and not term.inner:
        found = found.where(EventFactRow.inner.is_(False))
    if term.operator is Operator.EXISTS:
        return found
    return found.where(_compared(_holding(term.values[0]), term))


OWN = frozenset(("event", "ilmd", "errorDeclaration", "sensorElement", "sensorMetadata", "sensorReport")) | {
    "readPoint",
    "bizLocation",
}
"""What holds fields of one's own."""


def _holding(value: Value) -> InstrumentedAttribute[Any]:
    """The column of a fact in which values like this one stand."""
    if isinstance(value, Decimal):
        return EventFactRow.number
    return EventFactRow.moment if isinstance(value, datetime) else EventFactRow.text


def _plain(value: Value) -> object:
    if isinstance(value, bool):
        return spelling.truth(value)
    if isinstance(value, Decimal):
        return float(value)
    return value if isinstance(value, datetime) else findable(str(value))


def _like(column: ColumnElement[Any], pattern: str) -> Condition:
    """Equal, or beginning with what stands before a `*` at the end: a range, which an index finds."""
    if not pattern.endswith("*"):
        return column == pattern
    beginning = pattern[:-1]
    return and_(column >= beginning, column < beginning + _HIGHEST)


def _within(column: ColumnElement[Any], place: str) -> Condition:
    """A place, or one whose identifier continues its own: `…/414/{gln}/254/{part}` lies within `…/414/{gln}`."""
    return or_(column == place, _like(column, f"{place}/*"))


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


# ── small change ──────────────────────────────────────────────────────────────────────────────────────


def _events(*more: ColumnElement[Any]) -> Select[Any]:
    return select(
        EventRow.entry_id,
        EventRow.event_id,
        EventRow.organisation_id,
        EventRow.record_time,
        EntryRow.body,
        *more,
    ).join(EntryRow, EntryRow.id == EventRow.entry_id)


def _refuse_more(session: Session, holds: Iterable[Condition], most: int) -> None:
    some = select(EventRow.entry_id).where(*holds).limit(most + 1).subquery()
    if (session.scalar(select(func.count()).select_from(some)) or 0) > most:
        raise QueryTooLarge(most)
