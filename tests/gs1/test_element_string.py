"""Element strings: read, checked, built, written."""

import pytest

from aril.gs1.element_string import GS, Element, ElementString, build, parse_bracketed, parse_fnc1
from aril.gs1.errors import Gs1Error

ITEM = ("01", "06901234567892")


def _codes(read, *given, **options):
    with pytest.raises(Gs1Error) as refusal:
        read(*given, **options)
    return [(finding.code, finding.ai, finding.at) for finding in refusal.value.findings]


def test_values_of_predefined_length_need_no_separator():
    string = parse_fnc1("^010690123456789217270131310300125010A-7")

    assert string.elements == (ITEM, ("17", "270131"), ("3103", "001250"), ("10", "A-7"))


def test_a_separator_ends_a_value_of_any_length():
    string = parse_fnc1("^010690123456789210A-7^21K7")

    assert string.elements == (ITEM, ("10", "A-7"), ("21", "K7"))


def test_gs_and_the_caret_are_both_fnc1():
    assert parse_fnc1(f"{GS}010690123456789210A{GS}21K7") == parse_fnc1("^010690123456789210A^21K7")


def test_only_the_character_named_is_fnc1():
    assert _codes(parse_fnc1, "^0106901234567892", GS) == [("fnc1-missing", "", 0)]


def test_a_separator_after_a_value_of_predefined_length_does_no_harm():
    assert parse_fnc1("^0106901234567892^10A^").elements == (ITEM, ("10", "A"))


@pytest.mark.parametrize("text", ["", "^", GS, "^^"])
def test_nothing_is_no_element_string(text):
    assert _codes(parse_fnc1, text) == [("empty", "", 0)]


def test_reading_goes_on_behind_what_is_unknown():
    assert _codes(parse_fnc1, "^0106901234567892890^17271301") == [
        ("unknown-ai", "", 17),
        ("illegal-month", "17", 25),
    ]


def test_partners_are_not_missed_where_something_could_not_be_read():
    assert _codes(parse_fnc1, "^10A^890") == [("unknown-ai", "", 5)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("^01069012345678", [("value-too-short", "01", 3)]),
        ("^0106901234567892^10", [("value-empty", "10", 20)]),
        ("^0106901234567892^10ABCDEFGHIJKLMNOPQRSTU", [("value-too-long", "10", 20)]),
        ("^0106901234567892^4235285", [("value-wrong-length", "423", 21)]),
        ("^0106901234567892^10石榴", [("invalid-cset82-character", "10", 20)]),
    ],
)
def test_a_wrong_value_is_found_where_it_stands(text, found):
    assert _codes(parse_fnc1, text) == found


def test_brackets_part_identifiers_from_values():
    assert parse_bracketed("(01)06901234567892(10)A-7").elements == (ITEM, ("10", "A-7"))


def test_a_bracket_within_a_value_has_a_backslash():
    string = parse_bracketed(r"(01)06901234567892(10)A\(1)B")

    assert string.elements[1] == ("10", "A(1)B")
    assert string.bracketed() == r"(01)06901234567892(10)A\(1)B"
    assert string.fnc1() == "^010690123456789210A(1)B"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [("empty", "", 0)]),
        ("06901234567892", [("bracket-expected", "", 0)]),
        ("(01", [("bracket-open", "", 0)]),
        ("(89)1", [("unknown-ai", "89", 0)]),
        ("(01)06901234567892(", [("bracket-open", "", 18)]),
        (
            "(10)(99)A",
            [
                ("value-empty", "10", 4),
            ],
        ),
    ],
)
def test_what_brackets_do_not_hold_is_found_where_it_stands(text, found):
    assert _codes(parse_bracketed, text, alone=False) == found


def test_a_repeat_must_say_the_same():
    assert parse_bracketed("(01)06901234567892(99)A(99)A").elements == (ITEM, ("99", "A"), ("99", "A"))
    assert _codes(parse_bracketed, "(01)06901234567892(99)A(99)B") == [("ai-conflict", "99", None)]


def test_some_identifiers_exclude_each_other():
    with pytest.raises(Gs1Error, match=r"AI \(01\) must not stand beside AI \(37\)"):
        parse_bracketed("(01)06901234567892(37)12(00)369012340000000413")


def test_an_identifier_does_not_exclude_itself():
    assert len(parse_bracketed("(01)06901234567892(3103)001250(3103)001250").elements) == 3


def test_some_identifiers_need_others():
    with pytest.raises(Gs1Error) as refusal:
        parse_bracketed("(01)06901234567892(250)X")

    assert str(refusal.value) == "AI (250) must stand beside (01) + (21), (03) + (21), (8006) + (21)."


def test_one_symbol_of_several_may_hold_half_of_it():
    assert parse_bracketed("(10)A", alone=False).elements == (("10", "A"),)
    assert parse_fnc1("^10A", alone=False).elements == (("10", "A"),)


@pytest.mark.parametrize("key", ["(253)6901234567892", "(255)6901234567892", "(8003)06901234567892"])
def test_a_digital_signature_needs_the_serial_of_its_key(key):
    with pytest.raises(Gs1Error, match="must have its serial part"):
        parse_bracketed(f"{key}(8030)abc")

    assert parse_bracketed(f"{key}7(8030)abc").elements[1] == ("8030", "abc")


def test_the_shortest_payload_has_predefined_lengths_first_and_no_fnc1_last():
    string = build([("10", "A"), ("01", "06901234567892"), ("21", "K7"), ("17", "270131")])

    assert string.fnc1() == "^01069012345678921727013110A^21K7"
    assert string.fnc1(GS) == f"{GS}01069012345678921727013110A{GS}21K7"


def test_what_is_given_twice_is_built_once():
    assert build([ITEM, ITEM]).elements == (ITEM,)


def test_what_is_wrong_is_not_built():
    assert _codes(build, [("01", "06901234567891"), ("89", "x"), ("10", "")]) == [
        ("incorrect-check-digit", "01", None),
        ("unknown-ai", "89", None),
        ("value-empty", "10", None),
    ]
    assert _codes(build, []) == [("empty", "", 0)]
    assert _codes(build, [("10", "A")]) == [("ai-partner", "10", None)]
    assert build([("10", "A")], alone=False).fnc1() == "^10A"


def test_the_human_readable_lines_stand_one_below_the_other():
    assert build([ITEM, ("10", "A-7")]).hri() == ("(01) 06901234567892", "(10) A-7")


def test_an_empty_string_of_elements_writes_nothing_but_fnc1():
    assert ElementString(()).fnc1() == "^"
    assert ElementString(()).bracketed() == ""


def test_an_element_knows_its_identifier():
    assert Element("10", "A").identifier.title == "BATCH/LOT"


def test_an_enormous_value_is_not_quoted_as_a_whole():
    with pytest.raises(Gs1Error) as refusal:
        parse_bracketed(f"(01)06901234567892(10){'A' * 100_000}")

    assert len(str(refusal.value)) < 200
    assert "AAA… has 100000." in str(refusal.value)
