"""Limits as data: what a row may say, and which row judges."""

from dataclasses import replace
from decimal import Decimal

import pytest

from aril.domain.errors import Invalid
from aril.domain.limits import Limit, applicable
from tests.samples import LIMIT

ROW = LIMIT | {"substance": "carbendazim"}


def faults(**changes: str) -> list[str]:
    with pytest.raises(Invalid) as refused:
        Limit.parse(ROW | changes)
    return [f"{finding.where}: {finding}" for finding in refused.value.findings]


@pytest.mark.parametrize(
    "written",
    ["水果;热带和亚热带水果;石榴", "水果；热带和亚热带水果；石榴", "水果 > 热带和亚热带水果 > 石榴"],
)
def test_a_food_is_written_from_its_class_down(written: str) -> None:
    assert Limit.parse(ROW | {"commodity_path": written}).commodity_path == (
        "水果",
        "热带和亚热带水果",
        "石榴",
    )


def test_a_limit_that_names_no_food_would_judge_all_of_them_and_is_refused() -> None:
    assert faults(commodity_path=" ; ") == ["commodity_path: Expected a food or a class of foods, found “;”."]


def test_a_limit_cannot_end_before_it_begins() -> None:
    assert faults(effective_to="2025-12-31") == [
        "effective_to: This lies before the first day of validity, 2026-01-01."
    ]


@pytest.mark.parametrize(
    ("field", "most"), [("cas", 64), ("method", 200), ("source_url", 512), ("exceptions", 500)]
)
def test_a_text_without_end_is_refused(field: str, most: int) -> None:
    assert faults(**{field: "长" * (most + 1)}) == [
        f"{field}: Expected at most {most} characters, found {most + 1}."
    ]


def test_of_two_limits_on_one_subject_the_later_loaded_judges() -> None:
    wrong = Limit.parse(ROW | {"limit": "5"})
    right = replace(wrong, limit=Decimal("0.5"))

    assert wrong.subject == right.subject
    assert applicable([wrong, right], "carbendazim", ("水果",), "CN", wrong.effective_from) == right
