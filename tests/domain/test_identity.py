import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_37_36

from aril.domain.errors import Invalid
from aril.domain.identity import CODE_ALPHABET, USCC_ALPHABET, Uscc, grouped, internal_code, parse_code
from aril.gs1 import scan
from aril.gs1.application_identifiers import IDENTIFIERS
from tests.samples import uscc


@given(st.integers(0, 10**9 - 1))
def test_a_well_formed_social_credit_code_is_read_in_any_dress(seed: int) -> None:
    code = uscc(seed)

    assert str(Uscc.parse(f" {code[:8].lower()} {code[8:]} ")) == code


def test_full_width_characters_make_no_other_code() -> None:
    wide = str.maketrans({sign: chr(ord(sign) + 0xFEE0) for sign in (*USCC_ALPHABET, *CODE_ALPHABET, "-")})
    code = internal_code(bytes(range(8)))

    assert str(Uscc.parse(uscc(7).translate(wide))) == uscc(7)
    assert parse_code(grouped(code).translate(wide)) == code


def test_a_village_collective_with_a_letter_first_is_accepted() -> None:
    assert str(Uscc.parse(uscc(7, "N2370404"))) == uscc(7, "N2370404")


def test_a_wrong_check_character_names_what_it_should_be() -> None:
    code = uscc(1)
    wrong = "0" if code[-1] != "0" else "1"

    with pytest.raises(Invalid) as refused:
        Uscc.parse(code[:-1] + wrong)

    assert str(refused.value) == (
        f"uscc: Character 18 of the unified social credit code should be {code[-1]}; you typed {wrong}."
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("9137", "Expected the 18 characters of a unified social credit code, found 4 in “9137”."),
        ("93370404OOOOOOOOOX", "Character 9 of the unified social credit code is O, which it never uses."),
        (
            "93A70404MA3C00000X",
            "Characters 3 to 8 of the unified social credit code are a region of six digits, found A70404.",
        ),
    ],
)
def test_what_is_no_social_credit_code_is_named(text: str, says: str) -> None:
    with pytest.raises(Invalid) as refused:
        Uscc.parse(text)

    assert str(refused.value.findings[0]) == says


@given(st.integers(0, 10**9 - 1), st.integers(0, 16), st.sampled_from(USCC_ALPHABET))
def test_any_single_wrong_character_is_noticed(seed: int, position: int, other: str) -> None:
    code = uscc(seed)
    changed = code[:position] + other + code[position + 1 :]

    if changed != code:
        with pytest.raises(Invalid):
            Uscc.parse(changed)


@given(st.binary(min_size=8, max_size=8))
def test_a_lot_code_reads_back_however_it_is_typed(entropy: bytes) -> None:
    code = internal_code(entropy)

    assert len(code) == 13
    assert set(code) <= set(CODE_ALPHABET)
    assert parse_code(grouped(code).lower()) == code


@given(st.sampled_from(["", *sorted(IDENTIFIERS)]), st.text(CODE_ALPHABET, min_size=12, max_size=12))
@example("253", "Y4RBFPA62Y22")
@example("", "222222222222")
def test_a_lot_code_is_none_of_gs1s_whatever_it_begins_with(start: str, rest: str) -> None:
    body = (start + rest)[:12] if set(start) <= set(CODE_ALPHABET) else rest
    number = sum(CODE_ALPHABET.index(each) << 5 * place for place, each in enumerate(reversed(body)))

    code = internal_code((number << 4).to_bytes(8, "big"))

    assert scan.read(code).elements == scan.read(grouped(code)).elements == ()


@given(st.binary(min_size=8, max_size=8), st.integers(0, 12), st.sampled_from(CODE_ALPHABET))
def test_a_mistyped_character_of_a_lot_code_is_noticed(entropy: bytes, position: int, other: str) -> None:
    code = internal_code(entropy)
    changed = code[:position] + other + code[position + 1 :]

    if changed != code:
        with pytest.raises(Invalid, match="has a typing error"):
            parse_code(changed)


def test_nearly_every_swap_of_two_neighbours_is_noticed() -> None:
    # Mod 37,36 is a hybrid system of ISO 7064, which lets a few swaps pass that depend on what stands before.
    codes = [internal_code(seed.to_bytes(4, "big") * 2) for seed in range(1, 2**32, 2**32 // 500)]
    swaps = [
        code[:at] + code[at + 1] + code[at] + code[at + 2 :]
        for code in codes
        for at in range(12)
        if code[at] != code[at + 1]
    ]

    unnoticed = [swapped for swapped in swaps if mod_37_36.is_valid(swapped)]

    assert len(unnoticed) < len(swaps) / 500


def test_a_character_that_no_code_has_is_named_with_its_place() -> None:
    with pytest.raises(Invalid) as refused:
        parse_code("52N7-L5JA-BAK0-Q")

    says = "Character 12 of “52N7L5JABAK0Q” is 0, which our codes never use."
    assert str(refused.value.findings[0]) == says


def test_a_code_of_the_wrong_length_says_how_long_it_is() -> None:
    with pytest.raises(Invalid) as refused:
        parse_code("ABC")

    assert str(refused.value) == "code: Expected a code of 13 characters, found 3 in “ABC”."


def test_too_little_chance_makes_no_code() -> None:
    with pytest.raises(ValueError, match="expected at least 8 random bytes, got 4"):
        internal_code(b"1234")
