"""Matrix symbols by kind: what they show, and what a reader must report."""

from collections.abc import Sequence

import numpy as np
import zxingcpp
from qrcode import util

from aril.labelling.symbols import element_strings, qr
from aril.labelling.symbols.shapes import MatrixShape

NAMES = {"qr": "QR Code", "gs1-qr": "GS1 QR Code", "gs1-datamatrix": "GS1 DataMatrix"}
#: Symbology identifiers of ISO/IEC 15424 that a reader must report.
IDENTIFIERS = {"qr": "]Q1", "gs1-qr": "]Q3", "gs1-datamatrix": "]d2", "code128": "]C0", "gs1-128": "]C1"}

#: Mode and length of one chunk, and FNC1, in a symbol of version 40.
_QR_HEADER_BITS = 24
_DATAMATRIX_BYTES = 1500


def encode_all(kind: str, contents: Sequence[str], level: str) -> list[MatrixShape]:
    """The symbol of each content, in order; raises ValueError when the symbology cannot carry one."""
    if kind == "qr":
        return qr.encode_all(contents, level)
    return [_gs1(kind, content, level) for content in contents]


def capacity(kind: str, level: str) -> int:
    """Bytes that the largest symbol certainly holds, in its least dense mode."""
    if kind == "gs1-datamatrix":
        return _DATAMATRIX_BYTES
    limit: int = util.BIT_LIMIT_TABLE[qr.LEVELS[level]][40]
    return (limit - _QR_HEADER_BITS) // 8


def _gs1(kind: str, content: str, level: str) -> MatrixShape:
    bracketed = element_strings.read(content).bracketed()
    if kind == "gs1-qr":
        barcode = zxingcpp.create_barcode(bracketed, zxingcpp.BarcodeFormat.QRCode, gs1=True, ec_level=level)
    else:
        barcode = zxingcpp.create_barcode(
            bracketed, zxingcpp.BarcodeFormat.DataMatrix, gs1=True, force_square=True
        )
    image = np.asarray(zxingcpp.write_barcode_to_image(barcode, scale=1, add_quiet_zones=False))
    return MatrixShape(image < 128)
