"""Code 128 and GS1-128 (ISO/IEC 15417, GS1 General Specifications 5.4), as short as they can be.

The patterns and values are python-barcode's tables. Its own encoder is not used: it spends more code set
switches than needed, loses digits of some strings, and keeps state between builds.

The shortest symbol is found by dynamic programming over (position, code set). From each position the
options are: one character of the present set; two digits in set C; FNC1 in any set; a switch; and, between
A and B, a shift for one character. Ties go to the path that switches later, so a symbol is always the same.
"""

from functools import lru_cache

from barcode.charsets import code128 as tables

from aril.labelling.symbols.shapes import BarShape

FNC1 = "\x1d"
_SETS = "ABC"
_VALUES = {"A": tables.A, "B": tables.B}
_START = tables.START_CODES
_FNC1, _SHIFT = 102, 98
_SWITCH = {"A": 101, "B": 100, "C": 99}


@lru_cache(maxsize=1024)
def encode(content: str, *, gs1: bool = False, text: str | None = None) -> BarShape:
    """The symbol for a string of ASCII; with `gs1`, FNC1 goes first and each GS becomes FNC1.

    Raises ValueError for an empty string or a character beyond ASCII.
    """
    if not content:
        raise ValueError("it is empty")
    wrong = next((character for character in content if ord(character) > 127), None)
    if wrong is not None:
        raise ValueError(f'"{wrong}" is not ASCII')
    values = _shortest(FNC1 + content if gs1 else content, gs1=gs1)
    check = (values[0] + sum(place * value for place, value in enumerate(values))) % 103
    pattern = "".join(tables.CODES[value] for value in (*values, check)) + tables.STOP + "11"
    return BarShape(_widths(pattern), content if text is None else text, content, gs1)


def _shortest(content: str, *, gs1: bool) -> list[int]:
    """Symbol character values, start character first."""
    length = len(content)
    # best[set] at a position: (characters still to come, first value, next position, next set, second value)
    rest: list[dict[str, tuple[int, tuple[int, ...], int, str]]] = [{} for _ in range(length + 1)]
    rest[length] = {each: (0, (), length, each) for each in _SETS}
    for at in range(length - 1, -1, -1):
        staying = {}
        for present in _SETS:
            options = []
            for values, reached in _moves(content, at, present, gs1=gs1):
                following = rest[reached].get(present)
                if following is not None:
                    options.append((following[0] + len(values), values, reached, present))
            if options:
                staying[present] = min(options, key=lambda option: option[0])
        for present in _SETS:
            best = staying.get(present)
            for other in _SETS:
                if other != present and other in staying:
                    moved = staying[other]
                    if best is None or moved[0] + 1 < best[0]:
                        best = (moved[0] + 1, (_SWITCH[other], *moved[1]), moved[2], other)
            if best is not None:
                rest[at][present] = best
    # The start character chooses the set for free.
    start = min(_SETS, key=lambda each: (rest[0][each][0], "CBA".index(each)))
    values, at, present = [_START[start]], 0, start
    while at < length:
        _, emitted, at, present = rest[at][present]
        values += emitted
    return values


def _moves(content: str, at: int, present: str, *, gs1: bool) -> list[tuple[tuple[int, ...], int]]:
    """What may follow without leaving the code set: (values, position after them)."""
    character = content[at]
    if gs1 and character == FNC1:
        return [((_FNC1,), at + 1)]
    if present == "C":
        pair = content[at : at + 2]
        return [((int(pair),), at + 2)] if len(pair) == 2 and pair.isdigit() else []
    moves = []
    other = "B" if present == "A" else "A"
    if character in _VALUES[present]:
        moves.append(((_VALUES[present][character],), at + 1))
    elif character in _VALUES[other]:
        moves.append(((_SHIFT, _VALUES[other][character]), at + 1))
    return moves


def _widths(pattern: str) -> tuple[int, ...]:
    widths, present = [], "0"
    for module in pattern:
        if module == present:
            widths[-1] += 1
        else:
            widths.append(1)
            present = module
    return tuple(widths)
