"""What a partner would send, for the documentation: a harvest and its shipment, and a sale afterwards."""

from typing import Any

from aril.epcis.contexts import EPCIS_CONTEXT

LOT = "https://id.gs1.org/01/09521141012345/10/L7"
ORCHARD = "https://id.gs1.org/414/9521141000018"
_WHEN = {"eventTimeZoneOffset": "+08:00"}

HARVEST: dict[str, Any] = {
    "type": "ObjectEvent",
    "eventTime": "2026-09-12T08:30:00+08:00",
    **_WHEN,
    "action": "ADD",
    "bizStep": "creating_class_instance",
    "readPoint": {"id": ORCHARD},
    "bizLocation": {"id": ORCHARD},
    "quantityList": [{"epcClass": LOT, "quantity": 100, "uom": "KGM"}],
}
INSPECTION: dict[str, Any] = {
    "type": "ObjectEvent",
    "eventTime": "2026-09-12T08:50:00+08:00",
    **_WHEN,
    "action": "OBSERVE",
    "bizStep": "inspecting",
    "disposition": "conformant",
    "quantityList": [{"epcClass": LOT, "quantity": 100, "uom": "KGM"}],
}
DOCUMENT: dict[str, Any] = {
    "@context": EPCIS_CONTEXT,
    "type": "EPCISDocument",
    "schemaVersion": "2.0",
    "creationDate": "2026-09-12T09:00:00+08:00",
    "epcisBody": {"eventList": [HARVEST, INSPECTION]},
}
SALE: dict[str, Any] = {
    "@context": EPCIS_CONTEXT,
    "type": "ObjectEvent",
    "eventID": "urn:uuid:4d1f1a52-8c6b-4a4e-9d2b-3f0c6c1e7a10",
    "eventTime": "2026-09-12T09:10:00+08:00",
    **_WHEN,
    "action": "OBSERVE",
    "bizStep": "retail_selling",
    "disposition": "retail_sold",
    "quantityList": [{"epcClass": LOT, "quantity": 5, "uom": "KGM"}],
}
QUERY: dict[str, Any] = {
    "name": "sales",
    "query": {"EQ_bizStep": ["retail_selling"], "GE_eventTime": "2026-09-01T00:00:00Z"},
}
SUBSCRIPTION: dict[str, Any] = {
    "dest": "https://93.184.215.14/events",
    "signatureToken": "what-only-we-two-know",
    "schedule": {"hour": "1", "minute": "5"},
}
