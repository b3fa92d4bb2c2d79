"""How long an element string or a Digital Link takes to read: here with every check, in biip without most of them.

Run it in an environment of the lock `requirements/bench.txt`:

    python benchmarks/gs1_parse.py

Each figure is the best of several rounds over the same inputs, in microseconds for one input. biip reads no link
without having made its company prefix table first, so both are warmed up.
"""

import sys
from collections.abc import Callable, Sequence
from time import perf_counter

from biip.gs1_digital_link_uris import GS1DigitalLinkURI
from biip.gs1_messages import GS1Message

from aril.gs1.digital_link import DigitalLink
from aril.gs1.element_string import GS, build, parse_fnc1

ROUNDS = 15
REPEATS = 40
ALLOWED = 1.5
"""How many times biip's time may be needed."""

LABELS = [
    [("01", "06901234567892")],
    [("01", "06901234567892"), ("10", "A-20260915-07")],
    [("01", "06901234567892"), ("10", "A/7"), ("21", "K7P2X9QD4M")],
    [("01", "96901234567895"), ("3103", "012480"), ("13", "260915"), ("10", "L0426")],
    [("01", "16901234567899"), ("15", "261120"), ("17", "270131"), ("422", "156"), ("10", "SG-014")],
    [("01", "06901234567892"), ("7003", "2611201430"), ("99", "ROW-12")],
    [("00", "369012340000000413")],
    [("00", "369012340000000413"), ("02", "16901234567899"), ("37", "48"), ("10", "SG-014")],
    [("414", "6901234567892"), ("254", "GATE-3")],
    [("8004", "6901234PLOT-0042")],
]


def main() -> int:
    built = [build(label) for label in LABELS]
    strings = [string.fnc1(GS) for string in built]
    # biip expects what a reader sends after the symbology identifier: without the first FNC1.
    messages = [string.removeprefix(GS) for string in strings]
    links = [DigitalLink.arranged(string.elements).at("https://example.com") for string in built]
    rows = [
        ("element string", _best(parse_fnc1, strings), _best(GS1Message.parse, messages)),
        ("Digital Link", _best(DigitalLink.parse, links), _best(GS1DigitalLinkURI.parse, links)),
    ]
    print(f"{'':16}{'aril, checked':>15}{'biip, parsed':>15}{'ratio':>8}")
    for name, ours, theirs in rows:
        print(f"{name:16}{ours:12.1f} µs{theirs:12.1f} µs{ours / theirs:8.2f}")
    return int(any(ours > ALLOWED * theirs for _, ours, theirs in rows))


def _best(read: Callable[[str], object], inputs: Sequence[str]) -> float:
    return min(_round(read, inputs) for _ in range(ROUNDS)) / len(inputs) / REPEATS * 1e6


def _round(read: Callable[[str], object], inputs: Sequence[str]) -> float:
    start = perf_counter()
    for _ in range(REPEATS):
        for text in inputs:
            read(text)
    return perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
