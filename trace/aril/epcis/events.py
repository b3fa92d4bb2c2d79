"""The five event types of EPCIS 2.0 as frozen values.

What: the `*_list`, `parent_id`, `child_*`, `input_*` and `output_*` fields. When: `event_time` and its offset. Where:
`read_point`, `biz_location`. Why: `biz_step`, dispositions, transactions, sources and destinations. How:
`sensor_elements`. `ilmd` describes the instances or lots an event brings into being.

Each field carries its place in JSON (`Member`); reading, writing and the event hash follow these declarations.
Fields which the standard leaves out stay at their default. `extensions` and `ilmd` hold keys of other namespaces with
their JSON values as they are. `context` holds the JSON-LD contexts in force, the document's first.

Source: EPCIS 2.0, section 7.4.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Annotated, ClassVar

from aril.epcis.contexts import EPCIS_CONTEXT, Json
from aril.epcis.kinds import (
    ACTION,
    ERROR_REASON,
    HEXADECIMAL,
    NUMBER,
    OFFSET,
    TEXT,
    TIME,
    TRUTH,
    UNIT,
    URI,
    many,
    one_or_many,
    term,
)
from aril.epcis.members import Member, Record, record
from aril.epcis.objects import ILMD, PLACE
from aril.epcis.vocabulary import (
    Action,
    BizStep,
    BizTransactionType,
    Component,
    Disposition,
    MeasurementType,
    SensorAlert,
    SourceDestType,
)

Extensions = Mapping[str, Json]


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
class Source(Record):
    """Who or where from, in one respect (section 7.3.6)."""

    type: Annotated[str, Member("type", term(SourceDestType))]
    id: Annotated[str, Member("source", URI)]


@dataclass(frozen=True, slots=True)
class Destination(Record):
    """Who or where to, in one respect (section 7.3.6)."""

    type: Annotated[str, Member("type", term(SourceDestType))]
    id: Annotated[str, Member("destination", URI)]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersistentDisposition(Record):
    """Conditions that begin to hold or cease to, until another event says otherwise (section 7.3.5.3)."""

    set: Annotated[tuple[str, ...], Member("set", many(term(Disposition), unique=True))] = ()
    unset: Annotated[tuple[str, ...], Member("unset", many(term(Disposition), unique=True))] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorDeclaration(Record):
    """That the event with this ID is in error since `declaration_time` (section 7.3.7)."""

    declaration_time: Annotated[datetime, Member("declarationTime", TIME)]
    reason: Annotated[str | None, Member("reason", ERROR_REASON)] = None
    corrective_event_ids: Annotated[tuple[str, ...], Member("correctiveEventIDs", many(URI))] = ()
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


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorReport(Record):
    """One reading: a value, or a minimum, maximum, mean and deviation, in `uom` (section 7.3.8.2)."""

    type: Annotated[str, Member("type", term(MeasurementType))]
    exception: Annotated[str | None, Member("exception", term(SensorAlert))] = None
    device_id: Annotated[str | None, Member("deviceID", URI)] = None
    device_metadata: Annotated[str | None, Member("deviceMetadata", URI)] = None
    raw_data: Annotated[str | None, Member("rawData", URI)] = None
    data_processing_method: Annotated[str | None, Member("dataProcessingMethod", URI)] = None
    biz_rules: Annotated[str | None, Member("bizRules", URI)] = None
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

    sensor_metadata: Annotated[SensorMetadata | None, Member("sensorMetadata", record(SensorMetadata))] = None
    sensor_reports: Annotated[tuple[SensorReport, ...], Member("sensorReport", many(record(SensorReport)))]
    extensions: Extensions = field(default_factory=dict, hash=False)


EPCS = many(URI, unique=True)
QUANTITIES = many(record(QuantityElement))
Quantities = tuple[QuantityElement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Record):
    """What all event types say (sections 7.4.1 and 7.3)."""

    type: ClassVar[str]

    event_time: Annotated[datetime, Member("eventTime", TIME)]
    event_time_zone_offset: Annotated[str, Member("eventTimeZoneOffset", OFFSET)]
    record_time: Annotated[datetime | None, Member("recordTime", TIME)] = None
    event_id: Annotated[str | None, Member("eventID", URI)] = None
    certification_info: Annotated[tuple[str, ...], Member("certificationInfo", one_or_many(URI))] = ()
    error_declaration: Annotated[
        ErrorDeclaration | None, Member("errorDeclaration", record(ErrorDeclaration))
    ] = None
    biz_step: Annotated[str | None, Member("bizStep", term(BizStep))] = None
    disposition: Annotated[str | None, Member("disposition", term(Disposition))] = None
    persistent_disposition: Annotated[
        PersistentDisposition | None, Member("persistentDisposition", record(PersistentDisposition))
    ] = None
    read_point: Annotated[str | None, Member("readPoint", PLACE)] = None
    biz_location: Annotated[str | None, Member("bizLocation", PLACE)] = None
    biz_transactions: Annotated[
        tuple[BizTransaction, ...], Member("bizTransactionList", many(record(BizTransaction)))
    ] = ()
    sources: Annotated[tuple[Source, ...], Member("sourceList", many(record(Source)))] = ()
    destinations: Annotated[tuple[Destination, ...], Member("destinationList", many(record(Destination)))] = ()
    sensor_elements: Annotated[
        tuple[SensorElement, ...], Member("sensorElementList", many(record(SensorElement)))
    ] = ()
    extensions: Extensions = field(default_factory=dict, hash=False)
    context: tuple[Json, ...] = field(default=(EPCIS_CONTEXT,), hash=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectEvent(Event):
    """Something happened to the named instances or quantities (section 7.4.2)."""

    type: ClassVar[str] = "ObjectEvent"

    action: Annotated[Action, Member("action", ACTION)]
    epc_list: Annotated[tuple[str, ...], Member("epcList", EPCS)] = ()
    quantity_list: Annotated[Quantities, Member("quantityList", QUANTITIES)] = ()
    ilmd: Annotated[Mapping[str, Json], Member("ilmd", ILMD)] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AggregationEvent(Event):
    """Children were put into a parent or taken out of it (section 7.4.3)."""

    type: ClassVar[str] = "AggregationEvent"

    action: Annotated[Action, Member("action", ACTION)]
    parent_id: Annotated[str | None, Member("parentID", URI)] = None
    child_epcs: Annotated[tuple[str, ...], Member("childEPCs", EPCS)] = ()
    child_quantities: Annotated[Quantities, Member("childQuantityList", QUANTITIES)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionEvent(Event):
    """Objects became or ceased to be part of business transactions (section 7.4.4)."""

    type: ClassVar[str] = "TransactionEvent"

    action: Annotated[Action, Member("action", ACTION)]
    parent_id: Annotated[str | None, Member("parentID", URI)] = None
    epc_list: Annotated[tuple[str, ...], Member("epcList", EPCS)] = ()
    quantity_list: Annotated[Quantities, Member("quantityList", QUANTITIES)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TransformationEvent(Event):
    """Inputs were used up and outputs came of them (section 7.4.5)."""

    type: ClassVar[str] = "TransformationEvent"

    transformation_id: Annotated[str | None, Member("transformationID", URI)] = None
    input_epc_list: Annotated[tuple[str, ...], Member("inputEPCList", EPCS)] = ()
    input_quantity_list: Annotated[Quantities, Member("inputQuantityList", QUANTITIES)] = ()
    output_epc_list: Annotated[tuple[str, ...], Member("outputEPCList", EPCS)] = ()
    output_quantity_list: Annotated[Quantities, Member("outputQuantityList", QUANTITIES)] = ()
    ilmd: Annotated[Mapping[str, Json], Member("ilmd", ILMD)] = field(default_factory=dict, hash=False)

    action: ClassVar[None] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssociationEvent(Event):
    """Children were attached to a parent that lives on with them: a sensor on a crate (section 7.4.6)."""

    type: ClassVar[str] = "AssociationEvent"

    action: Annotated[Action, Member("action", ACTION)]
    parent_id: Annotated[str, Member("parentID", URI)]
    child_epcs: Annotated[tuple[str, ...], Member("childEPCs", EPCS)] = ()
    child_quantities: Annotated[Quantities, Member("childQuantityList", QUANTITIES)] = ()


EVENT_TYPES: Mapping[str, type[Event]] = {
    each.type: each
    for each in (ObjectEvent, AggregationEvent, TransactionEvent, TransformationEvent, AssociationEvent)
}
