"""The mark: one seed, a rounded hexagon with a light edge.

Points are in thousandths of the box it stands in, y downwards.
"""

Points = tuple[tuple[int, int], ...]

_CORNERS: Points = ((500, 0), (930, 260), (890, 740), (500, 1000), (110, 740), (70, 260))
#: How much of each side is given to the rounding of its corners, and steps of the rounding.
_ROUNDING, _STEPS = 0.34, 6


def _rounded(corners: Points) -> Points:
    """Each corner replaced by a quadratic curve between points on its two sides."""
    points = []
    for place, (x, y) in enumerate(corners):
        before, after = corners[place - 1], corners[(place + 1) % len(corners)]
        start = tuple(c + (b - c) * _ROUNDING for c, b in zip((x, y), before, strict=True))
        end = tuple(c + (a - c) * _ROUNDING for c, a in zip((x, y), after, strict=True))
        for step in range(_STEPS + 1):
            t = step / _STEPS
            points.append(tuple(
                round((1 - t) ** 2 * s + 2 * t * (1 - t) * c + t**2 * e)
                for s, c, e in zip(start, (x, y), end, strict=True)
            ))  # fmt: skip
    return tuple((x, y) for x, y in points)


SEED: Points = _rounded(_CORNERS)
#: Cut out of the seed: the light along its upper left sides, and a spark below.
FACETS: tuple[Points, ...] = (
    ((200, 560), (186, 350), (215, 300), (470, 150), (505, 215), (275, 355), (280, 555)),
    ((206, 640), (283, 640), (289, 715), (215, 690)),
)
