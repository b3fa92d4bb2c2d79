"""A page that shows by how much a printer misses its labels.

Printed on the labels themselves, it draws each label's outline, and across edges of a label in the middle and of the
last one scales from -5 to +5 mm. The tick on which the true edge lies is the offset to keep for the printer. What
lies at the edge of the paper, as every label of a roll does, has half a scale at each end: where the labels are cut
on one side the ticks are missing, the other side shows them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from aril.labelling.design import Design, Sheet
from aril.labelling.elements import Style
from aril.labelling.font import Font
from aril.labelling.geometry import Box, Resolution
from aril.labelling.layout import Layout, rectangle
from aril.labelling.marks import Batch, Mark
from aril.labelling.text import set_text
from aril.labelling.writers import WRITERS

REACH = 5
"""How far a scale reaches to each side of an edge, in mm."""

_MM = 1000
_THIN = 150
_NUMBER = Style(5, 5, align="centre")
_ADVICE = {
    "zh": "裁切边落在哪个刻度，就填哪个偏移（毫米，向右、向下为正）",
    "en": "Enter the tick under the cut edge as the offset: mm, right and down are positive",
}
_ADVICE_AT_THE_EDGE = {
    "zh": "刻度被切到哪里，就填哪个数；没有被切的一边不看（毫米，右、下为正）",
    "en": "Enter the number where the scale is cut off; pass over the side where it is whole. Right, down: +",
}


def calibrate(
    design: Design,
    *,
    format: str,  # noqa: A002 - as press
    dpi: int,
    font: Font,
    language: str | None = None,
) -> Iterator[bytes]:
    """The page for a design's paper; arguments are those of `press`."""
    sheet, resolution = design.sheet, Resolution(dpi)
    page = Box(0, 0, sheet.width, sheet.height)
    labels = [Box(*sheet.origin(place), design.width, design.height) for place in range(sheet.places)]
    middle = labels[(sheet.rows // 2) * sheet.columns + sheet.columns // 2]
    boxes = [line for label in labels for line in _outline(label)]
    numbers: list[tuple[str, Box]] = []
    for label in dict.fromkeys((middle, labels[-1])):
        for ruler in _rulers(label, page):
            boxes += ruler.ticks()
            numbers += ruler.numbers()
    marks: list[Mark] = [rectangle(box, resolution) for box in boxes if not box.beyond(page)]
    for text, box in numbers:
        if not box.beyond(page):
            marks += set_text("calibration", text, font, resolution, box, _NUMBER)
    language = language or design.languages[0]
    at_the_edge = _is_at_the_edge(middle, page)
    advice = (_ADVICE_AT_THE_EDGE if at_the_edge else _ADVICE).get(language, _ADVICE["en"])
    marks += set_text(
        "calibration", advice, font, resolution, _room(middle, at_the_edge), Style(9, 4, lines=4)
    )
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


@dataclass(frozen=True, slots=True)
class _Ruler:
    """Ticks a millimetre apart across an edge, longer at the edge itself and at both ends.

    `across` is where the edge is, `along` where the ticks begin beside it; upright rulers measure downwards.
    """

    across: int
    along: int
    upright: bool

    def ticks(self) -> Iterator[Box]:
        for step in range(-REACH, REACH + 1):
            length = (4 if step == 0 else 3 if abs(step) == REACH else 2) * _MM
            at = self.across + step * _MM
            yield Box(self.along, at, length, _THIN) if self.upright else Box(at, self.along, _THIN, length)

    def numbers(self) -> Iterator[tuple[str, Box]]:
        """Which end of the scale is which."""
        size = 3 * _MM
        for step in (-REACH, REACH):
            at = self.across + step * _MM - size // 2
            box = (
                Box(self.along - size, at + _MM // 2, size, size)
                if self.upright
                else Box(at, self.along - size, size, size)
            )
            yield f"{step:+d}", box


def _rulers(label: Box, page: Box) -> Iterator[_Ruler]:
    """Across the left and the top edge; across the opposite ones too where those lie at the edge of the paper."""
    reach = REACH * _MM
    along, beside = label.y + label.height // 4, label.x + label.width // 2
    yield _Ruler(label.x, along, upright=False)
    if label.x < page.x + reach:
        yield _Ruler(label.right - _THIN, along, upright=False)
    yield _Ruler(label.y, beside, upright=True)
    if label.y < page.y + reach:
        yield _Ruler(label.bottom - _THIN, beside, upright=True)


def _is_at_the_edge(label: Box, page: Box) -> bool:
    return min(label.x - page.x, label.y - page.y) < REACH * _MM


def _room(label: Box, at_the_edge: bool) -> Box:
    """Where nothing else stands in a label."""
    side = 8 * _MM
    if not at_the_edge:
        return Box(
            label.x + side, label.y + label.height // 2, label.width - 10 * _MM, label.height // 2 - 2 * _MM
        )
    top = label.y + label.height // 4 + 5 * _MM
    return Box(label.x + side, top, label.width - 2 * side, label.bottom - side - top)
