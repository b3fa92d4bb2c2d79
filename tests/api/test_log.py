"""The log as a program meets it."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from aril.api import log as api
from aril.domain import proof as proofs
from aril.services.merkle_log import log
from aril.services.site import Site
from aril.store.database import Database
from tests import samples


@pytest.fixture
def site(sqlite: Database, tmp_path: Path) -> Site:
    orchard = samples.orchard(sqlite, tmp_path)
    orchard.harvest()
    log.sequence(orchard.site)
    log.sign_head(orchard.site, samples.DAY)
    return orchard.site


@pytest.fixture
def client(site: Site) -> FlaskClient:
    app = Flask(__name__)
    app.register_blueprint(api.blueprint(site))
    return app.test_client()


def test_anybody_can_fetch_a_proof_and_check_it_with_the_key(client: FlaskClient) -> None:
    key = client.get("/log/key").text.strip()
    head = client.get("/log/head")

    document = client.get("/log/proof?leaf=2").get_json()

    assert head.content_type == "text/plain; charset=utf-8"
    assert document["checkpoint"] == head.text
    assert proofs.check(document, key).origin == "trace.example"


@pytest.mark.parametrize("leaf", ["0" * 5000, "9" * 5000, "-1", "1.0", "１"])
def test_what_is_no_number_of_a_leaf_is_refused(client: FlaskClient, leaf: str) -> None:
    assert client.get("/log/proof", query_string={"leaf": leaf}).status_code == 400


def test_two_heads_can_be_compared(client: FlaskClient) -> None:
    shown = client.get("/log/consistency?from=2&to=4").get_json()

    assert (shown["from"], shown["to"]) == (2, 4)
    assert len(shown["path"]) == 1
