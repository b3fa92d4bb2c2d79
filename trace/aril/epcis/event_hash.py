"""The event hash: one name for one event, whoever writes it, in whichever order and spelling.

Two organisations that hold the same event compute the same hash, so it can serve as the event's ID, and it shows when a
word of the event was changed. The event's own ID, its record time and a later declaration of error take no part.

The fields stand in the standard's order; those after `sensorElementList` are sorted by their names together with the
event's extensions, as the reference implementation does and its published hashes show.

Source: GS1 Core Business Vocabulary 2.0, section 8.9.
"""

import hashlib
from collections.abc import Mapping, Sequence

from aril.epcis.contexts import Scope
from aril.epcis.events import TABLES, Event, table_of
from aril.epcis.extensions import hashed_extensions
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


def _fields(table: Table[Event], keys: Sequence[str]) -> tuple[Field, ...]:
    return tuple(table.fields[key] for key in keys if key in table.fields)


_FIELDS: Mapping[type[Event], tuple[tuple[Field, ...], tuple[Field, ...]]] = {
    each: (_fields(table, _IN_ORDER), _fields(table, _AMONG_EXTENSIONS)) for each, table in TABLES.items()
}


def event_hash(event: Event) -> str:
    """The hash as a URI of RFC 6920: `ni:///sha-256;{64 hexadecimal digits}?ver=CBV2.0`."""
    digest = hashlib.sha256(prehash(event).encode()).hexdigest()
    return f"ni:///sha-256;{digest}?ver=CBV2.0"


def prehash(event: Event) -> str:
    """The text of which the hash is taken."""
    names = Scope.of(event.context).names
    table = table_of(event)
    in_order, among_extensions = _FIELDS[type(event)]
    ordered = table.hashed_fields(in_order, event, names)
    others = table.hashed_fields(among_extensions, event, names) + hashed_extensions(event.extensions, names)
    return "".join([f"eventType={event.type}", *ordered, *sorted(others)])
