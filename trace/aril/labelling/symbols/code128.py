"""Code 128 and GS1-128 (ISO/IEC 15417, GS1 General Specifications 5.4), as short as they can be.

The patterns and values are python-barcode's tables. Its own encoder is not used: it spends more code set
switches than needed, loses digits of some strings, and keeps state between builds.

The shortest symbol is found by dynamic programming over (position, code set). From each position the
options are: one character of the present set; two digits in set C; FNC1 in any set; a switch; and, between
A and B, a shift for one character. Ties go to the path that switches later, so a symbol is always the same.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from barcode.charsets import code128 as tables

from aril.labelling.symbols.shapes import BarShape

FNC1 = "\x1d"
_SETS = "ABC"
_VALUES = {"A": tables.A, "B": tables.B}
_START = tables.START_CODES
_FNC1, _SHIFT = 102, 98
_SWITCH = {"A": 101, "B": 100, "C": 99}


class _Step(NamedTuple):
    """The best continuation from a position in a code set."""

    cost: int
    values: tuple[int, ...]
    reached: int
    present: str


@lru_cache(maxsize=1024)
def encode(content: str, *, gs1: bool = False, text: str | None = None) -> BarShape:
    """The symbol for a string of ASCII; with `gs1`, FNC1 goes first and each GS becomes FNC1.

    Raises ValueError for an empty string or a character beyond ASCII.
    """
    if not content:
        raise ValueError("it is empty")
    wrong = next((character for character in content if ord(character) > 127), None)
    if wrong is not None:
        raise ValueError(f"“{wrong}” is not ASCII")
    values = _shortest(FNC1 + content if gs1 else content, gs1=gs1)
    check = (values[0] + sum(place * value for place, value in enumerate(values))) % 103
    pattern = "".join(tables.CODES[value] for value in (*values, check)) + tables.STOP + "11"
    return BarShape(_widths(pattern), content if text is None else text, content, gs1)


def _shortest(content: str, *, gs1: bool) -> list[int]:
    """Symbol character values, start character first."""
    length = len(content)
    # For each position and code set: how many characters are still to come, the next ones, and where they lead.
    best: list[dict[str, _Step]] = [{} for _ in range(length)]
    best.append({each: _Step(0, (), length, each) for each in _SETS})
    for at in range(length - 1, -1, -1):
        staying: dict[str, _Step] = {}
        for present in _SETS:
            for values, reached in _moves(content, at, present, gs1=gs1):
                if present in best[reached]:
                    staying[present] = _Step(
                        best[reached][present].cost + len(values), values, reached, present
                    )
        for present in _SETS:
            options = [staying[present]] if present in staying else []
            options += [
                _Step(step.cost + 1, (_SWITCH[other], *step.values), step.reached, other)
                for other, step in staying.items()
                if other != present
            ]
            best[at][present] = min(options, key=lambda step: step.cost)
    # The start character chooses the set for free.
    present = min("CBA", key=lambda each: best[0][each].cost)
    symbol = [_START[present]]
    at = 0
    while at < length:
        step = best[at][present]
        symbol += step.values
        at, present = step.reached, step.present
    return symbol


def _moves(content: str, at: int, present: str, *, gs1: bool) -> Iterator[tuple[tuple[int, ...], int]]:
    """What may follow without leaving the code set: (values, position after them); at most one."""
    character = content[at]
    if gs1 and character == FNC1:
        yield (_FNC1,), at + 1
    elif present == "C":
        pair = content[at : at + 2]
        if len(pair) == 2 and pair.isdigit():
            yield (int(pair),), at + 2
    elif character in _VALUES[present]:
        yield (_VALUES[present][character],), at + 1
    else:
        yield (_SHIFT, _VALUES["B" if present == "A" else "A"][character]), at + 1


def _widths(pattern: str) -> tuple[int, ...]:
    return tuple(len(list(group)) for _, group in groupby(pattern))
