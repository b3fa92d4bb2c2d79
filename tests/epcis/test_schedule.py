"""When a subscription reports: the schedule against a clock that is watched second by second."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aril.epcis.errors import Refusal
from aril.epcis.schedule import FIELDS, Schedule

CHINA = timezone(timedelta(hours=8))
SATURDAY = datetime(2026, 9, 12, 9, 30, 15, tzinfo=CHINA)


def fields_of(moment: datetime) -> dict[str, int]:
    return {
        "second": moment.second,
        "minute": moment.minute,
        "hour": moment.hour,
        "dayOfMonth": moment.day,
        "month": moment.month,
        "dayOfWeek": moment.isoweekday(),
    }


@st.composite
def patterns(draw: st.DrawFn, name: str) -> tuple[str, set[int]]:
    """A pattern of a field, and the values it means."""
    allowed = st.integers(FIELDS[name][0], FIELDS[name][-1])
    parts, meant = [], set()
    for _ in range(draw(st.integers(1, 3))):
        low, high = sorted((draw(allowed), draw(allowed)))
        if draw(st.booleans()):
            parts.append(f"[{low}-{high}]")
            meant |= set(range(low, high + 1))
        else:
            parts.append(str(low))
            meant.add(low)
    return ",".join(parts), meant


def fits_some_day(wanted: dict[str, tuple[str, set[int]]]) -> bool:
    """Whether some month of those is long enough for some day of those."""
    _, days = wanted.get("dayOfMonth", ("", {1}))
    _, months = wanted.get("month", ("", {1}))
    return any(min(days) <= LENGTHS[month - 1] for month in months)


LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
schedules = st.fixed_dictionaries({}, optional={name: patterns(name) for name in FIELDS}).filter(
    lambda wanted: bool(wanted) and fits_some_day(wanted)
)
moments = st.integers(0, 90 * 365 * 86_400).map(lambda seconds: SATURDAY + timedelta(seconds=seconds / 8))


@given(schedules, moments)
def test_the_next_moment_is_later_and_fits_every_field_that_was_given(
    wanted: dict[str, tuple[str, set[int]]], moment: datetime
) -> None:
    schedule = Schedule.read({name: pattern for name, (pattern, _) in wanted.items()})

    following = schedule.next_after(moment)

    assert following > moment
    assert following.tzinfo is CHINA
    assert following.microsecond == 0
    found = fields_of(following)
    assert all(found[name] in meant for name, (_, meant) in wanted.items())


@given(
    st.fixed_dictionaries({"second": patterns("second")}, optional={"minute": patterns("minute")}), moments
)
def test_no_moment_that_fits_is_passed_over(
    wanted: dict[str, tuple[str, set[int]]], moment: datetime
) -> None:
    schedule = Schedule.read({name: pattern for name, (pattern, _) in wanted.items()})

    following = schedule.next_after(moment)

    clock = moment.replace(microsecond=0) + timedelta(seconds=1)
    while not all(fields_of(clock)[name] in meant for name, (_, meant) in wanted.items()):
        clock += timedelta(seconds=1)
    assert following == clock


@given(schedules, moments)
def test_asked_again_from_where_it_fits_it_goes_on(
    wanted: dict[str, tuple[str, set[int]]], moment: datetime
) -> None:
    schedule = Schedule.read({name: pattern for name, (pattern, _) in wanted.items()})

    first = schedule.next_after(moment)

    assert schedule.next_after(first - timedelta(microseconds=1)) == first
    assert schedule.next_after(first) > first


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"hour": "1", "minute": "5"}, "2026-09-13T01:05:00+08:00"),
        ({"minute": "0,30"}, "2026-09-12T10:00:00+08:00"),
        ({"second": "[15-20]"}, "2026-09-12T09:30:16+08:00"),
        ({"second": "0", "hour": "9"}, "2026-09-12T09:31:00+08:00"),
        ({"dayOfWeek": "1"}, "2026-09-14T00:00:00+08:00"),
        ({"dayOfWeek": "[6-7]", "hour": "12"}, "2026-09-12T12:00:00+08:00"),
        ({"dayOfMonth": "31"}, "2026-10-31T00:00:00+08:00"),
        ({"dayOfMonth": "29", "month": "2"}, "2028-02-29T00:00:00+08:00"),
        ({"dayOfMonth": "29", "month": "2", "dayOfWeek": "1"}, "2044-02-29T00:00:00+08:00"),
    ],
)
def test_what_is_finer_than_all_that_is_said_is_its_first(said: dict[str, str], expected: str) -> None:
    assert Schedule.read(said).next_after(SATURDAY).isoformat() == expected


def test_a_leap_day_on_a_given_day_of_the_week_is_found_across_2100() -> None:
    schedule = Schedule.read({"dayOfMonth": "29", "month": "2", "dayOfWeek": "1"})

    assert schedule.next_after(datetime(2072, 2, 29, tzinfo=UTC)) == datetime(2112, 2, 29, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({}, "no-schedule"),
        ("daily", "no-schedule"),
        ({"hours": "1"}, "not-in-schedule"),
        ({"second": "60"}, "not-a-pattern-of-time"),
        ({"hour": "24"}, "not-a-pattern-of-time"),
        ({"dayOfMonth": "0"}, "not-a-pattern-of-time"),
        ({"dayOfWeek": "[7-1]"}, "not-a-pattern-of-time"),
        ({"second": "0/30"}, "not-a-pattern-of-time"),
        ({"second": ""}, "not-a-pattern-of-time"),
        ({"second": "1,"}, "not-a-pattern-of-time"),
        ({"second": "１"}, "not-a-pattern-of-time"),
        ({"second": 1}, "not-a-pattern-of-time"),
        ({"dayOfMonth": "[30-31]", "month": "2"}, "never"),
    ],
)
def test_what_is_no_schedule_is_refused_by_its_field(said: Any, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        Schedule.read(said)

    assert [problem.code for problem in refused.value.problems] == [code]
