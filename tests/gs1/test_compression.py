"""Compressed Digital Links, as other software has made them."""

import pytest

from aril.gs1 import compression
from aril.gs1.errors import Gs1Error


@pytest.mark.parametrize(
    ("compressed", "path"),
    [
        ("AN2yxDhfaiaw", "/00/998440410914660971"),
        ("AQnYUc1gmg", "/01/05412345000013"),
        ("AQnYUc1gmiCNV4JG", "/01/05412345000013/10/ABC123"),
        ("AQnYUc1gmiCNV4JGQhcNT6K6c", "/01/05412345000013/10/ABC123/21/72292641703"),
        ("AQnYUc1gmkTaASxvp7z3tqfx6", "/01/05412345000013/22/AJY3095721P49"),
        ("AQnYUc1gmkax7ipGrOHDPC5YNI8hMz", "/01/05412345000013/235/8TFV883a904GH%263"),
        ("JTLIetaiHYA", "/253/3060077601309"),
        ("JVUqG5hJ5wA", "/255/5678409730535"),
        ("QBl2DVoxZM2jVm3ZOWEFoxTR5HDgzZg", "/401/0541234537290A41%26GHpp33"),
        ("QCJZyW9mC6Z4", "/402/21173492661712079"),
        ("JUa0T-eifdtOO9UFEmlYwv3Q", "/414/5060917510004/254/RP56J920471"),
        ("QUSaVjC_dHBAVlCrg", "/414/5060917510004/7040/5KFX"),
        ("cEB2CqjAAkuwatGLJm0as27JywgtGKaPI4cGbM", "/8004/0541234537290A41%26GHpp33/7040/7BVR"),
        ("gBCVYNWjFkzaNWbdk5YQWjFHHkM2cAI0xdvpGo", "/8010/0541234537290A41%23GH33/8011/6639047221"),
        ("gBe1ajAd9ATDmAGXPRfk", "/8017/817019610850151481/8019/4003812"),
        ("01/05412345000013/EEarwSM", "/01/05412345000013/10/ABC123"),
        ("8004/0541234537290A41%26GHpp33/cEB2Cqi", "/8004/0541234537290A41%26GHpp33/7040/7BVR"),
    ],
)
def test_a_compressed_link_is_the_link_it_was(compressed, path):
    link = compression.decompress(f"https://example.com/{compressed}")

    assert link.canonical() == f"https://id.gs1.org{path}"


def test_a_trailing_slash_and_what_precedes_change_nothing():
    assert compression.read("/t/AQnYUc1gmg/").canonical() == "https://id.gs1.org/01/05412345000013"


def test_attributes_may_be_left_uncompressed():
    link = compression.read("https://example.com/AQnYUc1gmg?17=270131&linkType=all")

    assert link.canonical() == "https://id.gs1.org/01/05412345000013?17=270131"


def _bits(*fields):
    """A segment of numbers, each in so many bits."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    bits = "".join(f"{number:0{count}b}" for number, count in fields)
    bits += "0" * (-len(bits) % 6)
    return "".join(alphabet[int(bits[at : at + 6], 2)] for at in range(0, len(bits), 6))


GTIN = (6901234567892, 47)


def test_a_byte_may_stand_for_several_identifiers():
    segment = _bits((0x1B, 8), GTIN, (270131, 20))

    assert (
        compression.decompress(f"/{segment}").canonical() == "https://id.gs1.org/01/06901234567892?15=270131"
    )


def test_one_of_the_two_harvest_days_may_be_missing():
    segment = _bits((0x01, 8), GTIN, (0x7007, 16), (6, 4), (260901, 20))

    assert (
        compression.decompress(f"/{segment}").canonical()
        == "https://id.gs1.org/01/06901234567892?7007=260901"
    )


@pytest.mark.parametrize(("encoding", "lot"), [(0, "0A"), (1, "0a"), (2, "0A")])
def test_a_text_may_be_hexadecimal(encoding, lot):
    value = (10, 7) if encoding == 0 else (0x0A, 8)
    segment = _bits((0x01, 8), GTIN, (0x10, 8), (encoding, 3), (2, 5), value)

    expected = "10" if encoding == 0 else lot
    assert compression.decompress(f"/{segment}").qualifiers == (("10", expected),)


def test_parameters_of_others_are_passed_over():
    segment = _bits((0x01, 8), GTIN, (0xF, 4), (1, 7), (26, 6), (0, 3), (1, 7), (5, 4))

    assert compression.decompress(f"/{segment}").canonical() == "https://id.gs1.org/01/06901234567892"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/hello!",
        "/about",
        "/AQnYUc1",
        f"/{_bits((0x05, 8), (0, 40))}",
        f"/{_bits((0x4A, 8), (0, 40))}",
        f"/{_bits((0x80, 8), (0xAB, 8), (0, 40))}",
        f"/{_bits((0x01, 8), (2**47 - 1, 47))}",
        f"/{_bits((0x10, 8), (7, 3), (1, 5), (0, 30))}",
        f"/{_bits((0x01, 8), GTIN, (1, 9))}",
    ],
)
def test_what_is_no_compressed_link_is_refused(path):
    with pytest.raises(Gs1Error) as refusal:
        compression.decompress(f"https://example.com{path}")

    assert refusal.value.code == "not-compressed"


def test_what_is_wrong_within_is_told():
    with pytest.raises(Gs1Error, match="Piece 02 is beyond the count of 01 pieces"):
        compression.decompress("https://id.gs1.org/gAYMBI_bNGwJk")


def test_an_ordinary_address_is_refused_as_the_link_it_is_not():
    with pytest.raises(Gs1Error) as refusal:
        compression.read("https://example.com/about")

    assert refusal.value.code == "uri-no-key"


def test_a_wrong_link_is_not_taken_for_a_compressed_one():
    with pytest.raises(Gs1Error, match="check digit"):
        compression.read("https://example.com/01/06901234567891")
