"""A form comes back with what was typed and what is wrong with it."""

import re

from flask.testing import FlaskClient

from tests import make

FORM = "/example/form"


def send(client: FlaskClient, path: str = FORM, **typed: object):
    token = make.token_of(client, FORM)
    return client.post(path, data={"csrf_token": token, **typed}, content_type="multipart/form-data")


def field(page: str, name: str) -> str:
    """The HTML of one field, in one line."""
    found = re.search(
        rf'<[^<]*id="f-{name}".*?>.*?(</select>|</fieldset>|</textarea>|</div>|(?=</span>))', page, re.DOTALL
    )
    assert found
    return re.sub(r"\s+", " ", found[0])


def test_a_form_starts_with_its_own_values(client: FlaskClient):
    page = client.get(FORM).text

    assert 'value="before" aria-describedby="h-name" required' in field(page, "name")
    assert '<option value="b" selected>Second' in field(page, "kind")
    assert 'name="roles" value="y" checked' in page
    assert 'name="roles" value="x">' in page
    assert '<option value="mu" selected>mu' in page


def test_what_was_typed_stays_when_something_is_wrong(client: FlaskClient):
    typed = {
        "name": "",
        "trees": "many",
        "kind": "a",
        "roles": ["x"],
        "note": "a <b>",
        "area": "3",
        "area_unit": "m2",
    }

    answer = send(client, **typed, agreed="yes", secret="hidden")

    assert answer.status_code == 422
    assert 'value="many" aria-invalid="true" aria-describedby="w-trees"' in field(answer.text, "trees")
    assert '<option value="a" selected>First' in field(answer.text, "kind")
    assert 'name="roles" value="x" checked' in answer.text
    assert 'name="roles" value="y">' in answer.text
    assert "a &lt;b&gt;</textarea>" in field(answer.text, "note")
    assert '<option value="m2" selected>' in answer.text
    assert " checked>" in field(answer.text, "agreed")


def test_a_password_is_never_sent_back(client: FlaskClient):
    answer = send(client, name="", secret="hidden word")

    assert "hidden word" not in answer.text


def test_each_fault_stands_beside_its_field_and_in_a_summary_that_leads_there(client: FlaskClient):
    answer = send(client, name="", trees="many")

    assert '<p class="wrong" id="w-name">This is needed.</p>' in answer.text
    assert '<li><a href="#f-name">Name: This is needed.</a></li>' in answer.text
    assert (
        '<a href="#f-trees">Trees: Expected a whole number from 0 to 1000000000, found “many”.</a>'
        in answer.text
    )


def test_the_summary_follows_the_page_and_begins_with_what_is_about_the_whole(client: FlaskClient):
    answer = send(client, "/example/disorderly")

    assert re.findall(r'<li>(?:<a href="#f-)?(\w+)', answer.text) == ["Nothing", "name", "trees"]


def test_a_form_that_is_right_is_saved_and_says_so_once(client: FlaskClient):
    answer = send(client, name="North slope")

    assert (answer.status_code, answer.location) == (302, FORM)
    assert "<p>North slope is saved.</p>" in client.get(FORM).text
    assert "North slope is saved." not in client.get(FORM).text


def test_a_refusal_shows_the_page_that_the_form_stands_on(client: FlaskClient):
    answer = send(client, "/example/elsewhere", name="typed")

    assert answer.status_code == 409
    assert "<li>A rule says no to this.</li>" in answer.text
    assert 'value="typed"' in field(answer.text, "name")
    assert 'href="/example/form?lang=zh_CN"' in answer.text


def test_a_form_without_a_page_of_its_own_is_answered_with_what_is_wrong(client: FlaskClient):
    answer = send(client, "/example/nowhere")

    assert answer.status_code == 422
    assert "<h1>Something in this is wrong</h1>" in answer.text
    assert "<p>This is needed.</p>" in answer.text
    assert "<p>Nothing fits.</p>" in answer.text


def test_a_form_whose_page_is_gone_is_answered_with_what_is_wrong(client: FlaskClient):
    answer = send(client, "/example/orphan")

    assert answer.status_code == 409
    assert answer.text.count("A rule says no to this.") == 1


def test_a_form_without_its_token_comes_back_with_a_new_one(client: FlaskClient):
    answer = client.post(FORM, data={"name": "typed long ago"})

    assert answer.status_code == 400
    assert (
        "This page was open for too long. Nothing was saved; look it over and send it again." in answer.text
    )
    assert 'value="typed long ago"' in field(answer.text, "name")


def test_an_upload_beyond_the_limit_is_refused_with_the_limit_and_the_rest_stays(client: FlaskClient):
    token = make.token_of(client, FORM)
    parts = {"csrf_token": token, "name": "typed", 'scan"; filename="photo.jpg': "x" * 30_000_000}
    body = "".join(
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in parts.items()
    )

    answer = client.post(FORM, data=f"{body}--b--".encode(), content_type="multipart/form-data; boundary=b")

    assert answer.status_code == 413
    assert "The files are too large together: at most 20 MB are taken. Nothing was saved." in answer.text
    assert 'value="typed"' in field(answer.text, "name")
