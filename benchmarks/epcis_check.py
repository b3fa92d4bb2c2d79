"""How long it takes to check a document and to hash its events: here, and with the tools others use.

Run it in an environment of the lock `requirements/bench.txt`, with the standard's JSON Schema at hand:

    python benchmarks/epcis_check.py ../shared/conformance/epcis/EPCIS-JSON-Schema.json

`jsonschema` tells whether a document fits the schema; here it is checked against the standard and read into values.
`epcis-event-hash-generator` is the hash's reference implementation; both start from parsed JSON and end with hashes,
which must be the same. Rounds alternate; each figure is the median of them, in microseconds for one event, and the
ratio that of the rounds' own ratios.
"""

import json
import logging
import sys
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from statistics import median
from time import perf_counter

from epcis_event_hash_generator import hash_generator, json_to_py
from jsonschema import Draft7Validator, FormatChecker
from parts import season

from aril.epcis.event_hash import event_hash
from aril.epcis.identifiers import canonical
from aril.epcis.reading import read_document

ROUNDS = 7
EVENTS = 100
FASTER = {"check": 10, "hash": 5}
"""How many times as fast as the others it has to be."""

Document = season.Json


def main(schema: str) -> int:
    validator = Draft7Validator(json.loads(Path(schema).read_text()), format_checker=FormatChecker())
    document = season.document(range(EVENTS))
    assert validator.is_valid(document)
    assert hashes_here(document) == hashes_there(deepcopy(document))
    works = {"check": (read_document, validator.is_valid), "hash": (hashes_here, hashes_there)}
    failed = False
    print(f"{'µs an event':12}{'aril':>10}{'others':>12}{'times as fast':>16}{'wanted':>8}")
    for name, (here, there) in works.items():
        rounds = [(timed(here, document), timed(there, document)) for _ in range(ROUNDS)]
        ours, theirs = (median(column) for column in zip(*rounds, strict=True))
        ratio = median(slow / quick for quick, slow in rounds)
        print(f"{name:12}{ours:10.1f}{theirs:12.1f}{ratio:16.1f}{FASTER[name]:8}")
        failed |= ratio < FASTER[name]
    return int(failed)


def hashes_here(document: Document) -> list[str]:
    canonical.cache_clear()  # a new document has new identifiers
    return [event_hash(event) for event in read_document(document).events]


def hashes_there(document: Document) -> list[str]:
    events = json_to_py.event_list_from_epcis_document_json(document)
    hashes: list[str] = hash_generator.epcis_hashes_from_events(events)
    return hashes


def timed(work: Callable[[Document], object], document: Document) -> float:
    copy = deepcopy(document)
    start = perf_counter()
    work(copy)
    return (perf_counter() - start) / EVENTS * 1e6


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    sys.exit(main(*sys.argv[1:2] or ["../shared/conformance/epcis/EPCIS-JSON-Schema.json"]))
