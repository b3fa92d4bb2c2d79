"""The three forms in which events travel: an EPCIS document, the answer to a query, and one event alone.

Each answers `events`. A document's header may carry master data, which is read, checked and kept.

Source: EPCIS 2.0, sections 9.5 to 9.8 and 10.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, ClassVar

from aril.epcis.contexts import EPCIS_CONTEXT, Json, Scope
from aril.epcis.errors import Refusal
from aril.epcis.events import EVENT, Event
from aril.epcis.extensions import Extensions
from aril.epcis.jsontext import dumps
from aril.epcis.kinds import CONTEXT, TEXT, TIME, URI, VERSION, Kind, many, shown
from aril.epcis.records import Member, Record, Table, one

EVENTS = many(EVENT)


def _read_attribute(json: Json, _scope: Scope) -> Json:
    if json is None or isinstance(json, bool | list):
        raise Refusal.of("not-text", found=shown(json))
    return json


ATTRIBUTE_VALUE = Kind(
    _read_attribute, lambda value, _: value, schema={"type": ["string", "number", "object"]}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute(Record):
    """One attribute of a master data element."""

    ANY_KEY = True

    id: Annotated[str, Member("id", URI)]
    value: Annotated[Json, Member("attribute", ATTRIBUTE_VALUE)] = None
    extensions: Extensions = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class VocabularyElement(Record):
    """One place, party or item of which master data tells."""

    ANY_KEY = True

    id: Annotated[str, Member("id", URI)]
    attributes: Annotated[tuple[Attribute, ...], Member("attributes", many(one(Attribute)))] = ()
    children: Annotated[tuple[str, ...], Member("children", many(URI))] = ()
    extensions: Extensions = field(default_factory=dict, hash=False)


VOCABULARY_ELEMENTS = many(one(VocabularyElement))


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary(Record):
    """The master data of one kind of thing."""

    ANY_KEY = True

    type: Annotated[str, Member("type", URI)]
    elements: Annotated[
        tuple[VocabularyElement, ...], Member("vocabularyElementList", VOCABULARY_ELEMENTS)
    ] = ()
    extensions: Extensions = field(default_factory=dict, hash=False)


VOCABULARIES = many(one(Vocabulary))


@dataclass(frozen=True, slots=True, kw_only=True)
class MasterData(Record):
    """The master data of a document."""

    ANY_KEY = True

    vocabularies: Annotated[tuple[Vocabulary, ...], Member("vocabularyList", VOCABULARIES)] = ()
    extensions: Extensions = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Header(Record):
    """What a document says besides its events."""

    master_data: Annotated[MasterData | None, Member("epcisMasterData", one(MasterData))] = None
    extensions: Extensions = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body(Record):
    """The events of a document."""

    events: Annotated[tuple[Event, ...], Member("eventList", EVENTS)]
    extensions: Extensions = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsBody(Record):
    """The events a query found."""

    events: Annotated[tuple[Event, ...], Member("eventList", EVENTS)]
    vocabularies: Annotated[tuple[Vocabulary, ...], Member("vocabularyList", VOCABULARIES)] = ()
    extensions: Extensions = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryResults(Record):
    """What a query found, and for which query or subscription."""

    query_name: Annotated[str, Member("queryName", TEXT)]
    subscription_id: Annotated[str | None, Member("subscriptionID", TEXT)] = None
    body: Annotated[ResultsBody, Member("resultsBody", one(ResultsBody))]
    extensions: Extensions = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryBody(Record):
    """The body of a query document."""

    results: Annotated[QueryResults, Member("queryResults", one(QueryResults))]
    extensions: Extensions = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Record):
    """Events on their way from one organisation to another."""

    JSON_TYPE = "EPCISDocument"
    EVENTS_AT: ClassVar[tuple[str, ...]] = ("epcisBody", "eventList")

    context: Annotated[Json, Member("@context", CONTEXT)]
    id: Annotated[str | None, Member("id", URI)] = None
    schema_version: Annotated[str, Member("schemaVersion", VERSION)]
    creation_date: Annotated[datetime, Member("creationDate", TIME)]
    instance_identifier: Annotated[str | None, Member("instanceIdentifier", TEXT)] = None
    sender: Annotated[str | None, Member("sender", TEXT)] = None
    receiver: Annotated[str | None, Member("receiver", TEXT)] = None
    header: Annotated[Header | None, Member("epcisHeader", one(Header))] = None
    body: Annotated[Body, Member("epcisBody", one(Body))]
    extensions: Extensions = field(default_factory=dict, hash=False)

    @property
    def events(self) -> tuple[Event, ...]:
        return self.body.events

    @classmethod
    def of(cls, events: tuple[Event, ...], *, created: datetime, context: Json = EPCIS_CONTEXT) -> "Document":
        """A new document of these events."""
        return cls(context=context, schema_version="2.0", creation_date=created, body=Body(events=events))


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryDocument(Record):
    """Events as the answer to a query."""

    JSON_TYPE = "EPCISQueryDocument"
    EVENTS_AT: ClassVar[tuple[str, ...]] = ("epcisBody", "queryResults", "resultsBody", "eventList")

    context: Annotated[Json, Member("@context", CONTEXT)]
    id: Annotated[str | None, Member("id", URI)] = None
    schema_version: Annotated[str | None, Member("schemaVersion", VERSION)] = None
    creation_date: Annotated[datetime | None, Member("creationDate", TIME)] = None
    body: Annotated[QueryBody, Member("epcisBody", one(QueryBody))]
    extensions: Extensions = field(default_factory=dict, hash=False)

    @property
    def events(self) -> tuple[Event, ...]:
        return self.body.results.body.events

    @classmethod
    def of(
        cls,
        events: tuple[Event, ...],
        *,
        created: datetime,
        query_name: str = "SimpleEventQuery",
        subscription_id: str | None = None,
    ) -> "QueryDocument":
        """The answer to a query. A context that all events have in common stands once, on the document."""
        levels = {dumps(list(each.context)): each.context for each in events}
        common = next(iter(levels.values())) if len(levels) == 1 else ()
        context = common[0] if len(common) == 1 else EPCIS_CONTEXT
        results = QueryResults(
            query_name=query_name, subscription_id=subscription_id, body=ResultsBody(events=events)
        )
        return cls(
            context=context, schema_version="2.0", creation_date=created, body=QueryBody(results=results)
        )


@dataclass(frozen=True, slots=True)
class BareEvent:
    """One event alone, with its own context."""

    EVENTS_AT: ClassVar[tuple[str, ...]] = ()

    event: Event

    @property
    def events(self) -> tuple[Event, ...]:
        return (self.event,)


AnyDocument = Document | QueryDocument | BareEvent

DOCUMENT = Table.of(Document)
QUERY_DOCUMENT = Table.of(QueryDocument)
