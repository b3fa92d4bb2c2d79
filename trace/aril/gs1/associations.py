"""What the identifiers on one item demand of each other (General Specifications, 4.13 and 4.14)."""

from collections.abc import Iterable, Sequence

from aril.gs1.application_identifiers import identifier_of
from aril.gs1.errors import Finding

SERIAL_PARTS = {"253": 13, "255": 13, "8003": 14}
"""Keys whose serial part may be left out, and how long they are without it."""


def conflicts(elements: Sequence[tuple[str, str]]) -> Iterable[Finding]:
    """Repeats that differ, pairs that exclude each other, and serials missing beside a digital signature."""
    values: dict[str, str] = {}
    for ai, value in elements:
        first = values.setdefault(ai, value)
        if first != value:
            yield Finding.of("ai-conflict", ai, first=first, second=value)
    for ai in values:
        for other in sorted(identifier_of(ai).bars.intersection(values) - {ai}):
            yield Finding.of("ai-pair", ai, other=other)
    if "8030" in values:
        for ai, length in SERIAL_PARTS.items():
            if len(values.get(ai, "")) == length:
                yield Finding.of("serial-missing", ai)


def missing_partners(present: Iterable[str]) -> Iterable[Finding]:
    """Identifiers none of whose alternatives of partners is complete."""
    known = dict.fromkeys(present)
    for ai in known:
        identifier = identifier_of(ai)
        if identifier.needs and not any(
            all(not member.isdisjoint(known) for member in group) for group in identifier.needs
        ):
            yield Finding.of("ai-partner", ai, partners=_in_words(identifier.needs_text))


def _in_words(needs: str) -> str:
    return ", ".join(" + ".join(f"({ai})" for ai in group.split("+")) for group in needs.split())
