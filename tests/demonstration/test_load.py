"""The loaded demonstration: how much there is, that it is invented, and that it is as sound as anybody's records."""

from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import distinct, func, select

from aril.demonstration.load import NotADemonstration, load
from aril.domain.harvest import IntervalRunning
from aril.domain.inspection import TaskKind, Verdict
from aril.domain.limits import COLUMNS
from aril.domain.lot import LotState
from aril.domain.membership import Member, Role
from aril.domain.moment import CHINA
from aril.services import office
from aril.services.ledger import rebuild
from aril.services.lots import consumer, hold, trade
from aril.services.merkle_log import verification
from aril.services.orchards import harvest
from aril.services.people import accounts
from aril.services.people.accounts import Credentials, Rules
from aril.services.people.passwords import Passwords
from aril.store import doubts, lots
from aril.store.accounts import UserRow
from aril.store.chains import ChainRow
from aril.store.database import Database
from aril.store.farm import InputUseRow, PlotRow, TradeItemRow
from aril.store.inspection import LimitRow, ReportItemRow, ReportRow
from aril.store.ledger import EntryRow, EventRow
from aril.store.lots import LotRow
from aril.store.organisations import OrganisationRow
from tests import samples
from tests.demonstration.conftest import AT, Told, tell

EXAMPLE = "示例"
RULES = Rules(passwords=Passwords(memory_mib=1, passes=1))


def regulator(told: Told) -> Member:
    with told.site.db.read() as session:
        row = session.scalars(select(OrganisationRow).where(OrganisationRow.activity == "office")).one()
    return Member("", "示例", row.id, row.name, row.region, frozenset({Role.REGULATOR}))


def test_there_are_24_enterprises_at_every_step_of_a_filing(told: Told) -> None:
    with told.site.db.read() as session:
        statuses = session.scalars(select(OrganisationRow.status)).all()
        activities = session.scalars(select(OrganisationRow.activity)).all()

    assert Counter(statuses) == {"approved": 20, "submitted": 2, "changes_requested": 1, "suspended": 1}
    assert Counter(activities) == {"grower": 14, "packer": 3, "trader": 5, "laboratory": 1, "office": 1}


def test_there_are_60_plots_within_the_outlines_they_were_drawn_with(told: Told) -> None:
    with told.site.db.read() as session:
        plots = session.scalars(select(PlotRow)).all()
        chains = {row.code: row for row in session.scalars(select(ChainRow))}

    assert len(plots) == 60
    box = chains["pomegranate"].indication
    claiming = [plot for plot in plots if plot.claims_indication]
    assert len(claiming) == 54
    for plot in claiming:
        for longitude, latitude in plot.outline:
            assert box["west"] <= longitude <= box["east"]
            assert box["south"] <= latitude <= box["north"]


def test_423_lots_were_inspected_on_13_items_in_two_seasons(told: Told) -> None:
    official = ReportRow.task.in_([TaskKind.ROUTINE, TaskKind.SUPERVISION])
    with told.site.db.read() as session:
        inspected = session.scalar(select(func.count(distinct(ReportRow.lot))).where(official))
        items = session.execute(
            select(ReportRow.id, func.count())
            .join(ReportItemRow, ReportItemRow.report_id == ReportRow.id)
            .group_by(ReportRow.id)
        ).all()
        seasons = Counter(
            (sampled.year, verdict)
            for sampled, verdict in session.execute(
                select(ReportRow.sampled_on, ReportRow.verdict).where(official)
            )
        )

    assert inspected == 423
    assert {count for _, count in items} == {13}
    assert seasons == {
        (2025, Verdict.CONFORMING): 166,
        (2025, Verdict.NON_CONFORMING): 14,
        (2026, Verdict.CONFORMING): 238,
        (2026, Verdict.NON_CONFORMING): 5,
    }


def test_the_office_sees_the_rate_of_failures_fall(told: Told) -> None:
    seen = office.dashboard(told.site, regulator(told), AT)

    by_year = Counter[tuple[str, str]]()
    for month in seen.months:
        by_year[month.month[:4], "tested"] += month.rate.tested
        by_year[month.month[:4], "failed"] += month.rate.tested - month.rate.conforming
    assert (seen.rate.conforming, seen.rate.tested) == (404, 423)
    assert f"{by_year['2025', 'failed'] / by_year['2025', 'tested']:.1%}" == "7.8%"
    assert f"{by_year['2026', 'failed'] / by_year['2026', 'tested']:.1%}" == "2.1%"
    assert seen.filings.total == 2


def test_every_name_says_that_it_is_an_example(told: Told) -> None:
    with told.site.db.read() as session:
        names = {
            *session.scalars(select(OrganisationRow.name)),
            *session.scalars(select(OrganisationRow.address)),
            *session.scalars(select(OrganisationRow.legal_representative)),
            *session.scalars(select(OrganisationRow.chief_quality_officer)),
            *session.scalars(select(UserRow.name)),
            *session.scalars(select(ChainRow.name)),
            *session.scalars(select(ChainRow.office)),
            *session.scalars(select(PlotRow.name)),
            *session.scalars(select(TradeItemRow.name)),
            *session.scalars(select(InputUseRow.name)),
            *session.scalars(select(InputUseRow.maker)),
            *session.scalars(select(InputUseRow.operator)),
            *session.scalars(select(ReportRow.number)),
            *session.scalars(select(ReportRow.laboratory)),
            *session.scalars(select(ReportRow.inspector)),
            *session.scalars(select(LotRow.reason).where(LotRow.state == LotState.RECALLED)),
            *session.scalars(select(EntryRow.recorded_by)),
        }
        english = {
            *session.scalars(select(OrganisationRow.name_en)),
            *session.scalars(select(ChainRow.name_en)),
        }

    assert [name for name in names if EXAMPLE not in name] == []
    assert [name for name in english if "example" not in name.lower()] == []


def test_every_limit_says_in_its_row_that_it_is_invented(told: Told) -> None:
    with told.site.db.read() as session:
        limits = session.scalars(select(LimitRow)).all()

    assert "standard" in COLUMNS
    assert {(each.standard, each.edition, each.verified_by) for each in limits} == {
        ("示例限量", "虚构", "示例（虚构）")
    }
    # a limit of a real standard has one digit that counts: 0.01, 0.05, 0.2, 3
    assert all(len(str(each.limit).lstrip("0.").rstrip("0")) == 2 for each in limits)


def test_keys_come_from_the_range_that_gs1_keeps_for_demonstrations(told: Told) -> None:
    with told.site.db.read() as session:
        gtins = session.scalars(select(TradeItemRow.gtin)).all()
        glns = session.scalars(select(OrganisationRow.gln).where(OrganisationRow.gln != "")).all()

    assert gtins
    assert all(gtin.startswith("0952") for gtin in gtins)
    assert all(gln.startswith("952") for gln in glns)


def test_one_recall_reaches_two_shops(told: Told) -> None:
    with told.site.db.read() as session:
        recalled = lots.lots_in_state(session, LotState.RECALLED, "370400")
    (source,) = (lot for lot in recalled if lot.plot_id)

    reach = hold.reach(told.site, source.code)

    assert {lot.code for lot in reach.made_of_it} == {lot.code for lot in recalled} - {source.code}
    assert len(reach.made_of_it) == 2
    assert {"街角示例水果店", "新城示例超市"} <= {each.name for each in reach.holders}
    assert reach.gone > 0


def test_a_second_chain_has_its_own_products_and_panel(told: Told) -> None:
    with told.site.db.read() as session:
        made = session.scalars(select(LotRow).where(LotRow.chain == "jujube")).all()
        reports = session.scalars(select(ReportRow.id).where(ReportRow.lot == made[0].epc)).all()
        items = session.scalars(
            select(ReportItemRow.substance).where(ReportItemRow.report_id == reports[0])
        ).all()

    assert {lot.product for lot in made} == {"jujube"}
    assert any(lot.packed_on for lot in made)
    assert "bifenthrin" in set(items)


def test_nothing_happens_after_the_moment_it_is_told_of_or_out_of_order(told: Told) -> None:
    with told.site.db.read() as session:
        recorded = session.scalars(select(EntryRow.recorded_at).order_by(EntryRow.id)).all()
        last = session.scalar(select(func.max(EventRow.event_time)))

    assert all(before <= after for before, after in pairwise(recorded))
    assert recorded[-1] <= AT
    assert last is not None
    assert last <= AT


def test_something_is_still_going_on(told: Told) -> None:
    with told.site.db.read() as session:
        shop = session.scalars(select(OrganisationRow).where(OrganisationRow.name == "街角示例水果店")).one()
        grower = session.scalars(
            select(OrganisationRow).where(OrganisationRow.name == "北坡示例石榴合作社")
        ).one()
        plot = session.scalars(
            select(PlotRow).where(PlotRow.organisation_id == grower.id, PlotRow.code == "01")
        ).one()
    trader = Member("", "", shop.id, shop.name, shop.region, frozenset({Role.TRADER}))
    picker = Member("", "", grower.id, grower.name, grower.region, frozenset({Role.GROWER}))

    assert trade.on_the_way(told.site, trader)
    with pytest.raises(IntervalRunning) as refused:
        harvest.record(
            told.site,
            plot.id,
            {"harvested_on": f"{AT:%Y-%m-%d}", "quantity": "1", "unit": "kg"},
            picker,
            AT,
        )
    assert refused.value.harvest_from == (AT + timedelta(days=18)).date()


def test_the_addresses_show_what_they_promise(told: Told) -> None:
    def seen(address: str) -> consumer.LotView:
        assert address.startswith(told.site.base_url)
        return consumer.view(told.site, address.removeprefix(told.site.base_url), AT, counts=False)

    sold = seen(told.loaded.consumer)

    assert sold.lot.gtin
    assert sold.institution_reports
    assert sold.certificates
    assert sold.inputs
    assert sold.proof
    assert {"harvested", "packed", "shipped", "received"} <= {station.stage for station in sold.journey}
    assert not seen(told.loaded.without_gtin).lot.gtin
    assert seen(told.loaded.on_hold).lot.state is LotState.ON_HOLD
    assert seen(told.loaded.recalled).lot.state is LotState.RECALLED


def test_a_person_of_each_role_can_sign_in(told: Told) -> None:
    assert {each.role for each in told.loaded.log_ins} == set(Role)
    for each in told.loaded.log_ins:
        signed_in = accounts.sign_in(
            told.site.db, RULES, Credentials(each.login, each.password, "127.0.0.1"), AT
        )
        found = accounts.member_of(told.site.db, signed_in.token, AT)

        assert found is not None
        assert found[1] is not None
        assert found[1].roles == {each.role}
        assert found[1].organisation_name == each.organisation


def test_everything_shown_can_be_made_again_from_the_ledger(told: Told) -> None:
    assert rebuild.differences(told.site) == []


def test_the_whole_log_is_signed_and_verifies(told: Told) -> None:
    with told.site.db.read() as session:
        entries = session.scalar(select(func.count()).select_from(EntryRow))

    assert verification.verify(told.site) == (entries, None)
    assert f"\n{entries}\n" in told.site.checkpoints.read_text()


def test_progress_is_told_lot_by_lot(told: Told) -> None:
    assert told.steps == [(done, 423) for done in range(1, 424)]


def test_loading_again_changes_nothing_and_says_the_same(told: Told) -> None:
    with told.site.db.read() as session:
        before = session.scalar(select(func.max(EntryRow.id)))

    again = load(told.site, AT + timedelta(days=30))

    with told.site.db.read() as session:
        assert session.scalar(select(func.max(EntryRow.id))) == before
    assert again == told.loaded


def test_the_story_is_the_same_each_time_on_either_database(
    told: Told, postgresql: Database, tmp_path: Path
) -> None:
    again = tell(postgresql, tmp_path)

    assert _digests(again) == _digests(told)
    assert again.loaded == told.loaded


def test_a_site_with_records_of_its_own_is_left_alone(sqlite: Database, tmp_path: Path) -> None:
    site = samples.site(sqlite, tmp_path)

    with pytest.raises(NotADemonstration) as refused:
        load(site, datetime(2026, 10, 20, 12, 0, tzinfo=CHINA))

    assert str(refused.value) == (
        "This site has 1 records of its own. A demonstration needs a data folder of its own."
    )


def _digests(told: Told) -> list[str]:
    with told.site.db.read() as session:
        return list(session.scalars(select(EntryRow.digest).order_by(EntryRow.id)))


def test_nothing_in_it_is_doubtful(told: Told) -> None:
    with told.site.db.read() as session:
        found = doubts.of_region(session, "37", 100)

    assert [str(each.doubt) for each in found] == []
