"""Reading back what is about to be printed, by a reader that shares no code with the encoders.

Each symbol is decoded from the very modules that the writer is handed, and compared with what was asked,
symbology and FNC1 included. A symbol that all labels of a batch share is decoded once.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import zxingcpp

from aril.labelling.bitmap import bar_dots
from aril.labelling.errors import ProofFailed, short
from aril.labelling.marks import Batch, Mark, PlacedBars, PlacedMatrix, Symbol, symbols
from aril.labelling.rendering import Pixels
from aril.labelling.symbols.matrix import IDENTIFIERS

_FORMATS = {
    "qr": zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode),
    "gs1-qr": zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode),
    "gs1-datamatrix": zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.DataMatrix),
    "code128": zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.Code128),
    "gs1-128": zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.Code128),
}
#: Dots to a module, and modules of white around it, in the image a matrix symbol is decoded from.
_SCALE, _QUIET = 2, 4
_BAR_QUIET, _BAR_ROWS = 10, 4
_EMPTY: Pixels = np.empty((0, 0), np.uint8)


@dataclass(frozen=True, slots=True)
class Proof:
    """What has been read back: labels, symbols on them, and finished pictures rendered and read again."""

    labels: int = 0
    symbols: int = 0
    pages_rendered: int = 0

    def __add__(self, other: "Proof") -> "Proof":
        return Proof(
            self.labels + other.labels,
            self.symbols + other.symbols,
            self.pages_rendered + other.pages_rendered,
        )


def prove(batch: Batch) -> Proof:
    """Decodes every symbol of a batch; raises ProofFailed for the first that differs."""
    shared = [(batch.first, symbol) for symbol in symbols(batch.background)] if batch.labels else []
    own = [
        (number, symbol)
        for number, marks in enumerate(batch.labels, batch.first)
        for symbol in symbols(marks)
    ]
    found = shared + own
    images = pixels([symbol for _, symbol in found])
    for (number, symbol), image in zip(found, images, strict=True):
        compare(symbol, number, read(image, symbol.kind, pure=True))
    return Proof(labels=len(batch.labels), symbols=len(shared) * len(batch.labels) + len(own))


def prove_picture(image: Pixels, marks: tuple[Mark, ...], label: int) -> None:
    """Reads every symbol of one label out of a picture of it; raises ProofFailed for the first that differs."""
    for symbol in symbols(marks):
        quiet = symbol.module * (_BAR_QUIET if isinstance(symbol, PlacedBars) else _QUIET)
        rows = slice(max(0, symbol.y - quiet), symbol.y + symbol.height + quiet)
        if isinstance(symbol, PlacedBars):
            rows = slice(symbol.y, symbol.y + symbol.height)  # its text stands right below
        columns = slice(max(0, symbol.x - quiet), symbol.x + symbol.width + quiet)
        compare(symbol, label, read(np.ascontiguousarray(image[rows, columns]), symbol.kind, pure=False))


def compare(symbol: Symbol, label: int, found: str) -> None:
    """Raises ProofFailed unless a reader's report is the one that was asked for."""
    wanted = IDENTIFIERS[symbol.kind] + symbol.expected
    if found != wanted:
        raise ProofFailed(label, symbol.element, short(wanted, 120), short(found, 120))


def pixels(found: Sequence[Symbol]) -> list[Pixels]:
    """Each symbol on white paper with its quiet zone; 0 is black."""
    images: list[Pixels] = [_bars(symbol) if isinstance(symbol, PlacedBars) else _EMPTY for symbol in found]
    matrices = [(place, symbol) for place, symbol in enumerate(found) if isinstance(symbol, PlacedMatrix)]
    for side in {symbol.shape.side for _, symbol in matrices}:
        alike = [(place, symbol) for place, symbol in matrices if symbol.shape.side == side]
        total = (side + 2 * _QUIET) * _SCALE
        paper = np.full((len(alike), total, total), 255, np.uint8)
        inner = paper[:, _QUIET * _SCALE : -_QUIET * _SCALE, _QUIET * _SCALE : -_QUIET * _SCALE]
        light = ~np.stack([symbol.shape.modules for _, symbol in alike]) * np.uint8(255)
        for row in range(_SCALE):
            for column in range(_SCALE):
                inner[:, row::_SCALE, column::_SCALE] = light
        for (place, _), image in zip(alike, paper, strict=True):
            images[place] = image
    return images


def _bars(symbol: PlacedBars) -> Pixels:
    row = np.pad(bar_dots(symbol), _BAR_QUIET * symbol.module)
    return np.where(np.broadcast_to(row, (_BAR_ROWS, len(row))), 0, 255).astype(np.uint8)


def read(image: Pixels, kind: str, *, pure: bool) -> str:
    """What a reader reports, symbology identifier first; empty when it finds nothing."""
    found = zxingcpp.read_barcode(image, _FORMATS[kind], is_pure=pure)
    return "" if found is None else found.symbology_identifier + found.bytes.decode("utf-8", "replace")
