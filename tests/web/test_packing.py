"""Packing: which lots go in and what comes out, each fault at its own row."""

import re

import pytest
from jinja2 import BytecodeCache

from aril.config import Settings
from aril.domain.identity import grouped
from aril.services.lots import desk, lot_file
from aril.store.database import Database
from tests.web.orchards import Grown, grow, send, text_of

FORM = {"packed_on": "2026-09-12", "unit": "kg", "quantity": "90", "grade": "first"}


@pytest.fixture
def grown(settings: Settings, sqlite: Database, compiled_pages: BytecodeCache) -> Grown:
    return grow(settings, sqlite, compiled_pages)


def test_lots_are_packed_into_a_new_one_whose_labels_come_next(grown: Grown):
    one, two = grown.orchard.harvest("100"), grown.orchard.harvest("50")
    packer = grown.reader(grown.grower)
    # An empty row between two lots is no fault.
    rows = {"input-1": one.code, "weight-1": "60", "input-3": two.code, "weight-3": "40"}

    answer = send(packer, "/packing/", FORM | rows)
    page = packer.get(answer.location)

    assert answer.status_code == 302
    assert "You can print its labels now." in text_of(page)
    assert "90 kg with you" in text_of(page)
    made = lot_file.show(grown.site, answer.location.rsplit("/", 1)[-1], grown.grower)
    assert {lot.code for lot, _ in made.parents} == {one.code, two.code}


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "en",
            (
                "Weight of lot 1: Expected a number such as 12.5, found “some”.",
                "Lot 2: Scan a code or type it.",
                "Weight of the new lot: Expected a number such as 12.5, found “ninety”.",
            ),
        ),
        (
            "zh",
            (
                "批次 1 的重量：应为数字，如 12.5，您输入的是「some」。",
                "批次 2：请扫码或输入码。",
                "新批次重量：应为数字，如 12.5，您输入的是「ninety」。",
            ),
        ),
    ],
)
def test_every_fault_is_named_at_its_row(grown: Grown, language: str, sentences: tuple[str, ...]):
    lot = grown.orchard.harvest("100")
    before = grown.entries()
    rows = {"input-1": lot.code, "weight-1": "some", "weight-2": "40", "quantity": "ninety"}

    answer = send(grown.reader(grown.grower, language), "/packing/", FORM | rows)

    assert answer.status_code == 422
    for sentence in sentences:
        assert sentence in text_of(answer)
    assert f'name="input-1" value="{lot.code}"' in answer.text
    assert 'name="weight-2" type="text" value="40"' in answer.text
    assert grown.entries() == before


@pytest.mark.parametrize(
    ("language", "sentence"), [("en", "There is no lot “{code}”."), ("zh", "没有批次「{code}」。")]
)
def test_another_organisations_lot_is_unknown_at_its_row(grown: Grown, language: str, sentence: str):
    own, foreign = grown.orchard.harvest("100"), grown.strangers_lot()
    before = grown.entries()
    rows = {"input-1": own.code, "weight-1": "60", "input-3": foreign.code, "weight-3": "1"}

    answer = send(grown.reader(grown.grower, language), "/packing/", FORM | rows | {"quantity": "1"})

    assert answer.status_code == 404
    assert sentence.format(code=grouped(foreign.code)) in text_of(answer)
    assert 'id="w-input-3"' in answer.text
    assert grown.entries() == before


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "90 kg cannot come out of 60 kg."), ("zh", "投入 60 kg，不可能产出 90 kg。")],
)
def test_no_more_comes_out_than_goes_in(grown: Grown, language: str, sentence: str):
    lot = grown.orchard.harvest("100")
    before = grown.entries()

    answer = send(
        grown.reader(grown.grower, language), "/packing/", FORM | {"input-1": lot.code, "weight-1": "60"}
    )

    assert answer.status_code == 409
    assert sentence in text_of(answer)
    assert grown.entries() == before


@pytest.mark.parametrize(
    ("weight", "sentence"),
    [("100.1", "100.1 kg are more than that."), ("50", "is on hold and must not be moved")],
)
def test_what_is_not_held_or_not_free_is_not_packed(grown: Grown, weight: str, sentence: str):
    lot = grown.orchard.harvest("100") if weight == "100.1" else grown.held_lot()
    before = grown.entries()

    answer = send(
        grown.reader(grown.grower),
        "/packing/",
        FORM | {"input-1": lot.code, "weight-1": weight, "quantity": "1"},
    )

    assert answer.status_code == 409
    assert sentence in text_of(answer)
    assert grown.entries() == before


def test_the_further_rows_stand_open_once_something_is_in_them(grown: Grown):
    lot = grown.orchard.harvest("100")
    packer = grown.reader(grown.grower)

    fresh = packer.get("/packing/")
    again = send(packer, "/packing/", FORM | {"input-9": lot.code, "weight-9": "1"})

    assert '<details class="row">' in fresh.text
    assert '<details class="row" open>' in again.text


def test_a_lot_is_taken_along_from_its_page(grown: Grown):
    lot = grown.orchard.harvest("100")

    page = grown.reader(grown.grower).get(f"/packing/?code={lot.code}")

    assert f'name="input-1" value="{lot.code}"' in page.text
    assert re.findall(r'name="([\w-]+)"[^>]* autofocus', page.text) == ["weight-1"]
    assert desk.held(grown.site, grown.grower)[0].lot.code == lot.code
