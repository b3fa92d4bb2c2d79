"""The plots' outlines: irregular fields around the place of an enterprise."""

import json
import math
from dataclasses import dataclass
from decimal import Decimal
from random import Random

METRES_PER_DEGREE = 111_320
"""Of latitude; a degree of longitude is shorter by the cosine of the latitude."""


@dataclass(frozen=True, slots=True)
class Field:
    """A piece of land: its GeoJSON polygon as text, and the m² within it."""

    outline: str
    area: Decimal


def fields(centre: tuple[float, float], count: int, chance: Random) -> list[Field]:
    """So many fields in a ring around a point (longitude, latitude), of 8 to 40 mu each, none on another."""
    return [_field(_beside(centre, number / count), chance) for number in range(count)]


def _beside(centre: tuple[float, float], turn: float) -> tuple[float, float]:
    longitude, latitude = centre
    angle = 2 * math.pi * turn
    return longitude + 0.006 * math.cos(angle), latitude + 0.005 * math.sin(angle)


def _field(centre: tuple[float, float], chance: Random) -> Field:
    corners = chance.randint(5, 7)
    reach = chance.uniform(55, 95)  # metres
    ring = []
    for corner in range(corners):
        angle = 2 * math.pi * (corner + chance.uniform(-0.2, 0.2)) / corners
        far = reach * chance.uniform(0.8, 1.2)
        ring.append((far * math.cos(angle), far * math.sin(angle)))
    area = abs(sum(x * b - a * y for (x, y), (a, b) in zip(ring, ring[1:] + ring[:1], strict=True))) / 2
    longitude, latitude = centre
    wide = METRES_PER_DEGREE * math.cos(math.radians(latitude))
    positions = [
        [round(longitude + x / wide, 6), round(latitude + y / METRES_PER_DEGREE, 6)] for x, y in ring
    ]
    polygon = {"type": "Polygon", "coordinates": [[*positions, positions[0]]]}
    return Field(json.dumps(polygon), Decimal(f"{area:.2f}"))
