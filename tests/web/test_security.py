"""What every answer carries, whatever became of the request."""

import re

import pytest
from flask.testing import FlaskClient
from jinja2 import BytecodeCache

from aril.config import Settings
from aril.store.database import Database
from aril.web import account
from aril.web.app import create_app
from tests import make
from tests.web.conftest import example_room

ADDRESSES = (
    "/example/form",
    "/static/aril.css",
    "/healthz",
    "/no/such/page",
    "/example/raise/broken",
    "/example/raise/refusal",
    "/people",
    "/example/abort/418",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_is_hardened(client: FlaskClient, address: str):
    headers = client.get(address, buffered=True).headers

    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert re.fullmatch(r"[0-9a-f]{16}", headers["X-Request-ID"])


def test_a_null_character_is_turned_away_at_the_door(
    settings: Settings, database: Database, compiled_pages: BytecodeCache
) -> None:
    app = create_app(settings, database, secret="s" * 32)
    app.jinja_env.bytecode_cache = compiled_pages
    client = app.test_client()
    token = make.token_of(client, "/sign-in")

    answers = [
        client.get("/s/0690123400000000%00"),
        client.get("/sign-in?next=%00"),
        client.post("/sign-in", data={"csrf_token": token, "login": "a\0", "password": "b"}),
    ]

    assert [each.status_code for each in answers] == [400, 400, 400]


def test_a_refused_form_is_hardened_too(client: FlaskClient):
    answer = client.post("/example/nowhere")

    assert answer.status_code == 400
    assert "script-src 'self' 'nonce-" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Request-ID"]


def test_each_answer_has_a_nonce_of_its_own(client: FlaskClient):
    policies = {client.get("/example/form").headers["Content-Security-Policy"] for _ in range(3)}

    assert len(policies) == 3


def test_only_a_page_with_a_camera_compiles_wasm_and_its_script_carries_the_nonce(client: FlaskClient):
    answer = client.get("/example/scan")

    policy = answer.headers["Content-Security-Policy"]
    nonce = re.search(r"'nonce-([\w-]+)' 'wasm-unsafe-eval'", policy)
    assert nonce
    assert answer.text == f'<script nonce="{nonce[1]}"></script>'


def test_pages_are_kept_by_nobody_and_static_files_for_long(client: FlaskClient):
    sheet = re.search(r'href="(/static/aril\.css\?v=[0-9a-f]{12})"', client.get("/example/form").text)
    assert sheet

    assert client.get("/example/form").headers["Cache-Control"] == "no-store"
    assert (
        client.get(sheet[1], buffered=True).headers["Cache-Control"] == "public, max-age=31536000, immutable"
    )


def test_the_cookie_is_for_this_site_alone(client: FlaskClient):
    cookie = client.get("/sign-in").headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_over_https_the_cookie_is_locked_to_the_host_and_the_browser_stays_on_https(
    settings: Settings, sqlite: Database
):
    secured = settings.changed({"site.base_url": "https://trace.example"})
    app = create_app(secured, sqlite, secret="s" * 32, rooms=(example_room(), account.ROOM))

    headers = app.test_client().get("/sign-in", base_url="https://trace.example").headers

    assert headers["Set-Cookie"].startswith("__Host-aril=")
    assert "Secure; HttpOnly; Path=/; SameSite=Lax" in headers["Set-Cookie"]
    assert headers["Strict-Transport-Security"] == "max-age=31536000"


def test_a_page_that_names_nobody_sets_no_cookie(client: FlaskClient):
    assert "Set-Cookie" not in client.get("/healthz").headers


def test_a_request_id_from_outside_is_kept_only_if_it_is_one(client: FlaskClient):
    kept = client.get("/healthz", headers={"X-Request-ID": "abcdef-12345"})
    made = client.get("/healthz", headers={"X-Request-ID": "<script>"})

    assert kept.headers["X-Request-ID"] == "abcdef-12345"
    assert made.headers["X-Request-ID"] != "<script>"


def test_readiness_is_that_of_the_database(
    client: FlaskClient, sqlite: Database, monkeypatch: pytest.MonkeyPatch
):
    assert (client.get("/readyz").status_code, client.get("/readyz").json) == (200, {"ready": True})

    monkeypatch.setattr(sqlite, "read", None)

    assert (client.get("/readyz").status_code, client.get("/readyz").json) == (503, {"ready": False})
    assert client.get("/healthz").json == {"alive": True}
