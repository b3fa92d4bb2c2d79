"""Lots and their papers: labels and certificates, as their maker prints, issues and voids them."""

import io

import pypdfium2
import pytest
import zxingcpp
from jinja2 import BytecodeCache
from PIL import Image

from aril.config import Settings
from aril.domain.units import MassUnit
from aril.services.lots import lot_file, trade
from aril.services.lots.finding import name_of
from aril.services.quality import certificate
from aril.store.database import Database
from tests.samples import DAY
from tests.web.orchards import Grown, grow, send, text_of


@pytest.fixture
def grown(settings: Settings, sqlite: Database, compiled_pages: BytecodeCache) -> Grown:
    return grow(settings, sqlite, compiled_pages)


def test_a_lot_is_found_by_its_code_and_an_unknown_one_keeps_what_was_typed(grown: Grown):
    lot = grown.orchard.harvest()
    foreign = grown.strangers_lot()
    reader = grown.reader(grown.grower)

    found = send(reader, "/grower/lots", {"code": lot.code.lower()})
    unknown = send(reader, "/grower/lots", {"code": foreign.code})

    assert found.location == f"/grower/lots/{lot.code}"
    assert unknown.status_code == 404
    assert f'name="code" value="{foreign.code}"' in unknown.text
    assert reader.get(f"/grower/lots/{foreign.code}").status_code == 404
    assert reader.get(f"/labels/lots/{foreign.code}").status_code == 404


def test_a_receiver_does_not_read_how_much_the_maker_made(grown: Grown):
    lot = grown.orchard.harvest("777")
    trade.ship(grown.site, lot.code, "5", MassUnit.KG, grown.shop.organisation_id, grown.grower, DAY)

    page = text_of(grown.reader(grown.shop).get(f"/grower/lots/{lot.code}"))

    assert f"Made by {grown.grower.organisation_name}" in page
    assert "777" not in page


def test_a_lot_on_hold_says_why_and_offers_no_step(grown: Grown):
    lot = grown.held_lot()

    page = text_of(grown.reader(grown.grower).get(f"/grower/lots/{lot.code}"))

    assert "This lot must not be moved or sold 检验不合格 R-1" in page
    assert "Ship" not in page.split("Made")[0]


def test_a_sheet_of_labels_leads_to_the_lot(grown: Grown):
    lot = grown.orchard.harvest()
    reader = grown.reader(grown.grower)
    page = f"/labels/lots/{lot.code}"

    answer = send(reader, page, {"count": "24"})
    picture = pypdfium2.PdfDocument(answer.data)[0].render(scale=4).to_pil()
    codes = {symbol.text for symbol in zxingcpp.read_barcodes(picture) if symbol.format.name == "QRCode"}

    assert answer.headers["Content-Disposition"] == f"attachment; filename={lot.code}-lot-a4-24.pdf"
    assert codes == {f"http://127.0.0.1:8000/t/{lot.code}"}
    assert "24 labels" in text_of(reader.get(page))


def test_one_label_is_a_picture(grown: Grown):
    lot = grown.orchard.harvest()

    answer = send(grown.reader(grown.grower), f"/labels/lots/{lot.code}", {"kind": "png", "count": ""})

    assert answer.content_type == "image/png"
    assert lot.code in {each.text for each in zxingcpp.read_barcodes(Image.open(io.BytesIO(answer.data)))}


def test_a_label_is_shown_true_to_scale_before_it_is_printed(grown: Grown):
    lot = grown.orchard.harvest()
    before = grown.entries()

    page = grown.reader(grown.grower).get(f"/labels/lots/{lot.code}?design=lot-60x40&language=en")

    assert 'src="data:image/svg+xml;base64,' in page.text
    assert "True to scale: 60 × 40 mm." in text_of(page)
    assert grown.entries() == before


def test_a_case_s_label_is_offered_with_the_others(grown: Grown):
    lot = grown.orchard.harvest()

    answer = send(
        grown.reader(grown.grower), f"/labels/lots/{lot.code}", {"count": "2", "design": "case-100x80"}
    )

    assert answer.headers["Content-Disposition"] == f"attachment; filename={lot.code}-case-100x80.pdf"
    assert len(pypdfium2.PdfDocument(answer.data)) == 2


@pytest.mark.parametrize(("language", "variety"), [("zh", "品　　种"), ("en", "Variety")])
def test_a_plot_has_a_sign_whose_code_leads_to_its_page(grown: Grown, language: str, variety: str):
    reader = grown.reader(grown.grower, language)
    page = f"/grower/plots/{grown.orchard.plot.id}"

    offered = reader.get(page).text
    shown = reader.get(f"{page}/sign").text
    answer = reader.get(f"{page}/sign?file=1")
    sheet = pypdfium2.PdfDocument(answer.data)[0]
    (code,) = zxingcpp.read_barcodes(sheet.render(scale=2).to_pil())

    assert f'href="{page}/sign"' in offered
    assert '<img src="data:image/svg+xml;base64,' in shown
    assert "210 × 297" in shown
    assert answer.content_type == "application/pdf"
    assert code.text == f"http://127.0.0.1:8000{page}"
    assert variety in sheet.get_textpage().get_text_range()
    assert grown.reader(grown.shop).get(f"{page}/sign").status_code in {403, 404}


@pytest.mark.parametrize("count", ["0", "100001", "many"])
@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Expected a whole number from 1 to 100000, found “{count}”."),
        ("zh", "应为 1 到 100000 的整数，您输入的是「{count}」。"),
    ],
)
def test_a_number_of_labels_that_cannot_be_printed_is_named(
    grown: Grown, count: str, language: str, sentence: str
):
    lot = grown.orchard.harvest()
    before = grown.entries()

    answer = send(grown.reader(grown.grower, language), f"/labels/lots/{lot.code}", {"count": count})

    assert answer.status_code == 422
    assert sentence.format(count=count) in text_of(answer)
    assert grown.entries() == before


def test_a_sheet_is_not_begun_beyond_its_last_place(grown: Grown):
    lot = grown.orchard.harvest()
    before = grown.entries()

    answer = send(grown.reader(grown.grower), f"/labels/lots/{lot.code}", {"count": "1", "start": "25"})

    assert answer.status_code == 409
    assert "Expected a place from 1 to 24 on the first sheet, found 25." in text_of(answer)
    assert grown.entries() == before


def test_a_design_that_is_not_there_is_not_found(grown: Grown):
    lot = grown.orchard.harvest()

    page = grown.reader(grown.grower).get(f"/labels/lots/{lot.code}?design=../config")

    assert page.status_code == 404


def test_a_certificate_is_issued_shown_printed_and_voided(grown: Grown):
    lot = grown.orchard.harvest()
    reader = grown.reader(grown.grower)

    issued = send(
        reader,
        f"/grower/lots/{lot.code}/certificates",
        {"basis": ["controls", "own_test"]},
        page=f"/grower/lots/{lot.code}",
    )
    shown = text_of(reader.get(issued.location))
    seen = reader.get(f"{issued.location}/paper?design=certificate-a5").text
    printed = reader.get(f"{issued.location}/paper?design=certificate-a5&file=1")
    refused = send(reader, f"{issued.location}/void", {"reason": " "}, page=issued.location)
    voided = send(reader, f"{issued.location}/void", {"reason": "重量写错"}, page=issued.location)

    assert "■ controls" in shown
    assert "□ commissioned test" in shown
    assert "True to scale: 148 × 210 mm." in seen
    assert '<input type="hidden" name="design" value="certificate-a5">' in seen
    assert printed.data.startswith(b"%PDF")
    assert (refused.status_code, voided.status_code) == (422, 302)
    assert "Say why the certificate no longer holds." in text_of(refused)
    assert "This certificate is void 重量写错" in text_of(reader.get(issued.location))
    (row,) = lot_file.show(grown.site, lot.code, grown.grower).certificates
    assert row.void_reason == "重量写错"


@pytest.mark.parametrize(
    ("language", "sentence"), [("en", "Tick what the promise rests on."), ("zh", "请勾选承诺依据。")]
)
def test_a_promise_that_rests_on_nothing_is_refused(grown: Grown, language: str, sentence: str):
    lot = grown.orchard.harvest()
    before = grown.entries()
    page = f"/grower/lots/{lot.code}"

    answer = send(grown.reader(grown.grower, language), f"{page}/certificates", {}, page=page)

    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert grown.entries() == before


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Where all of this lot grew is not known here. Write its county, city or province."),
        ("zh", "系统不知道这一批全部产自哪里，请写明县（区）、市或省。"),
    ],
)
def test_a_certificate_of_a_lot_from_elsewhere_asks_where_it_grew(grown: Grown, language: str, sentence: str):
    lot = grown.orchard.lot_without_plot()
    reader, page = (
        grown.reader(grown.grower, language),
        f"/grower/lots/{name_of(grown.site, lot.epc, lot.code)}",
    )

    open_ = reader.get(page)
    refused = send(reader, f"{page}/certificates", {"basis": "controls"}, page=page)
    issued = send(reader, f"{page}/certificates", {"basis": "controls", "origin": "河南省荥阳市"}, page=page)

    assert sentence in text_of(open_)
    assert refused.status_code == 422
    assert text_of(refused).count(sentence) == 3  # above the form, and twice beside the box
    assert "河南省郑州市荥阳市" in text_of(reader.get(issued.location))
    known = reader.get(f"/grower/lots/{grown.orchard.harvest().code}")
    assert ('name="origin"' in known.text, "山东省枣庄市峄城区" in text_of(known)) == (False, True)


def test_a_lot_on_hold_gets_no_certificate(grown: Grown):
    lot = grown.held_lot()
    reader = grown.reader(grown.grower)

    answer = send(
        reader, f"/grower/lots/{lot.code}/certificates", {"basis": "controls"}, page="/grower/plots/new"
    )

    assert answer.status_code == 409
    assert "is on hold and must not be moved" in text_of(answer)


def test_another_organisations_certificate_is_not_there(grown: Grown):
    lot = grown.strangers_lot()
    foreign = certificate.issue(grown.site, lot.code, ["controls"], grown.stranger, DAY)
    reader = grown.reader(grown.grower)

    assert reader.get(f"/grower/certificates/{foreign.id}").status_code == 404
    assert reader.get(f"/grower/certificates/{foreign.id}/paper?design=certificate-a5").status_code == 404


def test_a_printer_that_misses_its_labels_is_set_right(grown: Grown):
    lot = grown.orchard.harvest()
    reader = grown.reader(grown.grower)
    page = f"/labels/lots/{lot.code}"

    sheet = reader.get("/labels/test?design=lot-a4-24")
    moved = send(reader, page, {"count": "1", "right": "1.5", "down": "-0,5"})
    refused = send(reader, page, {"count": "1", "right": "11"})

    assert sheet.headers["Content-Disposition"] == "attachment; filename=test-lot-a4-24.pdf"
    assert moved.data.startswith(b"%PDF")
    assert refused.status_code == 422
    assert "Expected an offset from -10 to 10 mm, found “11”." in text_of(refused)


def test_the_page_of_labels_asks_where_a_lot_from_elsewhere_grew(grown: Grown):
    lot = grown.orchard.lot_without_plot()
    reader = grown.reader(grown.grower)
    page = f"/labels/lots/{name_of(grown.site, lot.epc, lot.code)}"

    asked = reader.get(page)
    refused = send(reader, page, {"count": "1", "design": "lot-a4-24", "origin": "Nowhere"})

    assert 'name="origin"' in asked.text
    assert "packed produce has to say it" in text_of(asked)
    assert 'name="origin"' not in reader.get(f"/labels/lots/{grown.orchard.harvest().code}").text
    assert refused.status_code == 422
    assert 'name="origin" type="text" value="Nowhere"' in refused.text
