"""Setting a text into a box: which characters may be printed, where lines break, how far it shrinks."""

import unicodedata
from dataclasses import dataclass
from math import ceil

from aril.labelling.errors import CharacterRefused, MissingGlyph, TextTooLong, short
from aril.labelling.font import Font
from aril.labelling.geometry import MICROMETRES_PER_POINT, mm

#: Distance of two baselines, in thousandths of the size.
LEADING = 1180
#: Sizes are tried in steps of a quarter point.
_STEP = 0.25
#: No line begins with these, none ends with those (GB/T 15834-2011, 5.1).
_NEVER_FIRST = frozenset("，。、；：？！）》」』】〕〉…·％℃,.;:?!)]}%°”’")
_NEVER_LAST = frozenset("（《「『【〔〈([{“‘¥￥")


@dataclass(frozen=True, slots=True)
class Setting:
    """Lines of text at a size in points that all fit."""

    size: float
    lines: tuple[str, ...]


def require_printable(element: str, text: str, font: Font) -> None:
    """Raises CharacterRefused or MissingGlyph for the first character that must not or cannot be printed.

    Control, format and private characters are refused by their kind: a line break would leave the box, a
    direction mark would change what a reader sees, and neither has a shape of its own.
    """
    for position, character in enumerate(text, 1):
        if character in font and not unicodedata.category(character).startswith("C"):
            continue
        codepoint = f"U+{ord(character):04X}"
        if unicodedata.category(character)[0] in "CZ":
            raise CharacterRefused(element, codepoint, position)
        raise MissingGlyph(element, character, codepoint)


def fit(
    element: str, text: str, font: Font, *, width: int, height: int, size: float, smallest: float, lines: int
) -> Setting:
    """The largest size between `smallest` and `size` (points) at which the text fits its box (micrometres).

    Raises TextTooLong with what it would have needed.
    """
    total = font.width(text)
    steps = round((size - smallest) / _STEP)
    # A size is hopeless when even without a loss at line ends the text is longer than all lines together.
    for step in range(steps + 1):
        points = size - step * _STEP
        room = int(width * 1000 / (points * MICROMETRES_PER_POINT))
        if total > room * lines:
            continue
        broken = wrap(text, font, room)
        if broken is not None and len(broken) <= lines and _tall(len(broken), points) <= height + 1:
            return Setting(points, tuple(broken))
    needed = total * smallest * MICROMETRES_PER_POINT / 1000
    raise TextTooLong(
        element,
        short(text),
        len(text),
        f"{smallest:g}",
        mm(ceil(needed / lines)),
        lines,
        mm(width),
        mm(height),
    )


def wrap(text: str, font: Font, room: int) -> list[str] | None:
    """Lines no wider than `room` (thousandths of the size), or None when one unbreakable piece is wider."""
    lines, line, used = [], "", 0
    for piece in _pieces(text):
        width = font.width(piece.rstrip(" "))
        if line and used + width > room:
            lines.append(line.rstrip(" "))
            line, used = "", 0
        if width > room:
            return None
        line += piece
        used += font.width(piece)
    return [*lines, line.rstrip(" ")]


def _tall(lines: int, points: float) -> float:
    return ((lines - 1) * LEADING + 1000) * points * MICROMETRES_PER_POINT / 1000


def _pieces(text: str) -> list[str]:
    """The text cut wherever a line may end: after a space, and around each ideograph."""
    pieces: list[str] = []
    for character in text:
        if pieces and not _may_break(pieces[-1][-1], character):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def _may_break(before: str, after: str) -> bool:
    if after == " " or after in _NEVER_FIRST or before in _NEVER_LAST:
        return False
    return before == " " or _ideographic(before) or _ideographic(after)


def _ideographic(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"
