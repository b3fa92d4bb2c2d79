"""Reading back what is about to be printed.

Each symbol is decoded, by a reader that shares no code with the encoders, from the modules and at the
module size that the writer is handed, and compared with what was asked, symbology and FNC1 included.
"""

from dataclasses import dataclass

import numpy as np
import zxingcpp

from aril.labelling.errors import ProofFailed, short
from aril.labelling.layout import Picture, PlacedBars, PlacedMatrix
from aril.labelling.raster import bar_dots, matrix_dots, paper
from aril.labelling.symbols.matrix import IDENTIFIERS

_FORMATS = {
    "qr": zxingcpp.BarcodeFormat.QRCode,
    "gs1-qr": zxingcpp.BarcodeFormat.QRCode,
    "gs1-datamatrix": zxingcpp.BarcodeFormat.DataMatrix,
}


@dataclass(frozen=True, slots=True)
class Proof:
    """What has been read back so far."""

    labels: int = 0
    symbols: int = 0
    pages_rendered: int = 0

    def __add__(self, other: "Proof") -> "Proof":
        return Proof(
            self.labels + other.labels,
            self.symbols + other.symbols,
            self.pages_rendered + other.pages_rendered,
        )


def prove(picture: Picture, number: int) -> Proof:
    """Decodes every symbol of one label; raises ProofFailed for the first that differs."""
    for symbol in picture.symbols:
        found = read_matrix(symbol) if isinstance(symbol, PlacedMatrix) else read_bars(symbol)
        wanted = identifier(symbol) + symbol.expected
        if found != wanted:
            raise ProofFailed(number, symbol.element, short(wanted, 120), short(found, 120))
    return Proof(labels=1, symbols=len(picture.symbols))


def identifier(symbol: PlacedMatrix | PlacedBars) -> str:
    """The symbology identifier a reader must report (ISO/IEC 15424)."""
    if isinstance(symbol, PlacedMatrix):
        return IDENTIFIERS[symbol.kind]
    return IDENTIFIERS["gs1-128" if symbol.shape.gs1 else "code128"]


def read_matrix(symbol: PlacedMatrix) -> str:
    """What a reader reports, symbology identifier first; empty when it finds nothing."""
    image = paper(matrix_dots(symbol, 3), 12)
    return _said(zxingcpp.read_barcode(image, _FORMATS[symbol.kind], is_pure=True))


def read_bars(symbol: PlacedBars) -> str:
    row = paper(bar_dots(symbol)[np.newaxis, :], 10 * symbol.module)
    middle = row[10 * symbol.module]
    image = np.repeat(middle[np.newaxis, :], 8, axis=0)
    return _said(zxingcpp.read_barcode(image, zxingcpp.BarcodeFormat.Code128, is_pure=True))


def _said(found: zxingcpp.Barcode | None) -> str:
    if found is None:
        return ""
    return found.symbology_identifier + found.bytes.decode("utf-8", "replace")
