"""Events by what is asked of them: the terms of `aril.epcis.query` as SQL.

A term asks for a column of `event`, for an EPC in certain roles, or for a fact. Which one is a matter of the tables
here; how it is compared, of one rule. What an organisation may see is one more condition of the same statement.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from itertools import count
from typing import Any, ClassVar

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Float,
    Integer,
    Select,
    and_,
    bindparam,
    exists,
    false,
    func,
    literal,
    literal_column,
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
from aril.store.types import URI, Utc, fixed, rare
from aril.store.visibility import Condition, Seen

STATEMENTS = 256
"""How many statements are kept ready."""

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
    asked = _asked(query, seen, any_of)
    values = _values(query, seen, any_of)
    connection = session.connection()
    if (most := query.max_event_count) is not None:
        found = connection.scalar(_counting(asked, most + 1), values)
        if found is not None and found > most:
            raise QueryTooLarge(most)
    order = _order(query.order_by)
    served = 0
    if query.next_page_token:
        served, *last = cursor.read(query.next_page_token, int, *order.kinds, int)
        values |= {f"last{number}": value for number, value in enumerate(last)}
    size = query.per_page if per_page is None else per_page
    if query.event_count_limit is not None:
        size = min(size, query.event_count_limit - served)
    rows = connection.execute(_paging(asked, size + 1), values).all()
    page = tuple(StoredEvent(*row[:3]) for row in rows[:size])
    ended = len(rows) <= size or served + size == query.event_count_limit
    token = "" if ended or not page else cursor.write([served + size, *rows[size - 1][3:]])
    return Page(page, token)


def recorded(
    session: Session, query: EventQuery, seen: Seen, places: range, since: datetime, limit: int
) -> list[tuple[int, StoredEvent]]:
    """The first events seen in these places of the log, recorded since a moment, for which all holds; with its place.

    They are in the order of the query, or of the log where it names none.
    """
    values = _values(query, seen) | {
        "start": places.start,
        "stop": places.stop,
        "since": since,
    }
    rows = session.connection().execute(_recording(_asked(query, seen), limit), values).all()
    if query.order_by:
        rows = sorted(rows, key=lambda row: (*row[4:], row[3]), reverse=query.descending)
    return [(row[3], StoredEvent(*row[:3])) for row in rows]


def by_id(session: Session, event_id: str, seen: Seen) -> Sequence[StoredEvent]:
    """The event with this ID and the declarations that it was in error, in the order in which they were recorded."""
    found = _events().where(EventRow.event_id == event_id, seen.condition)
    rows = session.execute(found.order_by(EventRow.entry_id).limit(1000), seen.values)
    return [StoredEvent(*row) for row in rows]


def values(session: Session, field: str, seen: Seen, after: str, limit: int) -> list[str]:
    """What stands in a field of `COLUMNS`, or `epc` for all that is named, of the events seen: each once, in order."""
    if field == "epc":
        column: InstrumentedAttribute[Any] = EventEpcRow.epc
        shown: Condition = exists().where(EventRow.entry_id == EventEpcRow.entry_id, seen.condition)
    else:
        column, shown = COLUMNS[field], seen.condition
    found = select(column).where(column > after, shown).distinct().order_by(column).limit(limit)
    return list(session.scalars(found, seen.values))


# ── statements ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Asked:
    """What makes one statement differ from another. Queries that differ in values alone share theirs."""

    sees: Condition
    terms: tuple[Term, ...]
    any_of: tuple[Term, ...]
    order_by: str
    descending: bool
    is_continued: bool


def _asked(query: EventQuery, seen: Seen, any_of: Sequence[Term] = ()) -> Asked:
    return Asked(
        seen.condition,
        tuple(map(blank, query.terms)),
        tuple(map(blank, any_of)),
        query.order_by,
        query.descending,
        bool(query.next_page_token),
    )


def _values(query: EventQuery, seen: Seen, any_of: Sequence[Term] = ()) -> dict[str, object]:
    """The values for the places of a statement."""
    bound = (value for term in (*query.terms, *any_of) for value in _bound(term))
    return {**seen.values, **{f"value{number}": value for number, value in enumerate(bound)}}


def _holds(asked: Asked) -> list[Condition]:
    """All that holds for the events asked for, with places for the values of its terms."""
    places = map("value{}".format, count())
    terms = [_compiled(term, places) for term in asked.terms]
    return [
        *terms,
        *([or_(*(_compiled(term, places) for term in asked.any_of))] if asked.any_of else ()),
        asked.sees,
    ]


@lru_cache(STATEMENTS)
def _paging(asked: Asked, size: int) -> Select[Any]:
    keys = [*_order(asked.order_by).columns, EventRow.entry_id.expression]
    found = _events(*keys).where(*_holds(asked))
    if asked.is_continued:
        last = tuple_(*(bindparam(f"last{number}", type_=key.type) for number, key in enumerate(keys)))
        found = found.where(tuple_(*keys) < last if asked.descending else tuple_(*keys) > last)
    return found.order_by(*(key.desc() if asked.descending else key.asc() for key in keys)).limit(
        _at_most(size)
    )


@lru_cache(STATEMENTS)
def _counting(asked: Asked, size: int) -> Select[int]:
    some = select(EventRow.entry_id).where(*_holds(asked)).limit(_at_most(size)).subquery()
    return select(func.count()).select_from(some)


@lru_cache(STATEMENTS)
def _recording(asked: Asked, size: int) -> Select[Any]:
    place = LeafRow.index.expression
    return (
        _events(place, *_order(asked.order_by).columns)
        .join(LeafRow, LeafRow.entry_id == EventRow.entry_id)
        .where(place >= bindparam("start"), place < bindparam("stop"))
        .where(EventRow.record_time >= bindparam("since"), *_holds(asked))
        .order_by(place)
        .limit(_at_most(size))
    )


def _at_most(size: int) -> ColumnElement[int]:
    """A number of rows that stands in the statement itself: a bare place makes SQLite plan it anew, as in `rare`."""
    return literal_column(str(size), Integer())


def _events(*more: ColumnElement[Any]) -> Select[Any]:
    return select(
        EventRow.entry_id,
        EventRow.record_time,
        EntryRow.body,
        *more,
    ).join(EntryRow, EntryRow.id == EventRow.entry_id)


# ── terms ─────────────────────────────────────────────────────────────────────────────────────────────


def blank(term: Term) -> Term:
    """The term with a sample of its kind in the place of each value: equal for terms of the same statement."""
    match term.operator:
        case Operator.EXISTS | Operator.HASATTR | Operator.EQATTR:
            samples: tuple[Value, ...] = ()
        case Operator.MATCH:
            samples = tuple("*" if str(value).endswith("*") else "" for value in term.values)
        case _:
            samples = tuple(map(_sample, term.values))
    return Term(term.field, term.operator, samples, term.key, term.inner)


def _compiled(term: Term, places: Iterator[str]) -> Condition:
    """The condition that a term says, with the next `places` for its values as `_bound` gives them."""
    if term.operator in (Operator.HASATTR, Operator.EQATTR):
        return false()  # attributes are a matter of XML
    if term.field in MATCHED:
        return _named(term, places)
    if term.field in COLUMNS and not term.key:
        return _compared(COLUMNS[term.field], term, places)
    return EventRow.entry_id.in_(_with_fact(term, places))


COMPARED: Mapping[Operator, Callable[[ColumnElement[Any], Any], Condition]] = {
    Operator.GT: lambda column, value: column > value,
    Operator.GE: lambda column, value: column >= value,
    Operator.LT: lambda column, value: column < value,
    Operator.LE: lambda column, value: column <= value,
}


def _compared(
    column: ColumnElement[Any] | InstrumentedAttribute[Any], term: Term, places: Iterator[str]
) -> Condition:
    expression = column.expression if isinstance(column, InstrumentedAttribute) else column

    def place() -> BindParameter[Any]:
        return bindparam(next(places), type_=expression.type)

    match term.operator:
        case Operator.EXISTS:
            return expression.is_not(None)
        case Operator.EQ:
            return expression.in_([place() for _ in term.values])
        case Operator.MATCH | Operator.WD:
            return or_(
                *(
                    and_(expression >= place(), expression < place())
                    if begins
                    else expression == rare(next(places))
                    for _, begins in _alternatives(term)
                )
            )
        case _:
            return and_(*(COMPARED[term.operator](expression, place()) for _ in term.values))


def _bound(term: Term) -> Iterator[object]:
    """The values of a term, for the places that `_compared` has for them."""
    match term.operator:
        case Operator.EXISTS | Operator.HASATTR | Operator.EQATTR:
            return
        case Operator.MATCH | Operator.WD:
            for text, begins in _alternatives(term):
                yield from (text, text + _HIGHEST) if begins else (text,)
        case _:
            yield from map(_plain, term.values)


def _alternatives(term: Term) -> Iterator[tuple[str, bool]]:
    """What one of must hold: a text to be equal to, or, where it says so, to begin with (a range, in an index)."""
    for value in map(str, term.values):
        if term.operator is Operator.MATCH:
            yield value.removesuffix("*"), value.endswith("*")
        else:  # what lies within `…/414/{gln}` continues it: `…/414/{gln}/254/{part}`
            yield value, False
            yield f"{value}/", True


def _named(term: Term, places: Iterator[str]) -> Condition:
    roles = [fixed(ROLES[name]) for name in MATCHED[term.field]]
    named = select(EventEpcRow.entry_id).where(
        EventEpcRow.role.in_(roles), _compared(EventEpcRow.epc, term, places)
    )
    return EventRow.entry_id.in_(named)


def _with_fact(term: Term, places: Iterator[str]) -> Select[int]:
    found = select(EventFactRow.entry_id).where(
        EventFactRow.field == term.field, EventFactRow.key == findable(term.key)
    )
    if term.key and term.field in OWN and not term.inner:
        found = found.where(EventFactRow.inner.is_(False))
    if term.operator is Operator.EXISTS:
        return found
    return found.where(_compared(_holding(term.values[0]), term, places))


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


def _sample(value: Value) -> Value:
    match value:
        case datetime():
            return _NO_MOMENT
        case Decimal():
            return Decimal()
        case _:
            return ""


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
