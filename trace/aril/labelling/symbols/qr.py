"""QR codes exactly as the qrcode package makes them (ISO/IEC 18004), many at a time."""

from collections.abc import Sequence

import numpy as np
import qrcode
from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_L, ERROR_CORRECT_M, ERROR_CORRECT_Q

from aril.labelling.symbols import qr_affine, qr_data
from aril.labelling.symbols.shapes import MatrixShape

LEVELS = {"L": ERROR_CORRECT_L, "M": ERROR_CORRECT_M, "Q": ERROR_CORRECT_Q, "H": ERROR_CORRECT_H}


def encode(content: str, level: str = "M") -> MatrixShape:
    """The smallest symbol that holds the text; raises ValueError when none does, or when there is no text."""
    return encode_all([content], level)[0]


def encode_all(contents: Sequence[str], level: str = "M") -> list[MatrixShape]:
    """The symbol of each text, in order; errors are those of `encode`."""
    shapes: dict[int, MatrixShape] = {}
    for version, places, data in qr_data.codewords(contents, LEVELS[level]):
        if version > qr_affine.LAST_VERSION:
            shapes |= {place: _alone(contents[place], LEVELS[level]) for place in places}
        else:
            drawn = qr_affine.draw(data, version, LEVELS[level])
            shapes |= {place: MatrixShape(modules) for place, modules in zip(places, drawn, strict=True)}
    return [shapes[place] for place in range(len(contents))]


def _alone(content: str, level: int) -> MatrixShape:
    """A symbol whose rows are wider than a machine word, from qrcode itself."""
    code = qrcode.QRCode(error_correction=level, border=0)
    code.add_data(content)
    code.make()
    return MatrixShape(np.array(code.modules, dtype=np.bool_))
