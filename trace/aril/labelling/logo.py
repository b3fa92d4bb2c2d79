"""The mark: one faceted seed, a rounded hexagon with a light facet.

Points are in thousandths of the box it stands in, y downwards.
"""

#: Outline first, then the facets cut out of it (drawn light).
SEED: tuple[tuple[int, int], ...] = (
    (500, 0), (780, 90), (950, 330), (960, 610), (800, 860), (500, 1000),
    (200, 860), (40, 610), (50, 330), (220, 90),
)  # fmt: skip
FACETS: tuple[tuple[tuple[int, int], ...], ...] = (
    ((300, 190), (470, 130), (420, 420), (210, 480), (190, 360)),
)
