import csv
import json
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aril.demonstration import cast, land
from aril.demonstration.cast import Fate
from aril.demonstration.founding import CHAINS
from aril.domain.chain_file import parse_chain
from aril.domain.enterprise import Activity, parse_phone
from aril.domain.farm import InputKind, parse_outline
from aril.domain.identity import Uscc
from aril.domain.region import Region
from aril.gs1.keys import Gln, Gtin


def test_the_cast_is_24_enterprises_of_known_regions_and_chains() -> None:
    players = cast.read().enterprise

    assert len(players) == len({each.key for each in players}) == 24
    assert sum(each.plots for each in players) == 60
    assert {each.chain for each in players} == set(CHAINS)
    assert all(Region.parse(each.region).within(Region("370400")) for each in players)
    assert {each.fate for each in players} == set(Fate)
    assert all("示例" in each.name and "示例" in each.address for each in players)


def test_what_each_files_can_be_filed() -> None:
    filed = [cast.filed(player, number) for number, player in enumerate(cast.read().enterprise)]

    assert len({each.uscc for each in filed}) == 24
    for each in filed:
        assert str(Uscc.parse(each.uscc)) == each.uscc
        assert parse_phone(each.phone) == each.phone
        assert each.legal_representative != each.chief_quality_officer
        if each.gs1_prefix:
            assert str(Gln.parse(each.gln)) == each.gln


@given(st.integers(0, 99_999_999))
def test_no_registry_can_ever_issue_such_a_code(number: int) -> None:
    code = cast.uscc("93370404", number)
    weighed = sum(
        int(digit) * weight for digit, weight in zip(code[8:16], (3, 7, 9, 10, 5, 8, 4, 2), strict=True)
    )

    assert str(Uscc.parse(code)) == code
    assert (weighed + int(code[16])) % 11 != 0


def test_a_trade_item_carries_its_makers_prefix() -> None:
    assert str(Gtin.parse(cast.gtin("9520001", 1))) == "09520001000010"
    assert cast.gln("9520001") == "9520001000003"


@pytest.mark.parametrize("name", CHAINS)
def test_a_chain_file_can_be_adopted_and_every_item_has_an_invented_limit(name: str) -> None:
    chain = parse_chain(cast.text_of(f"chains/{name}.toml"), name)
    limits = list(csv.DictReader(cast.text_of("limits.csv").splitlines()))

    assert chain.demonstration
    assert "示例" in chain.name
    assert len(chain.panel) == 13
    assert {item.substance for item in chain.panel} <= {row["substance"] for row in limits}


def test_every_pesticide_has_its_interval_and_it_is_over_before_the_harvest() -> None:
    for treatment in cast.read().input:
        if treatment.kind is InputKind.PESTICIDE:
            assert treatment.interval_days is not None
            assert treatment.interval_days < treatment.days_before


def test_packers_and_traders_have_no_land() -> None:
    assert not [
        each for each in cast.read().enterprise if each.plots and each.activity is not Activity.GROWER
    ]


def test_fields_lie_around_their_centre_beside_each_other_with_the_area_that_is_said() -> None:
    found = land.fields((117.5, 34.75), 6, Random(7))

    rings = [parse_outline(each.outline) for each in found]
    for field, ring in zip(found, rings, strict=True):
        assert 5_000 < field.area < 30_000
        assert json.loads(field.outline)["type"] == "Polygon"
        assert all(
            abs(longitude - 117.5) < 0.01 and abs(latitude - 34.75) < 0.01 for longitude, latitude in ring
        )
    boxes = [
        (min(x for x, _ in ring), min(y for _, y in ring), max(x for x, _ in ring), max(y for _, y in ring))
        for ring in rings
    ]
    for number, (west, south, east, north) in enumerate(boxes):
        for other in boxes[number + 1 :]:
            assert east < other[0] or other[2] < west or north < other[1] or other[3] < south
