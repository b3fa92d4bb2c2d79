"""What a program sees of events is what its organisation's pages show."""

from typing import Any
from urllib.parse import quote

import pytest

from aril.domain.enterprise import Activity
from aril.domain.membership import Member, Role
from aril.domain.units import MassUnit
from aril.services.lots import hold, packing, trade
from aril.services.people import access
from tests.api.partner import Partner, next_page
from tests.samples import DAY


class Chain:
    """Two harvests; one goes to a packer, what is packed of it to a shop, the other to another shop."""

    def __init__(self, partner: Partner) -> None:
        self.partner, orchard = partner, partner.orchard
        site, grower = orchard.site, orchard.grower
        self.people = {
            "grower": grower,
            "packer": orchard.member(2, Activity.PACKER, Role.PACKER),
            "shop": orchard.member(3, Activity.TRADER, Role.TRADER),
            "other shop": orchard.member(4, Activity.TRADER, Role.TRADER),
            "laboratory": orchard.member(5, Activity.LABORATORY, Role.INSPECTOR),
            "stranger": orchard.member(6, Activity.TRADER, Role.TRADER),
            "office": orchard.member(7, Activity.OFFICE, Role.REGULATOR, region="370400"),
            "office elsewhere": orchard.member(8, Activity.OFFICE, Role.REGULATOR, region="370402"),
        }
        packer, shop = self.people["packer"], self.people["shop"]
        self.harvest = orchard.harvest("100")
        self.inspected = orchard.inspect(self.harvest, self.people["laboratory"])
        self._ship(grower, self.harvest.code, "40", packer)
        self._ship(grower, self.harvest.code, "20", self.people["other shop"])
        values = {"packed_on": "2026-09-12", "quantity": "30", "unit": "kg"}
        self.packed = packing.record(site, values, [(self.harvest.code, "30")], packer, DAY)
        self._ship(packer, self.packed.code, "10", shop)
        trade.sell(site, self.packed.code, "5", MassUnit.KG, packer, DAY)
        hold.stop(site, self.harvest.code, "示例", grower, DAY)

    def _ship(self, sender: Member, code: str, kg: str, receiver: Member) -> None:
        site = self.partner.orchard.site
        trade.ship(site, code, kg, MassUnit.KG, receiver.organisation_id, sender, DAY)
        trade.receive(site, code, "", MassUnit.KG, receiver, DAY)

    def told(self, who: str, **query: str) -> set[str]:
        """Step and first lot of each event found that somebody's program is told of: `shipping harvest 40`."""
        names = {self.harvest.epc: "harvest", self.packed.epc: "packed"}
        found = set()
        for event in self.partner.of(self.people[who]).events(perPage="100", **query):
            step = event["bizStep"].rsplit("-", 1)[-1]
            listed = event.get("quantityList") or event.get("outputQuantityList") or [{}]
            amount = f" {listed[0]['quantity']}" if "quantity" in listed[0] else ""
            found.add(f"{step} {names.get(listed[0].get('epcClass'), '—')}{amount}")
        return found


@pytest.fixture
def chain(partner: Partner) -> Chain:
    return Chain(partner)


HARVESTED, PACKED = "creating_class_instance harvest 100", "creating_class_instance packed 30"
TESTED = {"sampling harvest", "inspecting harvest"}
TO_PACKER = {"shipping harvest 40", "receiving harvest 40"}
TO_OTHER = {"shipping harvest 20", "receiving harvest 20"}
TO_SHOP = {"shipping packed 10", "receiving packed 10"}
STOPPED = "holding harvest"


TOLD = {
    "grower": {HARVESTED, *TESTED, *TO_PACKER, *TO_OTHER, STOPPED},
    "packer": {HARVESTED, PACKED, *TESTED, *TO_PACKER, *TO_SHOP, "retail_selling packed 5", STOPPED},
    "shop": {HARVESTED, PACKED, *TESTED, *TO_SHOP, STOPPED},
    "other shop": {HARVESTED, *TESTED, *TO_OTHER, STOPPED},
    "laboratory": TESTED,
    "stranger": set(),
    "office elsewhere": set(),
}


def test_an_organisation_is_told_what_its_pages_show_and_a_regulator_all_of_its_region(chain: Chain) -> None:
    told = {who: chain.told(who) for who in chain.people}

    assert told.pop("office") == set().union(*TOLD.values())
    assert told == TOLD


def test_who_asks_for_a_lot_is_told_what_who_asks_for_everything_is_told_of_it(chain: Chain) -> None:
    lots = f"{chain.harvest.epc}|{chain.packed.epc}"
    for who in chain.people:
        assert chain.told(who, MATCH_anyEPCClass=lots) == chain.told(who), who


def test_who_may_see_the_page_of_a_lot_is_told_of_its_making_and_nobody_else(chain: Chain) -> None:
    """The matrix of the pages: what was handed on also tells of what went into it."""
    pages, told = set(), set()
    site = chain.partner.orchard.site
    for who, member in chain.people.items():
        with site.db.read() as session:
            for name, lot in (("harvest", chain.harvest), ("packed", chain.packed)):
                if access.may_see(session, member, "lot", lot.code):
                    pages.add((who, name))
        told |= {
            (who, name)
            for name, each in (("harvest", HARVESTED), ("packed", PACKED))
            if each in chain.told(who)
        }

    assert told - pages == {("shop", "harvest")}
    assert pages - told == set()


def test_who_is_told_of_an_event_in_a_list_is_shown_it_by_its_id_and_nobody_else(chain: Chain) -> None:
    programs = {who: chain.partner.of(member) for who, member in chain.people.items()}
    listed = {who: _ids(program.events(perPage="100")) for who, program in programs.items()}
    shown = {
        who: {
            each
            for each in listed["office"]
            if program.open(f"/events/{quote(each, safe='')}").status_code == 200
        }
        for who, program in programs.items()
    }

    assert shown == {who: set(ids) for who, ids in listed.items()}


@pytest.mark.parametrize(
    "order", [{}, {"orderBy": "eventTime"}, {"orderBy": "eventTime", "orderDirection": "ASC"}]
)
def test_pages_of_own_events_and_of_others_are_one_list(chain: Chain, order: dict[str, str]) -> None:
    program = chain.partner.of(chain.people["packer"])
    whole = _ids(program.events(perPage="100", **order))
    pages, answer = [], program.open("/events", query_string={"perPage": "2", **order})
    while True:
        pages.append(_ids(answer.get_json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"]))
        if "Link" not in answer.headers:
            break
        answer = program.open(next_page(answer))

    assert [each for page in pages for each in page] == whole
    assert {len(page) for page in pages[:-1]} == {2}
    assert program.open("/events", query_string={"maxEventCount": len(whole)}).status_code == 200
    assert program.open("/events", query_string={"maxEventCount": len(whole) - 1}).status_code == 413


def test_names_are_listed_of_the_events_that_somebody_is_told_of(chain: Chain) -> None:
    for who, member in chain.people.items():
        program = chain.partner.of(member)
        steps = {each["bizStep"] for each in program.events(perPage="100")}
        listed = program.open("/bizSteps").get_json()["member"]
        assert {each.rsplit("-", 1)[-1] for each in listed} == {each.rsplit("-", 1)[-1] for each in steps}, (
            who
        )


def _ids(events: list[dict[str, Any]]) -> list[str]:
    return [each["eventID"] for each in events]
