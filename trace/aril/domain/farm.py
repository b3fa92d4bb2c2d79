"""Plots 地块 and what was put on them 投入品."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from math import cos, radians
from typing import Any, Self

from aril.domain.chain import Chain, GeographicalIndication
from aril.domain.errors import Invalid
from aril.domain.reading import Fields, sure
from aril.domain.region import Region
from aril.domain.units import AreaUnit, square_metres

Ring = tuple[tuple[float, float], ...]
"""A closed line of (longitude, latitude) in degrees, first point = last point."""


METRES_PER_DEGREE = 111_195.0
"""Of latitude, on a sphere of the earth's mean radius; of longitude times the cosine of the latitude."""


class Datum(StrEnum):
    """What the coordinates refer to. Chinese maps shift GCJ-02 by up to 700 m: it is kept, never guessed."""

    WGS84 = "WGS-84"
    CGCS2000 = "CGCS2000"
    GCJ02 = "GCJ-02"


@dataclass(frozen=True, slots=True)
class Plot:
    """A piece of orchard. Area in m²; `outline` is the outer ring of its GeoJSON polygon, or empty."""

    id: str
    organisation_id: str
    code: str
    name: str
    region: str
    area: Decimal
    product: str
    variety: str
    planted: int | None = None
    trees: int | None = None
    outline: Ring = ()
    datum: Datum = Datum.WGS84
    claims_indication: bool = False

    @classmethod
    def parse(
        cls, values: Mapping[str, str], *, plot_id: str, organisation_id: str, chain: Chain, today: date
    ) -> Self:
        """Read a plot from its fields; raises `Invalid` with every fault."""
        fields = Fields(values)
        code = fields.text("code", at_most=32)
        name = fields.text("name", at_most=64)
        region = fields.through("region", Region.parse)
        unit = fields.choice("area_unit", AreaUnit)
        area = fields.through("area", lambda text, where: square_metres(text, unit, where))
        product, variety = _product_and_variety(fields, chain)
        planted = fields.whole("planted", least=1800, most=today.year, required=False)
        trees = fields.whole("trees", least=1, most=10_000_000, required=False)
        outline = fields.through("outline", parse_outline, required=False)
        datum = fields.choice("datum", Datum) if fields.raw("datum") else Datum.WGS84
        fields.check()
        return cls(
            id=plot_id,
            organisation_id=organisation_id,
            code=code,
            name=name,
            region=str(sure(region)),
            area=sure(area),
            product=product,
            variety=variety,
            planted=planted,
            trees=trees,
            outline=outline or (),
            datum=datum,
            claims_indication=fields.raw("claims_indication") in {"1", "on", "yes"},
        )


def lies_outside(plot: Plot, indication: GeographicalIndication) -> bool:
    """Whether any corner of a drawn plot lies outside the box of a protected origin: a warning, no refusal."""
    return any(
        not (
            indication.west <= longitude <= indication.east
            and indication.south <= latitude <= indication.north
        )
        for longitude, latitude in plot.outline
    )


def parse_outline(text: str, where: str = "outline") -> Ring:
    """Read a GeoJSON polygon, or a feature or collection holding one (RFC 7946); raises `Invalid`.

    Answers its outer ring. Refused: other geometries, fewer than three corners, positions off the globe.
    """
    try:
        polygon = _polygon(json.loads(text))
        ring = tuple((float(position[0]), float(position[1])) for position in polygon["coordinates"][0])
    except (ValueError, KeyError, IndexError, TypeError, OverflowError, RecursionError) as error:
        raise Invalid.at(
            where,
            "Expected a GeoJSON polygon, such as a map program saves it; found “{value}”.",
            value=text[:60],
        ) from error
    for longitude, latitude in ring:
        if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
            raise Invalid.at(
                where,
                "{longitude}, {latitude} is no place on earth: expected longitude before latitude, in degrees.",
                longitude=longitude,
                latitude=latitude,
            )
    if ring and ring[0] != ring[-1]:
        ring = (*ring, ring[0])
    if len(set(ring)) < 3 or len(ring) > 2000:
        raise Invalid.at(where, "Expected 3 to 2000 corners, found {count}.", count=len(set(ring)))
    return ring


def enclosed(ring: Ring) -> Decimal:
    """The area within an outline in m², as flat as an orchard is."""
    across = METRES_PER_DEGREE * cos(radians(sum(y for _, y in ring) / len(ring)))
    x, y = ring[0]
    corners = [((east - x) * across, (north - y) * METRES_PER_DEGREE) for east, north in ring]
    doubled = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(corners))
    return Decimal(round(abs(doubled) / 2))


class InputKind(StrEnum):
    PESTICIDE = "pesticide"
    FERTILISER = "fertiliser"
    BAGGING = "bagging"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class InputUse:
    """One use of an input on a plot: 农产品质量安全法 art. 27 wants name, source, use, dose and dates.

    `interval_days` is the pre-harvest interval 安全间隔期 from the product's label; every pesticide has one.
    """

    id: str
    organisation_id: str
    plot_id: str
    kind: InputKind
    name: str
    maker: str
    registration: str
    substance: str
    target: str
    dose: str
    used_on: date
    operator: str
    interval_days: int | None = None

    @property
    def harvest_from(self) -> date:
        """The first day on which the plot may be harvested again: a sprayed plot waits the whole interval."""
        return self.used_on + timedelta(days=self.interval_days or 0)

    @classmethod
    def parse(
        cls, values: Mapping[str, str], *, use_id: str, organisation_id: str, plot_id: str, today: date
    ) -> Self:
        """Read a use from its fields; raises `Invalid` with every fault."""
        fields = Fields(values)
        kind = fields.choice("kind", InputKind)
        pesticide = kind is InputKind.PESTICIDE
        name = fields.text("name", at_most=100)
        maker = fields.text("maker", at_most=100, required=pesticide)
        registration = fields.text("registration", at_most=32, required=False)
        substance = fields.text("substance", at_most=100, required=False)
        target = fields.text("target", at_most=100, required=pesticide)
        dose = fields.text("dose", at_most=64)
        used_on = fields.day("used_on")
        operator = fields.text("operator", at_most=50)
        interval = fields.whole("interval_days", most=365, required=pesticide)
        if used_on and used_on > today:
            fields.refuse("used_on", "This day, {day}, is still to come.", day=used_on)
        fields.check()
        return cls(
            id=use_id,
            organisation_id=organisation_id,
            plot_id=plot_id,
            kind=kind,
            name=name,
            maker=maker,
            registration=registration,
            substance=substance,
            target=target,
            dose=dose,
            used_on=sure(used_on),
            operator=operator,
            interval_days=interval,
        )


def _polygon(value: Any) -> Any:
    match value:
        case {"type": "FeatureCollection", "features": [feature, *_]}:
            return _polygon(feature)
        case {"type": "Feature", "geometry": geometry}:
            return _polygon(geometry)
        case {"type": "MultiPolygon", "coordinates": [coordinates]}:
            return {"type": "Polygon", "coordinates": coordinates}
        case {"type": "Polygon"}:
            return value
    raise ValueError("no polygon")


def _product_and_variety(fields: Fields, chain: Chain) -> tuple[str, str]:
    code = fields.raw("product") or (chain.products[0].code if len(chain.products) == 1 else "")
    known = {product.code: product for product in chain.products}
    if code not in known:
        fields.refuse("product", "Choose one of the list; found “{value}”.", value=code)
        return code, ""
    variety = fields.raw("variety")
    if variety not in {term.code for term in known[code].varieties}:
        fields.refuse("variety", "Choose one of the list; found “{value}”.", value=variety)
    return code, variety
