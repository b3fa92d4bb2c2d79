"""The voice pick code: four digits a picker reads aloud instead of scanning a case (Produce Traceability Initiative).

It is the CRC-16 of the GTIN, the lot number and, where the label has one, the packing date as YYMMDD, modulo 10 000.
The last two digits are printed large, the first two small before them.
"""

_POLYNOMIAL = 0xA001  # x^16 + x^15 + x^2 + 1, lowest bit first


def pick_code(gtin: str, lot: str, packed: str = "") -> str:
    """Four digits for a 14-digit GTIN, a lot number and maybe a date as YYMMDD."""
    remainder = 0
    for byte in f"{gtin}{lot}{packed}".encode():
        remainder ^= byte
        for _ in range(8):
            remainder = remainder >> 1 ^ (_POLYNOMIAL if remainder & 1 else 0)
    return f"{remainder % 10_000:04d}"
