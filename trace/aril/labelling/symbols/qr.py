"""QR codes as the qrcode package makes them (ISO/IEC 18004)."""

import numpy as np
import qrcode
from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_L, ERROR_CORRECT_M, ERROR_CORRECT_Q
from qrcode.exceptions import DataOverflowError

from aril.labelling.symbols.shapes import MatrixShape

LEVELS = {"L": ERROR_CORRECT_L, "M": ERROR_CORRECT_M, "Q": ERROR_CORRECT_Q, "H": ERROR_CORRECT_H}


def encode(content: str, level: str = "M") -> MatrixShape:
    """The smallest symbol that holds the text; raises ValueError when none does."""
    code = qrcode.QRCode(error_correction=LEVELS[level], border=0)
    try:
        code.add_data(content)
        code.make()
    except (DataOverflowError, ValueError) as error:
        raise ValueError("it is longer than the largest symbol") from error
    return MatrixShape(np.array(code.modules, dtype=np.bool_))
