"""GS1 Prefixes."""

import pytest

from aril.gs1.prefixes import issuer_of


@pytest.mark.parametrize(
    ("prefix", "name", "country"),
    [
        ("000", "GS1 US", "US"),
        ("139", "GS1 US", "US"),
        ("471", "GS1 Chinese Taipei", "TW"),
        ("489", "GS1 Hong Kong, China", "HK"),
        ("690", "GS1 China", "CN"),
        ("699", "GS1 China", "CN"),
        ("952", "Demonstrations and examples", ""),
        ("999", "Coupons", ""),
    ],
)
def test_a_prefix_has_its_issuer(prefix, name, country):
    assert issuer_of(prefix) == (name, country)


@pytest.mark.parametrize("prefix", ["140", "381", "682", "985"])
def test_between_the_ranges_nobody_issues(prefix):
    assert issuer_of(prefix) is None
