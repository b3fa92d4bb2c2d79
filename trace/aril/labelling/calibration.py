"""A page that shows by how much a printer misses its labels.

Printed on the labels themselves, it draws each label's outline, and across the left and top edge of the first and the
last label a scale from -5 to +5 mm. The tick on which the true edge lies is the offset to keep for the printer.
"""

from collections.abc import Iterator
from dataclasses import replace

from aril.labelling.design import Design, Sheet
from aril.labelling.elements import Style
from aril.labelling.font import Font
from aril.labelling.geometry import Box, Resolution
from aril.labelling.layout import Layout
from aril.labelling.marks import Batch, Mark, Rectangle
from aril.labelling.text import set_text
from aril.labelling.writers import WRITERS

_MM = 1000
_REACH = 5
_THIN = 150
_TEXT = {
    "zh": "裁切边落在哪个刻度，就填哪个偏移（毫米，右、下为正）",
    "en": "The tick under the cut edge is the offset (mm)",
}


def calibrate(design: Design, *, format: str, dpi: int, font: Font) -> Iterator[bytes]:  # noqa: A002 - as press
    """The page for a design's paper; arguments are those of `press`."""
    sheet, resolution = design.sheet, Resolution(dpi)
    whole = replace(
        design,
        width=sheet.width,
        height=sheet.height,
        sheet=Sheet(sheet.width, sheet.height, 1, 1, 0, 0, sheet.width, sheet.height),
        elements=(),
    )
    page = Box(0, 0, sheet.width, sheet.height)
    labels = [Box(*sheet.origin(place), design.width, design.height) for place in range(sheet.places)]
    boxes = [line for label in labels for line in _outline(label)]
    for label in {labels[0], labels[-1]}:
        boxes += _scales(label)
    marks: list[Mark] = [_rectangle(box, resolution) for box in boxes if not box.beyond(page)]
    language = design.languages[0]
    room = Box(
        labels[0].x + 7 * _MM,
        labels[0].y + design.height // 2,
        design.width - 9 * _MM,
        design.height // 2 - 2 * _MM,
    )
    style = Style(9, 4, lines=4)
    marks += set_text("calibration", _TEXT.get(language, _TEXT["en"]), font, resolution, room, style)
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
    """Ticks a millimetre apart across two edges, longer at the edge itself and at both ends."""
    ticks = []
    for step in range(-_REACH, _REACH + 1):
        length = (4 if step == 0 else 3 if abs(step) == _REACH else 2) * _MM
        ticks.append(Box(label.x + step * _MM, label.y + label.height // 3, _THIN, length))
        ticks.append(Box(label.x + label.width // 2, label.y + step * _MM, length, _THIN))
    return ticks


def _rectangle(box: Box, resolution: Resolution) -> Rectangle:
    dots = resolution.dots
    x, y = dots(box.x), dots(box.y)
    return Rectangle(x, y, max(1, dots(box.right) - x), max(1, dots(box.bottom) - y))
