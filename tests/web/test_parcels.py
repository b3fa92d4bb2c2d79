"""Loading a case or a pallet on its page, printing its label, taking everything out."""

import html
import re
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from flask.testing import FlaskClient
from jinja2 import BytecodeCache
from werkzeug.test import TestResponse

from aril.domain.membership import Role
from aril.services.label_press import printers
from aril.store.database import Database
from tests import samples
from tests.coded import Coded, coded
from tests.web.orchards import LANGUAGES, coded_reader, send, text_of

PAGE = "/packing/parcels/new"
SSCC = "069012340000000009"
LABELS = f"/labels/parcels/{SSCC}"


@pytest.fixture
def shop(sqlite: Database, tmp_path: Path) -> Coded:
    return coded(sqlite, tmp_path)


@pytest.fixture
def packer(shop: Coded, compiled_pages: BytecodeCache) -> FlaskClient:
    return coded_reader(shop, shop.orchard.grower.organisation_id, compiled_pages)


def test_lots_are_loaded_and_the_label_comes_next(shop: Coded, packer: FlaskClient) -> None:
    answer = _load(shop, packer)
    page = packer.get(answer.location)

    assert answer.location == LABELS
    assert f"Saved under SSCC {SSCC}." in text_of(page)
    assert "data:image/svg+xml" in page.text
    assert "True to scale: 100 × 150 mm." in text_of(page)
    assert f'href="{LABELS}"' in packer.get(f"/s/{SSCC}").text
    assert f'href="{LABELS}"' in packer.get(PAGE).text


def test_its_labels_are_downloaded_and_can_be_printed_again(shop: Coded, packer: FlaskClient) -> None:
    _load(shop, packer)

    answer = send(packer, LABELS, {"count": "2", "language": "zh"})
    page = packer.get(LABELS)
    job = html.unescape(re.findall(r'href="(/labels/jobs/[^"]+)"', page.text)[0])
    again = send(packer, f"{job}/again", {"first": "1", "last": "1", "reason": "弄脏了"}, job)

    assert answer.headers["Content-Disposition"] == f"attachment; filename={SSCC}-pallet-100x150.pdf"
    for file, pages in ((answer, 2), (again, 1)):
        document = pypdfium2.PdfDocument(file.data)
        assert len(document) == pages
        codes = zxingcpp.read_barcodes(document[0].render(scale=300 / 72).to_numpy())
        assert f"(00){SSCC}" in {each.text for each in codes}
    assert f'href="{LABELS}"' in packer.get(job).text


@pytest.mark.parametrize("design", ["unit-40x30", "roll-60x40", "lot-a4-24"])
def test_no_label_of_another_kind_is_printed_for_it(shop: Coded, packer: FlaskClient, design: str) -> None:
    _load(shop, packer)

    answer = send(packer, LABELS, {"count": "2", "design": design})

    assert answer.status_code == 404
    assert f"There is no label design “{design}”." in text_of(answer)
    assert "/labels/jobs/" not in packer.get(LABELS).text


def test_with_a_printer_of_the_enterprise_they_are_sent_from_the_job_s_page(
    shop: Coded, packer: FlaskClient
) -> None:
    described = {"name": "包装间", "kind": "zpl", "address": "192.168.1.50:9100", "dpi": "203"}
    zebra = printers.add(shop.orchard.site, described, shop.orchard.grower, samples.DAY)
    _load(shop, packer)

    answer = send(packer, LABELS, {"count": "2", "printer": zebra.id})

    assert answer.status_code == 302
    assert answer.location.endswith(f"?printer={zebra.id}#sending")


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "en",
            (
                "Lot 2: Scan a code or type it.",
                "How many boxes in all: Expected a whole number from 1 to 9999",
            ),
        ),
        ("zh", ("批次 2：请扫码或输入码。", "共多少箱：")),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    shop: Coded, packer: FlaskClient, language: str, sentences: tuple[str, ...]
) -> None:
    packer.environ_base["HTTP_ACCEPT_LANGUAGE"] = LANGUAGES[language]
    form = {"unit": "kg", "input-1": shop.lot.code, "weight-1": "60", "weight-2": "5", "boxes": "0"}

    answer = send(packer, PAGE, form)

    assert answer.status_code == 422
    for sentence in sentences:
        assert sentence in text_of(answer)
    assert f'name="input-1" value="{shop.lot.code}"' in answer.text
    assert 'href="/labels/parcels/0' not in answer.text


def test_more_than_is_held_is_refused(shop: Coded, packer: FlaskClient) -> None:
    answer = _load(shop, packer, weight="1000.5")

    assert answer.status_code == 409
    assert "1000.5 kg are more than that." in text_of(answer)


def test_everything_is_taken_out_again(shop: Coded, packer: FlaskClient) -> None:
    _load(shop, packer)

    answer = send(packer, f"/packing/parcels/{SSCC}/unload", {}, LABELS)

    assert answer.location == f"/s/{SSCC}"
    assert "It is empty: everything was taken out." in text_of(packer.get(answer.location))
    assert "It is empty" in text_of(packer.get(LABELS))


@pytest.mark.parametrize(("language", "sentence"), [("en", "GS1 China"), ("zh", "中国物品编码中心")])
def test_whoever_has_no_prefix_is_told_how_to_get_one(
    shop: Coded, compiled_pages: BytecodeCache, language: str, sentence: str
) -> None:
    bare = shop.orchard.member(2, samples.Activity.GROWER, Role.GROWER)
    packer = coded_reader(shop, bare.organisation_id, compiled_pages)
    packer.environ_base["HTTP_ACCEPT_LANGUAGE"] = LANGUAGES[language]

    page = packer.get(PAGE)

    assert sentence in text_of(page)
    assert 'name="input-1"' not in page.text


def test_a_form_that_is_sent_twice_loads_one_pallet(shop: Coded, packer: FlaskClient) -> None:
    (key,) = re.findall(r'name="key" value="([^"]+)"', packer.get(PAGE).text)
    form = {"unit": "kg", "input-1": shop.lot.code, "weight-1": "60", "key": key}

    first, again = (send(packer, PAGE, form) for _ in range(2))
    changed = send(packer, PAGE, form | {"weight-1": "61"})

    assert first.location == again.location == LABELS
    assert changed.location != LABELS


def _load(shop: Coded, packer: FlaskClient, weight: str = "60") -> TestResponse:
    return send(packer, PAGE, {"unit": "kg", "input-1": shop.lot.code, "weight-1": weight, "boxes": "24"})
