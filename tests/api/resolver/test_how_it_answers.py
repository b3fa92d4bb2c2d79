"""How the resolver answers: what it refuses, and what its headers say to browsers, programs and caches."""

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.api.resolver import ITEM, LINKSET, PHONE, PROGRAM
from tests.coded import GLN, GTIN, NOBODYS_GTIN, Coded
from tests.samples import BASE_URL

# ── what is refused ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "path",
    [
        f"{ITEM}/foo",
        f"{ITEM}/10",
        f"{ITEM}/21/S/10/L",
        f"{ITEM}/99/x",
        f"{ITEM}//10/A",
        "/01/6901234567892",
        "/01/06901234567893",
        "/01/0690123456789X",
        "/01",
        "/01/",
        f"{ITEM}?10=A",
        f"{ITEM}?17=271399",
        f"{ITEM}?9999=1",
        f"{ITEM}/10/{'A' * 21}",
        f"{ITEM}/10/%E7%9F%B3",
        f"/01/{GTIN}/AQnYUc1gmiCNV4JGX",
        "/8004/",
        "/414/6901234000008",
    ],
)
def test_what_is_no_digital_link_is_refused(client: FlaskClient, path: str) -> None:
    for headers in (PROGRAM, PHONE):
        answer = client.get(path, headers=headers)

        assert answer.status_code == 400
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_program_is_told_why(client: FlaskClient) -> None:
    answer = client.get(f"{ITEM}/21/S/10/L", headers={"Accept": "application/json"})

    assert answer.content_type == "application/problem+json"
    said = answer.get_json()
    assert (said["status"], said["type"]) == (400, "epcisException:ValidationException")
    assert said["detail"] == (
        "After AI (01) the path has (21), (10), but only (22), (10), (21) | (235) may follow, in this order."
    )


@pytest.mark.parametrize(
    "path",
    [f"/01/{NOBODYS_GTIN}", f"/01/{NOBODYS_GTIN}/10/A", "/414/9506000117843", "/8004/95060001178430000001"],
)
def test_what_is_not_known_here_is_not_found(client: FlaskClient, path: str) -> None:
    program, person = client.get(path, headers=PROGRAM), client.get(path, headers=PHONE)

    assert (program.status_code, program.content_type) == (404, "application/problem+json")
    assert (person.status_code, person.mimetype) == (404, "text/html")
    assert "查无此码" in person.text
    assert program.headers["Cache-Control"] == person.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/no-such-page", "/AQnYUc1gmiCNV4JGX", "/gtin/06901234567892", "/p"])
def test_a_page_that_does_not_exist_is_a_page_that_does_not_exist(client: FlaskClient, path: str) -> None:
    assert client.get(path, headers=PHONE).status_code == 404


# ── how it is said ────────────────────────────────────────────────────────────────────────────────────


def test_every_answer_is_open_to_every_origin(client: FlaskClient, shop: Coded) -> None:
    answers = [
        client.open(path, method=method, headers=PROGRAM)
        for path in (shop.path, ITEM, f"{ITEM}/foo", f"/01/{NOBODYS_GTIN}", "/.well-known/gs1resolver")
        for method in ("GET", "HEAD", "OPTIONS", "POST")
    ]

    assert {answer.headers["Access-Control-Allow-Origin"] for answer in answers[:-1]} == {"*"}
    assert {answer.headers["Access-Control-Allow-Methods"] for answer in answers[:-1]} == {
        "GET, HEAD, OPTIONS"
    }


def test_a_redirect_points_to_the_linkset_and_to_nothing_else(client: FlaskClient, shop: Coded) -> None:
    answer = client.get(f"{shop.path}?foo=bar", headers=PHONE)

    assert answer.headers.getlist("Link") == [
        f'<{BASE_URL}{shop.path}?linkType=linkset>; rel="linkset"; type="application/linkset+json"'
    ]


@pytest.mark.parametrize(
    "ask",
    [
        ("{lot}", PHONE),
        ("{lot}", LINKSET),
        ("{lot}?linkType=gs1:pip", PROGRAM),
        ("{lot}?linkType=gs1:pip", PROGRAM | {"Accept-Language": "fr"}),
        ("{lot}?linkType=gs1:nope", PROGRAM),
        ("{lot}?linkType=gs1:nope", PHONE),
        ("{lot}/", PHONE),
        ("/01/{gtin}", PHONE),
        ("/01/{gtin}/10/NOBODY", PHONE),
        ("/414/{gln}", LINKSET),
        ("/417/{gln}", PHONE),
        ("/01/{nobody}", PROGRAM),
        ("/01/{nobody}", PHONE),
        ("{lot}/foo", PROGRAM),
        ("/.well-known/gs1resolver", PROGRAM),
    ],
)
def test_the_head_is_that_of_the_whole(client: FlaskClient, shop: Coded, ask: tuple[str, dict]) -> None:
    path = ask[0].format(lot=shop.path, gtin=GTIN, gln=GLN, nobody=NOBODYS_GTIN)
    headers = ask[1]
    whole, head = client.get(path, headers=headers), client.head(path, headers=headers)

    assert head.data == b""
    assert head.status_code == whole.status_code
    assert _lasting(head) == _lasting(whole)


def test_what_never_changes_may_be_kept_and_what_is_of_a_lot_may_not(
    client: FlaskClient, shop: Coded
) -> None:
    kept = {
        path: client.get(path, headers=PROGRAM).headers["Cache-Control"] for path in (ITEM, f"/414/{GLN}")
    }
    fresh = [
        client.get(f"{path}{query}", headers=PROGRAM).headers["Cache-Control"]
        for path in (shop.path, f"{ITEM}/10/NOBODY", f"{shop.path}/21/1")
        for query in ("", "?linkType=linkset", "?linkType=gs1:pip", "?linkType=gs1:nope")
    ]

    assert set(kept.values()) == {"public, max-age=3600"}
    assert client.get("/.well-known/gs1resolver").headers["Cache-Control"] == "public, max-age=86400"
    assert set(fresh) == {"no-store"}
    assert client.get(shop.page, headers=PHONE).headers["Cache-Control"] == "no-store"
    assert {"Accept", "Accept-Language"} <= set(client.get(ITEM).vary)


def test_the_description_says_what_can_be_asked(client: FlaskClient) -> None:
    said = client.get("/.well-known/gs1resolver").get_json()

    assert said["resolverRoot"] == BASE_URL
    assert said["supportedPrimaryKeys"] == ["00", "01", "414", "417"]
    assert said["supportedLinkType"] == [{"namespace": "https://gs1.org/voc/", "prefix": "gs1:"}]


def _lasting(answer: TestResponse) -> dict[str, str]:
    passing = {"X-Request-ID", "Date", "Content-Security-Policy"}
    return {name: value for name, value in answer.headers if name not in passing}


def test_a_null_character_is_a_fault_of_the_address(client: FlaskClient) -> None:
    answer = client.get(f"/01/{GTIN}?context=%00")

    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")
    assert answer.get_json()["type"] == "epcisException:ValidationException"
    assert answer.get_json()["detail"] == "No address has a null character in it."
