from datetime import date, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aril.demonstration.calendar import Agenda, seasons
from aril.domain.moment import CHINA

NOON = datetime(2026, 9, 12, 12, 0, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("today", "before", "latest"),
    [
        (date(2026, 9, 30), (date(2024, 10, 1), date(2024, 10, 31)), (date(2025, 9, 10), date(2025, 10, 31))),
        (date(2026, 10, 1), (date(2025, 9, 10), date(2025, 10, 31)), (date(2026, 9, 10), date(2026, 9, 17))),
        (
            date(2026, 12, 31),
            (date(2025, 9, 10), date(2025, 10, 31)),
            (date(2026, 9, 10), date(2026, 10, 31)),
        ),
        (date(2027, 5, 1), (date(2025, 9, 10), date(2025, 10, 31)), (date(2026, 9, 10), date(2026, 10, 31))),
    ],
)
def test_the_seasons_are_the_two_autumns_that_can_be_told(
    today: date, before: tuple[date, date], latest: tuple[date, date]
) -> None:
    found = seasons(today)

    assert [(each.first, each.last) for each in found] == [before, latest]
    assert [each.number for each in found] == [0, 1]


@given(st.dates(date(2024, 1, 1), date(2060, 12, 31)))
def test_whenever_it_is_told_both_seasons_are_over_and_on_the_offices_first_page(today: date) -> None:
    for season in seasons(today):
        assert season.first <= season.last <= today - timedelta(days=14)
        months = (today.year - season.first.year) * 12 + today.month - season.first.month
        assert months < 24
        assert season.day(0) == season.first
        assert season.first <= season.day(0.999) <= season.last


def test_acts_happen_in_the_order_of_their_moments_and_may_bring_others() -> None:
    agenda = Agenda(NOON, Random(1))
    happened: list[tuple[str, datetime]] = []

    def later(moment: datetime) -> None:
        happened.append(("later", moment))

    def first(moment: datetime) -> None:
        happened.append(("first", moment))
        agenda.at(NOON - timedelta(hours=2), lambda then: happened.append(("between", then)))

    agenda.at(NOON - timedelta(hours=1), later)
    agenda.at(NOON - timedelta(hours=3), first)
    agenda.run()

    assert [name for name, _ in happened] == ["first", "between", "later"]
    assert [moment.hour for _, moment in happened] == [9, 10, 11]


def test_what_lies_in_the_future_does_not_happen() -> None:
    agenda = Agenda(NOON, Random(1))
    happened: list[datetime] = []

    agenda.at(NOON + timedelta(seconds=1), happened.append)
    agenda.at(NOON, happened.append)
    agenda.run()

    assert happened == [NOON]


def test_an_act_on_a_day_falls_between_its_hours() -> None:
    agenda = Agenda(NOON, Random(1))
    happened: list[datetime] = []

    for _ in range(50):
        agenda.on(date(2026, 9, 1), (6, 8), happened.append)
        agenda.after(NOON - timedelta(days=5), (1, 2), happened.append)
    agenda.run()

    assert {moment.hour for moment in happened if moment.day == 1} == {6, 7}
    assert {moment.day for moment in happened if moment.day > 1} == {8, 9}
