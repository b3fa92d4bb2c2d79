import json
from datetime import date
from decimal import Decimal

import pytest

from aril.domain.chain_file import parse_chain
from aril.domain.errors import Invalid
from aril.domain.farm import Datum, InputUse, Plot, enclosed, lies_outside, parse_outline
from tests.samples import CHAIN, PLOT, SPRAY

TODAY = date(2026, 9, 12)
RING = [[117.5, 34.7], [117.51, 34.7], [117.51, 34.71], [117.5, 34.7]]
POLYGON = {"type": "Polygon", "coordinates": [RING]}
POMEGRANATE = parse_chain(CHAIN, "chain.toml")


def plot(**values: str) -> Plot:
    return Plot.parse(PLOT | values, plot_id="p", organisation_id="o", chain=POMEGRANATE, today=TODAY)


def use(**values: str) -> InputUse:
    return InputUse.parse(SPRAY | values, use_id="i", organisation_id="o", plot_id="p", today=TODAY)


def test_a_plot_is_kept_in_square_metres() -> None:
    assert plot().area == Decimal("8333.33")
    assert plot().datum is Datum.WGS84


def test_nothing_was_planted_in_a_year_to_come() -> None:
    assert plot(planted="2026").planted == 2026
    with pytest.raises(Invalid, match="Expected a whole number from 1800 to 2026, found “2027”"):
        plot(planted="2027")


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(POLYGON),
        json.dumps({"type": "Feature", "properties": {}, "geometry": POLYGON}),
        json.dumps({"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": POLYGON}]}),
        json.dumps({"type": "MultiPolygon", "coordinates": [[RING]]}),
        json.dumps({"type": "Polygon", "coordinates": [RING[:-1]]}),
    ],
)
def test_an_outline_is_read_however_a_map_program_saved_it(text: str) -> None:
    assert parse_outline(text) == tuple((longitude, latitude) for longitude, latitude in RING)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("no json", "Expected a GeoJSON polygon"),
        ('{"type": "Point", "coordinates": [1, 2]}', "Expected a GeoJSON polygon"),
        ('{"type": "Polygon", "coordinates": [[[1, 2], [3, 4]]]}', "Expected 3 to 2000 corners, found 2"),
        ('{"type": "Polygon", "coordinates": [[[34, 117], [34, 118], [35, 117]]]}', "is no place on earth"),
    ],
)
def test_what_is_no_outline_is_refused(text: str, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        parse_outline(text)


def test_a_plot_outside_the_protected_origin_is_noticed() -> None:
    assert POMEGRANATE.indication is not None
    inside, outside = (
        plot(
            outline=json.dumps(
                {"type": "Polygon", "coordinates": [[[x, 34.7], [x, 34.71], [x + 0.01, 34.7]]]}
            )
        )
        for x in (117.5, 118.5)
    )

    assert not lies_outside(inside, POMEGRANATE.indication)
    assert lies_outside(outside, POMEGRANATE.indication)


def test_a_plot_grows_what_its_chain_knows() -> None:
    with pytest.raises(Invalid) as refused:
        plot(variety="granny-smith")

    assert str(refused.value) == "variety: Choose one of the list; found “granny-smith”."
    with pytest.raises(Invalid, match="product: Choose one of the list; found “apple”"):
        plot(product="apple")


def test_a_sprayed_plot_is_open_again_after_the_whole_interval() -> None:
    assert use(used_on="2026-09-01", interval_days="14").harvest_from == date(2026, 9, 15)


def test_a_pesticide_needs_its_interval_and_a_fertiliser_does_not() -> None:
    with pytest.raises(Invalid, match="interval_days: This is needed"):
        use(interval_days="")

    assert use(kind="fertiliser", interval_days="", maker="", target="").harvest_from == date(2026, 9, 1)


def test_what_is_still_to_come_cannot_have_been_used() -> None:
    with pytest.raises(Invalid) as refused:
        use(used_on="2026-09-13")

    assert str(refused.value) == "used_on: This day, 2026-09-13, is still to come."


@pytest.mark.parametrize("day", ["", "12.9.2026", "2026-02-30"])
def test_what_is_no_day_is_refused(day: str) -> None:
    with pytest.raises(Invalid):
        use(used_on=day)


@pytest.mark.parametrize("days", ["x", "-1", "366", "1.5"])
def test_what_is_no_number_of_days_is_refused(days: str) -> None:
    with pytest.raises(Invalid, match="Expected a whole number from 0 to 365"):
        use(interval_days=days)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        json.dumps({"type": "Polygon", "coordinates": [[[10**400, 1], [1, 2], [2, 2]]]}),
        '{"type": "Polygon", "coordinates": [[["a", 1]]]}',
        '{"type": "Feature", "geometry": null}',
        "\x00",
    ],
)
def test_what_no_map_program_writes_is_refused_all_the_same(text: str) -> None:
    with pytest.raises(Invalid, match="Expected a GeoJSON polygon"):
        parse_outline(text)


def test_the_area_within_an_outline_is_that_of_the_ground() -> None:
    hundred_metres = 100 / 111_195

    ring = parse_outline(
        json.dumps(
            {
                "type": "Polygon",
                "coordinates": [
                    [[0, 0], [hundred_metres, 0], [hundred_metres, hundred_metres], [0, hundred_metres]]
                ],
            }
        )
    )

    assert enclosed(ring) == Decimal(10_000)
