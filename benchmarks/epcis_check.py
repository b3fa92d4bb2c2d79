"""How long it takes to check a document and to hash its events: here, and with the tools others use.

Run it in an environment of the lock `requirements/bench.txt`, with the standard's JSON Schema at hand:

    python benchmarks/epcis_check.py ../shared/conformance/epcis/EPCIS-JSON-Schema.json

`jsonschema` tells whether a document fits the schema; here it is checked against the standard and read into values.
`epcis-event-hash-generator` is the hash's reference implementation; both start from parsed JSON and end with hashes,
which must be the same. Each figure is the best of several rounds, in microseconds for one event.
"""

import json
import logging
import sys
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from time import perf_counter
from typing import Any

from epcis_event_hash_generator import hash_generator, json_to_py
from jsonschema import Draft7Validator, FormatChecker

from aril.epcis.event_hash import event_hash
from aril.epcis.identifiers import canonical
from aril.epcis.reading import read_document

ROUNDS = 5
EVENTS = 100
FASTER = {"check": 10, "hash": 5}
"""How many times as fast as the others it has to be."""

Document = dict[str, Any]


def main(schema: str) -> int:
    validator = Draft7Validator(json.loads(Path(schema).read_text()), format_checker=FormatChecker())
    document = made_document(EVENTS)
    assert validator.is_valid(document)
    assert hashes_here(document) == hashes_there(deepcopy(document))
    rows = [
        ("check", best(read_document, document), best(validator.is_valid, document)),
        ("hash", best(hashes_here, document), best(hashes_there, document)),
    ]
    print(f"{'µs an event':12}{'aril':>10}{'others':>12}{'times as fast':>16}")
    for name, ours, theirs in rows:
        print(f"{name:12}{ours:10.1f}{theirs:12.1f}{theirs / ours:16.1f}")
    return int(any(theirs < FASTER[name] * ours for name, ours, theirs in rows))


def hashes_here(document: Document) -> list[str]:
    canonical.cache_clear()  # a new document has new identifiers
    return [event_hash(event) for event in read_document(document).events]


def hashes_there(document: Document) -> list[str]:
    events = json_to_py.event_list_from_epcis_document_json(document)
    hashes: list[str] = hash_generator.epcis_hashes_from_events(events)
    return hashes


def best(work: Callable[[Document], object], document: Document) -> float:
    return min(_round(work, deepcopy(document)) for _ in range(ROUNDS)) / EVENTS * 1e6


def _round(work: Callable[[Document], object], document: Document) -> float:
    start = perf_counter()
    work(document)
    return perf_counter() - start


def made_document(events: int) -> Document:
    """A season of a packing house: harvests, transformations, aggregations and shipments in turn."""
    kinds = (_harvest, _packing, _pallet, _shipment)
    return {
        "@context": [
            "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
            {"example": "https://ns.example.org/"},
        ],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-10-01T08:00:00Z",
        "epcisBody": {"eventList": [kinds[number % len(kinds)](number) for number in range(events)]},
    }


def _event(number: int, kind: str, step: str, **fields: Any) -> Document:
    return {
        "type": kind,
        "eventTime": f"2026-09-{number % 28 + 1:02}T08:{number % 60:02}:00.000+08:00",
        "eventTimeZoneOffset": "+08:00",
        "bizStep": step,
        "readPoint": {"id": "https://id.gs1.org/414/9521141000018"},
        **fields,
    }


def _lot(number: int, quantity: float) -> Document:
    return {
        "epcClass": f"https://id.gs1.org/01/09521141012345/10/L{number}",
        "quantity": quantity,
        "uom": "KGM",
    }


def _harvest(number: int) -> Document:
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


def _packing(number: int) -> Document:
    return _event(
        number,
        "TransformationEvent",
        "creating_class_instance",
        inputQuantityList=[_lot(number - 1, 400), _lot(number - 5, 12.25)],
        outputQuantityList=[_lot(number, 405.75)],
    )


def _pallet(number: int) -> Document:
    return _event(
        number,
        "AggregationEvent",
        "packing",
        action="ADD",
        parentID="urn:epc:id:sscc:0952114.1000000001",
        childEPCs=[f"urn:epc:id:sgtin:0952114.101234.{number}{each}" for each in range(10)],
    )


def _shipment(number: int) -> Document:
    return _event(
        number,
        "ObjectEvent",
        "shipping",
        action="OBSERVE",
        epcList=["urn:epc:id:sscc:0952114.1000000001"],
        disposition="in_transit",
        bizTransactionList=[{"type": "desadv", "bizTransaction": f"https://example.org/despatch/{number}"}],
        sourceList=[{"type": "owning_party", "source": "https://id.gs1.org/417/9521141000018"}],
        destinationList=[{"type": "owning_party", "destination": "https://id.gs1.org/417/9521141000025"}],
    )


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    sys.exit(main(*sys.argv[1:2] or ["../shared/conformance/epcis/EPCIS-JSON-Schema.json"]))
