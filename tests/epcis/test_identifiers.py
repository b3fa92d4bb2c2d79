"""One spelling of an EPC."""

import pytest

from aril.epcis.identifiers import canonical

LOT = "https://id.gs1.org/01/10614141073464/10/L7"


@pytest.mark.parametrize(
    "spelling",
    [
        LOT,
        "urn:epc:class:lgtin:0614141.107346.L7",
        "https://shop.example/p/01/10614141073464/10/L7?linkType=gs1:pip",
        "http://id.gs1.org/01/10614141073464/22/2A/10/L7",
    ],
)
def test_one_lot_is_found_by_each_of_its_spellings(spelling):
    assert canonical(spelling) == LOT


@pytest.mark.parametrize(
    "other",
    [
        "https://trace.example/lot/7K3",
        "urn:uuid:0b0c5b3e-0001-4000-8000-000000000001",
        "urn:epc:id:sgtin:wrong",
        "https://id.gs1.org/01/12",
        "not even a URI",
    ],
)
def test_what_is_no_gs1_identifier_stays_as_it_is(other):
    assert canonical(other) == other
