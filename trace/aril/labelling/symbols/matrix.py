"""Matrix symbols by kind: what they show, and what a reader must report."""

import numpy as np
import zxingcpp

from aril.labelling.symbols import qr
from aril.labelling.symbols.gs1 import Elements
from aril.labelling.symbols.shapes import MatrixShape

#: Symbology identifiers of ISO/IEC 15424 that a reader must report.
IDENTIFIERS = {"qr": "]Q1", "gs1-qr": "]Q3", "gs1-datamatrix": "]d2", "code128": "]C0", "gs1-128": "]C1"}


def encode(kind: str, content: str, level: str) -> MatrixShape:
    """Raises ValueError when the symbology cannot carry the content."""
    if kind == "qr":
        return qr.encode(content, level)
    bracketed = Elements.parse(content).bracketed
    symbology = zxingcpp.BarcodeFormat.QRCode if kind == "gs1-qr" else zxingcpp.BarcodeFormat.DataMatrix
    options = {"ec_level": level} if kind == "gs1-qr" else {}
    barcode = zxingcpp.create_barcode(bracketed, symbology, gs1=True, **options)
    image = np.asarray(zxingcpp.write_barcode_to_image(barcode, scale=1, add_quiet_zones=False))
    return MatrixShape(image < 128)


def expected(kind: str, content: str) -> str:
    """What a reader reports for a symbol of that kind, without its identifier."""
    return content if kind == "qr" else Elements.parse(content).content
