"""How sentences find their language."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from aril import i18n, resources
from aril.domain.errors import Finding, Invalid, NotFound
from aril.domain.membership import Role
from aril.domain.region import Region

PO = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Yes"\nmsgstr "{}"\n'


def test_a_sentence_is_filled_in_its_language():
    assert i18n.gettext("en", "You will act as: {roles}.", roles="x") == "You will act as: x."
    assert i18n.gettext("zh_CN", "You will act as: {roles}.", roles="x") == "您的角色：x。"


def test_a_sentence_nobody_translated_stays_english():
    assert i18n.gettext("zh_CN", "Nobody translated {this}.", this="me") == "Nobody translated me."


def test_braces_in_a_sentence_without_gaps_are_left_alone():
    assert i18n.gettext("en", "A set is {a, b}.") == "A set is {a, b}."


@pytest.mark.parametrize(("n", "english"), [(1, "1 lot"), (2, "2 lots"), (0, "0 lots")])
def test_english_counts_and_chinese_does_not(n: int, english: str):
    for language, said in (("en", english), ("zh_CN", f"{n} 个批次")):
        assert i18n.gettext(language, i18n.counted(language, "{n} lot", "{n} lots", n), n=n) == said


def test_a_word_is_that_of_its_list():
    assert i18n.word("zh_CN", Role.GROWER) == "种植"
    assert i18n.word("en", Role.GROWER) == "grower"


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (Role.GROWER, "grower", "种植"),
        ((Role.GROWER, Role.PACKER), "grower, packer", "种植、包装"),
        (date(2026, 9, 12), "2026-09-12", "2026-09-12"),
        (datetime(2026, 9, 12, 20, tzinfo=UTC), "2026-09-13 04:00", "2026-09-13 04:00"),
        (Decimal("1E+3"), "1000", "1000"),
        ("{x}", "{x}", "{x}"),
    ],
)
def test_a_value_in_a_sentence_is_written_as_people_write_it(value: object, english: str, chinese: str):
    assert i18n.gettext("en", "{value}", value=value) == english
    assert i18n.gettext("zh_CN", "{value}", value=value) == chinese


def test_regions_stand_behind_one_another_as_in_a_sentence():
    several = (Region("370404"), Region("410000"))

    assert i18n.places("zh_CN", several) == "山东省枣庄市峄城区、河南省"
    assert i18n.places("en", several) == "山东省枣庄市峄城区, 河南省"


def test_a_text_in_a_sentence_is_spelled_as_its_reader_has_it():
    wrong = Invalid.at(
        "x", "{value}: {places}, {n}", value="a", places=("b", Finding("", "{c}", {"c": "c"})), n=1
    )

    assert i18n.translate(wrong, "en", str.upper) == "A: B, C, 1"
    assert i18n.gettext("en", "{value}", str.upper, value="a") == "A"


def test_an_error_is_translated_with_what_it_names():
    error = NotFound("plot", "A1")

    assert i18n.translate(error, "en") == "There is no plot “A1”."
    assert i18n.translate(error, "zh_CN") == "没有地块「A1」。"


def test_an_error_of_several_faults_says_each():
    error = Invalid([Finding("name", "This is needed."), Finding("roles", "Choose at least one role.")])

    assert i18n.translate(error, "zh_CN") == "请填写这一项。 请至少选择一个角色。"


def test_two_fragments_that_disagree_stop_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    folder = tmp_path / "xx"
    folder.mkdir()
    (folder / "a.po").write_text(PO.format("是"))
    (folder / "b.po").write_text(PO.format("对"))
    monkeypatch.setattr(resources, "translations", lambda: tmp_path)

    with pytest.raises(ValueError, match=r"b\.po translates “Yes” otherwise than a fragment before it"):
        i18n.catalogue("xx")
