"""Reading designs: what is right, and how what is wrong is said."""

import pytest

from aril.labelling.design import Design
from aril.labelling.elements import Linear, Matrix, Text
from aril.labelling.errors import DesignInvalid, LabelError, OffTheLabel, Overlap, UnknownField
from tests.labelling.paper import DESIGNS, design, shipped, text

LABEL = "[label]\nwidth = 60\nheight = 40\n[roll]\n"


def refusal(toml: str) -> str:
    with pytest.raises(LabelError) as caught:
        Design.parse(toml, "d")
    return str(caught.value)


def test_a_design_keeps_its_measures_in_micrometres() -> None:
    read = design(text(at="[2, 2.5]", size="[30, 5.25]"))

    (element,) = read.elements
    box = element.box
    assert (box.x, box.y, box.width, box.height) == (2000, 2500, 30_000, 5250)
    assert (read.width, read.height, read.gap, read.per_page) == (60_000, 40_000, 2000, 1)


def test_a_sheet_is_filled_along_its_rows() -> None:
    read = design(
        text(),
        medium='[sheet]\npage = "A4"\ncolumns = 2\nrows = 3\nleft = 10\ntop = 20\npitch_x = 70\npitch_y = 50',
    )

    assert read.per_page == 6
    assert [read.sheet.origin(place) for place in (0, 1, 2, 5)] == [
        (10_000, 20_000), (80_000, 20_000), (10_000, 70_000), (80_000, 120_000),
    ]  # fmt: skip
    assert read.gap is None


def test_a_plain_text_is_in_the_first_language() -> None:
    read = design(text("only"), head='languages = ["en", "zh"]\ntitle = "One"')

    (element,) = read.elements
    assert isinstance(element, Text)
    assert element.template("en").source == element.template("zh").source == "only"
    assert read.titles == {"en": "One"}


def test_defaults_are_those_of_the_description() -> None:
    read = design(
        'kind = "qr"\nat = [0, 0]\nsize = [23, 23]', 'kind = "linear"\nat = [0, 25]\nsize = [60, 12]'
    )

    matrix, linear = read.elements
    assert isinstance(matrix, Matrix)
    assert isinstance(linear, Linear)
    assert (matrix.name, matrix.level, matrix.margin, matrix.template.source) == ("qr", "M", 2000, "{uri}")
    assert (linear.module, linear.widest, linear.template.source) == (250, 500, "{linear}")


def test_a_design_lists_the_fields_it_prints_once_each() -> None:
    read = design(text("{product} {product}[ {grade}]"), 'kind = "qr"\nat = [34, 0]\nsize = [23, 23]')

    assert read.fields == ("product", "grade", "uri")


def test_a_site_declares_fields_of_its_own_with_a_sample() -> None:
    read = design(text("{wax}"), head="[fields]\nwax = 3")

    assert read.sample().value("wax") == "3"


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        (
            "[label",
            (
                "Label design “d”, TOML: This is no TOML: "
                "Expected ']' at the end of a table declaration (at end of document)."
            ),
        ),
        ("colour = 1", "Label design “d”, TOML: There is no key “colour”; the nearest is “roll”."),
        ("", "Label design “d”, TOML: A table [label] is expected."),
        (
            "[label]\nwidth = 60",
            "Label design “d”, [label]: height is in millimetres, from 0 to 9999, not ….",
        ),
        (
            "[label]\nwidth = 'x'\nheight = 3",
            "Label design “d”, [label]: width is in millimetres, from 0 to 9999, not x.",
        ),
        (
            "[label]\nwidth = true\nheight = 3",
            "Label design “d”, [label]: width is in millimetres, from 0 to 9999, not True.",
        ),
        (
            "[label]\nwidth = 1\nheight = 1",
            "Label design “d”, TOML: Exactly one of [sheet] and [roll] is expected.",
        ),
        (LABEL, "Label design “d”, TOML: At least one [[element]] is expected."),
        ("languages = 'zh'\n" + LABEL, "Label design “d”, TOML: languages is a list of texts, not zh."),
        (
            LABEL + "[[element]]\nkind = 'box'",
            (
                "Label design “d”, [[element]] 1 “box”: kind is one of text, facts, qr, gs1-qr, gs1-datamatrix, "
                "linear, code128, gs1-128, line, logo, not box."
            ),
        ),
        (
            LABEL + "[[element]]\nkind = 'line'\nat = [1]\nsize = [1, 1]",
            "Label design “d”, [[element]] 1 “line”: at is a pair of millimetres as [4, 12.5], not [1].",
        ),
        (
            LABEL + "[[element]]\nkind = 'line'\nat = [1, -1]\nsize = [1, 1]",
            "Label design “d”, [[element]] 1 “line”: at is in millimetres, from 0 to 9999, not -1.",
        ),
        (
            LABEL + "[[element]]\nkind = 'text'\nname = 'w'\nat = [1, 1]\nsize = [1, 1]",
            'Label design “d”, [[element]] 1 “w”: text is a text, or a table as { zh = "…", en = "…" }, not ….',
        ),
        (
            LABEL + "[[element]]\nkind = 'text'\nat = [1, 1]\nsize = [9, 9]\ntext = '{'",
            "Label design “d”, [[element]] 1 “text”: “{” stands alone at position 1.",
        ),
        (
            LABEL + "[[element]]\nkind = 'text'\nat = [1, 1]\nsize = [9, 9]\ntext = 'x'\nbold = 1",
            "Label design “d”, [[element]] 1 “text”: bold is true or false, not 1.",
        ),
        (
            LABEL + "[[element]]\nkind = 'text'\nat = [1, 1]\nsize = [9, 9]\ntext = 'x'\nfont = 1",
            "Label design “d”, [[element]] 1 “text”: font is a size from 3 to 200 points, not 1.",
        ),
        (
            LABEL + "[[element]]\nkind = 'text'\nat = [1, 1]\nsize = [9, 9]\ntext = 'x'\nlines = 0",
            "Label design “d”, [[element]] 1 “text”: lines is a whole number from 1 to 1000, not 0.",
        ),
        (
            LABEL + "[[element]]\nkind = 'qr'\nat = [1, 1]\nsize = [9, 9]\ndata = 3",
            "Label design “d”, [[element]] 1 “qr”: data is a text, not 3.",
        ),
        (
            LABEL + "[[element]]\nkind = 'linear'\nat = [1, 1]\nsize = [9, 12]\ncarries = ['01']",
            'Label design “d”, [[element]] 1 “linear”: carries is a list of lists as [["01", "10"], ["10"]].',
        ),
        (
            LABEL + "[[element]]\nkind = 'linear'\nat = [1, 1]\nsize = [50, 7]",
            "Label design “d”, [[element]] 1 “linear”: The box is too low for bars above a text of 7 points.",
        ),
        (
            "[label]\nwidth = 120\nheight = 40\n[sheet]\npage = 'A4'\ncolumns = 2\nrows = 1\n",
            "Label design “d”, [sheet]: The last label reaches 30 mm beyond the page.",
        ),
        (
            "[label]\nwidth = 20\nheight = 40\n[sheet]\nwidth = 99\nheight = 99\ncolumns = 2\nrows = 1\npitch_x = 9\n",
            "Label design “d”, [sheet]: The pitch is smaller than the label.",
        ),
        (
            "[label]\nwidth = 20\nheight = 40\n[sheet]\npage = 'A9'\ncolumns = 2\nrows = 1\n",
            "Label design “d”, [sheet]: page is one of A4, A5, Letter, not A9.",
        ),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(toml: str, said: str) -> None:
    assert refusal(toml) == said


def test_a_name_used_twice_is_refused() -> None:
    with pytest.raises(DesignInvalid) as caught:
        design(text(), text(at="[2, 10]"))

    assert str(caught.value) == "Label design “test”, [[element]] “words”: The name is used 2 times."


def test_an_unknown_field_names_the_nearest() -> None:
    with pytest.raises(UnknownField) as caught:
        design(text("{varietty}"))

    assert str(caught.value) == (
        "Label design “test”, element “words”: there is no field “varietty”; the nearest is “variety”."
    )
    assert caught.value.code == "unknown-field"


def test_an_element_that_leaves_the_label_is_refused_with_its_reach() -> None:
    with pytest.raises(OffTheLabel) as caught:
        design(text(at="[40, 2]"))

    assert str(caught.value) == "Element “words” reaches 10 mm beyond the 60 × 40 mm of the label."


def test_elements_that_overlap_are_refused_with_the_measure() -> None:
    with pytest.raises(Overlap) as caught:
        design(text(), 'kind = "line"\nat = [30, 4]\nsize = [20, 20]')

    assert str(caught.value) == "Elements “line” and “words” overlap by 2 × 3 mm."


def test_elements_may_touch() -> None:
    read = design(text(), 'kind = "line"\nat = [32, 2]\nsize = [20, 20]')

    assert len(read.elements) == 2


@pytest.mark.parametrize("name", DESIGNS)
def test_a_shipped_design_has_a_title_in_each_language_of_the_pages(name: str) -> None:
    assert set(shipped(name).titles) == {"zh", "en"}
