"""Each error has its status and is said in the reader's language."""

import pytest
from flask.testing import FlaskClient

from aril.config import Settings
from aril.domain.errors import ArilError
from aril.store.database import Database
from aril.web.app import create_app
from aril.web.errors import status_of
from tests.web.conftest import example_room


@pytest.mark.parametrize(
    ("kind", "status", "title", "sentence"),
    [
        ("invalid", 422, "Something in this is wrong", "This is needed."),
        ("refusal", 409, "This cannot be done now", "A rule says no to this."),
        ("not-found", 404, "There is nothing here", "There is no plot “A1”."),
        ("forbidden", 403, "This is not for your role", "This needs the role grower."),
        ("too-many", 429, "Please wait a moment", "Too many attempts. Try again in 7 minutes."),
    ],
)
def test_an_error_has_its_status_and_its_sentence(
    client: FlaskClient, kind: str, status: int, title: str, sentence: str
):
    answer = client.get(f"/example/raise/{kind}")

    assert answer.status_code == status
    assert f"<h1>{title}</h1>" in answer.text
    assert f"<p>{sentence}</p>" in answer.text


def test_a_reader_of_chinese_is_told_in_chinese(chinese: FlaskClient):
    answer = chinese.get("/example/raise/not-found")

    assert '<html lang="zh-CN">' in answer.text
    assert "<h1>这里没有内容</h1>" in answer.text
    assert "<p>没有地块「A1」。</p>" in answer.text


def test_whoever_has_to_wait_is_told_how_long(client: FlaskClient):
    assert client.get("/example/raise/too-many").headers["Retry-After"] == "420"


def test_what_nobody_thought_of_is_a_500_with_a_number_and_without_its_stack(client: FlaskClient):
    answer = client.get("/example/raise/broken", headers={"X-Request-ID": "request-number-1"})

    assert answer.status_code == 500
    assert "tell the office this number: request-number-1." in answer.text
    assert "a stack nobody should read" not in answer.text


def test_an_unknown_address_is_a_404(client: FlaskClient):
    answer = client.get("/no/such/page")

    assert answer.status_code == 404
    assert "<h1>There is nothing here</h1>" in answer.text


def test_a_method_that_is_not_there_names_those_that_are(client: FlaskClient):
    answer = client.delete("/example/form")

    assert answer.status_code == 405
    assert {"GET", "POST"} <= set(answer.headers["Allow"].split(", "))


def test_a_program_gets_problem_json(client: FlaskClient):
    answer = client.get(
        "/example/raise/invalid", headers={"Accept": "application/json", "X-Request-ID": "number-12"}
    )

    assert answer.content_type == "application/problem+json"
    assert answer.json == {
        "status": 422,
        "title": "Unprocessable Entity",
        "detail": "This is needed. Nothing fits.",
        "errors": [{"where": "name", "says": "This is needed."}, {"where": "", "says": "Nothing fits."}],
        "request_id": "number-12",
    }


def test_a_code_is_in_groups_for_people_and_as_it_is_for_programs(client: FlaskClient):
    page = client.get("/example/raise/no-lot")
    answer = client.get("/example/raise/no-lot", headers={"Accept": "application/json"})

    assert "<p>There is no lot “HLHX-2VLW-NK7N-7”.</p>" in page.text
    assert answer.json is not None
    assert answer.json["detail"] == "There is no lot “HLHX2VLWNK7N7”."
    assert answer.json["errors"] == [{"where": "", "says": "There is no lot “HLHX2VLWNK7N7”."}]


def test_an_interface_for_programs_answers_them_so_whatever_they_accept(settings: Settings, sqlite: Database):
    app = create_app(settings, sqlite, secret="s" * 32, machines=(example_room().blueprint,))

    answer = app.test_client().post("/example/nowhere", headers={"Accept": "*/*"})

    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")


def test_an_error_without_a_status_of_its_own_is_ours():
    assert status_of(ArilError()) == 500
