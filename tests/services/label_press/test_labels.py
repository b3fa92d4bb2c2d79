"""A lot's labels, read back as a phone and a scanner would."""

import io
import shutil
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from aril.domain.enterprise import FilingAction
from aril.domain.errors import Invalid, NotFound
from aril.domain.membership import Role
from aril.labelling.errors import DesignInvalid, NoSuchPlace
from aril.services.enterprises import filing
from aril.services.label_press import label_jobs, labels
from aril.services.label_press import papers as single
from aril.services.lots import consumer, finding, packing
from aril.services.orchards import farm, harvest
from aril.services.quality import certificate
from aril.services.site import Site
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

    printed = orchard.print_labels(lot, count="24")
    page = pypdfium2.PdfDocument(orchard.file_of(printed))[0].render(scale=300 / 72).to_pil()
    symbols = read(page)

    assert symbols["QRCode"] == [f"https://trace.example/t/{lot.code}"] * 24
    assert symbols["Code128"] == [lot.code] * 24
    assert printed.symbols_checked == 48
    assert consumer.view(orchard.site, f"/t/{lot.code}", DAY).lot.epc == lot.epc


def test_with_a_gtin_the_code_is_a_digital_link_and_the_bars_are_gs1(orchard: Orchard) -> None:
    with_gtin(orchard)
    lot = orchard.harvest(gtin=GTIN)

    printed = orchard.print_labels(lot, count="1")
    picture = b"".join(label_jobs.picture(orchard.site, printed.id, orchard.grower).content)
    symbols = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))
    by_format = {symbol.format.name: symbol for symbol in symbols}

    assert by_format["QRCode"].text == f"https://trace.example/01/{GTIN}/10/{lot.code}"
    assert by_format["Code128"].symbology_identifier == "]C1"
    with orchard.site.db.read() as session:
        assert finding.lot_of_scan(session, orchard.site, by_format["QRCode"].text) == lot


def test_issuing_labels_is_recorded_with_its_proof(orchard: Orchard) -> None:
    lot = orchard.harvest()

    orchard.print_labels(lot, count="30", language="en")

    with orchard.site.db.read() as session:
        (issue,) = papers.label_issues(session, lot.epc)
    assert (issue.count, issue.symbols_checked, issue.by) == (30, 60, orchard.grower.user_name)


@pytest.mark.parametrize("count", ["0", "-1", "100001", "many", "1.5", "9" * 5000])
def test_a_number_of_labels_that_cannot_be_printed_is_named(orchard: Orchard, count: str) -> None:
    lot = orchard.harvest()

    with pytest.raises(Invalid) as refused:
        orchard.print_labels(lot, count=count)

    assert str(refused.value) == f"count: Expected a whole number from 1 to 100000, found “{count}”."


def test_an_unknown_design_is_not_a_path_into_the_machine(orchard: Orchard) -> None:
    lot = orchard.harvest()

    with pytest.raises(NotFound):
        orchard.print_labels(lot, design="../config", count="1")


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
    assert "生产者" in str(offered.fault)


def test_a_box_may_say_its_net_weight(orchard: Orchard) -> None:
    lot = orchard.harvest()

    with orchard.site.db.read() as session:
        record = labels.record_of(session, orchard.site, lot, "zh_CN", "5 kg")
    with pytest.raises(Invalid) as refused:
        orchard.print_labels(lot, count="1", net_weight="five")

    assert record.fields["net_weight"] == "5 kg"
    assert str(refused.value) == "net_weight: Expected a number such as 12.5, found “five”."


def test_a_box_is_not_heavier_than_its_code_can_say(orchard: Orchard) -> None:
    lot = orchard.harvest()

    with pytest.raises(Invalid) as refused:
        orchard.print_labels(lot, count="1", net_weight="1000")

    assert str(refused.value) == "net_weight: A label says at most 999.999 kg, found 1000 kg."


def test_a_half_used_sheet_is_printed_from_its_first_free_place(orchard: Orchard) -> None:
    lot = orchard.harvest()

    printed = orchard.print_labels(lot, count="24", start="13")
    with pytest.raises(NoSuchPlace):
        orchard.print_labels(lot, count="24", start="25")

    assert printed.pages == 2
    assert len(pypdfium2.PdfDocument(orchard.file_of(printed))) == 2
    assert printed.name == f"{lot.code}-lot-a4-24"
    with orchard.site.db.read() as session:
        assert len(papers.label_issues(session, lot.epc)) == 1


def test_a_certificate_is_printed_until_it_is_void(orchard: Orchard) -> None:
    lot = orchard.harvest()
    issued = certificate.issue(orchard.site, lot.code, ["controls"], orchard.grower, DAY)

    paper = certificate.paper_of(orchard.site, issued.id, "certificate-a5", orchard.grower)
    picture = pypdfium2.PdfDocument(single.pdf(paper))[0].render(scale=3).to_pil()
    certificate.void(orchard.site, issued.id, "重量写错", orchard.grower, DAY)

    assert paper.file_name == "20260912-00001-certificate-a5.pdf"
    assert read(picture)["QRCode"] == [f"https://trace.example/t/{lot.code}"]
    with pytest.raises(certificate.CertificateIsVoid, match="Certificate 20260912-00001 is void: 重量写错"):
        certificate.paper_of(orchard.site, issued.id, "certificate-a5", orchard.grower)


def test_a_certificate_is_printed_by_its_own_designs_alone(orchard: Orchard) -> None:
    lot = orchard.harvest()
    issued = certificate.issue(orchard.site, lot.code, ["own_test"], orchard.grower, DAY)

    small = certificate.paper_of(orchard.site, issued.id, "certificate-100x80", orchard.grower)
    assert single.pdf(small).startswith(b"%PDF")
    with pytest.raises(NotFound):
        certificate.paper_of(orchard.site, issued.id, "lot-a4-24", orchard.grower)


def test_a_case_of_a_packed_lot_says_its_date_and_its_weight(orchard: Orchard) -> None:
    with_gtin(orchard)
    harvested = orchard.harvest()
    form = {"packed_on": "2026-09-12", "unit": "kg", "quantity": "10", "gtin": GTIN}
    lot = packing.record(orchard.site, form, [(harvested.code, "10")], orchard.grower, DAY)

    with orchard.site.db.read() as session:
        record = labels.record_of(session, orchard.site, lot, "zh_CN", "5 kg")

    assert record.linear == f"(01){GTIN}(13)260912(3103)005000(10){lot.code}"


def with_own_designs(orchard: Orchard, folder: Path) -> Site:
    return replace(orchard.site, labels=(*orchard.site.labels, folder))


def test_a_site_adds_a_design_of_its_own(orchard: Orchard, tmp_path: Path) -> None:
    lot = orchard.harvest()
    shutil.copy("labels/lot-60x40.toml", tmp_path / "lot-own.toml")
    site = with_own_designs(orchard, tmp_path)

    offered = labels.offer(site, lot.code, "lot-own", "zh_CN", orchard.grower)

    shipped = [design.name for design in labels.offer(orchard.site, lot.code, "", "", orchard.grower).designs]
    assert [design.name for design in offered.designs] == sorted([*shipped, "lot-own"])
    assert offered.picture.startswith(b"<svg")


def test_a_site_replaces_a_design_by_its_name(orchard: Orchard, tmp_path: Path) -> None:
    toml = Path("labels/lot-a4-24.toml").read_text(encoding="utf-8").replace("top = 0.5", "top = 1")
    (tmp_path / "lot-a4-24.toml").write_text(toml, encoding="utf-8")
    site = with_own_designs(orchard, tmp_path)

    assert labels.design_of(site, "lot-a4-24").sheet.top == 1000
    assert labels.design_of(orchard.site, "lot-a4-24").sheet.top == 500
    assert list(labels.designs(site)) == list(labels.designs(orchard.site))


def test_a_design_of_a_site_s_own_that_cannot_be_read_says_so_and_keeps_nobody_from_printing(
    orchard: Orchard, tmp_path: Path
) -> None:
    lot = orchard.harvest()
    (tmp_path / "lot-own.toml").write_text("[label", encoding="utf-8")
    site = with_own_designs(orchard, tmp_path)

    offered = labels.offer(site, lot.code, "", "zh_CN", orchard.grower)
    with pytest.raises(DesignInvalid, match="Label design “lot-own”, TOML: This is no TOML"):
        labels.design_of(site, "lot-own")

    assert "lot-own" not in [design.name for design in offered.designs]
    assert offered.picture.startswith(b"<svg")
