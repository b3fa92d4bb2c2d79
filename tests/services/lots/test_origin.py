"""Where a lot grew, said in one way on its label, its page, its certificate and the laboratory's form."""

from datetime import timedelta

import pytest

from aril import i18n
from aril.domain.enterprise import Activity
from aril.domain.errors import Invalid
from aril.domain.lot import Lot
from aril.domain.membership import Member, Role
from aril.domain.region import Region
from aril.domain.units import MassUnit
from aril.epcis.reading import read_event
from aril.services.label_press import label_order, labels
from aril.services.ledger import capture
from aril.services.lots import consumer, lot_file, packing, trade
from aril.services.lots.finding import page_of
from aril.services.quality import certificate, reports
from aril.store import lots
from aril.store.labels import LabelJobRow
from tests.epcis.examples import CONTEXT, LOT, transformation_event
from tests.samples import DAY, Orchard

LATER = DAY + timedelta(hours=2)
HERE = "山东省枣庄市峄城区"


def test_a_packed_lot_comes_from_the_orchard_and_not_from_the_packing_house(orchard: Orchard) -> None:
    packer = _packer(orchard)

    packed = _pack(packer, orchard, _sent(orchard, packer, orchard.harvest()))

    assert _said(orchard, packed, packer) == {HERE}


@pytest.mark.parametrize(
    ("region", "origin"),
    [
        ("370404", HERE),
        ("370402", "山东省枣庄市"),
        ("370502", "山东省"),
        ("410182", "山东省、河南省"),
    ],
)
def test_what_grew_in_several_places_comes_from_what_they_have_in_common(
    orchard: Orchard, region: str, origin: str
) -> None:
    packer = _packer(orchard)
    parts = orchard.harvest(), orchard.harvest_in(region)
    mixed = _pack(orchard.grower, orchard, *parts)

    again = _pack(packer, orchard, _sent(orchard, packer, mixed))

    assert _said(orchard, again, packer) == {origin}


def test_a_lot_of_which_a_part_grew_nobody_knows_where_is_said_to_come_from_nowhere(orchard: Orchard) -> None:
    part = orchard.harvest()
    mixed = transformation_event(
        inputEPCList=None,
        outputEPCList=None,
        inputQuantityList=[
            {"epcClass": epc, "quantity": 50, "uom": "KGM"} for epc in (part.epc, f"{LOT}-unknown")
        ],
        outputQuantityList=[{"epcClass": LOT, "quantity": 90, "uom": "KGM"}],
    )
    with orchard.site.db.write() as session:
        capture.event(session, orchard.site, read_event(mixed, (CONTEXT,)), orchard.grower, LATER)
        lot = lots.lot(session, LOT)
    assert lot is not None

    packed = _pack(orchard.grower, orchard, lot)

    assert _said(orchard, packed, orchard.grower, typed="河南省郑州市荥阳市") == {""}


def test_a_label_without_an_origin_leaves_it_out(orchard: Orchard) -> None:
    lot = orchard.lot_without_plot()

    known = [
        labels.offer(orchard.site, lot.code, design.name, "zh", orchard.grower).fault
        for design in labels.offer(orchard.site, lot.code, "", "zh", orchard.grower).designs
    ]

    assert len(known) > 5
    assert set(known) == {None}


def test_who_promises_for_a_lot_from_elsewhere_says_where_it_grew(orchard: Orchard) -> None:
    lot = orchard.lot_without_plot()

    def issue(origin: str) -> str:
        return certificate.issue(orchard.site, lot.code, ["controls"], orchard.grower, DAY, origin).origin

    for typed, sentence in (
        ("", "origin: Where all of this lot grew is not known here. Write its county, city or province."),
        (
            "地球",
            "origin: Expected a region of GB/T 2260 by its name or its six digits, such as 370404, found “地球”.",
        ),
    ):
        with pytest.raises(Invalid) as refused:
            issue(typed)
        assert str(refused.value) == sentence
    assert issue("河南省荥阳市") == "河南省郑州市荥阳市"


def test_where_a_lot_grew_is_not_for_its_promiser_to_say_otherwise(orchard: Orchard) -> None:
    lot = orchard.harvest()

    issued = certificate.issue(orchard.site, lot.code, ["controls"], orchard.grower, DAY, "河南省荥阳市")

    assert issued.origin == HERE


def test_a_label_says_where_its_packer_says_it_grew_only_where_nothing_is_known(orchard: Orchard) -> None:
    def fields(lot: Lot, origin: str) -> dict[str, str]:
        values = {"count": "1", "origin": origin}
        job = label_order.order(orchard.site, lot.code, values, orchard.grower, DAY)
        with orchard.site.db.read() as session:
            return dict(session.get_one(LabelJobRow, job).fields)

    elsewhere = orchard.lot_without_plot()

    assert "origin" not in fields(elsewhere, "")
    assert fields(elsewhere, "河南省荥阳市")["origin"] == "河南省郑州市荥阳市"
    assert fields(orchard.harvest(), "河南省荥阳市")["origin"] == HERE
    with pytest.raises(Invalid) as refused:
        fields(elsewhere, "地球")
    assert [finding.where for finding in refused.value.findings] == ["origin"]


def test_a_roll_that_waits_for_its_lot_names_no_origin(orchard: Orchard) -> None:
    job = label_order.order_roll(orchard.site, {"count": "4"}, orchard.grower, DAY)

    with orchard.site.db.read() as session:
        row = session.get_one(LabelJobRow, job)
    assert set(row.fields) == {"grower", "enterprise", "phone"}


def _said(orchard: Orchard, lot: Lot, by: Member, typed: str = "") -> set[str]:
    """What every place that says a lot's origin says; `typed` is told to a certificate that knows none."""
    inspector = orchard.member(9, Activity.LABORATORY, Role.INSPECTOR)
    with orchard.site.db.read() as session:
        label = labels.record_of(session, orchard.site, lot, "zh").fields.get("origin", "")
    promised = certificate.issue(orchard.site, lot.code, ["controls"], by, LATER, typed).origin
    return {
        label,
        _text(consumer.view(orchard.site, page_of(lot), LATER).origin),
        _text(reports.draft(orchard.site, lot.code, LATER.date(), inspector).about.origin),
        _text(lot_file.show(orchard.site, lot.code, by).origin),
        "" if typed else promised,
    }


def _text(origin: tuple[Region, ...]) -> str:
    return i18n.places("zh_CN", origin)


def _packer(orchard: Orchard) -> Member:
    """A packing house in another county than any orchard."""
    return orchard.member(4, Activity.PACKER, Role.PACKER, region="370403")


def _sent(orchard: Orchard, to: Member, lot: Lot) -> Lot:
    trade.ship(orchard.site, lot.code, "80", MassUnit.KG, to.organisation_id, orchard.grower, LATER)
    trade.receive(orchard.site, lot.code, "", MassUnit.KG, to, LATER)
    return lot


def _pack(by: Member, orchard: Orchard, *parts: Lot) -> Lot:
    values = {"packed_on": "2026-09-12", "unit": "kg", "quantity": str(80 * len(parts))}
    return packing.record(orchard.site, values, [(part.code, "80") for part in parts], by, LATER)
