"""The mark: one seed, a hexagon with rounded shoulders and a light facet, as the pages show it.

Points are in thousandths of the box it stands in, y downwards; curves are given as short straight steps.
"""

Points = tuple[tuple[int, int], ...]

SEED: Points = (
    (500, 0), (892, 216), (928, 246), (944, 280), (951, 314),
    (951, 686), (944, 720), (928, 754), (892, 784),
    (500, 1000), (108, 784), (72, 754), (56, 720), (49, 686),
    (49, 314), (56, 280), (72, 246), (108, 216),
)  # fmt: skip
FACETS: tuple[Points, ...] = (((500, 167), (765, 314), (500, 471), (235, 314)),)
