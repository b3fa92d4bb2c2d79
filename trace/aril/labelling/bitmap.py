"""Marks as dots: for PNG, for thermal printers, and for reading back what they are sent."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from io import BytesIO
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from aril.labelling.errors import OffsetTooFar
from aril.labelling.font import Font
from aril.labelling.marks import Batch, Mark, PlacedBars, PlacedMatrix, Polygon, Rectangle, Symbol, Words
from aril.labelling.rendering import Pixels

#: `dots[y, x]`, True is dark.
Dots = npt.NDArray[np.bool_]
#: A bold line is drawn this much heavier, in thousandths of its size.
BOLD = 28
_DARK = 128


class Bitmap:
    """Draws with one font, one bit a dot."""

    def __init__(self, font: Font) -> None:
        self._font = font
        self._face = lru_cache(maxsize=64)(self._load)
        self._glyph = lru_cache(maxsize=4096)(self._draw_glyph)

    def background(self, batch: Batch) -> Dots:
        dots = np.zeros((batch.height, batch.width), np.bool_)
        self.draw(dots, batch.background)
        return dots

    def draw(self, dots: Dots, marks: Iterable[Mark]) -> None:
        """Adds marks to an image in place."""
        for mark in marks:
            match mark:
                case Words():
                    self._words(dots, mark)
                case Rectangle():
                    dots[mark.y : mark.y + mark.height, mark.x : mark.x + mark.width] = True
                case Polygon():
                    _polygon(dots, mark)
                case PlacedMatrix() | PlacedBars():
                    dots[mark.y : mark.y + mark.height, mark.x : mark.x + mark.width] = symbol_dots(mark)

    def pictures(self, batch: Batch, places: Sequence[int]) -> Iterator[Pixels]:
        """Some labels as a reader would see them on paper."""
        for place in places:
            dots = self.background(batch)
            self.draw(dots, batch.labels[place])
            yield np.where(dots, 0, 255).astype(np.uint8)

    def _words(self, dots: Dots, words: Words) -> None:
        at = 0
        for character in words.text:
            glyph, left, top = self._glyph(character, words.size, words.bold)
            x, y = words.x + round(at * words.size / 1000) + left, words.y + top
            height, width = glyph.shape
            # A glyph may reach a dot over the label's edge by rounding; what is outside cannot be printed.
            x_from, y_from = max(x, 0), max(y, 0)
            target = dots[y_from : y + height, x_from : x + width]
            target |= glyph[y_from - y :, x_from - x :][: target.shape[0], : target.shape[1]]
            at += self._font.advance(character)

    def _load(self, size: float) -> ImageFont.FreeTypeFont:
        return ImageFont.truetype(BytesIO(self._font.content), size, layout_engine=ImageFont.Layout.BASIC)

    def _draw_glyph(self, character: str, size: float, bold: bool) -> tuple[Dots, int, int]:
        """A glyph's dots, and where its top left dot is seen from the pen."""
        face = self._face(size)
        stroke = size * BOLD / 2000 if bold else 0
        left, top, right, bottom = face.getbbox(character, anchor="ls", stroke_width=stroke)
        image = Image.new("L", (int(right - left) + 2, int(bottom - top) + 2), 0)
        left, top = int(left) - 1, int(top) - 1
        ImageDraw.Draw(image).text(
            (-left, -top), character, fill=255, font=face, anchor="ls", stroke_width=stroke
        )
        return np.asarray(image) >= _DARK, left, top


class Part(NamedTuple):
    """The dark part of a label, and where its top left dot is to stand."""

    x: int
    y: int
    dots: Dots


def cropped(dots: Dots, offset: tuple[int, int]) -> Part | None:
    """What of an image is dark, moved by an offset; None when nothing is.

    Raises OffsetTooFar when the offset moves it off the print head.
    """
    rows, columns = np.flatnonzero(dots.any(axis=1)), np.flatnonzero(dots.any(axis=0))
    if not len(rows):
        return None
    x, y = int(columns[0]) + offset[0], int(rows[0]) + offset[1]
    if x < 0 or y < 0:
        raise OffsetTooFar(-min(x, y))
    return Part(x, y, dots[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])


def symbol_dots(symbol: Symbol) -> Dots:
    """A symbol at its own size, without quiet zone."""
    if isinstance(symbol, PlacedMatrix):
        return np.repeat(np.repeat(symbol.shape.modules, symbol.module, axis=0), symbol.module, axis=1)
    return np.broadcast_to(bar_dots(symbol), (symbol.height, symbol.width))


def bar_dots(symbol: PlacedBars) -> Dots:
    """One row of a linear symbol."""
    widths = np.array(symbol.shape.widths) * symbol.module
    return np.repeat(np.arange(len(widths)) % 2 == 0, widths)


def _polygon(dots: Dots, polygon: Polygon) -> None:
    height, width = dots.shape
    image = Image.new("L", (width, height), 0)
    pen = ImageDraw.Draw(image)
    pen.polygon(polygon.outline, fill=255)
    for hole in polygon.holes:
        pen.polygon(hole, fill=0)
    dots |= np.asarray(image) >= _DARK
