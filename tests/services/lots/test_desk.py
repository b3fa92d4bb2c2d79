"""What somebody starts with: what was done last, and each lot with its next step."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from aril.domain.enterprise import Activity
from aril.domain.errors import NotFound
from aril.domain.membership import Role
from aril.domain.next_step import NextStep
from aril.domain.units import MassUnit
from aril.services.label_press import label_print, parcel_labels
from aril.services.lots import desk, hold, loading, lot_file, packing, trade
from aril.services.orchards import farm
from aril.services.orchards import orchard as plots
from aril.services.orchards.orchard import following_code
from aril.services.quality import certificate
from aril.store.database import Database
from tests.coded import coded
from tests.samples import DAY, OFFICE, PLOT, SPRAY, Orchard


def test_a_lot_is_labelled_then_promised_then_moved(orchard: Orchard) -> None:
    lot = orchard.harvest("1000")
    steps = [desk.held(orchard.site, orchard.grower)[0].step]

    orchard.print_labels(lot, count="24")
    steps.append(desk.held(orchard.site, orchard.grower)[0].step)
    certificate.issue(orchard.site, lot.code, ["controls"], orchard.grower, DAY)
    steps.append(desk.held(orchard.site, orchard.grower)[0].step)

    assert steps == [NextStep.PRINT, NextStep.PROMISE, NextStep.MOVE]


def test_a_lot_that_must_not_move_has_no_next_step(orchard: Orchard) -> None:
    inspector = orchard.member(3, Activity.LABORATORY, Role.INSPECTOR)
    orchard.load_limits("carbendazim", "chlorpyrifos")
    orchard.inspect(orchard.harvest(), inspector, **{"value-carbendazim": "0.61"})

    (card,) = desk.held(orchard.site, orchard.grower)

    assert card.step is None


def test_a_desk_shows_what_was_done_last(orchard: Orchard) -> None:
    farm.note_input(orchard.site, orchard.plot.id, SPRAY | {"interval_days": "3"}, orchard.grower, DAY)
    lot = orchard.harvest("1000")
    packed = packing.record(
        orchard.site,
        {"packed_on": "2026-09-12", "unit": "kg", "quantity": "500"},
        [(lot.code, "600")],
        orchard.grower,
        DAY,
    )
    orchard.print_labels(packed, count="48")

    shown = desk.desk(orchard.site, orchard.grower)

    assert shown.plots == 1
    assert shown.last_input is not None
    assert shown.last_input.name == "示例杀菌剂"
    assert shown.last_harvest is not None
    assert shown.last_harvest.code == lot.code
    assert shown.last_packing is not None
    assert shown.last_packing.code == packed.code
    assert shown.last_print is not None
    assert (shown.last_print.count, shown.last_print.at.date()) == (48, DAY.date())
    assert {card.lot.code: card.held for card in shown.cards} == {
        lot.code: Decimal(400),
        packed.code: Decimal(500),
    }


def test_the_last_print_may_be_of_a_pallet(database: Database, tmp_path: Path) -> None:
    shop = coded(database, tmp_path)
    site, grower = shop.orchard.site, shop.orchard.grower
    shop.orchard.print_labels(shop.lot, count="48")
    sscc = loading.load(site, {"unit": "kg"}, [(shop.lot.code, "60")], grower, DAY)
    later = DAY + timedelta(hours=1)
    job = parcel_labels.order(site, sscc, {"count": "2", "language": "zh"}, grower, later)
    label_print.print_now(site, job, grower, later)

    last = desk.desk(site, grower).last_print

    assert last is not None
    assert last.count == 2
    assert last.at >= later


def test_an_empty_desk_has_nothing_on_it(orchard: Orchard) -> None:
    newcomer = orchard.member(5, Activity.GROWER, Role.GROWER)

    shown = desk.desk(orchard.site, newcomer)

    assert (shown.plots, shown.cards, shown.last_input, shown.last_harvest) == (0, (), None, None)
    assert shown.may_act


def test_what_was_made_stays_listed_when_it_is_gone(orchard: Orchard) -> None:
    lot = orchard.harvest("10")
    trade.sell(orchard.site, lot.code, "10", MassUnit.KG, orchard.grower, DAY)

    assert desk.held(orchard.site, orchard.grower) == ()
    assert [(card.lot.code, card.held) for card in desk.made(orchard.site, orchard.grower)] == [
        (lot.code, Decimal(0))
    ]


def test_a_lot_file_names_what_went_in_and_what_came_out(orchard: Orchard) -> None:
    lot = orchard.harvest("1000")
    packed = packing.record(
        orchard.site,
        {"packed_on": "2026-09-12", "unit": "kg", "quantity": "500"},
        [(lot.code, "600")],
        orchard.grower,
        DAY,
    )

    above = lot_file.show(orchard.site, lot.code, orchard.grower)
    below = lot_file.show(orchard.site, packed.code, orchard.grower)

    assert [(child.code, kg) for child, kg in above.children] == [(packed.code, Decimal(600))]
    assert [(parent.code, kg) for parent, kg in below.parents] == [(lot.code, Decimal(600))]
    assert [station.stage for station in below.journey] == ["packed", "harvested"]
    assert below.plots == {orchard.plot.id: "北坡一号"}


def test_a_receivers_file_does_not_open_the_makers_books(orchard: Orchard) -> None:
    shop = orchard.member(2, Activity.TRADER, Role.TRADER)
    lot = orchard.harvest("1000")
    packed = packing.record(
        orchard.site,
        {"packed_on": "2026-09-12", "unit": "kg", "quantity": "500"},
        [(lot.code, "600")],
        orchard.grower,
        DAY,
    )
    trade.ship(orchard.site, packed.code, "5", MassUnit.KG, shop.organisation_id, orchard.grower, DAY)

    shown = lot_file.show(orchard.site, packed.code, shop)

    assert (shown.is_own, shown.parents, shown.plots) == (False, (), {})
    assert shown.maker == orchard.grower.organisation_name
    with pytest.raises(NotFound):
        lot_file.show(orchard.site, lot.code, shop)


def test_a_plot_says_what_keeps_it_closed(orchard: Orchard) -> None:
    farm.note_input(orchard.site, orchard.plot.id, SPRAY, orchard.grower, DAY)

    (card,) = plots.plots(orchard.site, orchard.grower, DAY)

    assert card.closed_by is not None
    assert (card.closed_by.name, str(card.closed_by.harvest_from)) == ("示例杀菌剂", "2026-09-15")


def test_the_next_form_begins_with_what_was_done_last_on_the_plot(orchard: Orchard) -> None:
    second, _ = farm.add_plot(orchard.site, PLOT | {"code": "A2", "name": "南坡"}, orchard.grower, DAY)
    farm.note_input(orchard.site, orchard.plot.id, SPRAY, orchard.grower, DAY)
    farm.note_input(
        orchard.site, second.id, SPRAY | {"name": "示例肥", "used_on": "2026-09-05"}, orchard.grower, DAY
    )

    anywhere = plots.work_form(orchard.site, orchard.grower, DAY)
    on_first = plots.work_form(orchard.site, orchard.grower, DAY, orchard.plot.id)

    assert (anywhere.chosen, anywhere.last and anywhere.last.name) == (second.id, "示例肥")
    assert (on_first.chosen, on_first.last and on_first.last.name) == (orchard.plot.id, "示例杀菌剂")
    assert [grade.code for grade in anywhere.grades] == ["first"]


@pytest.mark.parametrize(
    ("codes", "expected"),
    [([], "A1"), (["A1"], "A2"), (["A9", "A1"], "A10"), (["东-007"], "东-008"), (["北坡"], "")],
)
def test_a_new_plots_code_follows_the_last(codes: list[str], expected: str) -> None:
    assert following_code(codes) == expected


def test_a_new_plot_is_offered_the_counties_around(orchard: Orchard) -> None:
    form = plots.plot_form(orchard.site, orchard.grower)

    assert (form.region, form.code) == ("370404", "A2")
    assert "370404" in {str(county) for county in form.counties}
    assert form.chain.code == "test-pomegranate"


def test_a_plots_file_has_its_inputs_and_lots(orchard: Orchard) -> None:
    use = farm.note_input(orchard.site, orchard.plot.id, SPRAY | {"interval_days": "3"}, orchard.grower, DAY)
    lot = orchard.harvest()

    shown = plots.plot_file(orchard.site, orchard.plot.id, orchard.grower, DAY)

    assert (list(shown.uses), [each.code for each in shown.lots]) == ([use], [lot.code])
    assert shown.card.closed_by is None


def test_lots_are_looked_through_a_page_at_a_time_and_none_that_must_not_move_is_left_out(
    orchard: Orchard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "A_PAGE", 2)
    days = ("2026-09-12", "2026-09-12", "2026-09-11", "2026-09-12", "2026-09-10")
    made = [orchard.harvest("10", on=day) for day in days]
    hold.stop(orchard.site, made[-1].code, "可疑", OFFICE, DAY)

    for look in desk.held, desk.made:
        first = look(orchard.site, orchard.grower)
        second = look(orchard.site, orchard.grower, first.following)
        third = look(orchard.site, orchard.grower, second.following)
        pages = [[card.lot.made_on.day for card in page] for page in (first, second, third)]
        assert pages == [[12, 12], [12, 11], [10]]
        assert third.following == ""
        assert {card.lot.epc for card in (*first, *second, *third)} == {lot.epc for lot in made}

    assert [card.lot.epc for card in desk.stopped(orchard.site, orchard.grower)] == [made[-1].epc]
    stranger = orchard.member(8, Activity.GROWER, Role.GROWER)
    with pytest.raises(NotFound):
        desk.held(orchard.site, stranger, made[0].code)
