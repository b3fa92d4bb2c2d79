"""One SVG a label, true to scale, text as outlines so that it needs no font (SVG 1.1)."""

from collections.abc import Iterable, Iterator, Sequence

from aril.labelling.bitmap import BOLD
from aril.labelling.geometry import mm
from aril.labelling.layout import Layout
from aril.labelling.marks import Batch, Mark, PlacedBars, PlacedMatrix, Polygon, Rectangle, Words
from aril.labelling.rendering import Pixels
from aril.labelling.symbols.shapes import runs
from aril.labelling.writers.stateless import Stateless


class SvgWriter(Stateless):
    def __init__(self, layout: Layout) -> None:
        self._font = layout.font
        self._size = (mm(layout.design.width), mm(layout.design.height))

    def start(self) -> Iterator[bytes]:
        return iter(())

    def labels(self, batch: Batch) -> Iterator[bytes]:
        width, height = self._size
        opening = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" '
            f'viewBox="0 0 {batch.width} {batch.height}"><path fill="#fff" d="M0 0h{batch.width}v{batch.height}H0z"/>'
        )
        background = self._group(batch.background)
        for marks in batch.labels:
            yield f"{opening}{background}{self._group(marks)}</svg>\n".encode("ascii")

    def pictures(self, batch: Batch, places: Sequence[int]) -> Iterator[Pixels]:  # noqa: ARG002 - see Writer
        return iter(())

    def end(self) -> Iterator[bytes]:
        return iter(())

    def _group(self, marks: Iterable[Mark]) -> str:
        return "".join(map(self._mark, marks))

    def _mark(self, mark: Mark) -> str:
        match mark:
            case Words():
                return self._words(mark)
            case Rectangle():
                return f'<path d="M{mark.x} {mark.y}h{mark.width}v{mark.height}h-{mark.width}z"/>'
            case Polygon():
                paths = "".join(
                    "M" + "L".join(f"{x} {y}" for x, y in path) + "z" for path in (mark.outline, *mark.holes)
                )
                return f'<path fill-rule="evenodd" d="{paths}"/>'
            case PlacedMatrix():
                return _matrix(mark)
            case PlacedBars():
                return _bars(mark)

    def _words(self, words: Words) -> str:
        """Glyphs at their places, in font units; a character never gets into the file as itself."""
        units, at, glyphs = self._font.units, 0, []
        for character in words.text:
            path = self._font.path(self._font.glyph(character))
            if path:
                glyphs.append(f'<path transform="translate({at * units / 1000:g})" d="{path}"/>')
            at += self._font.advance(character)
        scale = words.size / units
        weight = f' stroke="#000" stroke-width="{units * BOLD / 1000:g}"' if words.bold else ""
        place = f"translate({words.x} {words.y})scale({scale:.6f} {-scale:.6f})"
        return f'<g transform="{place}"{weight}>{"".join(glyphs)}</g>'


def _matrix(symbol: PlacedMatrix) -> str:
    """All dark runs as one path in modules, so that no seam shows between them."""
    (found,) = runs([symbol.shape])
    path = "".join(f"M{run >> 8 & 255} {run >> 16}h{run & 255}v1h-{run & 255}z" for run in found)
    return f'<path transform="translate({symbol.x} {symbol.y})scale({symbol.module})" d="{path}"/>'


def _bars(symbol: PlacedBars) -> str:
    parts, x = [], symbol.x
    for number, width in enumerate(symbol.shape.widths):
        dots = width * symbol.module
        if number % 2 == 0:
            parts.append(f"M{x} {symbol.y}h{dots}v{symbol.height}h-{dots}z")
        x += dots
    return f'<path d="{"".join(parts)}"/>'
