"""What an inspector is offered, what is refused, and who sees a report."""

from datetime import timedelta
from decimal import Decimal

import pytest

from aril.domain.enterprise import Activity
from aril.domain.errors import Invalid, NotFound
from aril.domain.identity import internal_code
from aril.domain.inspection import TaskKind
from aril.domain.membership import Member, Role
from aril.domain.units import MassUnit
from aril.services.lots import packing, trade
from aril.services.orchards import farm, harvest
from aril.services.people.access import may_see
from aril.services.quality import reports
from tests.samples import DAY, PLOT, Orchard

READ = {"value-carbendazim": "0.02", "not-detected-chlorpyrifos": "1", "loq-chlorpyrifos": "0.01"}
FAILED = {"value-carbendazim": "0.61"}
TODAY = DAY.date()


def test_a_form_names_the_lot_its_panel_and_the_limits_in_force(orchard: Orchard) -> None:
    orchard.load_limits("carbendazim")
    lot, inspector = orchard.harvest(), _inspector(orchard)

    draft = reports.draft(orchard.site, lot.code, TODAY, inspector)
    before = reports.draft(orchard.site, lot.code, TODAY - timedelta(days=365), inspector)

    assert (draft.about.lot, draft.about.producer) == (lot, "示例合作社1")
    assert draft.about.plot == orchard.plot
    assert [line.item.name for line in draft.panel] == ["多菌灵", "毒死蜱"]
    assert [line.limit and line.limit.limit for line in draft.panel] == [Decimal("0.5"), None]
    assert [line.limit for line in before.panel] == [None, None]


def test_a_form_begins_with_what_was_the_same_last_time(orchard: Orchard) -> None:
    lot, inspector = orchard.harvest(), _inspector(orchard)
    first = reports.draft(orchard.site, lot.code, TODAY, inspector)
    orchard.inspect(lot, inspector, **READ, task="supervision", accreditation="CMA 1")

    again = reports.draft(orchard.site, lot.code, TODAY, inspector)

    assert (first.task, first.accreditation, first.loqs) == (TaskKind.ROUTINE, "", {})
    assert (again.task, again.accreditation) == (TaskKind.SUPERVISION, "CMA 1")
    assert again.loqs == {"chlorpyrifos": Decimal("0.01")}


def test_an_unknown_code_is_a_fault_of_the_box(orchard: Orchard) -> None:
    code = internal_code(b"12345678")

    with pytest.raises(NotFound) as unknown:
        reports.to_test(orchard.site, code)
    with pytest.raises(Invalid) as mistyped:
        reports.to_test(orchard.site, code[:-1])

    assert (unknown.value.where, str(unknown.value)) == ("code", f"There is no lot “{code}”.")
    assert str(mistyped.value) == f"code: Expected a code of 13 characters, found 12 in “{code[:-1]}”."


def test_an_enterprise_offers_and_saves_only_tests_of_its_own(orchard: Orchard) -> None:
    lot = orchard.harvest()
    own = orchard.grower

    offered = reports.draft(orchard.site, lot.code, TODAY, own).tasks
    with pytest.raises(Invalid) as refused:
        orchard.inspect(lot, own, **READ, task="routine")
    saved = orchard.inspect(lot, own, **READ, task="self")

    assert offered == (TaskKind.SELF, TaskKind.RAPID)
    assert str(refused.value).startswith("task: routine is for laboratories and the office.")
    assert saved.report.task is TaskKind.SELF


def test_nobody_stops_a_competitors_lot_by_a_test_of_their_own(orchard: Orchard) -> None:
    orchard.load_limits("carbendazim", "chlorpyrifos")
    lot, competitor = orchard.harvest(), orchard.member(5, Activity.GROWER, Role.INSPECTOR)
    shop = orchard.member(6, Activity.TRADER, Role.INSPECTOR)
    trade.ship(orchard.site, lot.code, "10", MassUnit.KG, shop.organisation_id, orchard.grower, DAY)

    with pytest.raises(NotFound):
        reports.draft(orchard.site, lot.code, TODAY, competitor)
    with pytest.raises(NotFound):
        orchard.inspect(lot, competitor, **FAILED, task="self")
    assert reports.to_test(orchard.site, lot.code).state == "active"

    stopped = orchard.inspect(lot, shop, **FAILED, task="rapid").held
    assert [each.code for each in stopped] == [lot.code]


def test_a_laboratory_is_no_institution_for_what_it_made_itself(orchard: Orchard) -> None:
    laboratory = _inspector(orchard)
    plot, _ = farm.add_plot(orchard.site, PLOT, laboratory, DAY)
    values = {"harvested_on": "2026-09-12", "quantity": "10", "unit": "kg"}
    lot = harvest.record(orchard.site, plot.id, values, laboratory, DAY)

    with pytest.raises(Invalid) as refused:
        orchard.inspect(lot, laboratory, **READ, task="routine")
    saved = orchard.inspect(lot, laboratory, **READ, task="self")

    assert str(refused.value).startswith("task: routine says that another tested the lot; you have made it.")
    assert saved.report.task is TaskKind.SELF


def test_a_report_is_saved_once(orchard: Orchard) -> None:
    lot, inspector = orchard.harvest(), _inspector(orchard)
    orchard.inspect(lot, inspector, **READ)

    with pytest.raises(Invalid) as refused:
        orchard.inspect(lot, inspector, **READ)
    orchard.inspect(lot, inspector, **READ, sample_number="S-2")

    assert str(refused.value) == "number: Report R-1 on sample S-1 was saved already, on 2026-09-12."
    assert [each.sample_number for each, _ in reports.written(orchard.site, inspector)] == ["S-2", "S-1"]


def test_no_sample_is_older_than_its_lot(orchard: Orchard) -> None:
    lot = orchard.harvest(on="2026-09-10")

    with pytest.raises(Invalid) as refused:
        orchard.inspect(lot, _inspector(orchard), **READ, sampled_on="2025-09-10")

    assert str(refused.value) == "sampled_on: The lot was harvested on 2026-09-10; no sample of it is older."


def test_a_failing_report_tells_how_many_lots_are_stopped_with_it(orchard: Orchard) -> None:
    orchard.load_limits("carbendazim", "chlorpyrifos")
    lot = orchard.harvest()
    values = {"packed_on": "2026-09-12", "unit": "kg", "quantity": "100"}
    for _ in range(2):
        packing.record(orchard.site, values, [(lot.code, "100")], orchard.grower, DAY)
    failed = orchard.inspect(lot, _inspector(orchard), **FAILED)

    file = reports.show(orchard.site, failed.report.id)

    assert (file.report, file.about.lot.state, file.stopped) == (failed.report, "on_hold", 2)
    assert file.about.item("carbendazim").name == "多菌灵"
    assert file.about.item("unheard-of").name == "unheard-of"


def test_reports_are_listed_page_by_page(orchard: Orchard) -> None:
    lot, inspector = orchard.harvest(), _inspector(orchard)
    for number in range(5):
        orchard.inspect(lot, inspector, number=f"R-{number}")

    first = reports.written(orchard.site, inspector, most=3)
    second = reports.written(orchard.site, inspector, first[-1][0].id, most=3)

    assert [len(first), len(second)] == [3, 2]
    assert [report.number for report, _ in first + second] == ["R-4", "R-3", "R-2", "R-1", "R-0"]
    assert {found for _, found in first} == {lot}


def test_a_report_is_seen_by_whoever_wrote_it(orchard: Orchard) -> None:
    inspector, stranger = _inspector(orchard), orchard.member(4, Activity.LABORATORY, Role.INSPECTOR)
    report = orchard.inspect(orchard.harvest(), inspector).report

    with orchard.site.db.read() as session:
        assert may_see(session, inspector, "report", report.id)
        assert not may_see(session, stranger, "report", report.id)
        assert not may_see(session, inspector, "report", "no-such-report")
    assert not reports.written(orchard.site, stranger)
    assert not reports.written(orchard.site, stranger, report.id)
    with pytest.raises(NotFound):
        reports.show(orchard.site, "no-such-report")


def _inspector(orchard: Orchard) -> Member:
    return orchard.member(3, Activity.LABORATORY, Role.INSPECTOR)
