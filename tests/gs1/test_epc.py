"""EPC URNs and Digital Links."""

import pytest

from aril.gs1.epc import to_digital_link, to_urn
from aril.gs1.errors import Gs1Error

PAIRS = [
    ("urn:epc:id:sgtin:6901234.056789.K7%2F%22", "/01/06901234567892/21/K7%2F%22"),
    ("urn:epc:id:sgtin:690123456789.1.400", "/01/16901234567899/21/400"),
    ("urn:epc:class:lgtin:6901234.056789.A-7", "/01/06901234567892/10/A-7"),
    ("urn:epc:idpat:sgtin:6901234.056789.*", "/01/06901234567892"),
    (
        "urn:epc:id:upui:1234567.098765.51qIgY)%3C%26Jp3*j7SDB",
        "/01/01234567987651/235/51qIgY%29%3C%26Jp3%2Aj7SDB",
    ),
    ("urn:epc:id:itip:4012345.011111.01.02.987", "/8006/040123451111180102/21/987"),
    ("urn:epc:idpat:itip:4012345.012345.01.02.*", "/8006/040123451234560102"),
    ("urn:epc:id:sscc:6901234.3000000041", "/00/369012340000000413"),
    ("urn:epc:id:sgln:6901234.56789.0", "/414/6901234567892"),
    ("urn:epc:id:sgln:6901234.56789.GATE.3", "/414/6901234567892/254/GATE.3"),
    ("urn:epc:id:pgln:999999999999.", "/417/9999999999994"),
    ("urn:epc:id:grai:4012345.00022.334455", "/8003/04012345000221334455"),
    ("urn:epc:idpat:grai:4012345.99999.*", "/8003/04012345999990"),
    ("urn:epc:id:gdti:987659999999..9", "/253/98765999999929"),
    ("urn:epc:id:sgcn:4012345.22222.7", "/255/40123452222277"),
    ("urn:epc:id:gsrn:4012345.0000006765", "/8018/401234500000067657"),
    ("urn:epc:id:gsrnp:4012345.0000000007", "/8017/401234500000000074"),
    ("urn:epc:id:gsin:4012345.222333444", "/402/40123452223334442"),
    ("urn:epc:id:giai:6901234.PLOT.0042", "/8004/6901234PLOT.0042"),
    ("urn:epc:id:ginc:0614141.xyz47%2F11", "/401/0614141xyz47%2F11"),
    ("urn:epc:id:cpi:0614141.11-A%23%2F.1234", "/8010/061414111-A%23%2F/8011/1234"),
    ("urn:epc:idpat:cpi:4012345.AB12.*", "/8010/4012345AB12"),
]


@pytest.mark.parametrize(("urn", "path"), PAIRS)
def test_a_urn_and_a_link_are_two_spellings_of_one(urn, path):
    prefix_length = len(urn.split(":")[4].split(".")[0])

    assert to_digital_link(urn) == f"https://id.gs1.org{path}"
    assert to_urn(f"https://example.com{path}", prefix_length) == urn


def test_a_link_is_brought_to_its_finest_level():
    uri = "https://example.com/t/01/06901234567892/22/2A/10/A/21/K7?17=270131"

    assert to_digital_link(uri) == "https://id.gs1.org/01/06901234567892/21/K7"
    assert to_digital_link("/01/06901234567892/22/2A/10/A") == "https://id.gs1.org/01/06901234567892/10/A"


def test_old_spellings_come_to_the_same_link():
    assert to_digital_link("http://example.com/gtin/6901234567892/lot/A") == to_digital_link(
        "urn:epc:class:lgtin:6901234.056789.A"
    )


def test_a_place_without_extension_is_the_same_as_one_with_0():
    assert to_digital_link("/414/6901234567892/254/0") == "https://id.gs1.org/414/6901234567892"


def test_a_wrong_check_digit_is_kept_so_that_both_partners_find_the_same():
    assert to_digital_link("/01/06901234567891") == "https://id.gs1.org/01/06901234567891"


@pytest.mark.parametrize(
    "uri",
    [
        42,
        None,
        "urn:epc:id:gid:1.2.3",
        "urn:epc:id:lgtin:6901234.056789.A",
        "urn:epc:class:sgtin:6901234.056789.A",
        "urn:epc:id:sgtin:6901234.056789.A/B",
        "urn:uuid:0",
    ],
)
def test_what_is_no_urn_of_a_key_is_refused(uri):
    with pytest.raises(Gs1Error) as refusal:
        to_digital_link(uri)

    assert str(refusal.value) == f"{uri!r} is neither an EPC URN of a GS1 key nor a GS1 Digital Link."


@pytest.mark.parametrize(
    "urn",
    [
        "urn:epc:id:sgtin:6901234",
        "urn:epc:id:sgtin:6901234.056789",
        "urn:epc:id:sgtin:6901234.05678.A",
        "urn:epc:id:sgtin:69012.05678901.A",
        "urn:epc:id:sgtin:6901234.05678x.A",
        "urn:epc:id:sscc:6901234.300000004",
        "urn:epc:id:giai:69012x4.A",
    ],
)
def test_a_urn_with_wrong_fields_is_refused_with_the_right_ones(urn):
    with pytest.raises(Gs1Error, match=r"An EPC URN is written \w+:prefix\.reference"):
        to_digital_link(urn)


def test_a_pattern_ends_in_a_star():
    with pytest.raises(Gs1Error, match=r"A pattern ends in \.\*"):
        to_digital_link("urn:epc:idpat:sgtin:6901234.056789.7")
    with pytest.raises(Gs1Error, match=r"A pattern ends in \.\*"):
        to_digital_link("urn:epc:idpat:sscc:6901234.3000000041")


def test_a_serial_that_no_key_takes_is_refused():
    with pytest.raises(Gs1Error, match="takes at most 20 characters"):
        to_digital_link(f"urn:epc:id:sgtin:6901234.056789.{'7' * 21}")


@pytest.mark.parametrize("length", [5, 13])
def test_a_company_prefix_in_a_urn_has_6_to_12_digits(length):
    with pytest.raises(Gs1Error, match=f"A GS1 Company Prefix of {length} digits does not fit"):
        to_urn("/01/06901234567892/21/K7", length)


def test_a_company_prefix_ends_before_the_letters():
    with pytest.raises(Gs1Error, match="of 8 digits does not fit"):
        to_urn("/8004/6901234PLOT", 8)


@pytest.mark.parametrize("path", ["/8013/1987654Ad4X4bL5ttr2310c2K", "/8006/040123451111180102/10/A"])
def test_some_links_have_no_urn(path):
    with pytest.raises(Gs1Error, match="There is no EPC URN for https://id"):
        to_urn(path, 7)
