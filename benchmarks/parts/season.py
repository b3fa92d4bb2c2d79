"""A season of a packing house as EPCIS documents: in the JSON of 2.0, and in the XML of 1.2 for who reads that.

In turn: a harvest, a packing of lots into a lot, a pallet and its cartons getting their numbers, the cartons put on the
pallet, its shipment. Each event has a number of its own, so that documents of different numbers share none.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from aril.gs1.epc import to_urn

CARTONS = 10

Json = dict[str, Any]

_FIRST = datetime(2026, 9, 1, tzinfo=timezone(timedelta(hours=8)))
_PREFIX_LENGTH = 7
_CBV_1 = {
    "bizStep": "urn:epcglobal:cbv:bizstep:",
    "disposition": "urn:epcglobal:cbv:disp:",
    "bizTransaction": "urn:epcglobal:cbv:btt:",
    "source": "urn:epcglobal:cbv:sdt:",
    "destination": "urn:epcglobal:cbv:sdt:",
}
_OWN = "https://ns.example.org/"


def document(numbers: Iterable[int]) -> Json:
    """A document of EPCIS 2.0 with an event for each of these numbers."""
    kinds = (_harvest, _packing, _numbering, _pallet, _shipment)
    return {
        "@context": [
            "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
            {"example": _OWN},
        ],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-10-01T08:00:00Z",
        "epcisBody": {"eventList": [kinds[number % len(kinds)](number) for number in numbers]},
    }


def _event(number: int, kind: str, step: str, **fields: Any) -> Json:
    return {
        "type": kind,
        "eventTime": (_FIRST + timedelta(seconds=number)).isoformat(timespec="milliseconds"),
        "eventTimeZoneOffset": "+08:00",
        "bizStep": step,
        "readPoint": {"id": "https://id.gs1.org/414/9521141000018"},
        **fields,
    }


def _lot(number: int, quantity: float) -> Json:
    return {
        "epcClass": f"https://id.gs1.org/01/09521141012345/10/L{number}",
        "quantity": quantity,
        "uom": "KGM",
    }


def _sscc(number: int) -> str:
    """Of the pallet that gets its number in event `number`."""
    return f"urn:epc:id:sscc:0952114.1{number:09}"


def _cartons(number: int) -> list[str]:
    return [f"urn:epc:id:sgtin:0952114.101234.{number}{each}" for each in range(CARTONS)]


def _harvest(number: int) -> Json:
    return _event(
        number,
        "ObjectEvent",
        "creating_class_instance",
        action="ADD",
        quantityList=[_lot(number, 412.5)],
        disposition="active",
        ilmd={"example:variety": "峄红", "example:harvestDate": "2026-09-12"},
        sensorElementList=[{"sensorReport": [{"type": "Temperature", "value": 21.4, "uom": "CEL"}]}],
    )


def _packing(number: int) -> Json:
    return _event(
        number,
        "TransformationEvent",
        "creating_class_instance",
        inputQuantityList=[_lot(number - 1, 400), _lot(number - 6, 12.25)],
        outputQuantityList=[_lot(number, 405.75)],
    )


def _numbering(number: int) -> Json:
    return _event(
        number,
        "ObjectEvent",
        "commissioning",
        action="ADD",
        epcList=[_sscc(number), *_cartons(number)],
        disposition="active",
    )


def _pallet(number: int) -> Json:
    return _event(
        number,
        "AggregationEvent",
        "packing",
        action="ADD",
        parentID=_sscc(number - 1),
        childEPCs=_cartons(number - 1),
    )


def _shipment(number: int) -> Json:
    return _event(
        number,
        "ObjectEvent",
        "shipping",
        action="OBSERVE",
        epcList=[_sscc(number - 2)],
        disposition="in_transit",
        bizTransactionList=[{"type": "desadv", "bizTransaction": f"https://example.org/despatch/{number}"}],
        sourceList=[{"type": "owning_party", "source": "https://id.gs1.org/417/9521141000018"}],
        destinationList=[{"type": "owning_party", "destination": "https://id.gs1.org/417/9521141000025"}],
    )


# ── EPCIS 1.2 ─────────────────────────────────────────────────────────────────────────────────────────


def in_xml(said: Json) -> bytes:
    """The same events in EPCIS 1.2, which knows no sensors: what they read is left out."""
    root = Element(
        "{urn:epcglobal:epcis:xsd:1}EPCISDocument",
        {"schemaVersion": "1.2", "creationDate": said["creationDate"]},
    )
    events = SubElement(SubElement(root, "EPCISBody"), "EventList")
    for event in said["epcisBody"]["eventList"]:
        _in_xml(events, event)
    return tostring(root, encoding="utf-8", xml_declaration=True)


def _in_xml(parent: Element, event: Json) -> None:
    is_new = event["type"] == "TransformationEvent"
    element = SubElement(SubElement(parent, "extension") if is_new else parent, event["type"])
    for key in ("eventTime", "eventTimeZoneOffset"):
        SubElement(element, key).text = event[key]
    _list(element, event, "inputQuantityList", "outputQuantityList")
    if "parentID" in event:
        SubElement(element, "parentID").text = event["parentID"]
    _list(element, event, "epcList", "childEPCs")
    if "action" in event:
        SubElement(element, "action").text = event["action"]
    for key in ("bizStep", "disposition"):
        if key in event:
            SubElement(element, key).text = _CBV_1[key] + event[key]
    SubElement(SubElement(element, "readPoint"), "id").text = to_urn(event["readPoint"]["id"], _PREFIX_LENGTH)
    _list(element, event, "bizTransactionList")
    later = element if is_new else SubElement(element, "extension")
    _list(later, event, "quantityList", "sourceList", "destinationList")
    if "ilmd" in event:
        ilmd = SubElement(later, "ilmd")
        for key, text in event["ilmd"].items():
            SubElement(ilmd, f"{{{_OWN}}}{key.partition(':')[2]}").text = text


def _list(parent: Element, event: Json, *keys: str) -> None:
    for key in keys:
        if key not in event:
            continue
        listed = SubElement(parent, key)
        for item in event[key]:
            if isinstance(item, str):
                SubElement(listed, "epc").text = item
            elif "epcClass" in item:
                _quantity(SubElement(listed, "quantityElement"), item)
            else:
                _typed(listed, key.removesuffix("List"), item)


def _quantity(element: Element, said: Mapping[str, Any]) -> None:
    SubElement(element, "epcClass").text = to_urn(said["epcClass"], _PREFIX_LENGTH)
    SubElement(element, "quantity").text = str(said["quantity"])
    SubElement(element, "uom").text = said["uom"]


def _typed(parent: Element, key: str, said: Mapping[str, str]) -> None:
    element = SubElement(parent, key, {"type": _CBV_1[key] + said["type"]})
    element.text = said[key]
