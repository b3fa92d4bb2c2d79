"""A lot's journey as its reader sees it: which events are stations, on which days, and where."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from aril.domain.lot import Lot
from aril.domain.moment import CHINA
from aril.domain.terms import Terms
from aril.epcis.vocabulary import Action, BizStep, Disposition, bare


class Stage(StrEnum):
    """A station of the journey."""

    HARVESTED = "harvested"
    PACKED = "packed"
    SAMPLED = "sampled"
    INSPECTED = "inspected"
    SHIPPED = "shipped"
    RECEIVED = "received"
    SOLD = "sold"
    HELD = "held"
    RELEASED = "released"
    RECALLED = "recalled"
    DESTROYED = "destroyed"


@dataclass(frozen=True, slots=True)
class Passage:
    """What happened to a lot at one organisation: events alike in all but their time, from the first to the last.

    `role` says how the events name the lot: `class`, `input-class` or `output-class`.
    """

    epc: str
    role: str
    type: str
    action: str | None
    biz_step: str | None
    disposition: str | None
    read_point: str | None
    organisation: str | None
    organisation_en: str | None
    region: str | None
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Station:
    """What happened, from which day until which, at whose place. `place` is a plot's name, `region` a code."""

    stage: Stage
    on: date
    until: date
    organisation: str
    organisation_en: str
    place: str
    region: str


_STEPS = {
    BizStep.SAMPLING: Stage.SAMPLED,
    BizStep.INSPECTING: Stage.INSPECTED,
    BizStep.SHIPPING: Stage.SHIPPED,
    BizStep.RECEIVING: Stage.RECEIVED,
    BizStep.RETAIL_SELLING: Stage.SOLD,
    BizStep.DESTROYING: Stage.DESTROYED,
}
_OF_WHAT_WENT_IN = frozenset({Stage.HARVESTED, Stage.PACKED, Stage.SAMPLED, Stage.INSPECTED})
"""Of the lots that went in only what made and tested them: where the rest of them was sold is not this lot's way."""
_ORDER = {stage: number for number, stage in enumerate(Stage)}


def stations(
    lot: Lot, family: Mapping[str, Lot], plots: Mapping[str, str], passages: Iterable[Passage], terms: Terms
) -> tuple[Station, ...]:
    """The stations of a lot, newest first.

    `family` holds the lot and all that went into it by EPC class, `plots` the names of plots by their URI. What the
    same organisation did at the same place on several days is one station.
    """
    merged: dict[tuple[Stage, str, str], tuple[Station, datetime]] = {}
    for passage in passages:
        stage = _stage(passage, terms)
        if stage is None or (passage.epc != lot.epc and stage not in _OF_WHAT_WENT_IN):
            continue
        station = _station(stage, passage, family[passage.epc], plots)
        key = (stage, station.organisation, station.place)
        if key in merged:
            station = _together(merged[key][0], station)
        merged[key] = (station, passage.last_at)
    newest_first = sorted(merged.values(), key=_when, reverse=True)
    return tuple(station for station, _ in newest_first)


def _when(each: tuple[Station, datetime]) -> tuple[date, bool, datetime, int]:
    """A harvest may be written down in the evening of the day on which the lot has moved on."""
    station, at = each
    return station.until, station.stage is not Stage.HARVESTED, at, _ORDER[station.stage]


def _stage(passage: Passage, terms: Terms) -> Stage | None:
    if passage.type == "TransformationEvent":
        return Stage.PACKED if passage.role == "output-class" else None
    if passage.action == Action.ADD:
        return Stage.HARVESTED
    if passage.biz_step == terms.releasing:
        return Stage.RELEASED
    step = bare(BizStep, passage.biz_step or "")
    if step is BizStep.HOLDING:
        recalled = bare(Disposition, passage.disposition or "") is Disposition.RECALLED
        return Stage.RECALLED if recalled else Stage.HELD
    return _STEPS.get(step) if step else None


def _station(stage: Stage, passage: Passage, lot: Lot, plots: Mapping[str, str]) -> Station:
    said = {Stage.HARVESTED: lot.harvested_on, Stage.PACKED: lot.packed_on}.get(stage)
    return Station(
        stage=stage,
        on=said or passage.first_at.astimezone(CHINA).date(),
        until=said or passage.last_at.astimezone(CHINA).date(),
        organisation=passage.organisation or "",
        organisation_en=passage.organisation_en or "",
        place=plots.get(passage.read_point or "", ""),
        region=passage.region or "",
    )


def _together(one: Station, other: Station) -> Station:
    return replace(other, on=min(one.on, other.on), until=max(one.until, other.until))
