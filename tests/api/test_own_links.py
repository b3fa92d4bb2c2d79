"""Own links, as an enterprise's program keeps them."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from aril.api import own_links as api
from aril.domain.enterprise import Activity
from aril.domain.membership import Role
from aril.services.codes import own_links
from aril.services.people import tokens
from aril.services.people.tokens import Scope
from aril.store.database import Database
from tests.coded import GTIN, Coded, coded
from tests.samples import DAY

LINK = {
    "gtin": GTIN, "type": "gs1:recipeInfo", "href": "https://www.shop.example/r", "title": "食谱", "language": "zh",
    "valid_to": "2026-12-31",
}  # fmt: skip


@pytest.fixture
def shop(sqlite: Database, tmp_path: Path) -> Coded:
    made = coded(sqlite, tmp_path)
    own_links.register_host(made.orchard.site, "www.shop.example", made.orchard.grower, DAY)
    return made


@pytest.fixture
def program(shop: Coded) -> FlaskClient:
    """A program of the enterprise."""
    app = Flask(__name__)
    app.register_blueprint(api.blueprint(shop.orchard.site, lambda: DAY))
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {_token(shop, Scope.LINKS)}"
    return client


def test_a_link_is_added_listed_and_withdrawn(program: FlaskClient) -> None:
    added = program.post("/api/links", json=LINK)
    listed = program.get("/api/links").get_json()
    withdrawn = program.delete(f"/api/links/{added.get_json()['id']}")

    assert added.status_code == 201
    assert added.get_json() == {
        "id": added.get_json()["id"],
        "anchor": f"https://id.gs1.org/01/{GTIN}",
        "type": "gs1:recipeInfo",
        "href": "https://www.shop.example/r",
        "title": "食谱",
        "language": "zh",
        "media_type": "",
        "valid_from": None,
        "valid_to": "2026-12-31",
    }
    assert listed == {"hosts": ["www.shop.example"], "links": [added.get_json()]}
    assert withdrawn.status_code == 204
    assert program.get("/api/links").get_json()["links"] == []
    assert program.delete(f"/api/links/{added.get_json()['id']}").status_code == 404


def test_what_is_wrong_is_named_field_by_field(program: FlaskClient) -> None:
    answer = program.post("/api/links", json=LINK | {"href": "https://evil.example/", "type": "recallStatus"})

    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")
    assert [each["path"] for each in answer.get_json()["errors"]] == ["type", "href"]


@pytest.mark.parametrize("body", ["", "[]", '{"gtin": 1}', "{", "x" * 30_000])
def test_what_is_no_object_of_texts_is_refused(program: FlaskClient, body: str) -> None:
    answer = program.post("/api/links", data=body, content_type="application/json")

    assert answer.status_code in {400, 413}
    assert program.get("/api/links").get_json()["links"] == []


def test_only_a_token_for_links_opens_them(program: FlaskClient, shop: Coded) -> None:
    query = {"Authorization": f"Bearer {_token(shop, Scope.QUERY)}"}
    nobody = {"Authorization": ""}

    assert program.get("/api/links", headers=nobody).status_code == 401
    assert program.get("/api/links", headers=query).status_code == 403
    assert program.post("/api/links", json=LINK, headers=query).status_code == 403
    assert program.delete("/api/links/x", headers=nobody).status_code == 401


def test_a_token_keeps_the_links_of_its_own_enterprise_alone(program: FlaskClient, shop: Coded) -> None:
    other = shop.orchard.member(2, Activity.GROWER, Role.GROWER)
    secret = tokens.make(shop.orchard.site, other, "theirs", [Scope.LINKS], DAY)
    theirs = {"Authorization": f"Bearer {secret}"}
    link = program.post("/api/links", json=LINK).get_json()

    assert program.get("/api/links", headers=theirs).get_json() == {"hosts": [], "links": []}
    assert program.delete(f"/api/links/{link['id']}", headers=theirs).status_code == 404


def _token(shop: Coded, scope: Scope) -> str:
    return tokens.make(shop.orchard.site, shop.orchard.grower, "shop", [scope], DAY)
