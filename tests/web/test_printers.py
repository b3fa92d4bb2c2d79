"""The pages on which a grower says which printers there are, measures them and tries them."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from flask.testing import FlaskClient
from jinja2 import BytecodeCache

from aril import config, resources, secret
from aril.domain.membership import Role
from aril.domain.printer import Offset
from aril.services.label_press import label_jobs, label_order, label_print, label_sending, printers
from aril.store.database import Database
from aril.wsgi import assemble
from tests import make, samples
from tests.labelling.paper import pdf_pages
from tests.printing.fakes import FakePrinter, host_status, running
from tests.samples import DAY, Orchard

PAGE = "/labels/printers"
OFFICE_PRINTER = {"name": "Office", "kind": "office", "dpi": "300", "design": "lot-a4-24"}


@pytest.fixture
def orchard(sqlite: Database, tmp_path: Path) -> Orchard:
    return samples.orchard(sqlite, tmp_path)


@pytest.fixture
def fake() -> FakePrinter:
    return FakePrinter("zpl")


@pytest.fixture
def grower(orchard: Orchard, compiled_pages: BytecodeCache, fake: FakePrinter):
    """The grower's browser, which reads English, with a printer in the network."""
    with running(fake):
        yield _reader(orchard, compiled_pages, {"printers.ports": (fake.port,)})


@pytest.fixture
def fenced(orchard: Orchard, compiled_pages: BytecodeCache) -> FlaskClient:
    """The same where the site sends nothing to printers."""
    return _reader(orchard, compiled_pages, {"site.mode": "demonstration"})


def test_a_printer_is_added_measured_tried_and_removed(grower: FlaskClient, orchard: Orchard) -> None:
    empty = grower.get(PAGE).text
    added = _send(grower, PAGE, **OFFICE_PRINTER)
    (printer,) = printers.printers_of(orchard.site, orchard.grower)
    here = f"{PAGE}/{printer.id}"
    sheet = grower.get(f"{here}/sheet?design=lot-a4-24")
    measured = _send(grower, f"{here}/offset", design="lot-a4-24", right="1.5", down="-0.5")
    sample = grower.get(f"{here}/label?design=lot-a4-24")
    changed = _send(grower, f"{here}/edit", **OFFICE_PRINTER | {"name": "Shed"})
    removed = _send(grower, f"{here}/remove")

    assert "There is no printer yet." in empty
    assert "Office is added." in added.text
    assert "not measured on this paper yet" in added.text
    assert sheet.data.startswith(b"%PDF")
    assert "test-210x297.pdf" in sheet.headers["Content-Disposition"]
    assert "moved by 1.5 mm to the right and -0.5 mm down" in measured.text
    assert sample.data.startswith(b"%PDF")
    assert "Shed is saved." in changed.text
    assert "Shed is removed." in removed.text
    assert printers.printers_of(orchard.site, orchard.grower) == []


def test_what_was_typed_comes_back_with_what_is_wrong(grower: FlaskClient) -> None:
    answer = _send(grower, PAGE, name="Shed", kind="zpl", address="ipp://x y", dpi="203")

    assert answer.status_code == 422
    assert "Expected an address such as 192.168.1.50:9100, found “ipp://x y”." in answer.text
    assert 'value="Shed"' in answer.text


def test_a_measure_that_cannot_be_keeps_the_one_before(grower: FlaskClient, orchard: Orchard) -> None:
    _send(grower, PAGE, **OFFICE_PRINTER)
    (printer,) = printers.printers_of(orchard.site, orchard.grower)
    _send(grower, f"{PAGE}/{printer.id}/offset", design="lot-a4-24", right="1", down="1")

    answer = _send(grower, f"{PAGE}/{printer.id}/offset", design="lot-a4-24", right="12", down="1")

    assert answer.status_code == 422
    assert "Expected an offset from -10 to 10 mm, found “12”." in answer.text
    assert 'value="12"' in answer.text
    kept = printers.printer(orchard.site, printer.id, orchard.grower)
    assert kept.offsets == {"210x297": Offset(1000, 1000)}


def test_a_label_printer_is_asked_and_printed_to(
    grower: FlaskClient, orchard: Orchard, fake: FakePrinter
) -> None:
    here = _zebra(grower, orchard, fake)

    ready = grower.get(f"{here}?ask=1")
    sheet = _send(grower, f"{here}/sheet", design="unit-40x30")
    sample = _send(grower, f"{here}/label", design="unit-40x30")

    assert "It is ready to print." in ready.text
    assert "The test sheet is printed." in sheet.text
    assert "A label with sample data is printed." in sample.text
    assert fake.labels == 2


def test_a_printer_without_paper_says_so_and_what_to_do(
    grower: FlaskClient, orchard: Orchard, fake: FakePrinter
) -> None:
    here = _zebra(grower, orchard, fake)
    fake.healthy, fake.wrong = 0, host_status(paper_out=1)

    asked = grower.get(f"{here}?ask=1")
    refused = _send(grower, f"{here}/label", design="unit-40x30")

    assert "paper out" in asked.text
    assert "Put in labels, then press feed once." in asked.text
    assert refused.status_code == 409
    assert "The printer has stopped after 0 labels: paper out." in refused.text
    assert "Put in labels, then press feed once." in refused.text
    assert fake.labels == 0


def test_an_address_outside_the_printers_networks_is_never_knocked_at(
    grower: FlaskClient, orchard: Orchard, fake: FakePrinter
) -> None:
    here = _zebra(grower, orchard, fake, address="127.0.0.1:22")

    asked = grower.get(f"{here}?ask=1")
    refused = _send(grower, f"{here}/sheet", design="unit-40x30")

    assert "This site does not print to 127.0.0.1:22." in asked.text
    assert "This site does not print to 127.0.0.1:22." in refused.text
    assert refused.status_code == 409


def test_labels_of_a_lot_are_ordered_for_a_printer_and_sent_to_it(
    grower: FlaskClient, orchard: Orchard, fake: FakePrinter
) -> None:
    printer = _zebra(grower, orchard, fake).rpartition("/")[2]
    lot = orchard.harvest().code

    ordered = _send(grower, f"/labels/lots/{lot}", printer=printer, design="unit-40x30", count="3")
    page = ordered.request.path
    sent = _send(grower, f"{page}/send", printer=printer, key="k")
    again = _send(grower, f"{page}/send", printer=printer, key="k")
    while label_sending.work(replace(orchard.site, printers=fake.reach), DAY + timedelta(days=400)):
        pass
    there = grower.get(page)
    unasked = _send(grower, f"{page}/send", printer=printer, **{"from": "1", "to": "2"})

    assert f'value="{printer}" selected' in ordered.text
    assert "The labels are on their way to the printer." in sent.text
    assert again.status_code == 200
    assert "Labels 1 to 3: 3 have arrived." in there.text
    assert unasked.status_code == 422
    assert "Labels up to number 3 were sent to a printer before." in unasked.text
    assert fake.labels == 3


def test_labels_that_are_still_being_made_can_be_sent_already(
    grower: FlaskClient, orchard: Orchard, fake: FakePrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    for room in (label_order, label_jobs):
        monkeypatch.setattr(room, "AT_ONCE", 2)
    printer = _zebra(grower, orchard, fake).rpartition("/")[2]
    lot = orchard.harvest().code
    ordered = _send(grower, f"/labels/lots/{lot}", printer=printer, design="unit-40x30", count="3")
    page = ordered.request.path

    sent = _send(grower, f"{page}/send", printer=printer)

    assert f'value="{printer}" selected' in ordered.text
    assert "Come back here when they are ready." in ordered.text
    assert "The labels are sent to the printer as soon as all of them are made." in sent.text
    assert "Come back here when they are ready." not in sent.text
    site, later = replace(orchard.site, printers=fake.reach), DAY + timedelta(days=400)
    while label_print.work(site, later - timedelta(days=1)):
        pass
    while label_sending.work(site, later):
        pass
    assert "Labels 1 to 3: 3 have arrived." in grower.get(page).text


def test_a_site_that_sends_nothing_to_printers_offers_none_of_it_and_hands_out_the_file(
    fenced: FlaskClient, orchard: Orchard
) -> None:
    described = {"name": "Shed", "kind": "zpl", "address": "192.168.1.50:9100", "dpi": "203"}
    printer = printers.add(orchard.site, described, orchard.grower, DAY).id
    lot = orchard.harvest().code

    file = _send(fenced, f"/labels/lots/{lot}", printer=printer, design="unit-40x30", count="3")
    (job,) = label_jobs.jobs_of(orchard.site, orchard.grower)
    shown = fenced.get(f"/labels/jobs/{job.id}")
    about = fenced.get(f"{PAGE}/{printer}")

    assert file.data.startswith(b"%PDF")
    assert "Send to a printer" not in shown.text
    assert "Ask the printer" not in about.text
    assert "Print a sample label" not in about.text
    assert "Download a sample label" in about.text


def test_an_order_for_a_printer_that_was_removed_meanwhile_keeps_what_was_typed(
    grower: FlaskClient, orchard: Orchard, fake: FakePrinter
) -> None:
    printer = _zebra(grower, orchard, fake).rpartition("/")[2]
    printers.remove(orchard.site, printer, orchard.grower)

    answer = _send(
        grower, f"/labels/lots/{orchard.harvest().code}", printer=printer, design="unit-40x30", count="37"
    )

    assert answer.status_code == 404
    assert f"There is no printer “{printer}”." in answer.text
    assert 'value="37"' in answer.text


def test_sending_is_stopped_on_the_page_of_the_job(
    grower: FlaskClient, orchard: Orchard, fake: FakePrinter
) -> None:
    printer = _zebra(grower, orchard, fake).rpartition("/")[2]
    lot = orchard.harvest().code
    page = _send(grower, f"/labels/lots/{lot}", printer=printer, design="unit-40x30", count="3").request.path
    waiting = _send(grower, f"{page}/send", printer=printer)

    stopped = _send(grower, f"{page}/stop-sending")

    assert f'action="{page}/stop-sending"' in waiting.text
    assert "Nothing more of it is sent to a printer." in stopped.text
    assert "stopped it. Look at the last label" in stopped.text
    assert f'action="{page}/send"' in stopped.text


def test_the_page_says_how_many_labels_may_have_arrived(
    grower: FlaskClient, orchard: Orchard, fake: FakePrinter
) -> None:
    printer = _zebra(grower, orchard, fake).rpartition("/")[2]
    lot = orchard.harvest().code
    page = _send(grower, f"/labels/lots/{lot}", printer=printer, design="unit-40x30", count="20").request.path
    fake.healthy, fake.wrong = 1, b"\x02a\x03\x02b\x03\x02c\x03"

    _send(grower, f"{page}/send", printer=printer)
    label_sending.work(replace(orchard.site, printers=fake.reach), DAY + timedelta(days=400))

    assert "Labels 1 to 20: 0 have arrived. 8 may have." in grower.get(page).text


def test_other_labels_that_are_sent_from_a_page_one_went_back_to_are_sent_too(
    grower: FlaskClient, orchard: Orchard, fake: FakePrinter
) -> None:
    printer = _zebra(grower, orchard, fake).rpartition("/")[2]
    lot = orchard.harvest().code
    page = _send(grower, f"/labels/lots/{lot}", printer=printer, design="unit-40x30", count="3").request.path
    site = replace(orchard.site, printers=fake.reach)

    for first, last in (("1", "1"), ("2", "3"), ("2", "3")):
        _send(grower, f"{page}/send", printer=printer, key="k", **{"from": first, "to": last})
        label_sending.work(site, DAY + timedelta(days=400))

    assert fake.labels == 3


def test_a_printer_that_is_chosen_moves_the_labels_that_are_downloaded(
    grower: FlaskClient, orchard: Orchard
) -> None:
    _send(grower, PAGE, **OFFICE_PRINTER)
    (printer,) = printers.printers_of(orchard.site, orchard.grower)
    page = f"/labels/lots/{orchard.harvest().code}"
    _send(grower, f"{PAGE}/{printer.id}/offset", design="lot-a4-24", right="4", down="2")

    form = grower.get(page)
    plain = _send(grower, page, design="lot-a4-24", count="1")
    moved = _send(grower, page, design="lot-a4-24", count="1", printer=printer.id)

    assert f'value="{printer.id}" selected' in form.text
    right, down = (there - here for here, there in zip(_corner(plain.data), _corner(moved.data), strict=True))
    assert (abs(right - 32) <= 1, abs(down - 16) <= 1) == (
        True,
        True,
    )  # a dot of rounding between 300 and 203 dpi


def _corner(document: bytes) -> tuple[int, int]:
    """Where the first dark column and row of the first page are, in dots of 203 dpi."""
    dark = pdf_pages(document, 203.2)[0] < 128
    return int(np.flatnonzero(dark.any(axis=0))[0]), int(np.flatnonzero(dark.any(axis=1))[0])


def _reader(orchard: Orchard, pages: BytecodeCache, printing: dict[str, object]) -> FlaskClient:
    settings = config.load(resources.default_settings()).changed({
        "server.data": orchard.site.data, "security.argon2_memory_mib": 1, "security.argon2_passes": 1, **printing
    })  # fmt: skip
    secret.make(settings)
    app = assemble(settings, orchard.site.db)
    app.jinja_env.bytecode_cache = pages
    client = app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    person = make.member(orchard.site.db, Role.GROWER, organisation_id=orchard.grower.organisation_id)
    make.sign_in(client, person)
    return client


def _zebra(grower: FlaskClient, orchard: Orchard, fake: FakePrinter, address: str = "") -> str:
    _send(
        grower, PAGE,
        name="Zebra", kind="zpl", address=address or str(fake.address), dpi="203", design="unit-40x30",
    )  # fmt: skip
    (printer,) = printers.printers_of(orchard.site, orchard.grower)
    return f"{PAGE}/{printer.id}"


def _send(client: FlaskClient, path: str, **values: str):
    return client.post(path, data=values | {"csrf_token": make.token_of(client, PAGE)}, follow_redirects=True)
