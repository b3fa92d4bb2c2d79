"""Samples, readings and verdicts. A pass cites its limit; a missing reading or limit is never a pass."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from aril.domain.chain import PanelItem
from aril.domain.enterprise import Activity
from aril.domain.errors import Finding, Invalid
from aril.domain.limits import Limit, applicable
from aril.domain.units import measured, quantifiable
from aril.epcis.vocabulary import BizStep

TESTING_STEPS = (BizStep.SAMPLING, BizStep.INSPECTING)
"""What is done with a lot to test it."""


class TaskKind(StrEnum):
    """Why a sample was taken. Regulators' kinds first, then the enterprise's own; they are never mixed."""

    ROUTINE = "routine"  # 例行监测
    SPECIAL = "special"  # 专项
    SUPERVISION = "supervision"  # 监督抽查
    SELF = "self"  # 自检
    COMMISSIONED = "commissioned"  # 委托检
    RAPID = "rapid"  # 快检

    @property
    def by_institution(self) -> bool:
        """Whether a laboratory stands behind it, so that it may be shown under 机构检验."""
        return self not in {TaskKind.SELF, TaskKind.RAPID}


def is_institution(activity: Activity) -> bool:
    """Whether an organisation tests what is others'."""
    return activity in {Activity.LABORATORY, Activity.OFFICE}


def tasks_open_to(activity: Activity) -> tuple[TaskKind, ...]:
    """The kinds of task an organisation may report on: nobody but a laboratory or the office is an institution."""
    if is_institution(activity):
        return tuple(TaskKind)
    return tuple(task for task in TaskKind if not task.by_institution)


class ReadingKind(StrEnum):
    NUMBER = "number"
    NOT_DETECTED = "not_detected"
    NEGATIVE = "negative"
    POSITIVE = "positive"
    MISSING = "missing"


class Verdict(StrEnum):
    CONFORMING = "conforming"
    NON_CONFORMING = "non_conforming"
    NOT_JUDGED = "not_judged"


class Ground(StrEnum):
    """Why an item has its verdict."""

    WITHIN_LIMIT = "within_limit"
    ABOVE_LIMIT = "above_limit"
    NOT_DETECTED = "not_detected"
    NEGATIVE = "negative"
    POSITIVE = "positive"
    NO_READING = "no_reading"
    NO_LIMIT = "no_limit"
    LOQ_ABOVE_LIMIT = "loq_above_limit"
    OTHER_UNIT = "other_unit"


@dataclass(frozen=True, slots=True)
class Reading:
    """What the laboratory wrote for one item: a number, 「未检出」 with its LOQ, a rapid answer, or nothing."""

    substance: str
    kind: ReadingKind
    unit: str = ""
    value: Decimal | None = None
    loq: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """A reading with its verdict, the ground, and a copy of the limit that was in force on the sampling day."""

    reading: Reading
    verdict: Verdict
    ground: Ground
    limit: Decimal | None = None
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A test report on one sample of one lot, immutable once written."""

    id: str
    organisation_id: str
    lot: str
    number: str
    sample_number: str
    task: TaskKind
    laboratory: str
    accreditation: str
    sampled_on: date
    issued_on: date
    inspector: str
    judgements: tuple[Judgement, ...]
    verdict: Verdict


def read_readings(panel: Iterable[PanelItem], values: Mapping[str, str]) -> tuple[Reading, ...]:
    """The readings of a form: `value-S`, `loq-S` and `not-detected-S` for each substance S of the panel.

    Raises `Invalid` for what is no number, for 「未检出」 without its LOQ, and for both answers at once. An
    empty field is a missing reading.
    """
    readings: list[Reading] = []
    findings: list[Finding] = []
    for item in panel:
        try:
            readings.append(_reading(item, values))
        except Invalid as error:
            findings += error.findings
    if findings:
        raise Invalid(findings)
    return tuple(readings)


def rest_not_detected(panel: Iterable[PanelItem], values: Mapping[str, str]) -> dict[str, str]:
    """The toggles that say 「未检出」 of every item for which such a form has no value."""
    return {
        f"not-detected-{item.substance}": "yes"
        for item in panel
        if not values.get(f"value-{item.substance}", "").strip()
    }


def judge(
    readings: Iterable[Reading],
    limits: Iterable[Limit],
    commodity_path: tuple[str, ...],
    on: date,
    jurisdiction: str = "CN",
) -> tuple[Judgement, ...]:
    """Each reading's verdict under the limits in force on the sampling day `on`."""
    rules = tuple(limits)
    return tuple(
        _judge(reading, applicable(rules, reading.substance, commodity_path, jurisdiction, on))
        for reading in readings
    )


def overall(judgements: Iterable[Judgement]) -> Verdict:
    """The sample's verdict: one failing item fails it, and one that is not judged keeps it from passing."""
    verdicts = {judgement.verdict for judgement in judgements}
    if Verdict.NON_CONFORMING in verdicts:
        return Verdict.NON_CONFORMING
    return Verdict.CONFORMING if verdicts == {Verdict.CONFORMING} else Verdict.NOT_JUDGED


def _judge(reading: Reading, limit: Limit | None) -> Judgement:
    match reading.kind:
        case ReadingKind.MISSING:
            return Judgement(reading, Verdict.NOT_JUDGED, Ground.NO_READING)
        case ReadingKind.NEGATIVE:
            return Judgement(reading, Verdict.CONFORMING, Ground.NEGATIVE)
        case ReadingKind.POSITIVE:
            return Judgement(reading, Verdict.NON_CONFORMING, Ground.POSITIVE)
        case ReadingKind.NUMBER | ReadingKind.NOT_DETECTED:
            return _measure(reading, limit)


def _measure(reading: Reading, limit: Limit | None) -> Judgement:
    if limit is None:
        return Judgement(reading, Verdict.NOT_JUDGED, Ground.NO_LIMIT)
    if reading.unit != limit.unit:
        return Judgement(reading, Verdict.NOT_JUDGED, Ground.OTHER_UNIT, limit.limit, limit.basis)
    if reading.kind is ReadingKind.NOT_DETECTED:
        # A method that cannot see below the limit has not shown that the sample lies below it.
        seen = reading.loq is not None and reading.loq <= limit.limit
        verdict = Verdict.CONFORMING if seen else Verdict.NOT_JUDGED
        ground = Ground.NOT_DETECTED if seen else Ground.LOQ_ABOVE_LIMIT
        return Judgement(reading, verdict, ground, limit.limit, limit.basis)
    within = reading.value is not None and reading.value <= limit.limit
    if within and reading.loq is not None and reading.loq > limit.limit:  # nor where it wrote down a number
        return Judgement(reading, Verdict.NOT_JUDGED, Ground.LOQ_ABOVE_LIMIT, limit.limit, limit.basis)
    return Judgement(
        reading,
        Verdict.CONFORMING if within else Verdict.NON_CONFORMING,
        Ground.WITHIN_LIMIT if within else Ground.ABOVE_LIMIT,
        limit.limit,
        limit.basis,
    )


def _reading(item: PanelItem, values: Mapping[str, str]) -> Reading:
    name = item.substance
    value, loq = (values.get(f"{part}-{name}", "").strip() for part in ("value", "loq"))
    not_detected = bool(values.get(f"not-detected-{name}"))
    if not_detected and value:
        raise Invalid.at(
            f"value-{name}",
            "There are both a value, {value}, and “not detected”. Keep one.",
            value=value,
        )
    if not_detected:
        if not loq:
            raise Invalid.at(
                f"loq-{name}", "Not detected by a method that sees down to what? Its LOQ is needed."
            )
        return Reading(name, ReadingKind.NOT_DETECTED, item.unit, loq=quantifiable(loq, f"loq-{name}"))
    if not value:
        return Reading(name, ReadingKind.MISSING, item.unit)
    return Reading(
        name,
        ReadingKind.NUMBER,
        item.unit,
        value=measured(value, f"value-{name}"),
        loq=quantifiable(loq, f"loq-{name}") if loq else None,
    )
