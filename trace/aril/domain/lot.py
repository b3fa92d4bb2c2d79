"""Lots: what stands of them, and what events say of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from aril.domain.power import Power
from aril.domain.terms import Ilmd, Terms
from aril.epcis.events import Event, ObjectEvent, QuantityElement, TransformationEvent
from aril.epcis.vocabulary import Action, BizTransactionType, bare

if TYPE_CHECKING:  # a chain knows of lots, and what was used in an orchard of a chain
    from aril.domain.farm import InputUse

NOTHING = Decimal(0)
KG_PER_UNIT = {"KGM": Decimal(1), "GRM": Decimal("0.001"), "TNE": Decimal(1000)}
"""Mass units of UN/ECE Recommendation 20 that a lot may be counted in."""
WITHOUT_ADVICE = "~"
"""How the name begins under which goods travel without a despatch advice."""


class LotState(StrEnum):
    ACTIVE = "active"
    ON_HOLD = "on_hold"
    RECALLED = "recalled"
    DESTROYED = "destroyed"
    VOID = "void"  # that it was made was declared an error


@dataclass(frozen=True, slots=True)
class Lot:
    """A lot as it stands. Weights in kg; `remaining` is what was not yet sold, packed on or destroyed."""

    epc: str
    code: str
    gtin: str
    organisation_id: str
    chain: str
    product: str
    variety: str
    grade: str
    plot_id: str
    made_on: date
    harvested_on: date | None
    packed_on: date | None
    quantity: Decimal
    remaining: Decimal
    state: LotState = LotState.ACTIVE
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Holding:
    """How many kg of a lot an organisation holds."""

    lot: str
    organisation_id: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Transit:
    """What was shipped and not yet received. `document` is what it travels under: `lot_effects.travels_under`."""

    document: str
    lot: str
    sender: str
    receiver: str
    quantity: Decimal

    @property
    def advice(self) -> str:
        """The URI of the despatch advice; empty where there is none."""
        return "" if self.document.startswith(WITHOUT_ADVICE) else self.document


@dataclass(frozen=True, slots=True)
class Edge:
    """So many kg of `parent` went into `child`; of none there is no edge."""

    parent: str
    child: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class World:
    """What is known before an event of everything the event names. `parties` maps a party's URI to its id.

    `power` is None where it has been decided already that these events may hold and free what they name. `plots` has
    those plots that are the recorder's own, each with what was used on it.
    """

    terms: Terms
    lots: Mapping[str, Lot]
    holdings: Mapping[tuple[str, str], Decimal]
    transits: Mapping[tuple[str, str], Transit]
    parties: Mapping[str, str]
    power: Power | None = None
    plots: Mapping[str, Sequence["InputUse"]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Changes:
    """What is new or different after an event; each value replaces the one of the same key."""

    lots: tuple[Lot, ...] = ()
    holdings: tuple[Holding, ...] = ()
    transits: tuple[Transit, ...] = ()
    edges: tuple[Edge, ...] = ()


def amounts(elements: tuple[QuantityElement, ...]) -> dict[str, Decimal]:
    """EPC class → kg, of the elements that say a mass."""
    total: dict[str, Decimal] = {}
    for element in elements:
        if element.quantity is not None and element.uom in KG_PER_UNIT:
            kg = element.quantity * KG_PER_UNIT[element.uom]
            total[element.epc_class] = total.get(element.epc_class, NOTHING) + kg
    return total


def comes_out(event: Event) -> dict[str, Decimal]:
    """EPC class → kg of the lots that an event makes."""
    match event:
        case ObjectEvent(action=Action.ADD):
            return amounts(event.quantity_list)
        case TransformationEvent():
            return amounts(event.output_quantity_list)
        case _:
            return {}


def goes_in(event: Event) -> dict[str, Decimal]:
    """EPC class → kg of what an event makes them of."""
    return amounts(event.input_quantity_list) if isinstance(event, TransformationEvent) else {}


def common_variety(lots: Sequence[Lot]) -> str:
    """The variety of all of `lots`, or an empty string: a mixture has none."""
    varieties = {lot.variety for lot in lots}
    return varieties.pop() if len(varieties) == 1 else ""


def earliest_harvest(lots: Sequence[Lot]) -> str:
    """The day on which the oldest of `lots` was harvested, as 2026-09-12, or an empty string."""
    return min((lot.harvested_on.isoformat() for lot in lots if lot.harvested_on), default="")


def plot_of(event: Event) -> str:
    """The id of the plot from which new lots are said to come, or an empty string."""
    return str((getattr(event, "ilmd", None) or {}).get(Ilmd.PLOT, ""))


def despatch_advice(event: ObjectEvent) -> str:
    """The despatch advice a shipment or receipt names, or an empty string."""
    return next(
        (
            each.id
            for each in event.biz_transactions
            if bare(BizTransactionType, each.type or "") is BizTransactionType.DESPATCH_ADVICE
        ),
        "",
    )
