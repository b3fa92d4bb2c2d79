"""What was recorded wrongly of a lot's making is corrected on a page, or taken back."""

import pytest
from jinja2 import BytecodeCache

from aril.config import Settings
from aril.domain.identity import grouped
from aril.domain.lot import Lot
from aril.domain.units import MassUnit
from aril.services.lots import packing, trade
from aril.services.lots.finding import path_of
from aril.store.database import Database
from tests.samples import DAY
from tests.web.orchards import Grown, grow, send, text_of

SAID = {"harvested_on": "2026-09-12", "quantity": "50", "quantity_unit": "kg", "grade": ""}
KG = "\N{NO-BREAK SPACE}kg"


@pytest.fixture
def grown(settings: Settings, sqlite: Database, compiled_pages: BytecodeCache) -> Grown:
    return grow(settings, sqlite, compiled_pages)


def packed(grown: Grown, lot: Lot) -> Lot:
    values = {"packed_on": "2026-09-12", "quantity": "80", "unit": "kg"}
    return packing.record(grown.site, values, [(lot.code, "90")], grown.grower, DAY)


def test_the_page_of_a_lot_leads_to_its_correction_with_what_was_said(grown: Grown):
    lot = grown.orchard.harvest("500")
    reader = grown.reader(grown.grower)

    page = reader.get(f"/grower/lots/{lot.code}")
    form = reader.get(f"/grower/lots/{lot.code}/correct")
    answer = send(reader, f"/grower/lots/{lot.code}/correct", SAID | {"plot": lot.plot_id})

    assert f'href="/grower/lots/{lot.code}/correct"' in page.text
    assert 'name="quantity" value="500"' in form.text
    assert answer.location == f"/grower/lots/{lot.code}"
    after = reader.get(answer.location)
    assert "What was recorded first stays in the log, declared an error." in text_of(after)
    assert f"Made 50{KG}" in after.text.replace("</dt><dd>", " ")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Day of harvest: This day, 2026-12-31, is still to come."),
        ("zh", "采收日期：2026-12-31 还没有到。"),
    ],
)
def test_a_correction_that_cannot_be_is_refused_with_what_was_typed(
    grown: Grown, language: str, sentence: str
):
    lot = grown.orchard.harvest("500")
    before = grown.entries()
    said = SAID | {"plot": lot.plot_id, "harvested_on": "2026-12-31"}

    answer = send(grown.reader(grown.grower, language), f"/grower/lots/{lot.code}/correct", said)

    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert 'name="quantity" value="50"' in answer.text
    assert grown.entries() == before


def test_a_packing_is_taken_back_and_whoever_scans_its_label_is_told(grown: Grown):
    lot = grown.orchard.harvest("100")
    packing_lot = packed(grown, lot)
    grown.orchard.print_labels(packing_lot, count="1")
    page = f"/grower/lots/{packing_lot.code}/correct"
    reader = grown.reader(grown.grower)

    form = reader.get(page)
    answer = send(reader, f"/grower/lots/{packing_lot.code}/take-back", {}, page)

    assert f"have their kilograms back: {grouped(lot.code)} 90 kg" in text_of(form)
    assert "order new ones after a correction" in text_of(form)
    assert 'name="quantity"' not in form.text
    assert "Destroy its labels" in text_of(reader.get(answer.location))
    assert "100 kg with you" in text_of(reader.get(f"/grower/lots/{lot.code}"))
    seen = grown.app.test_client().get(path_of(packing_lot) + "?lang=en")
    assert "Recorded in error Its producer has declared that this lot does not exist." in text_of(seen)
    assert "in this lot" not in text_of(seen)


def test_a_lot_that_went_on_is_offered_no_correction_and_refuses_one(grown: Grown):
    lot = grown.orchard.harvest("100")
    trade.sell(grown.site, lot.code, "1", MassUnit.KG, grown.grower, DAY)
    reader = grown.reader(grown.grower)
    page = f"/grower/lots/{lot.code}/correct"

    answer = send(reader, page, SAID | {"plot": lot.plot_id})

    assert page not in reader.get(f"/grower/lots/{lot.code}").text
    assert answer.status_code == 409
    assert "something of it was moved, or it was stopped" in text_of(answer)


def test_nobody_finds_the_correction_of_anothers_lot(grown: Grown):
    lot = grown.strangers_lot()

    assert grown.reader(grown.grower).get(f"/grower/lots/{lot.code}/correct").status_code == 404
