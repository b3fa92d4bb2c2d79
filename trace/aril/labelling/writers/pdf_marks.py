"""Marks as PDF content, in dots with y downwards (ISO 32000-1, 8.5 and 9.4)."""

from collections.abc import Iterable, Iterator, Sequence

from aril.labelling.bitmap import BOLD
from aril.labelling.font import Font
from aril.labelling.marks import Mark, PlacedBars, PlacedMatrix, Polygon, Rectangle, Words
from aril.labelling.symbols.shapes import Runs, runs


class Drawing:
    """Draws marks with one font and remembers which characters it used."""

    def __init__(self, font: Font) -> None:
        self._font = font
        self._hex: dict[str, str] = {}

    @property
    def characters(self) -> Iterable[str]:
        return sorted(self._hex)

    def know(self, characters: str) -> None:
        """Count these characters as used."""
        for character in characters:
            self._glyph(character)

    def draw(self, labels: Sequence[tuple[Mark, ...]]) -> list[str]:
        """The content of each label; runs of all their symbols are found together."""
        matrices = [mark for marks in labels for mark in marks if isinstance(mark, PlacedMatrix)]
        found = iter(runs([symbol.shape for symbol in matrices]))
        return ["\n".join([self._mark(mark, found) for mark in marks]) for marks in labels]

    def _mark(self, mark: Mark, found: Iterator[Runs]) -> str:
        match mark:
            case PlacedMatrix():
                return _matrix(mark, next(found))
            case Words():
                return self._words(mark)
            case PlacedBars():
                return _bars(mark)
            case Rectangle():
                return f"{mark.x} {mark.y} {mark.width} {mark.height} re f"
            case Polygon():
                return "".join(map(_outline, (mark.outline, *mark.holes))) + "f*"

    def _words(self, words: Words) -> str:
        """Text by glyph numbers, so that no character of a field is ever a PDF delimiter."""
        glyphs = "".join(self._hex.get(character) or self._glyph(character) for character in words.text)
        weight = f"2 Tr {words.size * BOLD / 1000:.2f} w" if words.bold else "0 Tr"
        return f"BT /F {words.size:.3f} Tf {weight} 1 0 0 -1 {words.x} {words.y} Tm <{glyphs}> Tj ET"

    def _glyph(self, character: str) -> str:
        number = self._hex[character] = f"{self._font.glyph(character):04x}"
        return number


class _Rectangles(dict[int, str]):
    """Runs, as shapes.runs spells them, as rectangles one module high; those of label-sized symbols are kept."""

    def __missing__(self, run: int) -> str:
        text = f"{run >> 8 & 255} {run >> 16} {run & 255} 1 re"
        if run >> 16 < _KEPT_ROWS and run >> 8 & 255 < _KEPT_ROWS:
            self[run] = text
        return text


_KEPT_ROWS = 64
_RECTANGLES = _Rectangles()


def _matrix(symbol: PlacedMatrix, found: Runs) -> str:
    """Dark runs as one path in modules, filled once, so that no seam shows between them."""
    path = "\n".join(map(_RECTANGLES.__getitem__, found))
    return f"q {symbol.module} 0 0 {symbol.module} {symbol.x} {symbol.y} cm\n{path}\nf Q"


def _bars(symbol: PlacedBars) -> str:
    parts, x = [], symbol.x
    for number, width in enumerate(symbol.shape.widths):
        if number % 2 == 0:
            parts.append(f"{x} {symbol.y} {width * symbol.module} {symbol.height} re")
        x += width * symbol.module
    return "\n".join((*parts, "f"))


def _outline(points: Iterable[tuple[int, int]]) -> str:
    steps = [f"{x} {y} {'l' if number else 'm'}" for number, (x, y) in enumerate(points)]
    return " ".join((*steps, "h "))
