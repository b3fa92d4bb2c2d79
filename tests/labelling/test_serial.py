"""Serial numbers of single units."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_37_36

from aril.labelling.serial import ENTROPY, is_serial, serial, serials

entropies = st.binary(min_size=ENTROPY, max_size=ENTROPY)


@given(entropies)
def test_a_serial_has_no_look_alikes_and_a_check_character(entropy: bytes) -> None:
    made = serial(entropy)

    assert len(made) == 14
    assert not set(made) & set("01IO")
    assert mod_37_36.is_valid(made)
    assert is_serial(made)


@given(entropies)
def test_a_mistyped_character_is_noticed(entropy: bytes) -> None:
    made = serial(entropy)
    wrong = ("3" if made[4] == "2" else "2").join((made[:4], made[5:]))

    assert not is_serial(wrong)


def test_each_of_the_first_sixty_four_bits_changes_the_serial() -> None:
    ground = int.from_bytes(bytes(range(100, 100 + ENTROPY)), "big")
    made = {serial((ground ^ 1 << bit).to_bytes(ENTROPY, "big")) for bit in range(8, 8 * ENTROPY)}

    assert len(made) == 64


def test_a_serial_at_the_end_of_the_numbers_begins_again() -> None:
    assert is_serial(serial(b"\xff" * ENTROPY))


def test_a_serial_is_never_digits_alone_as_a_gtin_is() -> None:
    assert not serial(bytes(ENTROPY)).isdigit()


def test_too_little_randomness_is_refused() -> None:
    with pytest.raises(ValueError, match="expected 9 random bytes, got 3"):
        serial(b"abc")


@pytest.mark.parametrize("text", ["", "2W62L4JD3J8JW", "2W62L4JD3J8JW77", "2w62l4jd3j8jw7", "0W62L4JD3J8JW7"])
def test_what_is_no_serial_is_told(text: str) -> None:
    assert not is_serial(text)


def test_many_serials_are_those_that_are_made_one_by_one() -> None:
    entropy = random.Random(7).randbytes(ENTROPY * 2000) + b"\xff" * ENTROPY + bytes(ENTROPY)

    made = serials(entropy)

    assert made == [serial(entropy[at : at + ENTROPY]) for at in range(0, len(entropy), ENTROPY)]
    assert all(is_serial(each) for each in made)
