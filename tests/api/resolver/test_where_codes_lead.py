"""Where codes lead: a phone to a page, a program to what it asks for by type."""

from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from aril.services.codes import own_links
from aril.services.people import tokens
from aril.services.people.tokens import Scope
from aril.store.scans import scans_of
from tests import make
from tests.api.resolver import ITEM, LINKSET, PHONE, PROGRAM
from tests.coded import GLN, GTIN, Coded
from tests.samples import BASE_URL, DAY

# ── where it leads ────────────────────────────────────────────────────────────────────────────────────


def test_a_phone_is_sent_to_the_page_of_the_lot_at_once(client: FlaskClient, shop: Coded) -> None:
    answer = client.get(shop.path, headers=PHONE)

    assert (answer.status_code, answer.location) == (307, BASE_URL + shop.page)
    assert client.get(shop.page, headers=PHONE).status_code == 200


def test_a_product_leads_to_its_page(client: FlaskClient) -> None:
    answer = client.get(ITEM, headers=PHONE)

    assert (answer.status_code, answer.location) == (307, f"{BASE_URL}/p/{GTIN}")
    assert client.get(f"/p/{GTIN}", headers=PHONE).status_code == 200


@pytest.mark.parametrize("key", ["414", "417"])
def test_a_gln_leads_to_its_enterprise(client: FlaskClient, key: str) -> None:
    answer = client.get(f"/{key}/{GLN}", headers=PHONE)

    assert (answer.status_code, answer.location) == (307, f"{BASE_URL}/o/{GLN}")
    assert client.get(f"/o/{GLN}", headers=PHONE).status_code == 200


@pytest.mark.parametrize("code", ["A/B", "/A", "A%2FB", "A?B", "A+B", "A//B"])
def test_whatever_is_in_a_lot_number_travels_unharmed(client: FlaskClient, shop: Coded, code: str) -> None:
    lot = shop.numbered(code)
    spelled = lot.epc.rpartition("/")[2]

    answer = client.get(f"{ITEM}/10/{spelled}", headers=PHONE)

    assert answer.location == f"{BASE_URL}/t/{GTIN}/{spelled}"
    assert client.get(f"/t/{GTIN}/{spelled}", headers=PHONE).status_code == 200


def test_a_slash_at_the_end_changes_nothing(client: FlaskClient, shop: Coded) -> None:
    for path in (shop.path, ITEM, f"/414/{GLN}", f"{ITEM}/10/NOBODY"):
        plain, slashed = client.get(path, headers=PHONE), client.get(f"{path}/", headers=PHONE)

        assert (slashed.status_code, slashed.location) == (plain.status_code, plain.location)


def test_a_serial_leads_to_its_lot_and_without_one_to_its_product(client: FlaskClient, shop: Coded) -> None:
    assert client.get(f"{shop.path}/21/S1").location == BASE_URL + shop.page
    assert client.get(f"{ITEM}/21/S1").location == f"{BASE_URL}/p/{GTIN}"
    assert client.get(f"{ITEM}/22/2A/10/{shop.lot.code}").location == BASE_URL + shop.page


def test_an_unknown_lot_leads_to_its_product_which_is_told(client: FlaskClient) -> None:
    answer = client.get(f"{ITEM}/10/KL%2F8G", headers=PHONE)

    assert (answer.status_code, answer.location) == (307, f"{BASE_URL}/p/{GTIN}?lot=KL%2F8G")
    assert client.get(f"{ITEM}/10/KL8G?linkType=gs1:pip&x=1", headers={"Accept-Language": "en"}).location == (
        f"{BASE_URL}/p/{GTIN}?lang=en&linkType=gs1:pip&x=1"
    )
    assert client.get(f"/414/{GLN}/254/KL8G").location == f"{BASE_URL}/o/{GLN}"


@pytest.mark.parametrize("query", ["foo=bar", "a=1&b=%E7%9F%B3&c", "17=270131&x=%2F", "q={}|<>"])
def test_the_query_always_travels_on(client: FlaskClient, shop: Coded, query: str) -> None:
    answer = client.get(f"{shop.path}?{query}", headers=PHONE)

    assert answer.status_code == 307
    assert answer.location in {
        f"{BASE_URL}{shop.page}?{query}",
        f"{BASE_URL}{shop.page}?q=%7B%7D%7C%3C%3E",
    }


def test_a_compressed_link_leads_where_the_plain_one_does_and_names_it(
    client: FlaskClient, shop: Coded
) -> None:
    shop.numbered("ABC123")

    for path in (f"/{_compressed(GTIN, 'ABC123')}", f"/{_compressed(GTIN, 'ABC123')}/"):
        answer = client.get(path, headers=PHONE)

        assert (answer.status_code, answer.location) == (307, f"{BASE_URL}/t/{GTIN}/ABC123")
        assert f'<{BASE_URL}{ITEM}/10/ABC123>; rel="owl:sameAs"' in answer.headers.getlist("Link")
    assert "owl:sameAs" not in str(client.get(f"{ITEM}/10/ABC123").headers)


def test_a_server_that_keeps_only_the_decoded_path_is_served_too(client: FlaskClient, shop: Coded) -> None:
    for kept in ({"REQUEST_URI": "", "RAW_URI": ""}, {"REQUEST_URI": f"https://a.example{shop.path}?x=1"}):
        answer = client.get(shop.path, headers=PHONE, environ_overrides=kept)

        assert answer.location == BASE_URL + shop.page


def test_a_persons_look_is_counted_once_on_the_page(client: FlaskClient, shop: Coded) -> None:
    lot = shop.numbered("COUNTED")
    headers = PHONE | {"User-Agent": "Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0"}

    led = client.get(f"{ITEM}/10/COUNTED", headers=headers)
    page = client.get(led.location.removeprefix(BASE_URL), headers=headers)

    assert page.status_code == 200
    with shop.orchard.site.db.read() as session:
        assert scans_of(session, lot.epc)[0] == 1


# ── what is asked for ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "spelled", ["gs1:epcis", "https://gs1.org/voc/epcis", "https://ref.gs1.org/voc/epcis", "epcis"]
)
def test_a_type_of_link_is_answered_in_every_spelling(client: FlaskClient, shop: Coded, spelled: str) -> None:
    answer = client.get(shop.path, query_string={"linkType": spelled}, headers=PROGRAM)

    assert answer.status_code == 307
    assert answer.location == (
        f"{BASE_URL}/epcis/epcs/https%3A%2F%2Fid.gs1.org%2F01%2F{GTIN}%2F10%2F{shop.lot.code}/events"
    )


def test_a_partner_is_led_to_the_events_of_a_lot(client: FlaskClient, shop: Coded) -> None:
    token = tokens.make(shop.orchard.site, shop.orchard.grower, "till", [Scope.QUERY], DAY)
    led = client.get(f"{shop.path}?linkType=gs1:epcis", headers={"Accept": "application/json"}).location

    answer = client.get(led.removeprefix(BASE_URL), headers={"Authorization": f"Bearer {token}"})

    assert answer.status_code == 200
    (event,) = answer.get_json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
    assert event["quantityList"][0]["epcClass"] == shop.lot.epc


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh_CN"),
        ("en-GB,en;q=0.9", "en"),
        ("fr,en;q=0.2,zh;q=0.1", "en"),
        ("en;q=0.1,zh;q=0.2", "zh_CN"),
    ],
)
def test_a_page_is_chosen_in_the_readers_language(
    client: FlaskClient, shop: Coded, language: str, expected: str
) -> None:
    for type_ in ("pip", "traceability", "certificationInfo", "recallStatus"):
        answer = client.get(f"{shop.path}?linkType=gs1:{type_}", headers={"Accept-Language": language})

        assert answer.status_code == 307
        assert f"lang={expected}&linkType=gs1:{type_}" in answer.location


def test_where_nothing_tells_links_apart_all_of_them_are_offered(client: FlaskClient, shop: Coded) -> None:
    answer = client.get(f"{shop.path}?linkType=gs1:pip", headers={"Accept-Language": "fr"})

    (context,) = answer.get_json(force=True)["linkset"]
    assert answer.status_code == 300
    assert answer.location is None
    assert set(context) == {"anchor", "itemDescription", "https://gs1.org/voc/pip"}
    assert [link["hreflang"] for link in context["https://gs1.org/voc/pip"]] == [["zh"], ["en"]]


@pytest.mark.parametrize("type_", ["gs1:nosuchlt", "gs1:handledBy", "nonsense", "gs1:defaultLinkMulti"])
def test_a_type_that_is_not_there_is_not_found(client: FlaskClient, shop: Coded, type_: str) -> None:
    answer = client.get(shop.path, query_string={"linkType": type_})

    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"
    assert answer.get_json()["detail"] == f"There is no link of the type “{type_}” here."


@pytest.mark.parametrize(
    ("query", "accept", "content_type"),
    [
        ("linkType=linkset", "*/*", "application/linkset+json"),
        ("linkType=linkset", PHONE["Accept"], "application/linkset+json"),
        ("linkType=all", "*/*", "application/linkset+json"),
        ("", "application/linkset+json", "application/linkset+json"),
        ("", "application/json", "application/json"),
        ("", "application/json, text/plain, */*", "application/json"),
        ("linkType=gs1:pip", "application/linkset+json", "application/linkset+json"),
    ],
)
def test_the_linkset_is_answered_without_a_redirect(
    client: FlaskClient, shop: Coded, query: str, accept: str, content_type: str
) -> None:
    answer = client.get(f"{shop.path}?{query}", headers={"Accept": accept})

    assert (answer.status_code, answer.content_type) == (200, content_type)
    assert 'rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"' in answer.headers["Link"]


@pytest.mark.parametrize("accept", ["text/html, application/json;q=0.9", "*/*, application/json;q=0.5", ""])
def test_whoever_would_rather_have_a_page_is_redirected(
    client: FlaskClient, shop: Coded, accept: str
) -> None:
    assert client.get(shop.path, headers={"Accept": accept}).status_code == 307


def test_a_linkset_names_everything_that_is_known_of_a_lot(client: FlaskClient, shop: Coded) -> None:
    (context,) = client.get(shop.path, headers=LINKSET).get_json(force=True)["linkset"]

    page, item = BASE_URL + shop.page, f"{BASE_URL}/p/{GTIN}"
    assert context.pop("anchor") == BASE_URL + shop.path
    assert context.pop("itemDescription") == f"石榴 5 kg {shop.lot.code}"
    assert {type_.removeprefix("https://gs1.org/voc/"): links for type_, links in context.items()} == {
        "defaultLink": [{"href": page, "title": f"石榴 5 kg {shop.lot.code}"}],
        "traceability": _pages(page, "产地、检验与流转", "Journey and tests"),
        "certificationInfo": _pages(page, "证书", "Certificates"),
        "recallStatus": _pages(page, "召回情况", "Recall status"),
        "pip": _pages(item, "产品信息", "Product information"),
        "epcis": [
            {
                "href": f"{BASE_URL}/epcis/epcs/https%3A%2F%2Fid.gs1.org%2F01%2F{GTIN}%2F10%2F{shop.lot.code}/events",
                "title": "EPCIS 2.0",
                "type": "application/json",
                "fwqs": False,
            }
        ],
    }


def test_what_is_not_known_falls_back_on_what_is_above_it(client: FlaskClient, shop: Coded) -> None:
    for path, anchor in (
        (f"{ITEM}/10/NOBODY", ITEM),
        (f"{ITEM}/10/NOBODY/21/S1", ITEM),
        (f"{shop.path}/21/S1", shop.path),
        (f"/414/{GLN}/254/KL8G", f"/414/{GLN}"),
    ):
        (context,) = client.get(path, headers=LINKSET).get_json(force=True)["linkset"]

        assert context["anchor"] == BASE_URL + anchor


# ── an enterprise's own links ─────────────────────────────────────────────────────────────────────────


def test_an_own_link_is_found_by_its_type_its_medium_and_its_language(
    client: FlaskClient, shop: Coded
) -> None:
    _host(shop, "www.shop.example")
    for language, media_type, page in (
        ("zh", "text/html", "zh"),
        ("en", "text/html", "en"),
        ("", "application/pdf", "pdf"),
    ):
        _link(shop, f"https://www.shop.example/{page}", language=language, media_type=media_type)

    def asked(path: str, accept: str, language: str) -> str:
        headers = {"Accept": accept, "Accept-Language": language}
        return client.get(f"{path}?linkType=gs1:recipeInfo", headers=headers).location.partition("?")[0][-3:]

    assert asked(ITEM, "text/html", "zh") == "/zh"
    assert asked(shop.path, "text/html", "en-US,zh;q=0.5") == "/en"
    assert asked(f"{ITEM}/10/NOBODY", "application/pdf", "zh") == "pdf"


@pytest.mark.parametrize(
    "query",
    ["@evil.example", "//evil.example", "url=https://evil.example", "/../@evil.example", "#@evil.example",
     "\\evil.example", "%0d%0aLocation:%20https://evil.example", "x=\r\nLocation: https://evil.example", "\t@evil"],
)  # fmt: skip
def test_no_query_leads_away_from_the_host(client: FlaskClient, shop: Coded, query: str) -> None:
    lot, host = shop.numbered(f"Q{make.number()}"), f"h{make.number()}.example"
    _host(shop, host)
    _link(shop, f"https://{host}", type="faqs", lot=lot.code)

    for before, expected in (("", "trace.example"), ("linkType=gs1:faqs&", host)):
        sent = {"QUERY_STRING": before + query}
        location = client.get(f"{ITEM}/10/{lot.code}", environ_overrides=sent).location

        assert urlsplit(location).hostname == expected
        assert not set("\r\n\t\\ ") & set(location)


@pytest.mark.parametrize(
    "before",
    ["//evil.example", "/\\evil.example", "/%5Cevil.example", "/@evil.example", "//@evil.example", "/.//evil.example",
     "/https://evil.example", "/%2F%2Fevil.example", "/\t/evil.example"],
)  # fmt: skip
@pytest.mark.parametrize("named", ["", "?linkType=gs1:recallStatus"])
def test_no_path_leads_away_from_this_site(client: FlaskClient, shop: Coded, before: str, named: str) -> None:
    raw = f"{before}{shop.path}"

    answer = client.get(
        shop.path + named,
        headers=PHONE,
        base_url="https://evil.example",
        environ_overrides={"REQUEST_URI": raw + named, "RAW_URI": raw + named, "HTTP_HOST": "evil.example"},
    )

    assert answer.status_code in {307, 400}
    assert answer.location is None or answer.location.startswith(f"{BASE_URL}/t/")


def _host(shop: Coded, host: str) -> None:
    own_links.register_host(shop.orchard.site, host, shop.orchard.grower, DAY)


def _link(shop: Coded, href: str, **values: str) -> None:
    said = {"gtin": GTIN, "type": "recipeInfo", "title": "食谱", "href": href} | values
    own_links.add(shop.orchard.site, said, shop.orchard.grower, DAY)


def _pages(page: str, chinese: str, english: str) -> list[dict]:
    return [
        {"href": f"{page}?lang={language}", "title": title, "hreflang": [tag], "type": "text/html"}
        for tag, language, title in (("zh", "zh_CN", chinese), ("en", "en", english))
    ]


def _compressed(gtin: str, lot: str) -> str:
    """The segment for (01)(10), its lot in seven-bit characters (GS1 Digital Link: Compression 1.0)."""
    bits = f"{0x0B:08b}{int(gtin):047b}{4:03b}{len(lot):05b}" + "".join(f"{ord(each):07b}" for each in lot)
    bits += "0" * (-len(bits) % 6)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return "".join(alphabet[int(bits[at : at + 6], 2)] for at in range(0, len(bits), 6))
