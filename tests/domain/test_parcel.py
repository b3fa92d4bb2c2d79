from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from aril.domain.parcel import contents
from aril.epcis.events import AggregationEvent, ErrorDeclaration, ObjectEvent, QuantityElement
from aril.epcis.vocabulary import Action

UNIT = "https://id.gs1.org/00/369012345000000012"
LOT, OTHER = "https://id.gs1.org/01/06901234567892/10/A", "https://trace.example/lot/B"
BOX = "https://id.gs1.org/00/369012345000000029"
NOON = datetime(2026, 9, 12, 12, tzinfo=UTC)


def moved(
    action: Action,
    hour: int,
    *units: str,
    unit: str = UNIT,
    event_id: str = "",
    wrong: bool = False,
    **kg: str,
) -> AggregationEvent:
    """An event of so many hours after noon; a lot's kg by `lot=` and `other=`."""
    lots = {"lot": LOT, "other": OTHER}
    return AggregationEvent(
        event_time=NOON + timedelta(hours=hour),
        event_time_zone_offset="+08:00",
        event_id=event_id or f"urn:uuid:{hour}",
        action=action,
        parent_id=unit,
        child_epcs=units,
        child_quantities=tuple(
            QuantityElement(lots[name], Decimal(each), "KGM") for name, each in kg.items()
        ),
        error_declaration=ErrorDeclaration(declaration_time=NOON) if wrong else None,
    )


def test_what_was_put_in_and_not_taken_out_is_inside() -> None:
    told = (
        moved(Action.ADD, 1, BOX, lot="100", other="20"),
        moved(Action.ADD, 2, lot="50"),
        moved(Action.DELETE, 3, lot="30", other="20"),
        moved(Action.OBSERVE, 4, lot="1"),
    )

    assert contents(UNIT, reversed(told)) == {BOX: 0, LOT: 120}


def test_a_thing_without_a_weight_is_taken_out_whole() -> None:
    assert contents(UNIT, [moved(Action.ADD, 1, BOX, lot="5"), moved(Action.DELETE, 2, BOX)]) == {LOT: 5}


def test_an_event_that_names_nothing_takes_everything_out() -> None:
    assert contents(UNIT, [moved(Action.ADD, 1, BOX, lot="5"), moved(Action.DELETE, 2)]) == {}


def test_what_was_declared_wrong_never_happened() -> None:
    put = moved(Action.ADD, 1, lot="5", event_id="urn:uuid:x")
    declared = moved(Action.ADD, 1, lot="5", event_id="urn:uuid:x", wrong=True)

    assert contents(UNIT, [put, declared]) == {}


def test_other_units_and_other_events_are_none_of_its_business() -> None:
    seen = ObjectEvent(
        event_time=NOON, event_time_zone_offset="+08:00", action=Action.OBSERVE, epc_list=(UNIT,)
    )

    assert contents(UNIT, [moved(Action.ADD, 1, LOT, unit=BOX), seen]) == {}


def test_of_one_moment_what_was_recorded_first_counts_first() -> None:
    put, taken = (
        moved(Action.ADD, 1, lot="5", event_id="urn:uuid:b"),
        moved(Action.DELETE, 1, event_id="urn:uuid:a"),
    )
    recorded = [
        replace(each, record_time=NOON + timedelta(hours=2, seconds=number))
        for number, each in enumerate((taken, put))
    ]

    assert contents(UNIT, (taken, put)) == contents(UNIT, (put, taken)) == {}
    assert contents(UNIT, recorded) == contents(UNIT, reversed(recorded)) == {LOT: 5}
