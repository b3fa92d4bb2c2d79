"""The event types of EPCIS 2.0 as frozen values.

What: `epc_list`, `quantity_list`, `parent_id`, `child_…`, `input_…` and `output_…`. When: `event_time`, an aware
datetime, and the offset of the place. Where: `read_point`, `biz_location`. Why: `biz_step`, the dispositions,
transactions, sources and destinations. How: `sensor_elements`. `ilmd` describes instances and lots as they come into
being.

Each field is declared with its place in JSON; reading, writing and the event hash follow the declarations
(`records.py`). Identifiers and terms are strings; a standard term is a member of its vocabulary, so that
`event.biz_step == BizStep.SHIPPING` holds however it was spelled. `context` holds the JSON-LD contexts in force, which
give `extensions` and `ilmd` their namespaces; it is no part of an event's equality.

Source: EPCIS 2.0, sections 7.3 (fields) and 7.4 (event types). The order of fields in the records below an event is
that of the event hash.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from aril.epcis import rules
from aril.epcis.contexts import EPCIS_CONTEXT, Json, Levels, Scope
from aril.epcis.errors import Refusal
from aril.epcis.extensions import ILMD, PLACE, Extensions
from aril.epcis.kinds import (
    ACTION,
    EVENT_ID,
    HEXADECIMAL,
    LEVELS,
    NUMBER,
    OFFSET,
    SCHEMAS,
    TEXT,
    TIME,
    TRUTH,
    UNIT,
    URI,
    Kind,
    is_uri,
    many,
    one_or_many,
    shown,
    term,
)
from aril.epcis.records import Member, Record, Table, one
from aril.epcis.vocabulary import (
    Action,
    BizStep,
    BizTransactionType,
    Component,
    Disposition,
    ErrorReason,
    MeasurementType,
    SensorAlert,
    SourceDestType,
)


@dataclass(frozen=True, slots=True)
class QuantityElement(Record):
    """So much of a class: kilograms of a lot, or pieces of a trade item when `uom` is None (section 7.3.3.3).

    `uom` is a code of UN/CEFACT Recommendation 20 (`KGM`). Without `quantity` the amount is not known.
    """

    epc_class: Annotated[str, Member("epcClass", URI)]
    quantity: Annotated[Decimal | None, Member("quantity", NUMBER)] = None
    uom: Annotated[str | None, Member("uom", UNIT)] = None


@dataclass(frozen=True, slots=True)
class BizTransaction(Record):
    """A document the event belongs to (section 7.3.5.4)."""

    type: Annotated[str | None, Member("type", term(BizTransactionType), optional=True)]
    id: Annotated[str, Member("bizTransaction", URI)]


@dataclass(frozen=True, slots=True)
class SourceDest(Record):
    """Who or where from, or to, in one respect (section 7.3.6)."""

    type: Annotated[str, Member("type", term(SourceDestType))]
    id: Annotated[str, Member("source", URI)]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersistentDisposition(Record):
    """Conditions that begin to hold or cease to, until another event says otherwise (section 7.3.5.3)."""

    RULES = (rules.sets_or_unsets,)

    set: Annotated[tuple[str, ...], Member("set", many(term(Disposition), unique=True, least=1))] = ()
    unset: Annotated[tuple[str, ...], Member("unset", many(term(Disposition), unique=True, least=1))] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorDeclaration(Record):
    """That the event with this ID is in error since `declaration_time` (section 7.3.7)."""

    declaration_time: Annotated[datetime, Member("declarationTime", TIME)]
    reason: Annotated[str | None, Member("reason", term(ErrorReason))] = None
    corrective_event_ids: Annotated[tuple[str, ...], Member("correctiveEventIDs", many(EVENT_ID))] = ()
    extensions: Extensions = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorMetadata(Record):
    """What holds for all reports of a sensor element (section 7.3.8.1)."""

    time: Annotated[datetime | None, Member("time", TIME)] = None
    start_time: Annotated[datetime | None, Member("startTime", TIME)] = None
    end_time: Annotated[datetime | None, Member("endTime", TIME)] = None
    device_id: Annotated[str | None, Member("deviceID", URI)] = None
    device_metadata: Annotated[str | None, Member("deviceMetadata", URI)] = None
    raw_data: Annotated[str | None, Member("rawData", URI)] = None
    data_processing_method: Annotated[str | None, Member("dataProcessingMethod", URI)] = None
    biz_rules: Annotated[str | None, Member("bizRules", URI)] = None
    extensions: Extensions = field(default_factory=dict, hash=False)


UNORDERED_URI = replace(URI, hashed=lambda _key, _value, _names: "")
"""For a field that is not in the hash's order of fields; `event_hash.py` puts it where it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorReport(Record):
    """One reading: a value, or a minimum, maximum, mean and deviation, in `uom` (section 7.3.8.2)."""

    type: Annotated[str, Member("type", term(MeasurementType))]
    exception: Annotated[str | None, Member("exception", term(SensorAlert))] = None
    device_id: Annotated[str | None, Member("deviceID", URI)] = None
    device_metadata: Annotated[str | None, Member("deviceMetadata", URI)] = None
    raw_data: Annotated[str | None, Member("rawData", URI)] = None
    data_processing_method: Annotated[str | None, Member("dataProcessingMethod", URI)] = None
    biz_rules: Annotated[str | None, Member("bizRules", UNORDERED_URI)] = None
    time: Annotated[datetime | None, Member("time", TIME)] = None
    microorganism: Annotated[str | None, Member("microorganism", URI)] = None
    chemical_substance: Annotated[str | None, Member("chemicalSubstance", URI)] = None
    value: Annotated[Decimal | None, Member("value", NUMBER)] = None
    component: Annotated[str | None, Member("component", term(Component))] = None
    string_value: Annotated[str | None, Member("stringValue", TEXT)] = None
    boolean_value: Annotated[bool | None, Member("booleanValue", TRUTH)] = None
    hex_binary_value: Annotated[str | None, Member("hexBinaryValue", HEXADECIMAL)] = None
    uri_value: Annotated[str | None, Member("uriValue", URI)] = None
    min_value: Annotated[Decimal | None, Member("minValue", NUMBER)] = None
    max_value: Annotated[Decimal | None, Member("maxValue", NUMBER)] = None
    mean_value: Annotated[Decimal | None, Member("meanValue", NUMBER)] = None
    s_dev: Annotated[Decimal | None, Member("sDev", NUMBER)] = None
    perc_rank: Annotated[Decimal | None, Member("percRank", NUMBER)] = None
    perc_value: Annotated[Decimal | None, Member("percValue", NUMBER)] = None
    uom: Annotated[str | None, Member("uom", TEXT)] = None
    coordinate_reference_system: Annotated[str | None, Member("coordinateReferenceSystem", URI)] = None
    extensions: Extensions = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorElement(Record):
    """Readings taken together (section 7.3.8)."""

    sensor_metadata: Annotated[SensorMetadata | None, Member("sensorMetadata", one(SensorMetadata))] = None
    sensor_reports: Annotated[
        tuple[SensorReport, ...], Member("sensorReport", many(one(SensorReport), least=1))
    ]
    extensions: Extensions = field(default_factory=dict, hash=False)


EPCS = many(URI, "epc")
DISTINCT_EPCS = many(URI, "epc", unique=True)
QUANTITIES = many(one(QuantityElement), "quantityElement")
TRANSACTIONS = many(one(BizTransaction), "")

Quantities = tuple[QuantityElement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Record):
    """What all event types say (sections 7.4.1 and 7.3)."""

    event_time: Annotated[datetime, Member("eventTime", TIME)]
    event_time_zone_offset: Annotated[str, Member("eventTimeZoneOffset", OFFSET)]
    record_time: Annotated[datetime | None, Member("recordTime", TIME)] = None
    event_id: Annotated[str | None, Member("eventID", EVENT_ID)] = None
    action: Action | None = None
    biz_step: Annotated[str | None, Member("bizStep", term(BizStep))] = None
    disposition: Annotated[str | None, Member("disposition", term(Disposition))] = None
    persistent_disposition: Annotated[
        PersistentDisposition | None, Member("persistentDisposition", one(PersistentDisposition))
    ] = None
    read_point: Annotated[str | None, Member("readPoint", PLACE)] = None
    biz_location: Annotated[str | None, Member("bizLocation", PLACE)] = None
    biz_transactions: Annotated[tuple[BizTransaction, ...], Member("bizTransactionList", TRANSACTIONS)] = ()
    sources: Annotated[tuple[SourceDest, ...], Member("sourceList", many(one(SourceDest), ""))] = ()
    destinations: Annotated[
        tuple[SourceDest, ...], Member("destinationList", many(one(SourceDest, id="destination"), ""))
    ] = ()
    sensor_elements: Annotated[
        tuple[SensorElement, ...], Member("sensorElementList", many(one(SensorElement), "sensorElement"))
    ] = ()
    certification_info: Annotated[tuple[str, ...], Member("certificationInfo", one_or_many(URI))] = ()
    error_declaration: Annotated[
        ErrorDeclaration | None, Member("errorDeclaration", one(ErrorDeclaration))
    ] = None
    extensions: Extensions = field(default_factory=dict, hash=False)
    context: Annotated[Levels, Member("@context", LEVELS, inherited=True)] = field(
        default=(EPCIS_CONTEXT,), hash=False, compare=False
    )

    @property
    def type(self) -> str:
        """The name of the event type, a URI for one outside the standard."""
        return self.JSON_TYPE


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectEvent(Event):
    """Something happened to the named instances or quantities (section 7.4.2)."""

    JSON_TYPE = "ObjectEvent"
    RULES = (rules.names_objects, rules.describes_only_what_begins)

    action: Annotated[Action, Member("action", ACTION)]
    epc_list: Annotated[tuple[str, ...], Member("epcList", DISTINCT_EPCS)] = ()
    quantity_list: Annotated[Quantities, Member("quantityList", QUANTITIES)] = ()
    ilmd: Annotated[Extensions, Member("ilmd", ILMD)] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AggregationEvent(Event):
    """Children were put into a parent or taken out of it (section 7.4.3)."""

    JSON_TYPE = "AggregationEvent"
    RULES = (rules.names_children, rules.names_parent)

    action: Annotated[Action, Member("action", ACTION)]
    parent_id: Annotated[str | None, Member("parentID", URI)] = None
    child_epcs: Annotated[tuple[str, ...], Member("childEPCs", EPCS)] = ()
    child_quantities: Annotated[Quantities, Member("childQuantityList", QUANTITIES)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionEvent(Event):
    """Objects became or ceased to be part of business transactions (section 7.4.4)."""

    JSON_TYPE = "TransactionEvent"
    RULES = (rules.names_traded_objects, rules.names_transactions)

    action: Annotated[Action, Member("action", ACTION)]
    parent_id: Annotated[str | None, Member("parentID", URI)] = None
    epc_list: Annotated[tuple[str, ...], Member("epcList", EPCS)] = ()
    quantity_list: Annotated[Quantities, Member("quantityList", QUANTITIES)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TransformationEvent(Event):
    """Inputs were used up and outputs came of them (section 7.4.5)."""

    JSON_TYPE = "TransformationEvent"
    RULES = (rules.names_inputs_and_outputs,)

    transformation_id: Annotated[str | None, Member("transformationID", URI)] = None
    input_epc_list: Annotated[tuple[str, ...], Member("inputEPCList", DISTINCT_EPCS)] = ()
    input_quantity_list: Annotated[Quantities, Member("inputQuantityList", QUANTITIES)] = ()
    output_epc_list: Annotated[tuple[str, ...], Member("outputEPCList", DISTINCT_EPCS)] = ()
    output_quantity_list: Annotated[Quantities, Member("outputQuantityList", QUANTITIES)] = ()
    ilmd: Annotated[Extensions, Member("ilmd", ILMD)] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssociationEvent(Event):
    """Children were attached to a parent that they outlive: a sensor on a crate (section 7.4.6)."""

    JSON_TYPE = "AssociationEvent"
    RULES = (rules.names_children,)

    action: Annotated[Action, Member("action", ACTION)]
    parent_id: Annotated[str, Member("parentID", URI)]
    child_epcs: Annotated[tuple[str, ...], Member("childEPCs", EPCS)] = ()
    child_quantities: Annotated[Quantities, Member("childQuantityList", QUANTITIES)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtendedEvent(Event):
    """An event of a type outside the standard, whose further keys are its author's affair (section 7.1.2)."""

    ANY_KEY = True

    event_type: Annotated[str, Member("type", URI)]

    @property
    def type(self) -> str:
        return self.event_type


STANDARD_TYPES: Mapping[str, type[Event]] = {
    each.JSON_TYPE: each
    for each in (ObjectEvent, AggregationEvent, TransactionEvent, TransformationEvent, AssociationEvent)
}
TABLES: Mapping[type[Event], Table[Any]] = {
    each: Table.of(each) for each in (*STANDARD_TYPES.values(), ExtendedEvent)
}


def table_of(event: Event) -> Table[Event]:
    """How events of this type stand in JSON."""
    return TABLES[type(event)]


def _read(json: Json, scope: Scope) -> Event:
    if not isinstance(json, dict):
        raise Refusal.of("not-an-object", found=shown(json))
    if "type" not in json:
        raise Refusal.of("missing", "type", field="type")
    name = json["type"]
    if isinstance(name, str) and (name in STANDARD_TYPES or is_uri(name)):
        table: Table[Event] = TABLES[STANDARD_TYPES.get(name, ExtendedEvent)]
        return table.read(json, scope)
    raise Refusal.of("not-a-choice", "type", found=shown(name), expected=", ".join(STANDARD_TYPES))


def _write(event: Event, around: Levels) -> Json:
    return table_of(event).write(event, around)


def canonical_event(event: Event) -> Event:
    """The event with each GS1 identifier as a canonical Digital Link; the same object if all are so already."""
    return table_of(event).canonical(event)


EVENT = Kind(_read, _write, canonical=canonical_event, schema={"$ref": f"{SCHEMAS}Event"})
"""An event of any type."""
