"""The page of an organisation's programs."""

import re

from flask.testing import FlaskClient

from aril.domain.membership import Role
from aril.store.database import Database
from tests import make


def test_a_token_is_shown_once_and_can_be_revoked(client: FlaskClient, sqlite: Database):
    make.sign_in(client, make.member(sqlite, Role.ADMINISTRATOR))
    typed = {"csrf_token": make.token_of(client, "/programs"), "label": "till", "scopes": ["query"]}

    made = client.post("/programs", data=typed)
    listed = client.get("/programs")

    assert re.search(r"<code>aril_[\w-]{43}</code>", made.text)
    assert "aril_" not in listed.text
    assert "Never used" in listed.text

    (address,) = re.findall(r'action="(/programs/\w+/revoke)"', listed.text)
    client.post(address, data={"csrf_token": typed["csrf_token"]})
    assert "Never used" not in client.get("/programs").text


def test_a_token_needs_a_name_and_a_use(client: FlaskClient, sqlite: Database):
    make.sign_in(client, make.member(sqlite, Role.ADMINISTRATOR))

    answer = client.post("/programs", data={"csrf_token": make.token_of(client, "/programs")})

    assert answer.status_code == 422
    assert "Choose at least one thing that the token opens." in answer.text
