"""Everything an event can be found by, besides its times, its places and the EPCs it names, as flat facts.

A fact stands in the spelling of `query.Term`: the same `field` and `key`, numbers of a measured field in its base unit,
terms bare, the text of a field of one's own as in `spelling.text`. So one rule finds whatever a term asks for: a fact
of the term's field and key whose text, number or moment compares as asked.

Source: EPCIS 2.0, section 8.2.7.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from aril.epcis import query_values, spelling
from aril.epcis.contexts import Json, Namespaces, Scope, expanded
from aril.epcis.errors import Refusal
from aril.epcis.events import Event, QuantityElement, SensorElement, SensorReport
from aril.epcis.extensions import Extensions, Place
from aril.epcis.kinds import shown
from aril.epcis.units import in_base_unit

LONGEST = 400
"""Characters of a text that is found by itself; a longer one is found by its beginning and its SHA-256."""

_REPORTED = {
    "type": "type",
    "deviceID": "device_id",
    "dataProcessingMethod": "data_processing_method",
    "bizRules": "biz_rules",
    "microorganism": "microorganism",
    "chemicalSubstance": "chemical_substance",
    "stringValue": "string_value",
    "hexBinaryValue": "hex_binary_value",
    "uriValue": "uri_value",
}
_MEASURED = {
    "value": "value",
    "minValue": "min_value",
    "maxValue": "max_value",
    "meanValue": "mean_value",
    "sDev": "s_dev",
    "percValue": "perc_value",
}
_QUANTITIES = (
    "quantity_list",
    "child_quantities",
    "input_quantity_list",
    "output_quantity_list",
)


class Fact(NamedTuple):
    """One value. A field of one's own may have a number or a moment beside its text; `inner` says it is not on top.

    A fact without any value says that the field is there.
    """

    field: str
    key: str = ""
    text: str | None = None
    number: Decimal | None = None
    moment: datetime | None = None
    inner: bool = False


def facts(event: Event) -> tuple[Fact, ...]:
    """The facts of an event whose identifiers are canonical (`events.canonical_event`), each once."""
    return tuple(dict.fromkeys(_facts(event, Scope.of(event.context).names)))


def findable(text: str) -> str:
    """The spelling under which a text is kept and looked up: itself unless it is long, and without NUL."""
    text = text.replace("\0", "\ufffd")
    if len(text) <= LONGEST:
        return text
    return f"{text[:256]}…{hashlib.sha256(text.encode()).hexdigest()}"


def _facts(event: Event, names: Namespaces) -> Iterator[Fact]:
    for lasting in (event.persistent_disposition,):
        if lasting is not None:
            yield from (Fact("persistentDisposition_set", text=each) for each in lasting.set)
            yield from (Fact("persistentDisposition_unset", text=each) for each in lasting.unset)
    yield from (Fact("bizTransaction", each.type or "", each.id) for each in event.biz_transactions)
    yield from (Fact("source", each.type, each.id) for each in event.sources)
    yield from (Fact("destination", each.type, each.id) for each in event.destinations)
    if joined := getattr(event, "transformation_id", None):
        yield Fact("transformationID", text=joined)
    for name in _QUANTITIES:
        yield from _counted(getattr(event, name, ()))
    for element in event.sensor_elements:
        yield Fact("sensorElementList")
        yield from _sensed(element, names)
    yield from _declared(event, names)
    for field, place in (("readPoint", event.read_point), ("bizLocation", event.biz_location)):
        if isinstance(place, Place):
            yield from _own(field, place.extensions, names)
    yield from _own("ilmd", getattr(event, "ilmd", {}), names)
    yield from _own("event", event.extensions, names)


def _counted(elements: Iterable[QuantityElement]) -> Iterator[Fact]:
    for element in elements:
        if element.quantity is not None:
            yield Fact("quantity", number=element.quantity)
            if element.uom is not None:
                number, unit = in_base_unit(element.quantity, element.uom)
                yield Fact("quantity", unit, number=number)


def _sensed(element: SensorElement, names: Namespaces) -> Iterator[Fact]:
    yield from _own("sensorElement", element.extensions, names)
    if (said := element.sensor_metadata) is not None:
        moments = {"time": said.time, "startTime": said.start_time, "endTime": said.end_time}
        yield from (Fact(field, moment=moment) for field, moment in moments.items() if moment)
        texts = {
            "deviceID": said.device_id,
            "dataProcessingMethod": said.data_processing_method,
            "bizRules": said.biz_rules,
        }
        yield from (Fact(field, text=text) for field, text in texts.items() if text)
        yield from _own("sensorMetadata", said.extensions, names)
    for report in element.sensor_reports:
        yield from _reported(report)
        yield from _own("sensorReport", report.extensions, names)


def _reported(report: SensorReport) -> Iterator[Fact]:
    for field, name in _REPORTED.items():
        if (text := getattr(report, name)) is not None:
            yield Fact(field, text=findable(text))
    for field, name in _MEASURED.items():
        if report.uom is not None and (value := getattr(report, name)) is not None:
            number, unit = in_base_unit(value, report.uom, difference=field == "sDev")
            yield Fact(field, unit, number=number)
    if report.time is not None:
        yield Fact("time", moment=report.time)
    if report.boolean_value is not None:
        yield Fact("booleanValue", text=spelling.truth(report.boolean_value))
    if report.perc_rank is not None:
        yield Fact("percRank", number=report.perc_rank)


def _declared(event: Event, names: Namespaces) -> Iterator[Fact]:
    if (declared := event.error_declaration) is None:
        return
    if declared.reason:
        yield Fact("errorReason", text=declared.reason)
    yield from (Fact("correctiveEventID", text=each) for each in declared.corrective_event_ids)
    yield from _own("errorDeclaration", declared.extensions, names)


def _own(field: str, extensions: Extensions, names: Namespaces, *, inner: bool = False) -> Iterator[Fact]:
    if "@context" in extensions:
        names = Scope(names=names).within(extensions["@context"]).names
    for key, value in extensions.items():
        if not key.startswith("@"):
            yield from _valued(field, findable(expanded(key, names)), value, names, inner=inner)


def _valued(field: str, key: str, value: Json, names: Namespaces, *, inner: bool) -> Iterator[Fact]:
    if isinstance(value, list):
        for item in value:
            yield from _valued(field, key, item, names, inner=inner)
    elif isinstance(value, dict):
        yield Fact(field, key, inner=inner)
        yield from _own(field, value, names, inner=True)
    elif value is None:
        yield Fact(field, key, inner=inner)
    else:
        text = value if isinstance(value, str) else shown(value)
        number, moment = _compared(text)
        yield Fact(field, key, findable(spelling.text(text, names)), number, moment, inner)


def _compared(text: str) -> tuple[Decimal | None, datetime | None]:
    """What a text is as a number or a moment, where it is one."""
    if not text[:1].isdigit() and text[:1] not in ("+", "-", "."):
        return None, None
    try:
        value = query_values.comparable(text, Scope())
    except Refusal:
        return None, None
    return (value, None) if isinstance(value, Decimal) else (None, value)
