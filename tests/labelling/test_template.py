"""The texts of designs: fields, filters, and what may be left out."""

import re

import pytest

from aril.labelling.record import LabelRecord
from aril.labelling.template import NotADate, Template

RECORD = LabelRecord(
    {
        "variety": "秋艳",
        "code": "7K3M9QX2WABCD",
        "partner": "LOT-2026-001",
        "pack_date": "2026-09-14",
        "blank": " ",
    },
    linear="(10)A",
)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("plain", "plain"),
        ("品种 {variety}", "品种 秋艳"),
        ("{code|groups}", "7K3M-9QX2-WABC-D"),
        ("{partner|groups}", "LOT-2026-001"),
        ("{pack_date|yymmdd}", "260914"),
        ("{variety|upper|groups}", "秋艳"),
        ("{{{variety}}}", "{秋艳}"),
        ("[[{variety}]]", "[秋艳]"),
        ("{variety}[ {grade}]", "秋艳"),
        ("{variety}[ {blank}]", "秋艳"),
        ("[{variety}, ]{code}", "秋艳, 7K3M9QX2WABCD"),
        ("[{variety}{grade}]", ""),
        ("[always]", "always"),
    ],
)
def test_a_template_says_what_its_record_holds(source: str, said: str) -> None:
    assert Template.parse(source).fill(RECORD) == said


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("a{", "“{” stands alone at position 2."),
        ("}", "“}” stands alone at position 1."),
        ("{No}", "“{” stands alone at position 1."),
        ("{a|shout}", "There is no filter “shout”; there are groups, yymmdd, upper."),
        ("x]", "“]” stands alone at position 2."),
        ("[a[b]]", "“[” stands inside another at position 3."),
        ("[a", "“[” is never closed."),
    ],
)
def test_a_template_that_cannot_be_read_names_the_place(source: str, problem: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(problem)}$"):
        Template.parse(source)


def test_a_field_outside_brackets_is_required_and_one_inside_is_not() -> None:
    template = Template.parse("{variety} {grade}[ {origin}]")

    assert template.required == ("variety", "grade")
    assert template.fields == ("variety", "grade", "origin")
    assert template.missing(RECORD) == "grade"


def test_a_date_that_is_none_says_which_field_it_is() -> None:
    template = Template.parse("{variety|yymmdd}")

    with pytest.raises(NotADate) as caught:
        template.fill(RECORD)

    assert (caught.value.field, caught.value.value) == ("variety", "秋艳")


def test_quoting_goes_over_every_field_but_the_ready_made_element_string() -> None:
    template = Template.parse("{linear}{code}[{variety}]")

    said = template.fill(RECORD, lambda value: f"<{value}>")

    assert said == "(10)A<7K3M9QX2WABCD><秋艳>"
