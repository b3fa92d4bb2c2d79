"""Over which lots somebody decides who has not made them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Power:
    """The lots, by EPC class, that whoever records events may hold, call back and free, beside the lots they made."""

    hold: frozenset[str] = frozenset()
    recall: frozenset[str] = frozenset()
    release: frozenset[str] = frozenset()
