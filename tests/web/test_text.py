"""In which language a page is, and how values stand on it."""

import pytest
from flask.testing import FlaskClient

FORM = "/example/form"


def language(page: str) -> str:
    return page.split('<html lang="')[1].split('"', maxsplit=1)[0]


@pytest.mark.parametrize(
    ("accepted", "shown"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"),
        ("zh", "zh-CN"),
        ("zh-Hans-CN", "zh-CN"),
        ("en-GB,en;q=0.9", "en"),
        ("de,fr;q=0.5", "zh-CN"),
        ("", "zh-CN"),
        ("de,en;q=0.5", "en"),
    ],
)
def test_a_page_is_in_the_language_the_browser_asks_for_and_else_in_the_sites_first(
    client: FlaskClient, accepted: str, shown: str
):
    assert language(client.get(FORM, headers={"Accept-Language": accepted}).text) == shown


def test_a_chosen_language_is_remembered(client: FlaskClient):
    assert language(client.get(f"{FORM}?lang=zh_CN").text) == "zh-CN"
    assert language(client.get(FORM).text) == "zh-CN"


def test_an_unknown_language_is_not_chosen(client: FlaskClient):
    answer = client.get(f"{FORM}?lang=xx")

    assert language(answer.text) == "en"
    assert not [cookie for cookie in answer.headers.getlist("Set-Cookie") if cookie.startswith("lang=")]


def test_the_switch_keeps_what_else_the_address_says(client: FlaskClient):
    page = client.get(f"{FORM}?q=a%26b&lang=en").text

    assert 'href="/example/form?q=a%26b&amp;lang=zh_CN"' in page


def test_a_cache_is_told_what_a_page_depends_on(client: FlaskClient):
    assert client.get(FORM).headers["Vary"] == "Accept-Language, Cookie"


def test_values_are_written_as_people_write_them(client: FlaskClient, chinese: FlaskClient):
    english = client.get("/example/values").text.replace("\u00a0", " ").replace("\u202f", "'")
    han = chinese.get("/example/values").text.replace("\u00a0", " ").replace("\u202f", "'")

    assert english == "2026-09-12|2026-09-13|2026-09-13 04:30|12'345.5 kg|10.5 mu|grower"
    assert han == "2026-09-12|2026-09-13|2026-09-13 04:30|12'345.5 kg|10.5 亩|种植"


def test_the_menu_offers_what_the_visitor_may_open(client: FlaskClient):
    assert "<nav" not in client.get(FORM).text
