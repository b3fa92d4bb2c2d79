"""What an office sees of its region, and nothing of its neighbour's."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from aril.domain.enterprise import Activity, FilingAction, FilingStatus
from aril.domain.errors import NotFound
from aril.domain.lot import LotState
from aril.domain.membership import Role
from aril.domain.units import MassUnit
from aril.services import office
from aril.services.enterprises import filing
from aril.services.lots import hold, trade
from aril.store.office import EnterpriseSearch, LotSearch
from tests import samples
from tests.samples import DAY, OFFICE, Orchard, enterprise

NEIGHBOUR = replace(OFFICE, region="370500")
PASSED = {"value-carbendazim": "0.1", "value-chlorpyrifos": "0.1"}
FAILED = {"value-carbendazim": "0.9", "value-chlorpyrifos": "0.1"}


@pytest.fixture
def inspected(orchard: Orchard) -> Orchard:
    """Three samples that count, one of them failed, and a rapid test that does not count."""
    laboratory = orchard.member(3, Activity.LABORATORY, Role.INSPECTOR)
    orchard.load_limits("carbendazim", "chlorpyrifos")
    for at, values in enumerate((PASSED, FAILED, PASSED, FAILED | {"task": "rapid"})):
        named = {"number": f"R-{at}", "sample_number": f"S-{at}", "sampled_on": "2026-09-12"}
        orchard.inspect(orchard.harvest("10"), laboratory, **(named | values))
    return orchard


def test_the_rate_counts_routine_samples_with_its_uncertainty(inspected: Orchard) -> None:
    seen = office.dashboard(inspected.site, OFFICE, DAY)

    assert (seen.rate.conforming, seen.rate.tested) == (2, 3)
    assert (seen.since, seen.until) == (date(2024, 10, 1), date(2026, 9, 12))
    assert [month.month for month in seen.months][::23] == ["2024-10", "2026-09"]
    assert [month.rate.tested for month in seen.months] == [0] * 23 + [3]
    assert seen.months[0].rate.rate is None


def test_what_has_to_be_done_stands_first(inspected: Orchard) -> None:
    waiting = filing.submit(inspected.site, enterprise(9), "示例", DAY)
    sold_out, open_still = inspected.harvest("5"), inspected.harvest("5")
    trade.sell(inspected.site, sold_out.code, "5", MassUnit.KG, inspected.grower, DAY + timedelta(hours=1))
    for lot in (sold_out, open_still):
        hold.recall(inspected.site, lot.code, lot.code, "农残超标", OFFICE, DAY + timedelta(hours=2))

    seen = office.dashboard(inspected.site, OFFICE, DAY)

    assert [row.id for row in seen.filings.rows] == [waiting]
    assert seen.on_hold.total == 2
    assert [line.lot.code for line in seen.recalls.rows] == [open_still.code]
    assert seen.lots == {LotState.ACTIVE: 2, LotState.ON_HOLD: 2, LotState.RECALLED: 2}
    assert seen.enterprises == {FilingStatus.APPROVED: 2, FilingStatus.SUBMITTED: 1}


def test_a_neighbouring_office_sees_nothing_of_it(inspected: Orchard) -> None:
    lot = inspected.harvest("5")

    seen = office.dashboard(inspected.site, NEIGHBOUR, DAY)

    assert (seen.filings.total, seen.on_hold.total, seen.lots, seen.enterprises) == (0, 0, {}, {})
    assert seen.rate.tested == 0
    assert office.lots(inspected.site, NEIGHBOUR, LotSearch()).rows == ()
    for look in (office.lot_named, office.find_lot):
        with pytest.raises(NotFound):
            look(inspected.site, lot.code, NEIGHBOUR)
    assert office.find_lot(inspected.site, f"https://trace.example/t/{lot.code}", OFFICE) == lot
    assert office.lot_named(inspected.site, lot.code, OFFICE) == lot


def test_lots_come_a_page_at_a_time_and_each_once(orchard: Orchard) -> None:
    made = [orchard.harvest("1", on=f"2026-09-{day:02}") for day in (10, 11, 12, 12, 12)]
    pages, after = [], ""
    while True:
        found = office.lots(orchard.site, OFFICE, LotSearch(), after, most=2)
        pages.append([line.lot.code for line in found.rows])
        after = found.following
        if not after:
            break

    assert [len(page) for page in pages] == [2, 2, 1]
    listed = [code for page in pages for code in page]
    assert set(listed) == {lot.code for lot in made}
    assert listed[-1] == made[0].code
    assert [line.lot.code for line in office.every_lot(orchard.site, OFFICE, LotSearch())] == listed


def test_lots_are_found_by_state_maker_day_and_text(orchard: Orchard) -> None:
    old, new = orchard.harvest("1", on="2026-09-01"), orchard.harvest("1")
    hold.stop(orchard.site, old.code, "待复检", OFFICE, DAY + timedelta(hours=1))

    def found(**search: object) -> list[str]:
        lines = office.lots(orchard.site, OFFICE, LotSearch(**search)).rows  # type: ignore[arg-type]
        return [line.lot.code for line in lines]

    assert found(state=LotState.ON_HOLD) == [old.code]
    assert found(since=date(2026, 9, 2)) == [new.code]
    assert found(until=date(2026, 9, 2)) == [old.code]
    assert found(maker=orchard.grower.organisation_id) == [new.code, old.code]
    assert found(maker="another") == []
    assert found(text=new.code[:6].lower()) == [new.code]
    assert found(text="合作社1 示例") == [new.code, old.code]
    assert found(text="100%") == []


def test_a_line_has_the_names_that_the_chain_has_for_it(orchard: Orchard) -> None:
    orchard.harvest("1")

    (line,) = office.lots(orchard.site, OFFICE, LotSearch()).rows

    assert line.maker == "示例合作社1"
    assert line.product is not None
    assert (line.product.name, line.variety and line.variety.name) == ("石榴", "大青皮甜")


def test_enterprises_are_found_by_status_activity_county_and_text(orchard: Orchard) -> None:
    shop = filing.submit(orchard.site, enterprise(2, Activity.TRADER, region="370481"), "示例", DAY)
    filing.submit(orchard.site, enterprise(3, region="110105"), "示例", DAY)

    def found(**search: object) -> list[str]:
        rows = office.enterprises(orchard.site, OFFICE, EnterpriseSearch(**search))[0].rows  # type: ignore[arg-type]
        return [row.id for row in rows]

    assert set(found()) == {shop, orchard.grower.organisation_id}
    assert found(status=FilingStatus.SUBMITTED) == [shop]
    assert found(activity=Activity.TRADER) == [shop]
    assert found(county="370404") == [orchard.grower.organisation_id]
    assert found(county="110105") == []
    assert found(text="合作社2") == [shop]
    assert found(text=samples.uscc(2).lower()) == [shop]


def test_of_those_that_wait_the_longest_waiting_comes_first(orchard: Orchard) -> None:
    ids = [
        filing.submit(orchard.site, enterprise(10 + n), "示例", DAY + timedelta(minutes=n)) for n in (2, 0, 1)
    ]
    search = EnterpriseSearch(status=FilingStatus.SUBMITTED)

    first, counts = office.enterprises(orchard.site, OFFICE, search, most=2)
    second, _ = office.enterprises(orchard.site, OFFICE, search, first.following, most=2)

    assert [row.id for row in (*first.rows, *second.rows)] == [ids[1], ids[2], ids[0]]
    assert (first.total, counts) == (3, {"submitted": 3, "approved": 1})
    assert len(list(office.every_enterprise(orchard.site, OFFICE, EnterpriseSearch()))) == 4


def test_the_office_itself_is_no_enterprise_of_its_list(orchard: Orchard) -> None:
    own = filing.submit(orchard.site, enterprise(99, Activity.OFFICE), "示例", DAY)
    filing.decide(orchard.site, own, FilingAction.APPROVE, "", OFFICE, DAY)

    listed = office.enterprises(orchard.site, OFFICE, EnterpriseSearch())[0].rows

    assert own not in {row.id for row in listed}


@pytest.mark.parametrize(
    ("day", "months", "first"),
    [
        (date(2026, 9, 12), 0, date(2026, 9, 1)),
        (date(2026, 1, 31), 1, date(2025, 12, 1)),
        (date(2026, 12, 1), 23, date(2025, 1, 1)),
    ],
)
def test_months_are_counted_back_over_the_turn_of_the_year(day: date, months: int, first: date) -> None:
    assert office.months_before(day, months) == first
