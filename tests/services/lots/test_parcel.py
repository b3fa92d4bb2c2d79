"""A case or a pallet: known to all, open to those who handle it."""

from pathlib import Path

import pytest

from aril.domain.enterprise import Activity
from aril.domain.errors import NotFound
from aril.domain.link_types import DEFAULT
from aril.domain.membership import Role
from aril.services.codes import resolver
from aril.services.lots import parcel
from aril.store.database import Database
from tests.coded import SSCC, Coded, coded
from tests.samples import BASE_URL, DAY


@pytest.fixture
def packed(database: Database, tmp_path: Path) -> Coded:
    shop = coded(database, tmp_path)
    shop.pack(SSCC)
    return shop


def test_whoever_packed_it_sees_what_is_in_it(packed: Coded) -> None:
    seen = parcel.view(packed.orchard.site, SSCC, packed.orchard.grower)

    assert [(lot.code, kg) for lot, kg in seen.lots.values()] == [(packed.lot.code, 40)]
    assert seen.others == 1


def test_strangers_see_that_it_is_known_and_no_more(packed: Coded) -> None:
    stranger = packed.orchard.member(2, Activity.TRADER, Role.TRADER)

    for reader in (stranger, None):
        seen = parcel.view(packed.orchard.site, SSCC, reader)
        assert (seen.sscc, seen.lots, seen.others) == (SSCC, {}, 0)


def test_an_sscc_that_no_event_names_is_unknown(packed: Coded) -> None:
    with pytest.raises(NotFound, match="There is no SSCC “369012345000000036”"):
        parcel.view(packed.orchard.site, "369012345000000036", None)


def test_its_digital_link_leads_to_its_page_and_its_events(packed: Coded) -> None:
    found = resolver.resolve(
        packed.orchard.site, resolver.read(f"/00/{SSCC}", ""), DAY, lambda _tag, title: title
    )

    assert found.anchor == f"{BASE_URL}/00/{SSCC}"
    assert not found.is_lasting
    assert {link.type: link.href for link in found.links} == {
        DEFAULT: f"{BASE_URL}/s/{SSCC}",
        "epcis": f"{BASE_URL}/epcis/epcs/https%3A%2F%2Fid.gs1.org%2F00%2F{SSCC}/events",
    }
