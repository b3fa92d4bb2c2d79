"""Plots, inputs, harvests, lots, labels and certificates, as their grower goes through them."""

import io
import json
import re

import pytest
from jinja2 import BytecodeCache

from aril.config import Settings
from aril.domain.enterprise import Activity, FilingAction
from aril.domain.membership import Role
from aril.domain.units import MassUnit
from aril.services.enterprises import filing
from aril.services.lots import trade
from aril.services.orchards import farm, orchard
from aril.store.database import Database
from tests.samples import DAY, OFFICE, PLOT, SPRAY, enterprise
from tests.web.orchards import Grown, grow, person, send, text_of

RING = [[117.512, 34.732], [117.5131, 34.732], [117.5131, 34.7311], [117.512, 34.7311], [117.512, 34.732]]
OUTLINE = json.dumps({"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [RING]}})
NEW_PLOT = PLOT | {"code": "A2", "name": "南坡"}
HARVEST = {"harvested_on": "2026-09-12", "quantity": "500", "quantity_unit": "kg"}


@pytest.fixture
def grown(settings: Settings, sqlite: Database, compiled_pages: BytecodeCache) -> Grown:
    return grow(settings, sqlite, compiled_pages)


# ── the first page ────────────────────────────────────────────────────────────────────────────────────


def test_the_first_page_says_what_was_done_last_and_what_comes_next(grown: Grown):
    farm.note_input(grown.site, grown.orchard.plot.id, SPRAY | {"interval_days": "3"}, grown.grower, DAY)
    lot = grown.orchard.harvest("500")

    page = grown.reader(grown.grower).get("/grower/")

    assert "Inputs 示例杀菌剂 2026-09-01" in text_of(page)
    assert "Print nothing printed yet" in text_of(page)
    assert f'<a class="button" href="/labels/lots/{lot.code}">Print labels</a>' in page.text


def test_whoever_has_no_plot_is_led_to_the_first(grown: Grown):
    newcomer = person(grown.site, 9, Activity.GROWER, Role.GROWER)

    for path in ("/grower/", "/grower/plots", "/grower/inputs/new", "/grower/harvests/new"):
        page = grown.reader(newcomer).get(path)
        assert "Add the first plot" in text_of(page)
        assert 'href="/grower/plots/new"' in page.text


def test_whoever_only_packs_is_not_offered_an_orchard(grown: Grown):
    packer = person(grown.site, 9, Activity.PACKER, Role.PACKER)

    page = text_of(grown.reader(packer).get("/grower/"))

    assert "Harvest" not in page
    assert "There is no lot yet. Receive one, and pack it. Receive goods" in page


def test_a_suspended_enterprise_is_told_so_and_cannot_record(grown: Grown):
    filing.decide(grown.site, grown.grower.organisation_id, FilingAction.SUSPEND, "示例", OFFICE, DAY)
    reader = grown.reader(grown.grower)

    answer = send(reader, "/grower/plots/new", dict(NEW_PLOT))

    start = reader.get("/grower/")
    assert "Until the office approves it, nothing can be recorded." in text_of(start)
    assert 'href="/grower/inputs/new"' not in start.text
    assert answer.status_code == 409


def test_the_menu_says_where_a_page_stands(grown: Grown):
    lot = grown.orchard.harvest("100")
    reader = grown.reader(grown.grower)
    here = re.compile(r'aria-current="(\w+)">([^<]+)</a>')

    assert here.findall(reader.get("/grower/lots").text) == [("page", "Lots")]
    assert here.findall(reader.get(f"/grower/lots/{lot.code}").text) == [("true", "Lots")]
    assert here.findall(reader.get("/grower/inputs/new").text) == [("true", "Home")]
    assert here.findall(reader.get("/labels/").text) == []


def test_what_is_on_its_way_is_said_on_the_first_page(grown: Grown):
    packer = person(grown.site, 9, Activity.PACKER, Role.PACKER)
    lot = grown.orchard.harvest("100")
    trade.ship(grown.site, lot.code, "5", MassUnit.KG, packer.organisation_id, grown.grower, DAY)

    assert "1 shipment is on its way to you" in text_of(grown.reader(packer).get("/grower/"))


# ── plots ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_plot_is_drawn_from_its_outline_with_its_area_in_both_units(grown: Grown):
    reader = grown.reader(grown.grower)
    data = NEW_PLOT | {"area": "15", "outline_file": (io.BytesIO(OUTLINE.encode()), "plot.geojson")}

    answer = send(reader, "/grower/plots/new", data)
    page = reader.get(answer.location)

    assert "南坡 is saved." in text_of(page)
    assert '<svg class="outline"' in page.text
    assert "15 mu 10 000 m²" in text_of(page)
    assert "may be harvested" in text_of(reader.get("/grower/plots"))


def test_a_plot_outside_the_origin_it_claims_is_saved_with_a_warning(grown: Grown):
    reader = grown.reader(grown.grower)
    far = OUTLINE.replace("117.", "118.")

    answer = send(reader, "/grower/plots/new", NEW_PLOT | {"outline": far, "claims_indication": "yes"})

    assert "Part of its outline lies outside the protected origin it claims." in text_of(
        reader.get(answer.location)
    )


@pytest.mark.parametrize("garbage", ["no json", '{"type": "Point", "coordinates": [1, 2]}', "[" * 5000])
@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Expected a GeoJSON polygon, such as a map program saves it; found"),
        ("zh", "应为地图软件保存的 GeoJSON 多边形，您给出的是"),
    ],
)
def test_an_outline_that_is_none_is_named_and_nothing_is_saved(
    grown: Grown, garbage: str, language: str, sentence: str
):
    before = grown.entries()

    answer = send(
        grown.reader(grown.grower, language),
        "/grower/plots/new",
        NEW_PLOT | {"outline": garbage, "area": "twelve"},
    )

    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert 'aria-describedby="w-area"' in answer.text
    assert 'name="name" type="text" value="南坡"' in answer.text
    assert grown.entries() == before


def test_a_file_that_is_no_outline_is_named_too(grown: Grown):
    picture = io.BytesIO(b"\x89PNG\r\n\x1a\n\xff\xfe")

    answer = send(
        grown.reader(grown.grower), "/grower/plots/new", NEW_PLOT | {"outline_file": (picture, "x.png")}
    )

    assert answer.status_code == 422
    assert "or its text: Expected a GeoJSON polygon" in text_of(answer)


def test_another_organisations_plot_is_not_there(grown: Grown):
    foreign, _ = farm.add_plot(grown.site, PLOT, grown.stranger, DAY)
    reader = grown.reader(grown.grower)
    before = grown.entries()

    seen = reader.get(f"/grower/plots/{foreign.id}")
    sprayed = send(reader, "/grower/inputs/new", SPRAY | {"plot": foreign.id})
    picked = send(reader, "/grower/harvests/new", HARVEST | {"plot": foreign.id})

    assert [seen.status_code, sprayed.status_code, picked.status_code] == [404, 404, 404]
    assert grown.entries() == before


# ── inputs and harvests ───────────────────────────────────────────────────────────────────────────────


def test_an_input_says_from_which_day_the_plot_may_be_harvested(grown: Grown):
    reader = grown.reader(grown.grower)

    answer = send(reader, "/grower/inputs/new", SPRAY | {"plot": grown.orchard.plot.id})
    page = text_of(reader.get(answer.location))

    assert "Saved. The plot may be harvested from 2026-09-15." in page
    assert "The earliest legal harvest day is 2026-09-15." in page
    assert "closed until 2026-09-15" in text_of(reader.get("/grower/plots"))


def test_the_next_input_begins_with_the_last(grown: Grown):
    farm.note_input(grown.site, grown.orchard.plot.id, SPRAY, grown.grower, DAY)

    page = grown.reader(grown.grower).get("/grower/inputs/new")

    assert "Filled in as on 2026-09-01." in text_of(page)
    assert 'name="name" type="text" value="示例杀菌剂"' in page.text
    assert 'name="used_on" type="date" value="2026-09-12"' in page.text


def test_a_fertiliser_keeps_nothing_of_the_pesticide_before_it(grown: Grown):
    values = SPRAY | {"plot": grown.orchard.plot.id, "kind": "fertiliser", "name": "示例有机肥"}

    send(grown.reader(grown.grower), "/grower/inputs/new", values)
    (use,) = orchard.plot_file(grown.site, grown.orchard.plot.id, grown.grower, DAY).uses

    assert (use.name, use.interval_days, use.target) == ("示例有机肥", None, "")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "en",
            "its pre-harvest interval is 14 days. The earliest legal harvest day is 2026-09-15.",
        ),
        (
            "zh",
            "地块北坡一号于 2026-09-01 使用了示例杀菌剂，安全间隔期 14 天。最早可采收日期是 2026-09-15。",
        ),
    ],
)
def test_a_harvest_inside_an_interval_is_refused_with_its_earliest_day(
    grown: Grown, language: str, sentence: str
):
    farm.note_input(grown.site, grown.orchard.plot.id, SPRAY, grown.grower, DAY)
    before = grown.entries()

    answer = send(
        grown.reader(grown.grower, language),
        "/grower/harvests/new",
        HARVEST | {"plot": grown.orchard.plot.id},
    )

    assert answer.status_code == 409
    assert sentence in text_of(answer)
    assert 'name="quantity" value="500"' in answer.text
    assert grown.entries() == before


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Weight: Expected a number such as 12.5, found “half a ton”."),
        ("zh", "重量：应为数字，如 12.5，您输入的是「half a ton」。"),
    ],
)
def test_a_harvest_that_weighs_no_number_is_refused(grown: Grown, language: str, sentence: str):
    before = grown.entries()

    answer = send(
        grown.reader(grown.grower, language),
        "/grower/harvests/new",
        HARVEST | {"plot": grown.orchard.plot.id, "quantity": "half a ton"},
    )

    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert grown.entries() == before


def test_a_harvest_becomes_a_lot_whose_labels_come_next(grown: Grown):
    reader = grown.reader(grown.grower)

    answer = send(
        reader,
        "/grower/harvests/new",
        HARVEST | {"plot": grown.orchard.plot.id, "quantity_unit": "jin", "grade": "first"},
    )
    page = reader.get(answer.location)

    assert "You can print its labels now." in text_of(page)
    assert "250\N{NO-BREAK SPACE}kg" in page.text
    address = answer.location.replace("/grower/", "/labels/")
    assert f'<a class="button" href="{address}">Print labels</a>' in page.text


def test_a_harvest_begins_on_a_plot_that_is_open(grown: Grown):
    farm.note_input(grown.site, grown.orchard.plot.id, SPRAY, grown.grower, DAY)
    open_plot, _ = farm.add_plot(grown.site, NEW_PLOT, grown.grower, DAY)

    page = grown.reader(grown.grower).get("/grower/harvests/new")

    assert f'<option value="{open_plot.id}" selected>' in page.text
    assert "closed until 2026-09-15" in text_of(page)


# ── trade items ───────────────────────────────────────────────────────────────────────────────────────


def test_without_a_prefix_no_gtin_can_be_borrowed(grown: Grown):
    page = grown.reader(grown.grower).get("/grower/items")

    assert "Your filing has no GS1 company prefix" in text_of(page)
    assert 'name="gtin"' not in page.text


@pytest.mark.parametrize(
    ("gtin", "sentence"),
    [
        ("06901234000017", "check digit"),
        ("06909999000012", "06909999000012 does not begin with your GS1 company prefix 69012340."),
    ],
)
def test_only_an_own_gtin_with_its_check_digit_is_registered(grown: Grown, gtin: str, sentence: str):
    own = grown.grower.organisation_id
    filing.submit(grown.site, enterprise(gs1_prefix="69012340"), "示例甲", DAY, organisation_id=own)
    filing.decide(grown.site, own, FilingAction.APPROVE, "", OFFICE, DAY)
    reader = grown.reader(grown.grower)
    before = grown.entries()

    refused = send(reader, "/grower/items", {"gtin": gtin, "name": "石榴 5 kg"})
    written = grown.entries()
    taken = send(reader, "/grower/items", {"gtin": "06901234000016", "name": "石榴 5 kg"})

    assert (refused.status_code, written) == (422, before)
    assert sentence in text_of(refused)
    assert "06901234000016 stands for 石榴 5 kg now." in text_of(reader.get(taken.location))
    assert "石榴 5 kg 06901234000016" in text_of(reader.get("/grower/harvests/new"))
