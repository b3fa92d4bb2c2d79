"""The event hash: one name for one event, whoever writes it and in whichever spelling.

Source: GS1 Core Business Vocabulary 2.0, section 8.9.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from aril.epcis.contexts import Json, Namespaces, expanded, namespaces
from aril.epcis.events import Event
from aril.epcis.members import Record
from aril.epcis.vocabulary import STEMS, web_uri

Spell = Callable[[str, Any, Namespaces], str]


def event_hash(event: Event) -> str:
    """The hash as a named-information URI: `ni:///sha-256;{64 hex digits}?ver=CBV2.0` (RFC 6920)."""
    return f"ni:///sha-256;{hashlib.sha256(prehash(event).encode()).hexdigest()}?ver=CBV2.0"


def prehash(event: Event) -> str:
    """The text that is hashed: what the event says, in the standard's order and one spelling."""
    names = namespaces(event.context)
    ordered = _spell_all(event, _ORDER, names)
    rest = [_spell_all(event, (row,), names) for row in _AFTER]
    rest += _foreign(event.extensions, names)
    return f"eventType={event.type}" + ordered + "".join(sorted(filter(None, rest)))


def canonical_value(value: object, names: Namespaces) -> str:
    """One spelling of one value: instants in UTC to the millisecond, plain numbers, canonical identifiers."""
    if isinstance(value, datetime):
        return _instant(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return _number(Decimal(str(value)))
    if isinstance(value, StrEnum) and type(value) in STEMS:
        return web_uri(value)
    return _text(str(value).strip(), names)


def _instant(time: datetime) -> str:
    rounded = time.astimezone(UTC) + timedelta(microseconds=500)
    return rounded.strftime("%Y-%m-%dT%H:%M:%S.") + f"{rounded.microsecond // 1000:03d}Z"


def _number(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _text(text: str, names: Namespaces) -> str:
    from aril.epcis.identifiers import canonical

    return canonical(expanded(text, names))


def _pair(key: str, value: Any, names: Namespaces) -> str:
    return f"{key}={canonical_value(value, names)}"


def _each(name: str) -> Spell:
    def spell(key: str, values: Any, names: Namespaces) -> str:
        return key + "".join(sorted(f"{name}={canonical_value(value, names)}" for value in values))

    return spell


def _repeated(key: str, values: Any, names: Namespaces) -> str:
    return "".join(sorted(f"{key}={canonical_value(value, names)}" for value in values))


def _place(key: str, value: Any, names: Namespaces) -> str:
    return f"{key}id={canonical_value(value, names)}" + "".join(
        sorted(_foreign(getattr(value, "extensions", {}), names))
    )


Rows = tuple[tuple[str, str, Spell], ...]


def _record(name: str, rows: Rows) -> Spell:
    def spell(key: str, values: Any, names: Namespaces) -> str:
        each = values if isinstance(values, tuple) else (values,)
        return key + "".join(
            sorted(
                name
                + _spell_all(value, rows, names)
                + "".join(sorted(_foreign(getattr(value, "extensions", {}), names)))
                for value in each
            )
        )

    return spell


def _foreign_object(key: str, value: Any, names: Namespaces) -> str:
    return key + "".join(sorted(_foreign(value, names)))


def _spell_all(record: Record, rows: Rows, names: Namespaces) -> str:
    parts = []
    for name, key, spell in rows:
        value = getattr(record, name, None)
        if value is not None and value != () and value != {}:
            parts.append(spell(key, value, names))
    return "".join(parts)


def _foreign(extensions: Mapping[str, Json], names: Namespaces) -> list[str]:
    return [part for key, value in extensions.items() for part in _foreign_parts(key, value, names)]


def _foreign_parts(key: str, value: Json, names: Namespaces) -> Iterator[str]:
    if key == "rdfs:comment":
        return
    prefix, colon, local = key.partition(":")
    name = f"{{{names[prefix]}}}{local}" if colon and prefix in names else key
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, Mapping):
            yield name + "".join(sorted(_foreign(item, names)))
        else:
            yield f"{name}={canonical_value(item, names)}"


_METADATA: Rows = tuple(
    (name, key, _pair)
    for name, key in (
        ("time", "time"),
        ("start_time", "startTime"),
        ("end_time", "endTime"),
        ("device_id", "deviceID"),
        ("device_metadata", "deviceMetadata"),
        ("raw_data", "rawData"),
        ("data_processing_method", "dataProcessingMethod"),
        ("biz_rules", "bizRules"),
    )
)
_REPORT: Rows = tuple(
    (name, key, _pair)
    for name, key in (
        ("type", "type"),
        ("exception", "exception"),
        ("device_id", "deviceID"),
        ("device_metadata", "deviceMetadata"),
        ("raw_data", "rawData"),
        ("data_processing_method", "dataProcessingMethod"),
        ("time", "time"),
        ("microorganism", "microorganism"),
        ("chemical_substance", "chemicalSubstance"),
        ("value", "value"),
        ("component", "component"),
        ("string_value", "stringValue"),
        ("boolean_value", "booleanValue"),
        ("hex_binary_value", "hexBinaryValue"),
        ("uri_value", "uriValue"),
        ("min_value", "minValue"),
        ("max_value", "maxValue"),
        ("mean_value", "meanValue"),
        ("s_dev", "sDev"),
        ("perc_rank", "percRank"),
        ("perc_value", "percValue"),
        ("uom", "uom"),
        ("coordinate_reference_system", "coordinateReferenceSystem"),
    )
)
_SENSOR_ELEMENT: Rows = (
    ("sensor_metadata", "", _record("sensorMetadata", _METADATA)),
    ("sensor_reports", "", _record("sensorReport", _REPORT)),
)
_QUANTITY = _record(
    "quantityElement", (("epc_class", "epcClass", _pair), ("quantity", "quantity", _pair), ("uom", "uom", _pair))
)
_ORDER: Rows = (
    ("event_time", "eventTime", _pair),
    ("event_time_zone_offset", "eventTimeZoneOffset", lambda key, value, _: f"{key}={value}"),
    ("certification_info", "certificationInfo", _repeated),
    ("parent_id", "parentID", _pair),
    ("epc_list", "epcList", _each("epc")),
    ("input_epc_list", "inputEPCList", _each("epc")),
    ("child_epcs", "childEPCs", _each("epc")),
    ("quantity_list", "quantityList", _QUANTITY),
    ("child_quantities", "childQuantityList", _QUANTITY),
    ("input_quantity_list", "inputQuantityList", _QUANTITY),
    ("output_epc_list", "outputEPCList", _each("epc")),
    ("output_quantity_list", "outputQuantityList", _QUANTITY),
    ("action", "action", lambda key, value, _: f"{key}={value}"),
    ("transformation_id", "transformationID", _pair),
    ("biz_step", "bizStep", _pair),
    ("disposition", "disposition", _pair),
    (
        "persistent_disposition",
        "persistentDisposition",
        _record("", (("set", "set", _repeated), ("unset", "unset", _repeated))),
    ),
    ("read_point", "readPoint", _place),
    ("biz_location", "bizLocation", _place),
    ("sensor_elements", "sensorElementList", _record("sensorElement", _SENSOR_ELEMENT)),
)
_AFTER: Rows = (
    ("biz_transactions", "bizTransactionList", _record("", (("type", "type", _pair), ("id", "bizTransaction", _pair)))),
    ("destinations", "destinationList", _record("", (("type", "type", _pair), ("id", "destination", _pair)))),
    ("ilmd", "ilmd", _foreign_object),
    ("sources", "sourceList", _record("", (("type", "type", _pair), ("id", "source", _pair)))),
)
