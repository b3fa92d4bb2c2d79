"""The event hash: one name for one event, whoever writes it, in whichever order and spelling.

Two organisations that hold the same event compute the same hash, so it can serve as the event's ID, and it shows when a
word of the event was changed. The event's own ID, its record time and a later declaration of error take no part.

The fields stand in the standard's order; those after `sensorElementList` are sorted by their names together with the
event's extensions, as the reference implementation does and its published hashes show. So are the `bizRules` of sensor
reports, which that order does not know.

Source: GS1 Core Business Vocabulary 2.0, section 8.9.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence

from aril.epcis.contexts import Json, Namespaces, Scope, expanded
from aril.epcis.documents import AnyDocument, Document, QueryDocument
from aril.epcis.events import TABLES, Event, SensorElement, table_of
from aril.epcis.extensions import Extensions, hashed_extensions
from aril.epcis.kinds import URI
from aril.epcis.records import Field, Table

_IN_ORDER = (
    "eventTime",
    "eventTimeZoneOffset",
    "certificationInfo",
    "parentID",
    "epcList",
    "inputEPCList",
    "childEPCs",
    "quantityList",
    "childQuantityList",
    "inputQuantityList",
    "outputEPCList",
    "outputQuantityList",
    "action",
    "transformationID",
    "bizStep",
    "disposition",
    "persistentDisposition",
    "readPoint",
    "bizLocation",
    "sensorElementList",
)
_AMONG_EXTENSIONS = ("bizTransactionList", "destinationList", "ilmd", "sourceList")
_LEAVING_OUT = "https://repository-x.example.com/ignoreFields"


def _fields(table: Table[Event], keys: Sequence[str]) -> tuple[Field, ...]:
    return tuple(table.fields[key] for key in keys if key in table.fields)


_FIELDS: Mapping[type[Event], tuple[tuple[Field, ...], tuple[Field, ...]]] = {
    each: (_fields(table, _IN_ORDER), _fields(table, _AMONG_EXTENSIONS)) for each, table in TABLES.items()
}


def event_hash(event: Event, without: Collection[str] = ()) -> str:
    """The hash as a URI of RFC 6920: `ni:///sha-256;{64 hexadecimal digits}?ver=CBV2.0`; `without` as in `prehash`."""
    digest = hashlib.sha256(prehash(event, without).encode()).hexdigest()
    return f"ni:///sha-256;{digest}?ver=CBV2.0"


def prehash(event: Event, without: Collection[str] = ()) -> str:
    """The text of which the hash is taken; extensions of the event named in `without`, by full URI, take no part."""
    names = Scope.of(event.context).names
    table = table_of(event)
    in_order, among_extensions = _FIELDS[type(event)]
    ordered = table.hashed_fields(in_order, event, names)
    others = table.hashed_fields(among_extensions, event, names)
    others += hashed_extensions(_extensions(event, without, names), names)
    if event.sensor_elements:
        others.append(_rules_of_reports(event.sensor_elements, names))
    return "".join([f"eventType={event.type}", *ordered, *sorted(others)])


def left_out(document: AnyDocument) -> frozenset[str]:
    """The extensions, by full URI, which a document says its repository added to the events that were hashed before.

    It lists them under `ignoreFields` of the reference implementation's namespace, beside its `epcisBody`, or beside
    the `resultsBody` of a query's answer. That is a usage of the reference, not of the standard.
    """
    match document:
        case Document():
            said, context = document.extensions, document.context
        case QueryDocument():
            said, context = document.body.results.extensions, document.context
        case _:
            return frozenset()
    names = Scope().within(context).names
    lists = [value for key, value in said.items() if expanded(key, names) == _LEAVING_OUT]
    return frozenset(expanded(each, names) for each in _texts(lists))


def _texts(lists: list[Json]) -> list[str]:
    return [each for named in lists if isinstance(named, list) for each in named if isinstance(each, str)]


def _extensions(event: Event, without: Collection[str], names: Namespaces) -> Extensions:
    if not without:
        return event.extensions
    return {key: value for key, value in event.extensions.items() if expanded(key, names) not in without}


def _rules_of_reports(elements: tuple[SensorElement, ...], names: Namespaces) -> str:
    """What the reports name as `bizRules`, each under the names of all that it stands in."""
    parts = [_rules_of_element(element, names) for element in elements]
    said = sorted(f"sensorElement{part}" for part in parts if part)
    return "".join(["sensorElementList", *said]) if said else ""


def _rules_of_element(element: SensorElement, names: Namespaces) -> str:
    rules = [report.biz_rules for report in element.sensor_reports if report.biz_rules is not None]
    return "".join(sorted("sensorReport" + URI.hashed("bizRules", each, names) for each in rules))
