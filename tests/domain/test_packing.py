from datetime import date

import pytest

from aril.domain.errors import Invalid
from aril.domain.harvest import Harvest
from aril.domain.packing import Packing

TODAY = date(2026, 9, 12)
FIELDS = {"packed_on": "2026-09-12", "unit": "jin", "quantity": "100"}


def test_a_packing_is_read_with_its_lots_and_empty_lines_are_left_out() -> None:
    packing = Packing.parse(FIELDS, [("A", "80"), ("", " "), ("B", "40")], today=TODAY)

    assert [(code, str(kg)) for code, kg in packing.inputs] == [("A", "40"), ("B", "20")]
    assert str(packing.quantity) == "50"


def test_every_fault_of_a_packing_is_named_at_its_line() -> None:
    with pytest.raises(Invalid) as refused:
        Packing.parse(
            FIELDS | {"packed_on": "2026-09-13", "quantity": "x"}, [("A", "80"), ("B", "")], today=TODAY
        )

    assert [finding.where for finding in refused.value.findings] == ["weight-2", "quantity", "packed_on"]


def test_a_weight_without_its_lot_is_named_at_its_line() -> None:
    with pytest.raises(Invalid) as refused:
        Packing.parse(FIELDS, [("A", "80"), ("", "40")], today=TODAY)

    assert str(refused.value) == "input-2: Scan a code or type it."


def test_something_must_go_in() -> None:
    with pytest.raises(Invalid, match="Name at least one lot that goes in"):
        Packing.parse(FIELDS, [], today=TODAY)


def test_a_harvest_of_tomorrow_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        Harvest.parse({"harvested_on": "2026-09-13", "unit": "kg", "quantity": "1"}, today=TODAY)

    assert str(refused.value) == "harvested_on: This day, 2026-09-13, is still to come."
