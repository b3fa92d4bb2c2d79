"""How long a QR code takes: here by the batch, in qrcode one by one, and whether both draw the same modules.

    python benchmarks/labels_qr.py

2 000 random texts in each of the levels L, M, Q, H, of lengths that end in versions 2 to 10, are compared module by
module. The ratio is the median of paired rounds over addresses of one lot, as a job prints them.
"""

import random
import statistics
import sys
from time import perf_counter

import numpy as np
import qrcode

from aril.labelling.symbols.qr import LEVELS, encode_all

ROUNDS = 7
COMPARED = 2000
BATCH = 240
BY_QRCODE = 40
WANTED = 150
ALPHABETS = (
    "0123456789",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 $%*+-./:",
    "abcdefghijklmnop:/?&=.0123456789",
)


def main() -> int:
    versions = set()
    for level in LEVELS:
        versions |= compare(level)
    print(f"{4 * COMPARED} symbols of versions {min(versions)} to {max(versions)} are qrcode's, bit for bit")
    ratios = []
    for number in range(ROUNDS):
        ours = seconds_here(number)
        theirs = seconds_in_qrcode(number)
        ratios.append(theirs / ours)
        print(f"here {ours * 1e6:7.1f} µs   qrcode {theirs * 1e6:8.1f} µs   {ratios[-1]:6.0f}×")
    median = statistics.median(ratios)
    print(f"median {median:.0f}×, at least {WANTED}× wanted")
    return int(median < WANTED)


def compare(level: str) -> set[int]:
    draw = random.Random(level)
    contents = [text(draw) for _ in range(COMPARED)]
    shapes = encode_all(contents, level)
    versions = set()
    for content, shape in zip(contents, shapes, strict=True):
        code = qrcode.QRCode(error_correction=LEVELS[level], border=0)
        code.add_data(content)
        code.make()
        versions.add(code.version)
        if not np.array_equal(shape.modules, np.array(code.modules, bool)):
            sys.exit(f"level {level}: {content!r} is drawn otherwise than by qrcode")
    return versions


def text(draw: random.Random) -> str:
    """Two stretches of different alphabets, long enough for version 2 and short enough for version 10 at any level."""
    parts = [draw.choices(draw.choice(ALPHABETS), k=draw.randint(9, 59)) for _ in range(2)]
    return "".join(parts[0] + parts[1])


def addresses(number: int, count: int) -> list[str]:
    start = "https://trace.example.cn/01/06901234567892/10/ZZ260912/21/NHSTS"
    return [f"{start}{number}{serial:05d}" for serial in range(count)]


def seconds_here(number: int) -> float:
    contents = addresses(number, 10 * BATCH)
    start = perf_counter()
    for first in range(0, len(contents), BATCH):
        encode_all(contents[first : first + BATCH])
    return (perf_counter() - start) / len(contents)


def seconds_in_qrcode(number: int) -> float:
    contents = addresses(number, BY_QRCODE)
    start = perf_counter()
    for content in contents:
        code = qrcode.QRCode()
        code.add_data(content)
        code.make()
    return (perf_counter() - start) / len(contents)


if __name__ == "__main__":
    sys.exit(main())
