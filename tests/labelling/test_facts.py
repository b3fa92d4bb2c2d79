"""Facts in two columns: one size for all, no holes, nothing beyond the box."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aril.labelling.bitmap import Bitmap
from aril.labelling.design import Design
from aril.labelling.errors import DesignInvalid, MissingField, MissingGlyph, TextTooLong
from aril.labelling.geometry import Resolution
from aril.labelling.layout import Layout
from aril.labelling.marks import Words
from aril.labelling.record import LabelRecord
from tests.labelling.paper import FONT, design

ROWS = """
rows = [
  { zh = "产　地 | {origin}", en = "Origin | {origin}" },
  { zh = "采　收 | {harvest_date}[　包装 {pack_date}]", en = "Harvest | {harvest_date}[, packed {pack_date}]" },
  { zh = "生产者 | {grower}", en = "Producer | {grower}" },
]
"""
KNOWN = {"origin": "枣庄", "harvest_date": "2026-09-12", "grower": "示例"}


def table(more: str = "", *, size: str = "[40, 12]") -> Design:
    head = 'languages = ["zh", "en"]'
    return design(
        f'kind = "facts"\nat = [2, 2]\nsize = {size}\ncaption = 12\nfont = 8\nsmallest = 5\n{ROWS}{more}',
        head=head,
    )


def words(of: Design, fields: dict[str, str], language: str = "zh") -> list[Words]:
    batch = Layout(of, FONT, Resolution(600), language).batch([LabelRecord(fields)])
    return [mark for mark in batch.background if isinstance(mark, Words)]


def test_captions_and_texts_stand_in_two_columns() -> None:
    set_ = words(table(), KNOWN)

    assert [each.text for each in set_] == ["产　地", "枣庄", "采　收", "2026-09-12", "生产者", "示例"]
    assert {each.x for each in set_[::2]} == {Resolution(600).dots(2000)}
    assert {each.x for each in set_[1::2]} == {Resolution(600).dots(14_000)}
    assert [caption.y for caption in set_[::2]] == [text.y for text in set_[1::2]]


def test_a_table_speaks_the_language_of_its_label() -> None:
    assert [each.text for each in words(table(), KNOWN, "en")][::2] == ["Origin", "Harvest", "Producer"]


def test_a_row_whose_field_is_empty_leaves_no_hole() -> None:
    whole = words(table(), KNOWN)
    part = words(table(), {"origin": "枣庄", "grower": "示例"})

    assert [each.text for each in part] == ["产　地", "枣庄", "生产者", "示例"]
    assert part[2].y - part[0].y <= 1.4 * (whole[2].y - whole[0].y)


def test_a_label_is_refused_without_what_it_needs() -> None:
    with pytest.raises(MissingField) as caught:
        words(table('needs = ["grower"]'), {"origin": "枣庄"})

    assert str(caught.value) == "Label 1, element “facts” needs the field “grower”, which is empty."


def test_all_rows_shrink_together_before_one_is_broken() -> None:
    short, long = words(table(), KNOWN), words(table(), {**KNOWN, "grower": "示例石榴专业合作社联合"})

    assert len({each.size for each in long}) == 1
    assert 0.8 * short[0].size <= long[0].size < short[0].size
    assert len(long) == 6


def test_a_row_too_long_for_that_is_broken() -> None:
    long = words(table(size="[40, 16]"), {**KNOWN, "grower": "示例石榴专业合作社" * 2})

    assert [each.text for each in long][-3:] == ["生产者", "示例石榴专业合", "作社示例石榴专业合作社"] or len(
        long
    ) > 6
    assert "".join(each.text for each in long[5:]) == "示例石榴专业合作社" * 2


def test_a_row_that_fits_in_no_way_says_what_it_needs() -> None:
    with pytest.raises(TextTooLong) as caught:
        words(table(), {**KNOWN, "grower": "示例石榴专业合作社" * 12})

    assert str(caught.value) == (
        f"Element “facts: 生产者” cannot hold “{('示例石榴专业合作社' * 12)[:40]}…” "
        "(108 characters): at its smallest size of 5 pt it needs 190.5 mm in each of 1 lines, and has 28 × 12 mm."
    )


def test_a_character_the_font_lacks_is_refused() -> None:
    with pytest.raises(MissingGlyph, match="“facts”"):
        words(table(), {**KNOWN, "grower": "😀"})


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ('rows = ["no bar"]', "[[element]] 1 “facts”: A row is a caption and a text as “Origin | {origin}”."),
        ("rows = []", "[[element]] 1 “facts”: rows is a list of texts, not []."),
        ("rows = [7]", '[[element]] 1 “facts”: rows is a text, or a table as { zh = "…", en = "…" }, not 7.'),
        ('rows = ["a | {"]', "[[element]] 1 “facts”: “{” stands alone at position 1."),
        (
            'rows = ["a | {lot}"]\nneeds = ["lott"]',
            "[[element]] 1 “facts”: needs names “lott”, which no row shows.",
        ),
    ],
)
def test_what_is_no_table_is_said_with_its_place(wrong: str, said: str) -> None:
    with pytest.raises(DesignInvalid) as caught:
        design(f'kind = "facts"\nat = [2, 2]\nsize = [40, 12]\ncaption = 9\n{wrong}')

    assert str(caught.value) == f"Label design “test”, {said}"


@settings(max_examples=60)
@given(
    st.lists(st.text(st.sampled_from("软籽石榴，。 Soft-seedgpqy0123"), max_size=24), min_size=3, max_size=3),
    st.sampled_from([203, 300, 600]),
)
def test_ink_stays_in_the_box(values: list[str], dpi: int) -> None:
    resolution, of = Resolution(dpi), table()
    fields = dict(zip(KNOWN, values, strict=True))
    try:
        batch = Layout(of, FONT, resolution, "zh").batch([LabelRecord(fields)])
    except TextTooLong:
        return
    dots = np.zeros((batch.height, batch.width), np.bool_)

    Bitmap(FONT).draw(dots, batch.background)

    rows, columns = np.nonzero(dots)
    if len(rows):
        assert resolution.dots(2000) - 2 <= columns.min()
        assert columns.max() <= resolution.dots(42_000) + 2
        assert resolution.dots(2000) - 2 <= rows.min()
        assert rows.max() <= resolution.dots(14_000) + 2
