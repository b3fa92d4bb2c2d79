from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aril.domain.errors import Invalid
from aril.domain.own_link import OwnLink, read_anchor, read_host
from aril.domain.resolver import Link

GTIN = "06901234567892"
HOST = "www.shop.example"
HOSTS = (HOST, "xn--r8vv71a.example")
VALUES = {"gtin": GTIN, "type": "gs1:recipeInfo", "href": f"https://{HOST}/recipes?id=1#top", "title": "食谱"}


def parse(**values: str) -> OwnLink:
    return OwnLink.parse(VALUES | values, HOSTS, link_id="1", organisation_id="o", by="示例甲")


def faults(**values: str) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        parse(**values)
    return [(each.where, str(each)) for each in refused.value.findings]


def test_a_link_is_read_from_its_fields() -> None:
    link = parse(
        lot="A/1", language="zh-CN", media_type="text/html", valid_from="2026-09-01", valid_to="2026-12-31"
    )

    assert link == OwnLink(
        "1", "o", f"https://id.gs1.org/01/{GTIN}/10/A%2F1", "recipeInfo", VALUES["href"], HOST, "食谱", "示例甲",
        "zh-CN", "text/html", date(2026, 9, 1), date(2026, 12, 31),
    )  # fmt: skip
    assert link.as_link() == Link("recipeInfo", VALUES["href"], "食谱", ("zh-CN",), "text/html")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("HTTPS://WWW.Shop.Example/A", "https://www.shop.example/A"),
        ("https://www.shop.example", "https://www.shop.example"),
        ("https://www.shop.example?a=1", "https://www.shop.example?a=1"),
        ("https://www.shop.example/石榴?b=榴", "https://www.shop.example/%E7%9F%B3%E6%A6%B4?b=%E6%A6%B4"),
        ("https://www.shop.example/%2F@a:b", "https://www.shop.example/%2F@a:b"),
        ("https://石榴.example/", "https://xn--r8vv71a.example/"),
        ("https://www。shop。example/", "https://www.shop.example/"),
    ],
)
def test_an_address_is_put_together_anew_from_what_was_understood(typed: str, kept: str) -> None:
    assert parse(href=typed).href == kept


@pytest.mark.parametrize(
    "href",
    [
        "http://www.shop.example/", "javascript:alert(1)", "data:text/html,x", "ftp://www.shop.example/",
        "//www.shop.example", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example",
        "https:/www.shop.example", "https:www.shop.example", "https:\\\\www.shop.example", "https:///evil.example",
        "https://www.shop.example@evil.example", "https://www.shop.example:@evil.example",
        "https://www.shop.example%40evil.example", "https://user:secret@www.shop.example/",
        "https://www.shop.example:443@evil.example/", "https://www.shop.example:8443/",
        "https://www.shop.example\\.evil.example", "https://www.shop.example\\@evil.example",
        "https://evil.example\\@www.shop.example", "https://evil.example#@www.shop.example",
        "https://evil.example?www.shop.example", "https://evil.example/www.shop.example",
        "https://www.shop.example.evil.example", "https://evilwww.shop.example", "https://shop.example/",
        "https://a.www.shop.example/", "https://www.shop.example./", "https://www.shop.example%2eevil.example",
        "https://www.shop.example%00.evil.example", "https://www.shop.example\t.evil.example",
        "https://www.shop.example\r\nLocation: https://evil.example", "https://www.shop.example/\r\nSet-Cookie: a=b",
        "https://www.shop.example/a b", "https://www.shop.example/\u2028\x00", "https://127.0.0.1/",
        "https://2130706433/", "https://0x7f.1/", "https://1.0x7f/", "https://[::1]/", "https://localhost/",
        "https://ⓔvil.example/", "https://www.shop.exampⅼe.evil/", "https://wwwꓸshop.example/", "https://",
        "https://?", "https://.", "", " ", f"https://{HOST}/{'a' * 500}", f"https://{HOST}/{'榴' * 100}",
    ],
)  # fmt: skip
def test_no_trick_leads_to_another_host(href: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse(href=href)

    assert [each.where for each in refused.value.findings] == ["href"]


@given(
    st.text(max_size=40), st.sampled_from(["https://www.shop.example", "https://", "//", "/", "https:\\", ""])
)
def test_whatever_is_taken_leads_to_a_registered_host(text: str, before: str) -> None:
    try:
        href = parse(href=before + text).href
    except Invalid:
        return

    rest = href.removeprefix("https://www.shop.example")
    assert href.isascii()
    assert href != rest
    assert rest[:1] in {"", "/", "?", "#"}


@pytest.mark.parametrize(
    ("typed", "host"),
    [("www.shop.example", HOST), (" WWW.Shop.Example ", HOST), ("石榴.example", "xn--r8vv71a.example")],
)
def test_a_host_is_spelled_as_browsers_do(typed: str, host: str) -> None:
    assert read_host(typed) == host


@pytest.mark.parametrize(
    "typed",
    ["", "localhost", "192.0.2.1", "2130706433", "1.0x7f", "a..example", "-a.example", "a.example.", "a.1",
     "https://a.example", "a.example/x", "a.example:443", "u@a.example", "a b.example", "*.example", "a_b.example",
     f"{'a' * 64}.example", f"{'a.' * 120}example"],
)  # fmt: skip
def test_what_is_no_host_is_refused_as_it_was_typed(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_host(typed)

    assert str(refused.value.findings[0]) == (
        f"Expected the name of a host such as www.example.com, found “{typed}”."
    )


def test_a_host_that_is_not_registered_is_named() -> None:
    assert faults(href="https://other.example/") == [
        ("href", "other.example is not among your hosts. Add it below first.")
    ]


def test_every_fault_is_named_at_once() -> None:
    found = faults(
        gtin="1", type="nonsense", title="", language="Chinese", media_type="html", valid_from="soon"
    )

    assert [where for where, _ in found] == ["gtin", "type", "title", "language", "media_type", "valid_from"]


@pytest.mark.parametrize(
    "type_", ["gs1:recallStatus", "defaultLink", "https://gs1.org/voc/traceability", "epcis"]
)
def test_what_the_site_answers_itself_is_not_an_enterprises_to_answer(type_: str) -> None:
    ((where, says),) = faults(type=type_)

    assert where == "type"
    assert says.endswith("are this site's own.")


def test_a_link_does_not_end_before_it_begins() -> None:
    assert faults(valid_from="2026-09-12", valid_to="2026-09-11") == [
        ("valid_to", "This lies before the first day of validity, 2026-09-12.")
    ]


def test_a_thing_is_a_product_a_lot_or_a_piece() -> None:
    assert read_anchor(GTIN) == f"https://id.gs1.org/01/{GTIN}"
    assert read_anchor(GTIN, lot="L") == f"https://id.gs1.org/01/{GTIN}/10/L"
    assert read_anchor(GTIN, serial="S") == f"https://id.gs1.org/01/{GTIN}/21/S"
    assert faults(lot="L", serial="S") == [
        ("serial", "A serial number names one piece already: leave the lot empty.")
    ]
    assert faults(lot="L" * 21)[0][0] == "lot"
