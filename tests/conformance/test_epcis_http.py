"""The standard's documents over HTTP, and every path, method and parameter of its contract."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml
from flask import Flask

from aril.api import epcis
from aril.epcis.reading import event_objects
from aril.services.ledger import rebuild
from aril.services.merkle_log import verification
from aril.services.people import tokens
from aril.services.people.tokens import Scope
from aril.store.database import Database
from tests import samples
from tests.api.partner import BARE, Partner, harvest
from tests.conformance import vectors
from tests.conformance.test_epcis_documents import EXPECTED
from tests.epcis.examples import LOT, document

AS_IT_CAME = {"GS1-EPC-Format": "Never_Translates"}


@pytest.fixture
def partner(sqlite: Database, tmp_path: Path) -> Partner:
    orchard = samples.orchard(sqlite, tmp_path)
    app = Flask(__name__)
    app.register_blueprint(epcis.blueprint(orchard.site, lambda: samples.DAY))
    secret = tokens.make(orchard.site, orchard.grower, "partner", Scope, samples.DAY)
    return Partner(orchard, app, app.test_client(), secret)


def _files(folder: str) -> list[Any]:
    paths = sorted((vectors.FOLDER / "epcis" / folder).rglob("*.json*"))
    return [pytest.param(path, id=path.stem) for path in paths]


def _send(partner: Partner, path: Path) -> Any:
    return partner.open(
        "/capture", "POST", data=path.read_bytes(), headers={"Content-Type": "application/json"}
    )


@pytest.mark.parametrize("path", _files("valid"))
def test_a_valid_document_is_captured_and_read_back_with_nothing_lost(partner: Partner, path: Path) -> None:
    sent = event_objects(json.loads(path.read_text(encoding="utf-8")))

    job = _send(partner, path).get_json()
    answer = partner.open("/events?perPage=1000&orderBy=recordTime&orderDirection=ASC", headers=AS_IT_CAME)
    found = answer.get_json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"]

    assert job["errors"] == []
    assert [_said(each, like) for each, like in zip(found, sent, strict=True)] == [
        _said(each, each) for each in sent
    ]
    assert rebuild.differences(partner.orchard.site) == []
    assert verification.verify(partner.orchard.site)[1] is None


def _said(event: dict[str, Any], like: dict[str, Any]) -> list[tuple[str, Any]]:
    """What an event says, in its order; a recording adds the time of it, an ID where none was given, its contexts."""
    added = {"recordTime", "@context"} | ({"eventID"} - set(like))
    return [(key, value) for key, value in event.items() if key not in added]


@pytest.mark.parametrize("path", _files("invalid"))
def test_an_invalid_document_is_refused_by_event_and_field(partner: Partner, path: Path) -> None:
    answer = _send(partner, path)

    assert answer.status_code == 400
    found = {
        (each["event"], each["path"].partition("]")[2].strip(".")) for each in answer.get_json()["errors"]
    }
    assert EXPECTED[path.stem] <= found
    assert partner.open("/events").get_json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"] == []


# ── the contract ──────────────────────────────────────────────────────────────────────────────────────

CONTRACT = yaml.safe_load((vectors.FOLDER / "epcis/openapi.yaml").read_text(encoding="utf-8"))
METHODS = ("get", "post", "delete", "options")
PLACE = "https://id.gs1.org/414/9521141000014"
STREAM = {"dest": "https://client.example.com/queryCallback", "signatureToken": "13df38d8", "stream": True}
SCHEDULE = {"dest": STREAM["dest"], "schedule": {"hour": "1", "minute": "5"}, "reportIfEmpty": True}


def _operations() -> Iterator[Any]:
    for path, item in CONTRACT["paths"].items():
        for method in METHODS:
            if method in item:
                yield pytest.param(path, method, item[method], id=f"{method} {path}")


@pytest.mark.parametrize(("path", "method", "operation"), list(_operations()))
def test_every_method_of_every_path_answers_as_the_contract_says(
    partner: Partner, path: str, method: str, operation: dict[str, Any]
) -> None:
    event = harvest(
        readPoint={"id": PLACE}, bizLocation={"id": PLACE}, disposition="active", eventID="urn:uuid:1"
    )
    job = partner.post("/capture", document(event)).get_json()
    partner.post("/queries", {"name": "mine", "query": {}})
    subscription = partner.post("/queries/mine/subscriptions", STREAM).get_json()
    arguments = {
        "captureID": job["captureID"], "eventID": "urn:uuid:1", "eventType": "ObjectEvent", "epc": LOT,
        "bizStep": "creating_class_instance", "bizLocation": PLACE, "readPoint": PLACE,
        "disposition": "active", "queryName": "mine", "subscriptionID": subscription["subscriptionID"], "token": "x",
    }  # fmt: skip
    bodies = {
        "/capture": document(),
        "/events": BARE | harvest(1, eventID="urn:uuid:2"),
        "/queries": {"name": "n", "query": {}},
        "/queries/{queryName}/subscriptions": SCHEDULE,
    }
    address = path.format(**{name: quote(value, safe="") for name, value in arguments.items()})

    answer = partner.open(address, method.upper(), json=bodies.get(path) if method == "post" else None)

    assert str(answer.status_code) in operation["responses"]
    promised = operation["responses"][str(answer.status_code)]
    assert _headers(promised) - {"Link", "GS1-Next-Page-Token-Expires"} <= set(answer.headers.keys())


def _headers(response: dict[str, Any]) -> set[str]:
    while "$ref" in response:
        _, *steps = response["$ref"].split("/")
        response = CONTRACT
        for step in steps:
            response = response[step]
    return set(response.get("headers", {}))
