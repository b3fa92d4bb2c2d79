import pytest
from hypothesis import given
from hypothesis import strategies as st

from aril.domain.link_types import DEFAULT, bare
from aril.domain.resolver import (
    Link,
    Wanted,
    choose,
    inherited,
    linkset,
    preferences,
    with_query,
)

PAGE = Link(DEFAULT, "https://a.example/t/1", "石榴")
CHINESE = Link("pip", "https://a.example/zh", "石榴", ("zh",), "text/html")
ENGLISH = Link("pip", "https://a.example/en", "Pomegranate", ("en", "en-GB"), "text/html")
DATA = Link("pip", "https://a.example/data", "Data", (), "application/ld+json")
TAIWAN = Link("pip", "https://a.example/tw", "石榴", ("zh-TW",), "text/html")
LINKS = (PAGE, CHINESE, ENGLISH, DATA)


def hrefs(links: tuple[Link, ...]) -> list[str]:
    return [link.href.rsplit("/", 1)[1] for link in links]


@pytest.mark.parametrize(
    ("link_type", "language", "accept", "expected"),
    [
        ("", "en", "text/html", ["1"]),
        ("pip", "zh", "text/html", ["zh"]),
        ("pip", "zh-CN,zh;q=0.9,en;q=0.8", "text/html", ["zh"]),
        ("pip", "en-US", "text/html", ["en"]),
        ("pip", "en-GB", "text/html", ["en"]),
        ("pip", "zh;q=0.2, en;q=0.9", "text/html", ["en"]),
        ("pip", "zh;q=0, en;q=0.1", "text/html", ["en"]),
        ("pip", "fr", "text/html", ["zh", "en"]),
        ("pip", "", "application/ld+json", ["data"]),
        ("pip", "zh", "application/*", ["data"]),
        ("pip", "en", "text/html;q=0.5, application/ld+json", ["data"]),
        ("pip", "*", "text/html", ["zh", "en"]),
        ("recallStatus", "zh", "*/*", []),
    ],
)
def test_the_link_that_fits_best_is_taken(
    link_type: str, language: str, accept: str, expected: list[str]
) -> None:
    assert hrefs(choose(LINKS, Wanted.of(link_type, language, accept))) == expected


def test_an_exact_language_goes_before_a_wider_one() -> None:
    assert hrefs(choose((TAIWAN, CHINESE), Wanted.of("pip", "zh", "*/*"))) == ["zh"]
    assert hrefs(choose((CHINESE, TAIWAN), Wanted.of("pip", "zh-TW", "*/*"))) == ["tw"]


def test_a_context_tells_links_apart_that_are_alike_otherwise() -> None:
    shop = Link("pip", "https://a.example/shop", "Shop", ("zh",), "text/html", context="retail")

    assert hrefs(choose((CHINESE, shop), Wanted.of("pip", "zh", "text/html", "retail"))) == ["shop"]
    assert hrefs(choose((CHINESE, shop), Wanted.of("pip", "zh", "text/html", "none"))) == ["zh", "shop"]


def test_a_more_specific_level_hides_what_it_has_itself_and_inherits_the_rest() -> None:
    product = (
        Link(DEFAULT, "https://a.example/p", "石榴"),
        Link("recipeInfo", "https://a.example/r", "食谱"),
    )

    assert hrefs(inherited([(PAGE, CHINESE), product])) == ["1", "zh", "r"]


def test_a_linkset_gives_the_default_link_nothing_but_address_and_title() -> None:
    document = linkset("https://a.example/01/1/10/2", "石榴", (PAGE, CHINESE, ENGLISH))

    (context,) = document["linkset"]
    assert context["https://gs1.org/voc/defaultLink"] == [{"href": PAGE.href, "title": PAGE.title}]
    assert [target["hreflang"] for target in context["https://gs1.org/voc/pip"]] == [["zh"], ["en", "en-GB"]]


@pytest.mark.parametrize(
    ("href", "query", "expected"),
    [
        ("https://a.example/t", "", "https://a.example/t"),
        ("https://a.example/t", "a=1", "https://a.example/t?a=1"),
        ("https://a.example/t?b=2#c", "a=1", "https://a.example/t?b=2&a=1#c"),
    ],
)
def test_the_query_travels_on(href: str, query: str, expected: str) -> None:
    assert with_query(href, query) == expected


@pytest.mark.parametrize("text", ["pip", "gs1:pip", "https://gs1.org/voc/pip"])
def test_a_link_type_is_known_in_every_spelling(text: str) -> None:
    assert bare(text) == "pip"


@given(st.text(max_size=60))
def test_no_header_is_too_strange_to_be_read(header: str) -> None:
    assert all(0 <= preference.weight <= 1 for preference in preferences(header))
