"""What is asked of an event as SQL: each term of `aril.epcis.query` as a condition with places for its values.

A term asks for a column of `event`, for an EPC in certain roles, or for a fact. Which one is a matter of the tables
here; how it is compared, of one rule.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, false, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from aril.epcis import spelling
from aril.epcis.facts import findable
from aril.epcis.query import MATCHED, Operator, Term
from aril.epcis.query_values import Value
from aril.store.ledger import EventEpcRow, EventFactRow, EventRow
from aril.store.types import fixed, rare
from aril.store.visibility import Condition

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


def compiled(term: Term, number: ColumnElement[int], places: Iterator[str]) -> Condition:
    """The condition that a term says, with the next `places` for its values as `bound` gives them.

    `number` is the column that says which event it is. Terms of `COLUMNS` ask for a row of `event`.
    """
    if term.operator in (Operator.HASATTR, Operator.EQATTR):
        return false()  # attributes are a matter of XML
    if term.field in MATCHED:
        return number.in_(_naming(term, places))
    if term.field in COLUMNS and not term.key:
        return _compared(COLUMNS[term.field], term, places)
    return number.in_(_with_fact(term, places))


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


def bound(term: Term) -> Iterator[object]:
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


def _naming(term: Term, places: Iterator[str]) -> Select[int]:
    roles = [fixed(ROLES[name]) for name in MATCHED[term.field]]
    return select(EventEpcRow.entry_id).where(
        EventEpcRow.role.in_(roles), _compared(EventEpcRow.epc, term, places)
    )


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
            return datetime(1, 1, 2, tzinfo=UTC)
        case Decimal():
            return Decimal()
        case _:
            return ""
