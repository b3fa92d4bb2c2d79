"""A plot's outline as a drawing: north is up, true to scale, with a bar to measure by."""

from dataclasses import dataclass
from math import cos, radians

from aril.domain.farm import METRES_PER_DEGREE, Ring

SIZE = 320
MARGIN = 16
BARS = (5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)
"""Lengths that a measuring bar may have, in metres."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """An SVG: its size in user units, a path, and a bar of `bar` metres that is `bar_width` units long."""

    width: float
    height: float
    path: str
    bar: int
    bar_width: float


def drawing(ring: Ring) -> Drawing | None:
    """The drawing of an outline; None for a plot without one."""
    if not ring:
        return None
    west, south = (min(part) for part in zip(*ring, strict=True))
    east, north = (max(part) for part in zip(*ring, strict=True))
    across = METRES_PER_DEGREE * cos(radians((south + north) / 2))
    metres = [((x - west) * across, (north - y) * METRES_PER_DEGREE) for x, y in ring[:-1]]
    longest = max((east - west) * across, (north - south) * METRES_PER_DEGREE, 1.0)
    scale = (SIZE - 2 * MARGIN) / longest
    bar = max((length for length in BARS if length <= longest / 2), default=BARS[0])
    points = (f"{MARGIN + x * scale:.1f} {MARGIN + y * scale:.1f}" for x, y in metres)
    return Drawing(
        width=2 * MARGIN + (east - west) * across * scale,
        height=2 * MARGIN + (north - south) * METRES_PER_DEGREE * scale,
        path=f"M{'L'.join(points)}Z",
        bar=bar,
        bar_width=bar * scale,
    )
