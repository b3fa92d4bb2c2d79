"""A lot's labels, read back as a phone and a scanner would."""

import io

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from aril.domain.enterprise import FilingAction
from aril.domain.errors import Invalid, NotFound
from aril.domain.membership import Role
from aril.services import consumer, farm, filing, finding, harvest, labels
from aril.store import papers
from tests.samples import DAY, OFFICE, PLOT, Orchard, approved, enterprise

GTIN = "06901234000016"


def read(picture: Image.Image) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for symbol in zxingcpp.read_barcodes(picture):
        found.setdefault(symbol.format.name, []).append(symbol.text)
    return found


def with_gtin(orchard: Orchard) -> None:
    filed = enterprise(gs1_prefix="69012340")
    own = orchard.grower.organisation_id
    filing.submit(orchard.site, filed, "示例甲", DAY, organisation_id=own)
    filing.decide(orchard.site, own, FilingAction.APPROVE, "", OFFICE, DAY)
    farm.add_trade_item(orchard.site, {"gtin": GTIN, "name": "石榴 5 kg"}, orchard.grower, DAY)


def test_a_sheet_carries_twenty_four_labels_that_lead_to_the_lot(orchard: Orchard) -> None:
    lot = orchard.harvest()

    printed = labels.print_lot(
        orchard.site, lot.code, labels.LOT_SHEET, "24", "pdf", "zh", orchard.grower, DAY
    )
    page = pypdfium2.PdfDocument(printed.content)[0].render(scale=300 / 72).to_pil()
    symbols = read(page)

    assert symbols["QRCode"] == [f"https://trace.example/t/{lot.code}"] * 24
    assert symbols["Code128"] == [lot.code] * 24
    assert printed.symbols_checked == 48
    assert consumer.view(orchard.site, f"/t/{lot.code}", DAY).lot.epc == lot.epc


def test_with_a_gtin_the_code_is_a_digital_link_and_the_bars_are_gs1(orchard: Orchard) -> None:
    with_gtin(orchard)
    lot = orchard.harvest(gtin=GTIN)

    printed = labels.print_lot(
        orchard.site, lot.code, labels.LOT_SHEET, "1", "png", "zh", orchard.grower, DAY
    )
    symbols = zxingcpp.read_barcodes(Image.open(io.BytesIO(printed.content)))
    by_format = {symbol.format.name: symbol for symbol in symbols}

    assert by_format["QRCode"].text == f"https://trace.example/01/{GTIN}/10/{lot.code}"
    assert by_format["Code128"].symbology_identifier == "]C1"
    with orchard.site.db.read() as session:
        assert finding.lot_of_scan(session, orchard.site, by_format["QRCode"].text) == lot


def test_issuing_labels_is_recorded_with_its_proof(orchard: Orchard) -> None:
    lot = orchard.harvest()

    labels.print_lot(orchard.site, lot.code, labels.LOT_SHEET, "30", "pdf", "en", orchard.grower, DAY)

    with orchard.site.db.read() as session:
        (issue,) = papers.label_issues(session, lot.epc)
    assert (issue.count, issue.symbols_checked, issue.by) == (30, 60, orchard.grower.user_name)


@pytest.mark.parametrize("count", ["0", "-1", "1001", "many", "1.5", "", "9" * 5000])
def test_a_number_of_labels_that_cannot_be_printed_is_named(orchard: Orchard, count: str) -> None:
    lot = orchard.harvest()

    with pytest.raises(Invalid) as refused:
        labels.print_lot(orchard.site, lot.code, labels.LOT_SHEET, count, "pdf", "zh", orchard.grower, DAY)

    assert str(refused.value) == f"count: Expected a number of labels from 1 to 1000, found “{count}”."


def test_an_unknown_design_is_not_a_path_into_the_machine(orchard: Orchard) -> None:
    lot = orchard.harvest()

    with pytest.raises(NotFound):
        labels.print_lot(orchard.site, lot.code, "../config", "1", "pdf", "zh", orchard.grower, DAY)


def test_an_offer_shows_a_label_and_issues_nothing(orchard: Orchard) -> None:
    lot = orchard.harvest()

    offered = labels.offer(orchard.site, lot.code, "", "zh_CN", orchard.grower)

    assert offered.design.name == labels.LOT_SHEET
    assert offered.picture.startswith(b"<svg")
    with orchard.site.db.read() as session:
        assert not papers.label_issues(session, lot.epc)


def test_an_offer_says_why_a_label_cannot_be_printed(orchard: Orchard) -> None:
    maker = approved(orchard.site, enterprise(7, name="示例" * 49), Role.GROWER)
    plot, _ = farm.add_plot(orchard.site, PLOT, maker, DAY)
    lot = harvest.record(
        orchard.site,
        plot.id,
        {"harvested_on": "2026-09-12", "quantity": "1", "unit": "kg"},
        maker,
        DAY,
    )

    offered = labels.offer(orchard.site, lot.code, "", "zh_CN", maker)

    assert offered.picture == b""
    assert offered.fault is not None
    assert "grower" in str(offered.fault)


def test_a_box_may_say_its_net_weight(orchard: Orchard) -> None:
    lot = orchard.harvest()

    with orchard.site.db.read() as session:
        record = labels.record_of(session, orchard.site, lot, "zh_CN", "5 kg")
    with pytest.raises(Invalid) as refused:
        labels.print_lot(
            orchard.site, lot.code, labels.LOT_SHEET, "1", "pdf", "zh", orchard.grower, DAY, "five"
        )

    assert record.fields["net_weight"] == "5 kg"
    assert str(refused.value) == "net_weight: Expected a number such as 12.5, found “five”."
