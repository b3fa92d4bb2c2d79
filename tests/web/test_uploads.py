"""A form with files is read to its end, whatever the files weigh."""

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from aril.services.people.access import public
from aril.services.spreadsheets.files import Upload
from aril.web.uploads import Request, upload
from tests.web.registrations import multipart

MOST = 20_000


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser before a page that says what came."""
    app.config["MAX_CONTENT_LENGTH"] = MOST
    app.config["WTF_CSRF_ENABLED"] = False

    @app.post("/files")
    @public
    def _files() -> dict[str, int]:
        return {name: len(file.read()) for name, file in request.files.items()}

    @app.post("/uploads")
    @public
    def _uploads() -> dict[str, list[object]]:
        asked = request
        assert isinstance(asked, Request)
        return {name: [each.name, len(each.content), each.size] for name, each in asked.uploads().items()}

    @app.post("/one")
    @public
    def _one() -> dict[str, object]:
        found: Upload = upload("a")
        return {"size": found.size}

    client = app.test_client()
    client.environ_base["HTTP_ACCEPT"] = "application/json"
    return client


def post(client: FlaskClient, path: str, **sizes: int) -> object:
    files = {name: (f"{name}.jpg", b"x" * size) for name, size in sizes.items()}
    answer = client.post(path, **multipart({"word": "kept"}, files))
    return answer.json if answer.status_code == 200 else answer.status_code


def test_files_within_the_limit_come_whole(client: FlaskClient) -> None:
    assert post(client, "/files", a=MOST // 2, b=MOST // 2) == {"a": MOST // 2, "b": MOST // 2}


def test_whoever_asks_for_files_never_gets_half_of_one(client: FlaskClient) -> None:
    assert post(client, "/files", a=MOST + 1) == 413


def test_a_file_that_was_too_large_is_known_by_its_size(client: FlaskClient) -> None:
    assert post(client, "/uploads", a=100, b=3 * MOST, c=200) == {
        "a": ["a.jpg", 100, 100],
        "b": ["b.jpg", 0, 3 * MOST],
        "c": ["c.jpg", 200, 200],
    }


def test_one_file_is_whole_too_large_or_missing(client: FlaskClient) -> None:
    assert post(client, "/one", a=5) == {"size": 5}
    assert post(client, "/one", a=MOST + 1) == 413
    assert post(client, "/one", b=5) == 422


def test_a_form_of_ten_times_the_limit_is_turned_away_unread(client: FlaskClient) -> None:
    assert post(client, "/uploads", a=10 * MOST) == 413


def test_what_is_no_form_has_the_plain_limit(client: FlaskClient) -> None:
    answer = client.post("/files", data=b"x" * (MOST + 1), content_type="application/x-www-form-urlencoded")

    assert answer.status_code == 413
