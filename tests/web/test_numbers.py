"""The page on which an enterprise takes numbers of its own."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from jinja2 import BytecodeCache

from aril.domain.membership import Role
from aril.store.database import Database
from tests import make, samples
from tests.coded import Coded, coded
from tests.web.orchards import coded_reader

PAGE = "/grower/numbers"


@pytest.fixture
def shop(sqlite: Database, tmp_path: Path) -> Coded:
    return coded(sqlite, tmp_path)


@pytest.fixture
def grower(shop: Coded, compiled_pages: BytecodeCache) -> FlaskClient:
    return coded_reader(shop, shop.orchard.grower.organisation_id, compiled_pages)


def test_numbers_are_taken_shown_and_kept(grower: FlaskClient) -> None:
    taken = _send(grower, kind="sscc", count="2")
    again = _send(grower, kind="sscc", count="1", extension="3", start="41")
    listed = grower.get(PAGE).text

    assert taken.status_code == 200
    assert "069012340000000009" in taken.text
    assert "069012340000000016" in taken.text
    assert "369012340000000413" in again.text
    assert "SSCC, for a case or a pallet · 2" in listed


def test_a_form_that_is_sent_twice_takes_numbers_once(grower: FlaskClient) -> None:
    once = _send(grower, kind="sscc", count="2", key="k1")
    twice = _send(grower, kind="sscc", count="2", key="k1")
    more = _send(grower, kind="sscc", count="3", key="k1")

    assert once.request.path == twice.request.path != more.request.path
    assert 'name="key"' in grower.get(PAGE).text


def test_the_numbers_are_a_text_file_too(grower: FlaskClient) -> None:
    page = _send(grower, kind="gtin", count="2").request.path

    answer = grower.get(f"{page}/list.txt")

    assert answer.text == "06901234000009\n06901234000016\n"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="gtin-06901234000009.txt"'


def test_a_wrong_order_comes_back_with_what_was_typed(grower: FlaskClient) -> None:
    answer = _send(grower, kind="sscc", count="5000", extension="12")

    assert answer.status_code == 422
    assert "from 1 to 1000" in answer.text
    assert 'value="5000"' in answer.text
    assert '<details class="row" open>' in answer.text


def test_whoever_has_no_prefix_is_told_how_to_get_one(shop: Coded, compiled_pages: BytecodeCache) -> None:
    bare = shop.orchard.member(2, samples.Activity.GROWER, Role.GROWER)
    client = coded_reader(shop, bare.organisation_id, compiled_pages)

    page = client.get(PAGE).text

    assert "Your filing has no GS1 company prefix" in page
    assert "Take the numbers" not in page


def _send(client: FlaskClient, **fields: str):
    token = make.token_of(client, PAGE)
    return client.post(PAGE, data=fields | {"csrf_token": token}, follow_redirects=True)
