"""What documents and events look like, as JSON Schema 2020-12: for programs that send them, and for their tools.

Derived from the declarations by which they are read (`events.py`, `documents.py`), so it cannot say something else. The
rules between the fields of one event are said here again, in the words of JSON Schema, beside their functions. What it
does not say: the grammar of a URI beyond its characters, and that a term under the standard's own namespaces is one of
its terms.
"""

from collections.abc import Mapping
from typing import Any

from aril.epcis import documents, events, rules
from aril.epcis.events import STANDARD_TYPES, ExtendedEvent
from aril.epcis.kinds import SCHEMAS, URI, URI_PATTERN, Schema
from aril.epcis.records import Record, Rule, Table

_CONTEXT_PART: Schema = {"anyOf": [URI.schema, {"type": "object"}]}


def definitions() -> dict[str, Schema]:
    """The schemas of everything that stands in a document, by name."""
    return {
        "Uri": {"type": "string", "pattern": URI_PATTERN, "format": "rfc3986"},
        "Context": {"anyOf": [_CONTEXT_PART, {"type": "array", "items": _CONTEXT_PART, "uniqueItems": True}]},
        **{each.__name__: _schema(each) for each in _PARTS},
        **{each.__name__: _schema(each) for each in STANDARD_TYPES.values()},
        "ExtendedEvent": _extended(),
        "Event": {"anyOf": [_ref(each.__name__) for each in (*STANDARD_TYPES.values(), ExtendedEvent)]},
        "BareEvent": {**_ref("Event"), "required": ["@context"]},
        "EPCISDocument": _schema(documents.Document),
        "EPCISQueryDocument": _schema(documents.QueryDocument),
    }


_PARTS: tuple[type[Record], ...] = (
    events.QuantityElement,
    events.BizTransaction,
    events.SourceDest,
    events.PersistentDisposition,
    events.ErrorDeclaration,
    events.SensorMetadata,
    events.SensorReport,
    events.SensorElement,
    documents.Attribute,
    documents.VocabularyElement,
    documents.Vocabulary,
    documents.MasterData,
    documents.Header,
    documents.Body,
    documents.ResultsBody,
    documents.QueryResults,
    documents.QueryBody,
)


def _entries(*keys: str) -> list[Schema]:
    """One of these lists has an entry."""
    return [{"required": [key], "properties": {key: {"minItems": 1}}} for key in keys]


_TAKES_ALL_AWAY: Schema = {"properties": {"action": {"const": "DELETE"}}}
_INPUTS: Schema = {"anyOf": _entries("inputEPCList", "inputQuantityList")}
_OUTPUTS: Schema = {"anyOf": _entries("outputEPCList", "outputQuantityList")}

CONDITIONS: Mapping[Rule, Schema] = {
    rules.names_objects: {
        "anyOf": [
            {"required": ["epcList"]},
            *_entries("quantityList"),
            {
                "required": ["readPoint", "sensorElementList"],
                "properties": {"sensorElementList": {"minItems": 1}},
            },
        ]
    },
    rules.names_traded_objects: {
        "anyOf": [{"required": ["epcList"]}, *_entries("quantityList"), _TAKES_ALL_AWAY]
    },
    rules.names_transactions: _entries("bizTransactionList")[0],
    rules.names_children: {"anyOf": [*_entries("childEPCs", "childQuantityList"), _TAKES_ALL_AWAY]},
    rules.names_parent: {
        "anyOf": [{"required": ["parentID"]}, {"properties": {"action": {"const": "OBSERVE"}}}]
    },
    rules.names_inputs_and_outputs: {
        "anyOf": [
            {"allOf": [_INPUTS, _OUTPUTS]},
            {"required": ["transformationID"], "anyOf": [_INPUTS, _OUTPUTS]},
        ]
    },
    rules.describes_only_what_begins: {
        "anyOf": [{"not": {"required": ["ilmd"]}}, {"properties": {"action": {"const": "ADD"}}}]
    },
    rules.sets_or_unsets: {"anyOf": [{"required": ["set"]}, {"required": ["unset"]}]},
}
"""Rule → what it demands."""


def _schema(record: type[Record]) -> Schema:
    schema: dict[str, Any] = Table.of(record).schema()
    if conditions := [CONDITIONS[rule] for rule in record.RULES]:
        schema["allOf"] = conditions
    return schema


def _extended() -> Schema:
    """An event of another type than the standard's five."""
    schema: dict[str, Any] = Table.of(ExtendedEvent).schema()
    schema["properties"] |= {"type": URI.schema}
    return schema


def _ref(name: str) -> Schema:
    return {"$ref": f"{SCHEMAS}{name}"}
