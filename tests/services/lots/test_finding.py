"""From what stands on a label, is scanned or is typed, to the lot it means."""

from dataclasses import replace

import pytest

from aril.domain.errors import Invalid, NotFound
from aril.domain.identity import grouped, internal_code
from aril.domain.lot import Holding, Lot
from aril.services.lots.finding import at_address, lot_at_hand, lot_of_scan, page_of, path_of
from aril.store import lots
from aril.store.mapping import row_of
from tests.samples import Orchard

GTIN = "06901234567892"


def test_a_labels_path_leads_back_to_its_lot(orchard: Orchard) -> None:
    lot = orchard.harvest()

    assert path_of(lot) == f"/t/{lot.code}"
    assert _at(orchard, path_of(lot)) == lot


@pytest.mark.parametrize("spelled", ["/t/{0}/", "/t/{1}", "/t/{2}"])
def test_a_slash_dashes_and_small_letters_change_nothing(orchard: Orchard, spelled: str) -> None:
    lot = orchard.harvest()

    found = _at(orchard, spelled.format(lot.code, grouped(lot.code), lot.code.lower()))

    assert found == lot


@pytest.mark.parametrize(
    ("code", "spelled"), [("A1", "A1"), ("A/B", "A%2FB"), ("/A", "%2FA"), ("A%2FB", "A%252FB")]
)
def test_a_slash_within_a_lot_travels_and_does_not_split_it(
    orchard: Orchard, code: str, spelled: str
) -> None:
    lot = _numbered(orchard, code)
    path = f"/01/{GTIN}/10/{spelled}"

    assert path_of(lot) == path
    assert page_of(lot) == f"/t/{GTIN}/{spelled}"
    assert _at(orchard, path) == _at(orchard, page_of(lot)) == _at(orchard, f"{page_of(lot)}/") == lot
    assert _at(orchard, f"{path}/") == lot
    assert _at(orchard, f"{path}/21/SERIAL") == lot


def test_what_a_scanner_sends_for_a_lot_with_a_slash_is_that_lot(orchard: Orchard) -> None:
    lot = _numbered(orchard, "A/B")

    with orchard.site.db.read() as session:
        assert lot_of_scan(session, orchard.site, f"(01){GTIN}(10)A/B") == lot
        assert lot_of_scan(session, orchard.site, f"https://elsewhere.example{path_of(lot)}") == lot
        assert lot_of_scan(session, orchard.site, f"https://trace.example{page_of(lot)}") == lot


@pytest.mark.parametrize("number", ["20260912", "12345670", "A/B", "10 KG"])
def test_the_plain_name_of_a_lot_at_hand_means_it_whatever_else_it_reads_like(
    orchard: Orchard, number: str
) -> None:
    lot = _numbered(orchard, number)
    with orchard.site.db.write() as session:
        session.add(row_of(lots.HoldingRow, Holding(lot.epc, lot.organisation_id, lot.quantity)))

    with orchard.site.db.read() as session:
        assert lot_at_hand(session, orchard.site, f" {number} ", lot.organisation_id) == lot
        with pytest.raises((NotFound, Invalid)):
            lot_at_hand(session, orchard.site, number, "somebody-else")


@pytest.mark.parametrize("scanned", ["]C0{0}", "]Q1https://trace.example/t/{0}"])
def test_what_a_reader_puts_before_a_code_is_no_part_of_it(orchard: Orchard, scanned: str) -> None:
    lot = orchard.harvest()

    with orchard.site.db.read() as session:
        assert lot_of_scan(session, orchard.site, scanned.format(lot.code)) == lot


def test_a_code_that_nobody_has_is_not_found(orchard: Orchard) -> None:
    code = internal_code(b"12345678")

    with pytest.raises(NotFound) as refused:
        _at(orchard, f"/t/{code}")

    assert str(refused.value) == f"There is no code “{code}”."


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/t/ABC", "Expected a code of 13 characters, found 3 in “ABC”."),
        ("/t/ZZZZZZZZZZZZZ", "“ZZZZZZZZZZZZZ” has a typing error: its check character does not fit."),
        (
            "/t/06901234567893/A",
            "The check digit of 06901234567893 is 3, but 2 is right: check the number.",
        ),
        (f"/01/{GTIN}", f"This code names no lot: expected a GTIN with a lot, (01)…(10)…; found (01){GTIN}."),
    ],
)
def test_a_path_that_no_label_carries_says_what_is_wrong_with_it(
    orchard: Orchard, path: str, says: str
) -> None:
    with pytest.raises(Invalid) as refused:
        _at(orchard, path)

    assert [str(finding) for finding in refused.value.findings] == [says]


def _at(orchard: Orchard, path: str) -> Lot:
    with orchard.site.db.read() as session:
        return at_address(session, orchard.site, path)[0]


def _numbered(orchard: Orchard, code: str) -> Lot:
    """A lot under a partner's GTIN, with the lot number that the partner chose."""
    lot = replace(orchard.harvest(), epc=orchard.site.terms.lot(code, GTIN), code=code, gtin=GTIN)
    with orchard.site.db.write() as session:
        session.add(row_of(lots.LotRow, lot))
    return lot
