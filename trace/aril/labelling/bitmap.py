"""A picture as dots: for PNG, for thermal printers, and for the proof of a finished page."""

from functools import lru_cache
from io import BytesIO

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from aril.labelling.font import Font
from aril.labelling.layout import Picture, PlacedBars, PlacedMatrix, Polygon, Rectangle, Words
from aril.labelling.raster import bar_dots, matrix_dots

Dots = npt.NDArray[np.bool_]
#: A bold line is drawn this much heavier, in thousandths of its size.
BOLD = 28


class Bitmap:
    """Draws pictures with one font."""

    def __init__(self, font: Font) -> None:
        self._font = font
        self._face = lru_cache(maxsize=64)(self._load)

    def _load(self, size: float) -> ImageFont.FreeTypeFont:
        return ImageFont.truetype(BytesIO(self._font.content), size, layout_engine=ImageFont.Layout.BASIC)

    def draw(self, picture: Picture) -> Dots:
        """`dots[y, x]`, True is dark."""
        canvas = Image.new("L", (picture.width, picture.height), 0)
        pen = ImageDraw.Draw(canvas)
        for mark in picture.marks:
            match mark:
                case Words():
                    self._words(pen, mark)
                case Rectangle():
                    pen.rectangle(
                        (mark.x, mark.y, mark.x + mark.width - 1, mark.y + mark.height - 1), fill=255
                    )
                case Polygon():
                    pen.polygon(mark.outline, fill=255)
                    for hole in mark.holes:
                        pen.polygon(hole, fill=0)
                case _:
                    continue
        dots = np.asarray(canvas) >= 128
        dots = dots.copy()
        for symbol in picture.symbols:
            blit(dots, symbol)
        return dots

    def _words(self, pen: ImageDraw.ImageDraw, words: Words) -> None:
        face = self._face(words.size)
        at = 0
        for character in words.text:
            pen.text(
                (words.x + at * words.size / 1000, words.y),
                character,
                fill=255,
                font=face,
                anchor="ls",
                stroke_width=words.size * BOLD / 2000 if words.bold else 0,
            )
            at += self._font.advance(character)


def blit(dots: Dots, symbol: PlacedMatrix | PlacedBars) -> None:
    if isinstance(symbol, PlacedMatrix):
        pattern = matrix_dots(symbol)
    else:
        pattern = np.repeat(bar_dots(symbol)[np.newaxis, :], symbol.height, axis=0)
    height, width = pattern.shape
    dots[symbol.y : symbol.y + height, symbol.x : symbol.x + width] = pattern
