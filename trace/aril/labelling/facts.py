"""Setting facts: captions in one column, texts in another, all in the largest size in which every row fits."""

from dataclasses import dataclass

from aril.labelling.elements import Facts
from aril.labelling.errors import TextTooLong, short
from aril.labelling.font import Font
from aril.labelling.geometry import MICROMETRES_PER_POINT, Resolution, mm
from aril.labelling.marks import Words
from aril.labelling.text import LEADING, require_printable, sizes, wrap

#: Baselines never stand farther apart than so many thousandths of the size, however much room there is.
_LOOSEST = 1650
#: Between a caption and its text, in thousandths of the size.
_GUTTER = 400
#: A row is rather shrunk to this part of the size than broken.
_LEAST_UNWRAPPED = 0.8

Said = tuple[tuple[str, str], ...]
"""What a label says: captions and texts, row by row."""


@dataclass(frozen=True, slots=True)
class _Setting:
    size: float
    rows: tuple[tuple[str, list[str]], ...]

    @property
    def lines(self) -> int:
        return sum(len(lines) for _, lines in self.rows)


def set_facts(element: Facts, said: Said, font: Font, resolution: Resolution) -> tuple[Words, ...]:
    """The rows in their box; raises CharacterRefused, MissingGlyph or TextTooLong."""
    for caption, text in said:
        require_printable(element.name, caption + text, font)
    setting = _fit(element, said, font)
    em = setting.size * MICROMETRES_PER_POINT
    dots = resolution.dots_of(em)
    pitch = min(element.box.height / max(1, setting.lines), em * _LOOSEST / 1000)
    # Each line stands in the middle of its strip.
    baseline = element.box.y + (pitch - em) / 2 + em * font.ascent / 1000
    left, right = resolution.dots(element.box.x), resolution.dots(element.box.x + element.caption)
    words = []
    for caption, lines in setting.rows:
        if caption:
            words.append(Words(left, resolution.dots(round(baseline)), dots, caption))
        for line in lines:
            words.append(Words(right, resolution.dots(round(baseline)), dots, line, element.style.bold))
            baseline += pitch
    return tuple(words)


def _fit(element: Facts, said: Said, font: Font) -> _Setting:
    """A line for each row if that takes no more than a fifth of the size; else the largest size, however many lines."""
    fitting = [
        setting
        for points in sizes(element.style)
        if (setting := _at(points, element, said, font)) and _tall(setting) <= element.box.height
    ]
    for setting in fitting:
        if setting.lines == len(said) and setting.size >= _LEAST_UNWRAPPED * element.style.size:
            return setting
    if fitting:
        return fitting[0]
    smallest, (caption, longest) = element.style.smallest, max(said, key=lambda row: font.width(row[1]))
    needed = round(font.width(longest) * smallest * MICROMETRES_PER_POINT / 1000)
    width = element.box.width - element.caption
    raise TextTooLong(
        f"{element.name}: {caption}" if caption else element.name,
        short(longest),
        len(longest),
        f"{smallest:g}",
        mm(needed),
        1,
        mm(width),
        mm(element.box.height),
    )


def _tall(setting: _Setting) -> float:
    return (1000 + (setting.lines - 1) * LEADING) * setting.size * MICROMETRES_PER_POINT / 1000


def _at(points: float, element: Facts, said: Said, font: Font) -> _Setting | None:
    """The rows at a size, or None where a caption or a piece of text is wider than its column."""
    em = points * MICROMETRES_PER_POINT / 1000
    rows: list[tuple[str, list[str]]] = []
    for caption, text in said:
        lines = wrap(text, font, int((element.box.width - element.caption) / em))
        if lines is None or (caption and (font.width(caption) + _GUTTER) * em > element.caption):
            return None
        rows.append((caption, lines))
    return _Setting(points, tuple(rows))
