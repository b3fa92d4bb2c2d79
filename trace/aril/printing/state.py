"""What a printer says of itself, in the words of the house, and what to do about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Self


class Condition(StrEnum):
    PAPER_OUT = "paper-out"
    PAPER_JAM = "paper-jam"
    RIBBON_OUT = "ribbon-out"
    TONER_OUT = "toner-out"
    HEAD_OPEN = "head-open"
    COVER_OPEN = "cover-open"
    PAUSED = "paused"
    TOO_HOT = "too-hot"
    TOO_COLD = "too-cold"
    CUTTER_FAULT = "cutter-fault"
    TRAY_MISSING = "tray-missing"
    OUTPUT_FULL = "output-full"
    MARK_NOT_FOUND = "mark-not-found"
    HEAD_FAULT = "head-fault"
    SETTINGS_LOST = "settings-lost"
    NOT_ACCEPTING = "not-accepting"
    OTHER_FAULT = "other-fault"
    PAPER_LOW = "paper-low"
    SUPPLY_LOW = "supply-low"
    HEAD_DIRTY = "head-dirty"
    NOT_CALIBRATED = "not-calibrated"
    BUSY = "busy"


HARMLESS = frozenset(
    {
        Condition.PAPER_LOW,
        Condition.SUPPLY_LOW,
        Condition.HEAD_DIRTY,
        Condition.NOT_CALIBRATED,
        Condition.BUSY,
    }
)
"""Conditions in which a printer prints on."""

ADVICE: Mapping[str, str] = MappingProxyType(
    {
        "paper-out": "Put in labels, then press feed once.",
        "paper-jam": "Open the printer, take the jammed label out, and close it.",
        "ribbon-out": "Put in a new ribbon; for paper that needs none, set the printer to direct thermal.",
        "toner-out": "Put in a new cartridge.",
        "head-open": "Close the print head until it clicks.",
        "cover-open": "Close the cover.",
        "paused": "Press pause on the printer, or start its queue again.",
        "too-hot": "Wait until the print head has cooled; it goes on by itself.",
        "too-cold": "Let the printer warm up.",
        "cutter-fault": "Switch the printer off and free the cutter.",
        "tray-missing": "Put the paper tray in.",
        "output-full": "Take the printed sheets away.",
        "mark-not-found": "Hold feed until the printer has measured the gap of the labels.",
        "head-fault": "The print head needs service.",
        "settings-lost": "The printer has lost its settings; set it up again.",
        "not-accepting": "Let the printer's queue take jobs again.",
        "other-fault": "Read what the printer's own display says.",
        "paper-low": "Have labels at hand.",
        "supply-low": "Have ribbon or toner at hand.",
        "head-dirty": "Clean the print head with alcohol.",
        "not-calibrated": "Hold feed until the printer has measured the gap of the labels.",
        "busy": "It is printing.",
    }
)
"""What to do next, by condition."""


@dataclass(frozen=True, slots=True)
class Status:
    """What a printer answered.

    `waiting` is how many labels lie in its memory and are not printed yet; None where it does not tell.
    """

    conditions: tuple[Condition, ...] = ()
    waiting: int | None = None

    @classmethod
    def of(cls, conditions: Iterable[Condition], waiting: int | None = None) -> Self:
        """Each condition once, in the order of `Condition`."""
        found = set(conditions)
        return cls(tuple(each for each in Condition if each in found), waiting)

    @property
    def stops(self) -> tuple[Condition, ...]:
        """The conditions for which it does not print."""
        return tuple(each for each in self.conditions if each not in HARMLESS)

    def joined(self, other: "Status") -> "Status":
        """What both answers say."""
        waiting = other.waiting if self.waiting is None else self.waiting
        return Status.of((*self.conditions, *other.conditions), waiting)
