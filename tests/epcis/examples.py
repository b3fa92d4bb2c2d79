"""Events and documents as a partner would send them."""

from typing import Any

CONTEXT = "https://ref.gs1.org/standards/epcis/epcis-context.jsonld"
LOT = "https://id.gs1.org/01/09521141012345/10/L7"
UNIT = "https://id.gs1.org/01/09521141012345/21/2017"
CASE = "https://id.gs1.org/00/095211410000000014"
ORCHARD = "https://id.gs1.org/414/9521141000018"
WHEN = {"eventTime": "2026-09-12T08:30:00.000+08:00", "eventTimeZoneOffset": "+08:00"}

Json = dict[str, Any]


def object_event(**fields: Any) -> Json:
    """An object event that observes a unit, changed by `fields`; a field of None is left out."""
    return _event("ObjectEvent", {"action": "OBSERVE", "epcList": [UNIT]}, fields)


def aggregation_event(**fields: Any) -> Json:
    return _event("AggregationEvent", {"action": "ADD", "parentID": CASE, "childEPCs": [UNIT]}, fields)


def association_event(**fields: Any) -> Json:
    return _event("AssociationEvent", {"action": "ADD", "parentID": CASE, "childEPCs": [UNIT]}, fields)


def transaction_event(**fields: Any) -> Json:
    order = {"type": "po", "bizTransaction": "https://example.org/orders/7"}
    return _event(
        "TransactionEvent", {"action": "ADD", "epcList": [UNIT], "bizTransactionList": [order]}, fields
    )


def transformation_event(**fields: Any) -> Json:
    return _event("TransformationEvent", {"inputEPCList": [UNIT], "outputEPCList": [f"{UNIT}1"]}, fields)


def document(*events: Json, **fields: Any) -> Json:
    """A document of events, changed by `fields`."""
    whole = {
        "@context": [CONTEXT, {"example": "https://ns.example.org/"}],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-09-12T09:00:00Z",
        "epcisBody": {"eventList": list(events)},
    }
    return _without_nones({**whole, **fields})


def query_document(*events: Json, **results: Any) -> Json:
    """The answer to a query."""
    found = {"queryName": "SimpleEventQuery", "resultsBody": {"eventList": list(events)}}
    return {
        "@context": [CONTEXT],
        "type": "EPCISQueryDocument",
        "epcisBody": {"queryResults": {**found, **results}},
    }


def _event(type_: str, usual: Json, fields: Json) -> Json:
    return _without_nones({"type": type_, **WHEN, **usual, **fields})


def _without_nones(json: Json) -> Json:
    return {key: value for key, value in json.items() if value is not None}
