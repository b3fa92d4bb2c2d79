"""Setting a text into a box: which characters may be printed, where lines break, how far it shrinks."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from aril.labelling.elements import Style
from aril.labelling.errors import CharacterRefused, MissingGlyph, TextTooLong, codepoint, short
from aril.labelling.font import Font
from aril.labelling.geometry import MICROMETRES_PER_POINT, Box, Resolution, mm
from aril.labelling.marks import Words

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


def set_text(
    element: str, text: str, font: Font, resolution: Resolution, box: Box, style: Style
) -> tuple[Words, ...]:
    """The lines of a text in its box; raises CharacterRefused, MissingGlyph or TextTooLong."""
    require_printable(element, text, font)
    setting = fit(element, text, font, box, style)
    em = setting.size * MICROMETRES_PER_POINT
    first = _first_baseline(setting, font, box, style)
    placed = []
    for number, line in enumerate(setting.lines):
        slack = box.width - em * font.width(line) / 1000
        x = box.x + {"left": 0.0, "centre": slack / 2, "right": slack}[style.align]
        baseline = resolution.dots(round(first + em * number * LEADING / 1000))
        placed.append(Words(resolution.dots(round(x)), baseline, resolution.dots_of(em), line, style.bold))
    return tuple(placed)


def require_printable(element: str, text: str, font: Font) -> None:
    """Raises CharacterRefused or MissingGlyph for the first character that must not or cannot be printed.

    Control, format and private characters are refused by their kind: a line break would leave the box, a
    direction mark would change what a reader sees, and neither has a shape of its own.
    """
    if all(map(font.prints, text)):
        return
    position, character = next(found for found in enumerate(text, 1) if not font.prints(found[1]))
    if unicodedata.category(character)[0] in "CZ":
        raise CharacterRefused(element, codepoint(character), position)
    raise MissingGlyph(element, character, codepoint(character))


def fit(element: str, text: str, font: Font, box: Box, style: Style) -> Setting:
    """The largest of the style's sizes at which the text fits its box.

    Raises TextTooLong with what it would have needed.
    """
    total, smallest, lines = font.width(text), style.smallest, style.lines
    for points in sizes(style):
        em = points * MICROMETRES_PER_POINT / 1000
        room = int(box.width / em)
        # Hopeless when even without a loss at line ends the text is longer than all lines together.
        if total > room * lines:
            continue
        broken = wrap(text, font, room)
        if broken is not None and len(broken) <= lines and _tall(broken, font) * em <= box.height:
            return Setting(points, tuple(broken))
    needed = round(total * smallest * MICROMETRES_PER_POINT / 1000 / lines)
    raise TextTooLong(
        element, short(text), len(text), f"{smallest:g}", mm(needed), lines, mm(box.width), mm(box.height)
    )


def sizes(style: Style) -> Iterator[float]:
    """The sizes in which a text is tried, the largest first."""
    for step in range(round((style.size - style.smallest) / _STEP) + 1):
        yield max(style.smallest, style.size - step * _STEP)


def wrap(text: str, font: Font, room: int) -> list[str] | None:
    """Lines no wider than `room` (thousandths of the size), or None when one unbreakable piece is wider."""
    if font.width(text) <= room:
        return [text]
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


def _first_baseline(setting: Setting, font: Font, box: Box, style: Style) -> float:
    """From the label's top, in micrometres.

    A single line that had to shrink stays on the baseline it would have had, so that it stands by its neighbours and on
    its rule.
    """
    rise, size = _rise(setting.lines, font), setting.size
    if style.lines == 1:
        tallest = box.height / MICROMETRES_PER_POINT * 1000 / _tall(list(setting.lines), font)
        size = max(size, min(style.size, tallest))
    return box.y + size * MICROMETRES_PER_POINT * rise / 1000


def _rise(lines: tuple[str, ...] | list[str], font: Font) -> int:
    """From the top of the box to the first baseline: the ideographs' square, or the ink where that is higher."""
    return max(font.ascent, font.ink(lines[0])[1])


def _tall(lines: list[str], font: Font) -> int:
    return _rise(lines, font) + (len(lines) - 1) * LEADING + max(font.descent, -font.ink(lines[-1])[0])


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
