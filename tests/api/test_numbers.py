"""Numbers, as an enterprise's program takes them."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from aril.api import numbers as api
from aril.services.people import tokens
from aril.services.people.tokens import Scope
from aril.store.database import Database
from tests.coded import Coded, coded
from tests.samples import DAY


@pytest.fixture
def shop(sqlite: Database, tmp_path: Path) -> Coded:
    return coded(sqlite, tmp_path)


@pytest.fixture
def program(shop: Coded) -> FlaskClient:
    app = Flask(__name__)
    app.register_blueprint(api.blueprint(shop.orchard.site, lambda: DAY))
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {_token(shop, Scope.NUMBERS)}"
    return client


def test_numbers_are_given_out_once(program: FlaskClient) -> None:
    first = program.post("/api/numbers", json={"kind": "sscc", "count": 2, "extension": 3})
    second = program.post("/api/numbers", json={"kind": "sscc", "count": 1.0, "extension": 3})

    assert (first.status_code, first.get_json()) == (
        201,
        {"kind": "sscc", "prefix": "6901234", "numbers": ["369012340000000000", "369012340000000017"]},
    )
    assert second.get_json()["numbers"] == ["369012340000000024"]


def test_what_is_wrong_is_named_field_by_field(program: FlaskClient) -> None:
    answer = program.post("/api/numbers", json={"kind": "gln", "count": 0})

    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")
    assert {"kind", "count"} == {each["path"] for each in answer.get_json()["errors"]}


@pytest.mark.parametrize("body", ["", "[]", "{"])
def test_what_is_no_object_is_refused(program: FlaskClient, body: str) -> None:
    answer = program.post("/api/numbers", data=body, content_type="application/json")

    assert (answer.status_code, answer.get_json()["detail"]) == (400, "Send a JSON object.")


@pytest.mark.parametrize("count", ["true", "null", '"2"', "1.5", "[2]", "1e999"])
def test_each_field_has_its_type(program: FlaskClient, count: str) -> None:
    body = f'{{"kind": 1, "count": {count}, "comment": [1]}}'

    answer = program.post("/api/numbers", data=body, content_type="application/json")

    assert answer.status_code == 400
    assert {each["path"]: each["message"] for each in answer.get_json()["errors"]} == {
        "kind": "A text is expected here.",
        "count": "A whole number is expected here.",
    }


def test_only_a_token_for_numbers_opens_them(program: FlaskClient, shop: Coded) -> None:
    for secret in ("", "aril_nonsense", _token(shop, Scope.LINKS)):
        answer = program.post(
            "/api/numbers", json={"kind": "gtin", "count": 1}, headers={"Authorization": f"Bearer {secret}"}
        )

        assert answer.status_code in {401, 403}


def _token(shop: Coded, scope: Scope) -> str:
    return tokens.make(shop.orchard.site, shop.orchard.grower, "till", [scope], DAY)
