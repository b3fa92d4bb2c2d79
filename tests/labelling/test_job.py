"""Job files: labels without a database."""

import itertools

import pytest

from aril import i18n
from aril.labelling.errors import DateExpected, ElementStringInvalid, JobInvalid, LabelError
from aril.labelling.job import Job
from aril.labelling.serial import is_serial

HEAD = 'design = "lot-a4-24"\nbase_url = "https://trace.example.cn/"\n'
LOT = '[fields]\ngtin = "6901234567892"\nlot = "ZZ 26"\n'


def counting(size: int) -> bytes:
    counting.calls += 1
    return (counting.calls << 20).to_bytes(size, "big")


counting.calls = 0


def refusal(toml: str) -> LabelError:
    with pytest.raises(LabelError) as caught:
        Job.parse(toml)
    return caught.value


def test_a_lot_with_a_gtin_becomes_a_digital_link_and_an_element_string() -> None:
    job = Job.parse(
        HEAD
        + "count = 2\n"
        + '[fields]\ngtin = "6901234567892"\nlot = "ZZ26"\npack_date = 2026-09-14\n'
        + 'best_before = "2026-12-31"\nnet_weight_kg = 4.5'
    )

    first, second = job.records(counting)

    assert first == second
    assert first.uri == "https://trace.example.cn/01/06901234567892/10/ZZ26"
    assert first.linear == "(01)06901234567892(13)260914(15)261231(3103)004500(10)ZZ26"
    assert first.value("net_weight") == "4.5 kg"
    assert first.value("pack_date") == "2026-09-14"
    assert first.value("code") == "ZZ26"


def test_a_code_without_a_gtin_is_an_address_of_the_site() -> None:
    (record,) = Job.parse(HEAD + '[fields]\ncode = "7K3M/9"').records(counting)

    assert (record.uri, record.linear) == ("https://trace.example.cn/t/7K3M%2F9", "7K3M/9")


@pytest.mark.parametrize(
    ("fields", "before"),
    [
        ('gtin = "6901234567892"\nlot = "A"', "https://trace.example.cn/01/06901234567892/10/A/21/"),
        ('gtin = "6901234567892"', "https://trace.example.cn/01/06901234567892/21/"),
        ('code = "7K3M"', "https://trace.example.cn/t/7K3M?21="),
    ],
)
def test_random_serials_are_new_on_each_label(fields: str, before: str) -> None:
    job = Job.parse(HEAD + f'count = 50\nserials = "random"\n[fields]\n{fields}')

    records = list(job.records(counting))

    serials = {record.value("serial") for record in records}
    assert len(serials) == 50
    assert all(is_serial(each) for each in serials)
    assert [record.uri for record in records] == [before + record.value("serial") for record in records]


def test_records_are_made_as_they_are_asked_for() -> None:
    job = Job.parse(HEAD + 'count = 1000000\nserials = "random"\n' + LOT.replace(" ", ""))
    before = counting.calls

    list(itertools.islice(job.records(counting), 3))

    assert counting.calls == before + 3


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("=", "Label job, TOML: This is no TOML: Invalid statement (at line 1, column 1)."),
        ("designs = 1", "Label job, designs: There is no key “designs”; the nearest is “design”."),
        ("fields = 1", "Label job, fields: Expected a table [fields]."),
        ("count = 1", "Label job, design: Expected a text."),
        (
            HEAD + "count = 0\n" + LOT,
            "Label job, count: Expected a whole number from 1 to 1000000, found 0.",
        ),
        (
            HEAD + "count = true\n" + LOT,
            "Label job, count: Expected a whole number from 1 to 1000000, found True.",
        ),
        (HEAD + 'serials = "mine"', "Label job, serials: Expected one of none, random, found mine."),
        (
            'design = "a"\nbase_url = "trace.example.cn"\n[fields]\ncode = "A"',
            "Label job, base_url: Expected an address as https://example.cn, found “trace.example.cn”.",
        ),
        (HEAD + "language = 3", "Label job, language: Expected a text, found 3."),
        (HEAD, "Label job, fields: Expected a gtin with a lot, or a code."),
        (
            HEAD + "[fields]\ncode = [1]",
            "Label job, fields.code: Expected a text, a date or a number, found [1].",
        ),
        (
            HEAD + "[fields]\ncode = true",
            "Label job, fields.code: Expected a text, a date or a number, found True.",
        ),
        (
            HEAD + '[fields]\ncode = "A"\nnet_weight_kg = "much"',
            "Label job, fields.net_weight_kg: Expected kilograms above 0 and below 1000, found “much”.",
        ),
        (
            HEAD + '[fields]\ncode = "A"\nnet_weight_kg = 1000',
            "Label job, fields.net_weight_kg: Expected kilograms above 0 and below 1000, found “1000”.",
        ),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(toml: str, said: str) -> None:
    assert str(refusal(toml)) == said


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("designs = 1", "标签任务，designs：没有键「designs」，最接近的是「design」。"),
        (HEAD + "count = 0", "标签任务，count：应为 1 到 1000000 的整数，实际是 0。"),
        (HEAD + 'serials = "mine"', "标签任务，serials：应为 none, random 之一，实际是 mine。"),
        (HEAD, "标签任务，fields：应有 gtin 和 lot，或 code。"),
    ],
)
def test_what_cannot_be_read_is_said_in_chinese_too(toml: str, said: str) -> None:
    assert i18n.translate(refusal(toml), "zh_CN") == said


def test_a_gtin_with_a_wrong_check_digit_is_refused_by_gs1_s_rules() -> None:
    error = refusal(HEAD + '[fields]\ngtin = "6901234567893"\nlot = "A"')

    assert isinstance(error, ElementStringInvalid)
    assert error.findings


def test_a_lot_number_with_foreign_characters_is_refused_by_gs1_s_rules() -> None:
    error = refusal(HEAD + LOT)

    assert isinstance(error, ElementStringInvalid)
    assert error.element == "fields"


def test_a_date_that_is_none_is_refused() -> None:
    error = refusal(HEAD + '[fields]\ngtin = "6901234567892"\nlot = "A"\npack_date = "soon"')

    assert isinstance(error, DateExpected)
    assert str(error) == "Element “fields” needs a date as 2026-09-12 in the field “pack_date”, found “soon”."


def test_a_field_that_no_design_has_names_the_nearest() -> None:
    job = Job.parse(HEAD + '[fields]\ncode = "A"\nproductt = "石榴"')

    with pytest.raises(JobInvalid) as caught:
        job.require_known(["product", "code"])

    assert str(caught.value) == "Label job, fields: There is no field “productt”; the nearest is “product”."
