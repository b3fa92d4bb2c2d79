"""A partner's program, and what it sends."""

from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from aril.domain.membership import Member
from aril.services.people import tokens
from aril.services.people.tokens import Scope
from tests import samples
from tests.epcis.examples import CONTEXT, LOT, document, object_event
from tests.samples import Orchard

BARE = {"@context": CONTEXT}
ARIL = {"@context": [CONTEXT, {"aril": f"{samples.NAMESPACE}voc/"}]}
"""What a document says first that uses this site's own words."""
ID = "urn:uuid:11111111-1111-4111-8111-111111111111"


@dataclass
class Partner:
    """A program of the grower's, and the orchard it speaks for."""

    orchard: Orchard
    app: Flask
    client: FlaskClient
    secret: str

    def open(self, path: str, method: str = "GET", **more: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.secret}"} | more.pop("headers", {})
        return self.client.open(f"/epcis{path}", method=method, headers=headers, **more)

    def post(self, path: str, body: Any, **headers: str) -> TestResponse:
        named = {key.replace("_", "-"): value for key, value in headers.items()}
        return self.open(path, "POST", json=body, headers=named)

    def events(self, path: str = "/events", **query: str) -> list[dict[str, Any]]:
        answer = self.open(path, query_string=query)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.get_json()["epcisBody"]["queryResults"]["resultsBody"][
            "eventList"
        ]
        return found

    def captured(self, *events: Any) -> TestResponse:
        return self.post("/capture", document(*events))

    def of(self, member: Member, *scopes: Scope) -> "Partner":
        secret = tokens.make(self.orchard.site, member, "other", scopes or Scope, samples.DAY)
        return Partner(self.orchard, self.app, self.client, secret)


def problem(answer: TestResponse) -> tuple[int, str]:
    assert answer.content_type == "application/problem+json"
    return answer.status_code, answer.get_json()["type"]


def harvest(kg: Any = 100, **fields: Any) -> dict[str, Any]:
    said = {"action": "ADD", "epcList": None, "bizStep": "creating_class_instance"}
    return object_event(**said, quantityList=[{"epcClass": LOT, "quantity": kg, "uom": "KGM"}], **fields)


def sale(kg: Any, **fields: Any) -> dict[str, Any]:
    said = {"epcList": None, "bizStep": "retail_selling"}
    return object_event(**said, quantityList=[{"epcClass": LOT, "quantity": kg, "uom": "KGM"}], **fields)


def next_page(answer: TestResponse) -> str:
    address, _, rel = answer.headers["Link"].partition(">")
    assert rel == '; rel="next"'
    assert answer.headers["GS1-Next-Page-Token-Expires"]
    return address.removeprefix("</epcis")
