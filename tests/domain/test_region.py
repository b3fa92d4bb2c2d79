import pytest

from aril.domain.errors import Invalid
from aril.domain.region import Region, counties


def test_a_county_knows_its_name_and_where_it_lies() -> None:
    county = Region.parse("370404")

    assert county.name == "峄城区"
    assert county.full_name == "山东省枣庄市峄城区"
    assert county.within(Region("370400"))
    assert county.within(Region("370000"))
    assert not county.within(Region("370403"))


@pytest.mark.parametrize(
    ("codes", "around"),
    [
        (["370404"], "370404"),
        (["370404", "370402"], "370400"),
        (["370404", "370400"], "370400"),
        (["370404", "370502"], "370000"),
        (["410182", "370404", "370502"], "370000 410000"),
        (["370404", "110105"], "110000 370000"),
        ([], ""),
    ],
)
def test_several_regions_lie_in_the_smallest_that_has_all_or_in_their_provinces(
    codes: list[str], around: str
) -> None:
    assert " ".join(map(str, Region.around(codes))) == around


def test_the_counties_of_a_prefecture_are_listed_without_headings() -> None:
    assert [str(county) for county in counties("3704")] == [
        "370402",
        "370403",
        "370404",
        "370405",
        "370406",
        "370481",
    ]


def test_a_county_that_was_abolished_is_not_in_the_list() -> None:
    with pytest.raises(Invalid):
        Region.parse("110103")


def test_what_is_no_region_is_refused_with_an_example() -> None:
    with pytest.raises(Invalid) as refused:
        Region.parse("37040")

    assert str(refused.value) == (
        "region: Expected a region of GB/T 2260 by its name or its six digits, such as 370404, found “37040”."
    )
