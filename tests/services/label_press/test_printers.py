"""An enterprise's printers: kept, measured, asked and tried."""

from dataclasses import replace

import numpy as np
import pytest

from aril.domain.enterprise import Activity, FilingAction
from aril.domain.errors import Invalid, NotFound
from aril.domain.membership import Role
from aril.domain.printer import Offset, Printer, PrinterKind
from aril.labelling.layout import Placement
from aril.printing.errors import NotAllowed, NotReached, NotReady, Progress
from aril.printing.state import Condition, Status
from aril.services.enterprises import filing
from aril.services.enterprises.filing import NotApproved
from aril.services.label_press import labels, printers
from aril.services.label_press.printers import NotDirect
from aril.services.site import Site
from aril.store import printers as store
from tests.labelling.paper import Pixels, pdf_pages, render_zpl, shipped
from tests.printing.fakes import FakePrinter, host_status, running
from tests.samples import DAY, OFFICE, Orchard
from tests.services import at_once

OFFICE_PRINTER = {"name": "办公室", "kind": "office", "dpi": "600", "design": "lot-a4-24"}
ZEBRA = {
    "name": "包装间",
    "kind": "zpl",
    "address": "tcp://127.0.0.1:9100",
    "dpi": "203",
    "design": "unit-40x30",
    "speed": "4",
    "darkness": "20",
}


def test_a_printer_is_kept_as_it_was_described_changed_and_removed(orchard: Orchard) -> None:
    added = _add(orchard, **ZEBRA)
    kept = printers.printer(orchard.site, added.id, orchard.grower)

    changed = printers.change(
        orchard.site, added.id, ZEBRA | {"name": "冷库", "speed": "", "mute": "yes"}, orchard.grower, DAY
    )
    after = printers.printers_of(orchard.site, orchard.grower)
    printers.remove(orchard.site, added.id, orchard.grower)

    assert kept == Printer(
        added.id, "包装间", PrinterKind.ZPL, "127.0.0.1:9100", 203, "unit-40x30", speed=4, darkness=20
    )
    assert after == [changed] == [replace(kept, name="冷库", speed=None, answers=False)]
    assert printers.printers_of(orchard.site, orchard.grower) == []


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"name": ""}, "name"),
        ({"kind": "fax"}, "kind"),
        ({"address": ""}, "address"),
        ({"address": "ipp://127.0.0.1/"}, "address"),
        ({"dpi": "72"}, "dpi"),
        ({"dpi": "250"}, "dpi"),
        ({"speed": "1"}, "speed"),
        ({"darkness": "31"}, "darkness"),
        ({"kind": "tspl", "darkness": "16"}, "darkness"),
        ({"design": "no-such"}, "design"),
    ],
)
def test_what_is_wrong_with_a_description_is_said_beside_its_field(
    orchard: Orchard, wrong: dict[str, str], where: str
) -> None:
    with pytest.raises(Invalid) as refused:
        _add(orchard, **ZEBRA | wrong)

    assert [each.where for each in refused.value.findings] == [where]
    assert printers.printers_of(orchard.site, orchard.grower) == []


def test_two_printers_of_one_enterprise_have_two_names(orchard: Orchard) -> None:
    _add(orchard, **ZEBRA)
    other = orchard.member(2, Activity.GROWER, Role.GROWER)

    with pytest.raises(Invalid, match="Another printer is called “包装间”"):
        _add(orchard, **ZEBRA)
    printers.add(orchard.site, ZEBRA, other, DAY)


def test_two_who_give_one_name_at_the_same_moment_are_told_so(
    orchard: Orchard, monkeypatch: pytest.MonkeyPatch
) -> None:
    def add(_: int) -> str:
        try:
            return printers.add(orchard.site, OFFICE_PRINTER, orchard.grower, DAY).name
        except Invalid as refused:
            return str(refused)

    said = at_once.both(monkeypatch, store, "is_named", add)

    assert sorted(said) == sorted(
        [OFFICE_PRINTER["name"], f"name: Another printer is called “{OFFICE_PRINTER['name']}”."]
    )


def test_nobody_else_sees_or_changes_a_printer(orchard: Orchard) -> None:
    added = _add(orchard, **ZEBRA)
    other = orchard.member(2, Activity.GROWER, Role.GROWER)

    assert printers.printers_of(orchard.site, other) == []
    for use in (
        lambda: printers.printer(orchard.site, added.id, other),
        lambda: printers.change(orchard.site, added.id, ZEBRA, other, DAY),
        lambda: printers.remove(orchard.site, added.id, other),
        lambda: printers.ask(orchard.site, added.id, other),
        lambda: _measure(orchard, added, "1", "1", by=other),
    ):
        with pytest.raises(NotFound):
            use()


def test_a_suspended_enterprise_changes_nothing(orchard: Orchard) -> None:
    added = _add(orchard, **ZEBRA)
    filing.decide(orchard.site, orchard.grower.organisation_id, FilingAction.SUSPEND, "票据不全", OFFICE, DAY)

    with pytest.raises(NotApproved):
        _add(orchard, **OFFICE_PRINTER)
    with pytest.raises(NotApproved):
        _measure(orchard, added, "1", "1")
    with pytest.raises(NotApproved):
        printers.remove(orchard.site, added.id, orchard.grower)


def test_what_is_measured_is_kept_by_paper_and_moves_every_design_on_it(orchard: Orchard) -> None:
    added = _add(orchard, **OFFICE_PRINTER)
    _measure(orchard, added, "1.5", "−0,5", design="lot-a4-24")
    _measure(orchard, added, "+2", "0", design="unit-40x30")

    kept = printers.printer(orchard.site, added.id, orchard.grower)

    assert kept.offsets == {"210x297": Offset(1500, -500), "40x30": Offset(2000, 0)}
    assert printers.placement(kept, shipped("lot-a4-10"), 3) == Placement(1500, -500, 3)
    assert printers.placement(kept, shipped("lot-60x40")) == Placement()


def test_the_last_measure_stands_and_outlives_a_new_description(orchard: Orchard) -> None:
    added = _add(orchard, **OFFICE_PRINTER)
    _measure(orchard, added, "1", "1")
    _measure(orchard, added, "2", "-1")

    changed = printers.change(orchard.site, added.id, OFFICE_PRINTER, orchard.grower, DAY)

    assert changed.offsets == {"210x297": Offset(2000, -1000)}
    assert printers.printer(orchard.site, added.id, orchard.grower) == changed


@pytest.mark.parametrize(("right", "down"), [("", "1"), ("11", "1"), ("1", "a"), ("-10.5", "0")])
def test_a_measure_that_cannot_be_is_refused(orchard: Orchard, right: str, down: str) -> None:
    added = _add(orchard, **OFFICE_PRINTER)

    with pytest.raises(Invalid):
        _measure(orchard, added, right, down)

    assert printers.printer(orchard.site, added.id, orchard.grower).offsets == {}


def test_a_sample_label_lies_where_the_measure_puts_it_and_the_sheet_where_the_printer_does(
    orchard: Orchard,
) -> None:
    added = _add(orchard, **OFFICE_PRINTER | {"dpi": "203"})
    before, name = printers.test_label(orchard.site, added.id, "lot-a4-24", orchard.grower)
    sheet, sheet_name = printers.calibration(orchard.site, added.id, "lot-a4-24", "zh", orchard.grower)
    _measure(orchard, added, "4", "2")

    after, _ = printers.test_label(orchard.site, added.id, "lot-a4-24", orchard.grower)

    (was,), (now,) = pdf_pages(before, 203.2), pdf_pages(after, 203.2)
    moved = [there - here for here, there in zip(_corner(was), _corner(now), strict=True)]
    assert moved == [32, 16]
    assert printers.calibration(orchard.site, added.id, "lot-a4-24", "zh", orchard.grower)[0] == sheet
    assert (name, sheet_name) == ("sample-lot-a4-24.pdf", "test-210x297.pdf")


def test_the_sheet_and_a_sample_are_sent_to_a_printer_with_its_speed_and_darkness(orchard: Orchard) -> None:
    with running(FakePrinter("zpl")) as fake:
        site = _printing(orchard.site, fake)
        added = _add(orchard, **ZEBRA | {"address": str(fake.address)})

        sheet = printers.print_calibration(site, added.id, "unit-40x30", "zh", orchard.grower, DAY)
        label = printers.print_test_label(site, added.id, "unit-40x30", orchard.grower, DAY)

    drawn = bytes(fake.received)
    assert sheet == label == Progress(1, 1)
    assert drawn.startswith(b"~SD20\n^XA^PR4^XZ\n")
    expected = printers.calibration(site, added.id, "unit-40x30", "zh", orchard.grower)[0]
    assert expected in drawn
    assert len(render_zpl(drawn.replace(b"^XA^PR4^XZ\n", b""))) == 2


def test_a_printer_is_asked_how_it_is(orchard: Orchard) -> None:
    with running(FakePrinter("zpl", healthy=0, wrong=host_status(paper_out=1))) as fake:
        site = _printing(orchard.site, fake)
        added = _add(orchard, **ZEBRA | {"address": str(fake.address)})
        asked = printers.ask(site, added.id, orchard.grower)
        with pytest.raises(NotReady):
            printers.print_test_label(site, added.id, "unit-40x30", orchard.grower, DAY)
    gone = printers.ask(site, added.id, orchard.grower)

    assert (asked.status, asked.fault) == (Status((Condition.PAPER_OUT,), 0), None)
    assert isinstance(gone.fault, NotReached)


def test_a_site_that_prints_nowhere_says_so_instead_of_trying(orchard: Orchard) -> None:
    added = _add(orchard, **ZEBRA)

    asked = printers.ask(orchard.site, added.id, orchard.grower)

    assert isinstance(asked.fault, NotAllowed)


def test_nothing_is_sent_to_a_printer_that_is_printed_to_by_download(orchard: Orchard) -> None:
    added = _add(orchard, **OFFICE_PRINTER)

    with pytest.raises(NotDirect, match="“办公室” is printed to by download"):
        printers.print_test_label(orchard.site, added.id, "lot-a4-24", orchard.grower, DAY)


def test_papers_are_named_once_for_all_designs_on_them(orchard: Orchard) -> None:
    found = [paper.key for paper in printers.papers(orchard.site)]

    assert len(found) == len(set(found))
    assert {"210x297", "40x30", "100x150"} <= set(found)
    assert {
        printers.paper_of(labels.design_of(orchard.site, name)) for name in labels.designs(orchard.site)
    } == set(found)


def _add(orchard: Orchard, **values: str) -> Printer:
    return printers.add(orchard.site, values, orchard.grower, DAY)


def _measure(
    orchard: Orchard, printer: Printer, right: str, down: str, *, design: str = "lot-a4-24", by=None
):
    values = {"design": design, "right": right, "down": down}
    printers.keep_offset(orchard.site, printer.id, values, by or orchard.grower, DAY)


def _printing(site: Site, fake: FakePrinter) -> Site:
    return replace(site, printers=fake.reach)


def _corner(page: Pixels) -> tuple[int, int]:
    """Where the first dark column and row are."""
    return int(np.flatnonzero((page < 128).any(axis=0))[0]), int(np.flatnonzero((page < 128).any(axis=1))[0])
