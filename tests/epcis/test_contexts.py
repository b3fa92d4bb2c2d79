"""What the contexts of a document declare."""

from aril.epcis.contexts import EPCIS_CONTEXT, STANDARD, Scope, expanded


def test_the_standards_own_prefixes_are_known_without_being_fetched():
    scope = Scope.of((EPCIS_CONTEXT,))

    assert scope.names == STANDARD
    assert expanded("cbv:BizStep-shipping", scope.names) == "https://ref.gs1.org/cbv/BizStep-shipping"


def test_a_later_context_wins_and_may_build_on_an_earlier_one():
    scope = Scope.of(
        (
            [EPCIS_CONTEXT, {"a": "https://a.example/", "b": {"@id": "https://b.example/", "@type": "@id"}}],
            {"a": "https://other.example/", "c": "b:sub/"},
        )
    )

    assert {key: scope.names[key] for key in "abc"} == {
        "a": "https://other.example/",
        "b": "https://b.example/",
        "c": "https://b.example/sub/",
    }


def test_keywords_and_terms_without_a_uri_declare_no_prefix():
    scope = Scope.of(({"@version": 1.1, "@vocab": "https://v.example/", "x": None, "y": {"@type": "@id"}},))

    assert scope.names == STANDARD


def test_a_web_address_is_no_prefixed_name():
    names = {"https": "https://wrong.example/"}

    assert expanded("https://a.example/", names) == "https://a.example/"
    assert expanded("bare", names) == "bare"
