"""Events as programs ask for them: each organisation sees what its pages show."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from aril.domain.errors import Invalid, NotFound, Refusal
from aril.domain.membership import Member, Role
from aril.epcis.contexts import Json
from aril.epcis.events import Event, canonical_event
from aril.epcis.jsontext import dumps, loads
from aril.epcis.query import EventQuery, Term, parse_query
from aril.epcis.reading import read_event
from aril.services.site import Site
from aril.store import cursor, events, jobs, subscriptions
from aril.store.events import StoredEvent
from aril.store.jobs import NamedQueryRow
from aril.store.visibility import Seen, visible_to

LONGEST_NAME = 200
NAME = r"^[^\s./\x00-\x1f\x7f-\x9f](?:[^/\x00-\x1f\x7f-\x9f]*[^\s/\x00-\x1f\x7f-\x9f])?$"
"""Names of queries stand in addresses: they have no slash, begin with no dot, and nobody overlooks a character."""

TRANSLATED = "Always_GS1_Digital_Link"
"""The `GS1-EPC-Format` in which events are answered unless another is asked for."""

MOST_PER_PAGE = 1000


@dataclass(eq=False)
class QueryExists(Refusal):
    template: ClassVar[str] = "A query of the name “{name}” exists already."
    name: str


@dataclass(frozen=True, slots=True)
class Found:
    """Events, each with the moment it was recorded, and the token of those after them."""

    events: tuple[Event, ...]
    next_page_token: str = ""


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """Parameters that an organisation keeps under a name."""

    name: str
    query: Mapping[str, Json]
    created_at: datetime


def find(site: Site, reader: Member, query: EventQuery, any_of: Sequence[Term] = ()) -> Found:
    """A page of the events that a query finds and the reader may see, and for which one of `any_of` holds.

    Raises what `store.events.find` raises.
    """
    seen, per_page = _seen_by(site, reader), min(query.per_page, MOST_PER_PAGE)
    with site.db.read() as session:
        page = events.find(session, query, seen, any_of=any_of, per_page=per_page)
    return Found(tuple(_read(each) for each in page.events), page.next_page_token)


def event(site: Site, reader: Member, event_id: str) -> Found:
    """An event and the declarations that it was in error; raises `NotFound`."""
    with site.db.read() as session:
        found = events.by_id(session, event_id, _seen_by(site, reader))
    if not found:
        raise NotFound("event", event_id)
    return Found(tuple(_read(each) for each in found))


def values(site: Site, reader: Member, field: str, per_page: int, token: str) -> tuple[list[str], str]:
    """What stands in a field of the events that the reader may see, each once, in order; and the next page's token."""
    (after,) = cursor.read(token, str) if token else ("",)
    per_page = min(per_page, MOST_PER_PAGE)
    with site.db.read() as session:
        found = events.values(session, field, _seen_by(site, reader), after, per_page + 1)
    following = cursor.write([found[per_page - 1]]) if len(found) > per_page else ""
    return found[:per_page], following


def recorded(
    session: Session,
    site: Site,
    reader: Member,
    query: EventQuery,
    places: range,
    since: datetime,
    limit: int,
) -> tuple[list[tuple[int, Event]], bool]:
    """The first events, at most `limit`, in these places of the log, recorded since a moment, that a query finds.

    Each with its place, in the order that `store.events.recorded` says; and whether there are more.
    """
    found, are_more = events.recorded(session, query, _seen_by(site, reader), places, since, limit)
    return [(place, _read(each)) for place, each in found], are_more


def spelled(event: Event, epc_format: str) -> Event:
    """An event with its identifiers as `GS1-EPC-Format` asks for them."""
    return canonical_event(event) if epc_format == TRANSLATED else event


def keep_query(site: Site, member: Member, name: str, query: Mapping[str, Json], at: datetime) -> None:
    """Keep a query under a name; raises `QueryParameterError`, `QueryExists`, or `Invalid`."""
    if len(name) > LONGEST_NAME or not re.fullmatch(NAME, name):
        raise Invalid.at(
            "name",
            "The name of a query has 1 to {most} characters, no slash, no dot before it and no blanks around it.",
            most=LONGEST_NAME,
        )
    if parse_query(query).next_page_token:
        raise Invalid.at(
            "query.nextPageToken",
            "A query is kept without nextPageToken: whoever asks for its events gives it.",
        )
    row = NamedQueryRow(
        organisation_id=member.organisation_id, name=name, query=dumps(dict(query)), created_at=at
    )
    try:
        with site.db.write() as session:
            session.add(row)
    except IntegrityError:
        raise QueryExists(name) from None


def named_query(site: Site, reader: Member, name: str) -> NamedQuery:
    """A query of the reader's organisation; raises `NotFound`."""
    with site.db.read() as session:
        row = jobs.named_query(session, reader.organisation_id, name)
        if row is None:
            raise NotFound("query", name)
        return _named(row)


def named_queries(site: Site, reader: Member, per_page: int, token: str) -> tuple[list[NamedQuery], str]:
    """The queries of the reader's organisation by name, and the token of the next page."""
    (after,) = cursor.read(token, str) if token else ("",)
    per_page = min(per_page, MOST_PER_PAGE)
    with site.db.read() as session:
        rows = jobs.named_queries(session, reader.organisation_id, per_page + 1, after)
        following = cursor.write([rows[per_page - 1].name]) if len(rows) > per_page else ""
        return [_named(row) for row in rows[:per_page]], following


def drop_query(site: Site, member: Member, name: str) -> None:
    """Forget a query of the member's organisation and all subscriptions to it; raises `NotFound`."""
    with site.db.write() as session:
        row = jobs.named_query(session, member.organisation_id, name)
        if row is None:
            raise NotFound("query", name)
        subscriptions.forget(session, member.organisation_id, name)
        session.delete(row)


def _seen_by(site: Site, reader: Member) -> Seen:
    region = reader.region if reader.has(Role.REGULATOR) else ""
    return visible_to(reader.organisation_id, region, site.terms.releasing)


def _read(stored: StoredEvent) -> Event:
    """The event as it came, with the moment of its recording (EPCIS 2.0, section 7.4.1: recordTime)."""
    return replace(read_event(loads(stored.body)), record_time=stored.record_time)


def _named(row: NamedQueryRow) -> NamedQuery:
    return NamedQuery(row.name, loads(row.query), row.created_at)
