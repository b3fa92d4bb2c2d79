"""A page that shows by how much a printer misses its labels.

Printed on the labels themselves, it draws each label's outline, and across the left and top edge of a label in the
middle and of the last one a scale from -5 to +5 mm. The tick on which the true edge lies is the offset to
keep for the printer.
"""

from collections.abc import Iterator
from dataclasses import replace

from aril.labelling.design import Design, Sheet
from aril.labelling.elements import Style
from aril.labelling.font import Font
from aril.labelling.geometry import Box, Resolution
from aril.labelling.layout import Layout, rectangle
from aril.labelling.marks import Batch, Mark
from aril.labelling.text import set_text
from aril.labelling.writers import WRITERS

_MM = 1000
_REACH = 5
_THIN = 150
_NUMBER = Style(5, 5, align="centre")
_ADVICE = {
    "zh": "裁切边落在哪个刻度，就填哪个偏移（毫米，向右、向下为正）",
    "en": "Enter the tick under the cut edge as the offset: mm, right and down are positive",
}


def calibrate(design: Design, *, format: str, dpi: int, font: Font) -> Iterator[bytes]:  # noqa: A002 - as press
    """The page for a design's paper; arguments are those of `press`."""
    sheet, resolution = design.sheet, Resolution(dpi)
    page = Box(0, 0, sheet.width, sheet.height)
    labels = [Box(*sheet.origin(place), design.width, design.height) for place in range(sheet.places)]
    middle = labels[(sheet.rows // 2) * sheet.columns + sheet.columns // 2]
    boxes = [line for label in labels for line in _outline(label)]
    numbers: list[tuple[str, Box]] = []
    for label in dict.fromkeys((middle, labels[-1])):
        boxes += _scales(label)
        numbers += _numbers(label)
    marks: list[Mark] = [rectangle(box, resolution) for box in boxes if not box.beyond(page)]
    for text, box in numbers:
        if not box.beyond(page):
            marks += set_text("calibration", text, font, resolution, box, _NUMBER)
    room = Box(
        middle.x + 8 * _MM, middle.y + design.height // 2,
        design.width - 10 * _MM, design.height // 2 - 2 * _MM,
    )  # fmt: skip
    language = design.languages[0]
    advice = _ADVICE.get(language, _ADVICE["en"])
    marks += set_text("calibration", advice, font, resolution, room, Style(9, 4, lines=4))
    whole = replace(
        design,
        width=sheet.width,
        height=sheet.height,
        sheet=Sheet(sheet.width, sheet.height, 1, 1, 0, 0, sheet.width, sheet.height),
        elements=(),
    )
    batch = Batch(resolution.dots(page.width), resolution.dots(page.height), tuple(marks), ((),))
    writer = WRITERS[format](Layout(whole, font, resolution, language))
    yield from writer.start()
    yield from writer.labels(batch)
    yield from writer.end()


def _outline(label: Box) -> list[Box]:
    return [
        Box(label.x, label.y, label.width, _THIN),
        Box(label.x, label.bottom - _THIN, label.width, _THIN),
        Box(label.x, label.y, _THIN, label.height),
        Box(label.right - _THIN, label.y, _THIN, label.height),
    ]


def _scales(label: Box) -> list[Box]:
    """Ticks a millimetre apart across the left and the top edge, longer at the edge itself and at both ends."""
    ticks = []
    for step in range(-_REACH, _REACH + 1):
        length = (4 if step == 0 else 3 if abs(step) == _REACH else 2) * _MM
        ticks.append(Box(label.x + step * _MM, label.y + label.height // 4, _THIN, length))
        ticks.append(Box(label.x + label.width // 2, label.y + step * _MM, length, _THIN))
    return ticks


def _numbers(label: Box) -> list[tuple[str, Box]]:
    """Which end of a scale is which."""
    size = 3 * _MM
    left, top = label.x - size // 2, label.y - size // 2
    return [
        part
        for step in (-_REACH, _REACH)
        for part in (
            (f"{step:+d}", Box(left + step * _MM, label.y + label.height // 4 - size, size, size)),
            (f"{step:+d}", Box(label.x + label.width // 2 - size, top + step * _MM + _MM // 2, size, size)),
        )
    ]
