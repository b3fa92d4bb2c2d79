"""Reading the file of a chain, and naming each key that is wrong."""

import pytest

from aril.domain.chain_file import parse_chain
from aril.domain.errors import Invalid
from tests.samples import CHAIN


def faults(text: str) -> list[str]:
    with pytest.raises(Invalid) as refused:
        parse_chain(text, "c.toml")
    assert {finding.where for finding in refused.value.findings} == {"c.toml"}
    return [str(finding) for finding in refused.value.findings]


def test_a_chain_is_read_with_everything_in_it() -> None:
    chain = parse_chain(CHAIN, "c.toml")

    assert (chain.code, chain.region, chain.demonstration) == ("test-pomegranate", "370400", False)
    assert [variety.code for variety in chain.product("pomegranate").varieties] == [
        "daqingpitian",
        "dahongpao",
    ]
    assert [item.substance for item in chain.panel] == ["carbendazim", "chlorpyrifos"]
    assert chain.indication is not None
    assert chain.indication.west == 117.366


def test_every_key_that_is_missing_or_wrong_is_named_as_it_stands_in_the_file() -> None:
    text = CHAIN.replace('name = "毒死蜱"', "").replace("shelf_life_days = 60", 'shelf_life_days = "long"')

    assert faults(text) == [
        "product.1.shelf_life_days: expected a whole number, found 'long'.",
        "panel.2.name is missing.",
    ]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("[chain]\n", "[chain]\ncolour = 1\n", "chain.colour is no key of a chain; the nearest is "),
        ("[[panel]]", "[[panels]]", "panels is no key of a chain; the nearest is panel."),
        ("west =", "vest =", "indication.vest is no key of a chain; the nearest is west."),
        (
            'name = "大青皮甜"',
            'nome = "大青皮甜"',
            "product.1.varieties.1.nome is no key of a chain; the nearest is name.",
        ),
        (
            'region = "370400"',
            'region = "370499"',
            "Expected a region of GB/T 2260 by its name or its six digits, such as 370404, found “370499”.",
        ),
        ('region = "370400"', "region = 370400", "chain.region: expected text in quotes, found 370400."),
        (
            'code = "dahongpao"',
            'code = "daqingpitian"',
            "product.1.varieties: daqingpitian stands there twice.",
        ),
        (
            'code = "first"',
            'code = "first grade"',
            "product.1.grades: expected a code of 1 to 64 characters without blanks, found “first grade”.",
        ),
        ('unit = "mg/kg"', f'unit = "{"m" * 65}"', "panel.1.unit: expected at most 64 characters, found 65."),
        ("[indication]", "[[indication]]", "indication: expected a section with keys, found "),
        (
            "shelf_life_days = 60",
            "on_food_traceability_list = 7",
            "product.1.on_food_traceability_list: expected true or false, found 7.",
        ),
        (
            'commodity = ["水果", "热带和亚热带水果", "石榴"]',
            'commodity = "石榴"',
            "product.1.commodity: expected a list, found '石榴'.",
        ),
        ("west = 117.366", 'west = "far"', "indication.west: expected a number, found 'far'."),
    ],
)
def test_a_wrong_key_says_what_was_expected(old: str, new: str, says: str) -> None:
    assert old in CHAIN

    assert any(fault.startswith(says) for fault in faults(CHAIN.replace(old, new)))


@pytest.mark.parametrize(
    "text", ["", "chain = 3", "[chain]", "product = 1", "[[chain]]", "stage = [1]", "panel = 'x'"]
)
def test_a_file_that_is_something_else_is_refused_and_breaks_nothing(text: str) -> None:
    assert faults(text)


def test_a_chain_without_a_product_grows_nothing() -> None:
    head = CHAIN.partition("[[stage]]")[0]

    assert faults(head) == ["product is missing."]


def test_what_is_no_toml_says_where() -> None:
    assert faults("= 1")[0].startswith("This is no TOML: ")
    assert "line 1" in faults("= 1")[0]
