"""Harvest 采收: whether a plot may be picked on a day, and the event that makes the lot."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar, Self

from aril.domain.errors import Refusal
from aril.domain.farm import InputUse, Plot
from aril.domain.moment import offset_of
from aril.domain.reading import Fields, sure
from aril.domain.terms import Ilmd, Terms
from aril.domain.units import MassUnit, kilograms
from aril.epcis.events import Event, ObjectEvent, QuantityElement
from aril.epcis.vocabulary import Action, BizStep, Disposition

_SAID = frozenset(
    {Ilmd.LOT, Ilmd.CHAIN, Ilmd.PRODUCT, Ilmd.VARIETY, Ilmd.GRADE, Ilmd.PLOT, Ilmd.HARVEST_DATE}
)
"""What the event of a harvest says of its lot."""


@dataclass(frozen=True, slots=True)
class Harvest:
    """What a grower says of a harvest. Weight in kg."""

    harvested_on: date
    quantity: Decimal
    grade: str = ""
    gtin: str = ""

    @classmethod
    def parse(cls, values: Mapping[str, str], *, today: date) -> Self:
        """Read a harvest from its fields; raises `Invalid` with every fault."""
        fields = Fields(values)
        day = fields.day("harvested_on")
        unit = fields.choice("unit", MassUnit)
        quantity = fields.through("quantity", lambda text, where: kilograms(text, unit, where))
        grade = fields.text("grade", at_most=64, required=False)
        gtin = fields.text("gtin", at_most=14, required=False)
        if day and day > today:
            fields.refuse("harvested_on", "This day, {day}, is still to come.", day=day)
        fields.check()
        return cls(sure(day), sure(quantity), grade, gtin)


@dataclass(eq=False)
class IntervalRunning(Refusal):
    """农药管理条例 art. 34: nothing is picked before a pesticide's pre-harvest interval has passed."""

    template: ClassVar[str] = (
        "Plot {plot} was treated with {product} on {used_on}; its pre-harvest interval is {days} days. "
        "The earliest legal harvest day is {harvest_from}."
    )
    where: ClassVar[str] = "harvested_on"
    plot: str
    product: str
    used_on: date
    days: int
    harvest_from: date


def keeps_closed(uses: Iterable[InputUse], day: date) -> InputUse | None:
    """The input whose pre-harvest interval keeps a plot closed longest on a day; None where it may be picked."""
    running = (use for use in uses if use.used_on <= day < use.harvest_from)
    return max(running, key=lambda use: use.harvest_from, default=None)


def decide(
    plot: Plot,
    uses: Iterable[InputUse],
    harvest: Harvest,
    *,
    code: str,
    chain: str,
    at: datetime,
    terms: Terms,
) -> ObjectEvent:
    """The event of a harvest on `plot`, whose inputs were `uses`, as lot `code`.

    Raises `IntervalRunning` for the input that keeps the plot closed longest.
    """
    last = keeps_closed(uses, harvest.harvested_on)
    if last:
        raise IntervalRunning(plot.name, last.name, last.used_on, last.interval_days or 0, last.harvest_from)
    return ObjectEvent(
        event_time=at,
        event_time_zone_offset=offset_of(at),
        context=terms.context,
        action=Action.ADD,
        quantity_list=(QuantityElement(terms.lot(code, harvest.gtin), harvest.quantity, "KGM"),),
        biz_step=BizStep.CREATING_CLASS_INSTANCE,
        disposition=Disposition.ACTIVE,
        read_point=terms.plot(plot.id),
        biz_location=terms.plot(plot.id),
        ilmd=Ilmd.of(
            {
                Ilmd.LOT: code,
                Ilmd.CHAIN: chain,
                Ilmd.PRODUCT: plot.product,
                Ilmd.VARIETY: plot.variety,
                Ilmd.GRADE: harvest.grade,
                Ilmd.PLOT: plot.id,
                Ilmd.HARVEST_DATE: harvest.harvested_on.isoformat(),
            }
        ),
    )


def says_no_more(event: Event) -> bool:
    """Whether an event says of a harvest what `decide` can say, and nothing beside."""
    return (
        isinstance(event, ObjectEvent)
        and event.biz_step == BizStep.CREATING_CLASS_INSTANCE
        and {Ilmd.PLOT} <= set(event.ilmd or ()) <= _SAID
        and not (event.biz_transactions or event.sources or event.destinations or event.sensor_elements)
        and not event.extensions
    )
