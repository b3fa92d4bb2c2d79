from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aril.domain.chain import PanelItem
from aril.domain.enterprise import Activity
from aril.domain.errors import Invalid
from aril.domain.inspection import (
    Ground,
    Judgement,
    Reading,
    ReadingKind,
    TaskKind,
    Verdict,
    judge,
    overall,
    read_readings,
    tasks_open_to,
)
from aril.domain.limits import Limit, applicable, read_limits
from tests.samples import LIMIT

DAY = date(2026, 9, 12)
PATH = ("水果", "热带和亚热带水果", "石榴")
PANEL = (PanelItem("carbendazim", "多菌灵", "Carbendazim", "mg/kg", "GB 23200.121"),)
LIMITS = read_limits([(2, LIMIT | {"substance": "carbendazim"})])


def verdict_of(reading: Reading, limits: tuple[Limit, ...] = LIMITS, on: date = DAY) -> Judgement:
    (judgement,) = judge([reading], limits, PATH, on)
    return judgement


def number(value: str, unit: str = "mg/kg") -> Reading:
    return Reading("carbendazim", ReadingKind.NUMBER, unit, value=Decimal(value))


@pytest.mark.parametrize(
    ("value", "verdict", "ground"),
    [
        ("0.5", Verdict.CONFORMING, Ground.WITHIN_LIMIT),
        ("0.501", Verdict.NON_CONFORMING, Ground.ABOVE_LIMIT),
        ("0", Verdict.CONFORMING, Ground.WITHIN_LIMIT),
    ],
)
def test_a_number_is_judged_by_the_limit_and_cites_it(value: str, verdict: Verdict, ground: Ground) -> None:
    judged = verdict_of(number(value))

    assert (judged.verdict, judged.ground) == (verdict, ground)
    assert (judged.limit, judged.basis) == (Decimal("0.5"), "示例限量-2026")


@pytest.mark.parametrize(
    ("reading", "ground"),
    [
        (Reading("carbendazim", ReadingKind.MISSING), Ground.NO_READING),
        (Reading("other", ReadingKind.NUMBER, "mg/kg", Decimal(0)), Ground.NO_LIMIT),
        (
            Reading("carbendazim", ReadingKind.NOT_DETECTED, "mg/kg", loq=Decimal("0.6")),
            Ground.LOQ_ABOVE_LIMIT,
        ),
        (Reading("carbendazim", ReadingKind.NOT_DETECTED, "mg/kg"), Ground.LOQ_ABOVE_LIMIT),
        (Reading("carbendazim", ReadingKind.NUMBER, "µg/kg", Decimal(1)), Ground.OTHER_UNIT),
        (
            Reading("carbendazim", ReadingKind.NUMBER, "mg/kg", Decimal("0.1"), loq=Decimal("0.6")),
            Ground.LOQ_ABOVE_LIMIT,
        ),
    ],
)
def test_what_cannot_be_judged_is_never_a_pass(reading: Reading, ground: Ground) -> None:
    judged = verdict_of(reading)

    assert (judged.verdict, judged.ground) == (Verdict.NOT_JUDGED, ground)


def test_not_detected_below_the_limit_passes_by_its_loq() -> None:
    judged = verdict_of(Reading("carbendazim", ReadingKind.NOT_DETECTED, "mg/kg", loq=Decimal("0.01")))

    assert (judged.verdict, judged.ground) == (Verdict.CONFORMING, Ground.NOT_DETECTED)


def test_rapid_answers_need_no_limit() -> None:
    assert verdict_of(Reading("x", ReadingKind.NEGATIVE)).verdict is Verdict.CONFORMING
    assert verdict_of(Reading("x", ReadingKind.POSITIVE)).verdict is Verdict.NON_CONFORMING


def test_the_edition_in_force_on_the_sampling_day_judges() -> None:
    old = replace(
        LIMITS[0],
        limit=Decimal(2),
        edition="2021",
        effective_from=date(2021, 1, 1),
        effective_to=date(2025, 12, 31),
    )

    assert verdict_of(number("1"), (*LIMITS, old), date(2025, 6, 1)).verdict is Verdict.CONFORMING
    assert verdict_of(number("1"), (*LIMITS, old), DAY).verdict is Verdict.NON_CONFORMING
    assert verdict_of(number("1"), (*LIMITS, old), date(2020, 1, 1)).ground is Ground.NO_LIMIT


def test_the_most_specific_limit_wins_and_exceptions_are_respected() -> None:
    whole_class = LIMITS[0]
    own = replace(whole_class, commodity_path=PATH, limit=Decimal("0.1"))
    excepted = replace(whole_class, exceptions=("石榴",))

    assert applicable([whole_class, own], "carbendazim", PATH, "CN", DAY) == own
    assert applicable([excepted], "carbendazim", PATH, "CN", DAY) is None
    assert applicable([whole_class], "carbendazim", PATH, "EU", DAY) is None
    assert applicable([whole_class], "carbendazim", ("蔬菜",), "CN", DAY) is None


VERDICTS = st.lists(st.sampled_from(Verdict), max_size=15)


@given(VERDICTS)
def test_one_failing_item_fails_and_one_unjudged_never_passes(verdicts: list[Verdict]) -> None:
    reading = Reading("x", ReadingKind.MISSING)
    whole = overall(Judgement(reading, verdict, Ground.NO_READING) for verdict in verdicts)

    if Verdict.NON_CONFORMING in verdicts:
        assert whole is Verdict.NON_CONFORMING
    elif not verdicts or Verdict.NOT_JUDGED in verdicts:
        assert whole is Verdict.NOT_JUDGED
    else:
        assert whole is Verdict.CONFORMING


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ({"value-carbendazim": "0.02", "loq-carbendazim": "0.01"}, ReadingKind.NUMBER),
        ({"not-detected-carbendazim": "1", "loq-carbendazim": "0.01"}, ReadingKind.NOT_DETECTED),
        ({"value-carbendazim": " "}, ReadingKind.MISSING),
        ({}, ReadingKind.MISSING),
    ],
)
def test_a_form_says_a_number_not_detected_or_nothing(values: dict[str, str], kind: ReadingKind) -> None:
    (reading,) = read_readings(PANEL, values)

    assert reading.kind is kind


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"value-carbendazim": "viel"}, "value-carbendazim: Expected a number such as 12.5, found “viel”."),
        ({"value-carbendazim": "-1"}, "value-carbendazim: Expected a number of 0 or more, found -1."),
        (
            {"value-carbendazim": "0.0000001"},
            "value-carbendazim: Expected less than 1 000 000 000 and at most 6 decimals, found 0.0000001.",
        ),
        (
            {"value-carbendazim": "1e9"},
            "value-carbendazim: Expected less than 1 000 000 000 and at most 6 decimals, found 1e9.",
        ),
        (
            {"not-detected-carbendazim": "1", "loq-carbendazim": "1e-400"},
            "loq-carbendazim: Expected less than 1 000 000 000 and at most 6 decimals, found 1e-400.",
        ),
        (
            {"not-detected-carbendazim": "1", "loq-carbendazim": "0"},
            "loq-carbendazim: Expected a number above 0 and below 1 000 000 000, found 0.",
        ),
        (
            {"not-detected-carbendazim": "1"},
            "loq-carbendazim: Not detected by a method that sees down to what? Its LOQ is needed.",
        ),
        (
            {"value-carbendazim": "1", "not-detected-carbendazim": "1"},
            "value-carbendazim: There are both a value, 1, and “not detected”. Keep one.",
        ),
    ],
)
def test_what_is_no_reading_is_refused(values: dict[str, str], says: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_readings(PANEL, values)

    assert str(refused.value) == says


def test_a_limit_file_is_read_whole_or_not_at_all() -> None:
    rows = [
        (2, LIMIT | {"substance": "a"}),
        (3, LIMIT | {"substance": "", "limit": "-1"}),
        (4, LIMIT | {"substance": "c", "effective_from": "soon"}),
    ]

    with pytest.raises(Invalid) as refused:
        read_limits(rows)

    assert [finding.where for finding in refused.value.findings] == [
        "row 3, substance",
        "row 3, limit",
        "row 4, effective_from",
    ]


def test_the_enterprises_own_tests_are_no_institutions() -> None:
    assert TaskKind.COMMISSIONED.by_institution
    assert not TaskKind.RAPID.by_institution
    assert not TaskKind.SELF.by_institution


@pytest.mark.parametrize("activity", [Activity.LABORATORY, Activity.OFFICE])
def test_an_institution_reports_on_every_task(activity: Activity) -> None:
    assert tasks_open_to(activity) == tuple(TaskKind)


@pytest.mark.parametrize("activity", [Activity.GROWER, Activity.PACKER, Activity.TRADER])
def test_nobody_becomes_an_institution_by_saying_so(activity: Activity) -> None:
    assert tasks_open_to(activity) == (TaskKind.SELF, TaskKind.RAPID)
