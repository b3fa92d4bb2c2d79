"""What holds for every input there is."""

from hypothesis import given
from hypothesis import strategies as st

from aril.gs1 import compression, scan
from aril.gs1.application_identifiers import IDENTIFIERS
from aril.gs1.digital_link import DigitalLink
from aril.gs1.element_string import GS, ElementString, build, parse_bracketed, parse_fnc1
from aril.gs1.epc import to_digital_link, to_urn
from aril.gs1.errors import Gs1Error
from aril.gs1.keys import KEYS
from tests.gs1.strategies import elements, labels

READERS = (
    parse_fnc1,
    parse_bracketed,
    DigitalLink.parse,
    compression.read,
    compression.decompress,
    scan.read,
    to_digital_link,
    lambda given: to_urn(given, 7),
    *(key.parse for key in KEYS.values()),
)
ALMOST = st.text("0123456789()^ABC/?&=%.:~" + GS, max_size=80)
STARTS = st.sampled_from(
    ["", "^", "^01", "(01)", "https://a.cn/01/", "https://a.cn/", "urn:epc:id:sgtin:", "]C1", "]Q1", "]E0"]
)


@given(labels())
def test_built_and_read_and_built_again_it_is_the_same(label):
    built = build(label)

    assert build(parse_fnc1(built.fnc1()).elements) == built
    assert build(parse_bracketed(built.bracketed()).elements) == built


@given(labels())
def test_a_link_read_and_written_is_the_same(label):
    link = DigitalLink.of(label)

    assert DigitalLink.parse(link.canonical()).canonical() == link.canonical()
    assert dict(DigitalLink.parse(link.at("https://a.cn/t")).elements) == dict(label)


@given(labels())
def test_symbol_text_and_link_are_one_identification(label):
    built = build(label)

    found = {
        frozenset(scan.read(seen).elements)
        for seen in (f"]C1{built.fnc1(GS)[1:]}", f"]d2{built.fnc1(GS)[1:]}", built.fnc1(), *_typed(built))
    }

    assert found == {frozenset(label)}


def _typed(built: ElementString):
    """As people and phones send it; a bracket within a value cannot be told from one around an identifier."""
    yield DigitalLink.of(built.elements).canonical()
    if not any("(" in value for _, value in built.elements):
        yield " ".join(built.hri())


@given(elements())
def test_every_identifier_takes_the_values_its_row_describes(element):
    built = build([element], alone=False)

    assert parse_fnc1(built.fnc1(), alone=False) == built
    assert parse_bracketed(built.bracketed(), alone=False) == built


@given(elements(), st.characters())
def test_no_identifier_takes_a_longer_value_than_it_may(element, character):
    ai, value = element
    longer = value + character * (IDENTIFIERS[ai].most - len(value) + 1)

    assert IDENTIFIERS[ai].fault(longer).code == "value-too-long"


@given(
    st.one_of(st.text(), st.builds(str.__add__, STARTS, st.text()), st.builds(str.__add__, STARTS, ALMOST))
)
def test_no_text_brings_anything_but_the_one_error(given):
    refusals = [refusal for read in READERS if (refusal := _refusal(read, given))]

    findings = [finding for refusal in refusals for finding in refusal.findings]
    assert all(finding.message for finding in findings)
    assert all(finding.at is None or finding.at >= 0 for finding in findings)


@given(st.binary())
def test_no_bytes_bring_anything_but_the_one_error(given):
    refusals = [refusal for read in READERS if (refusal := _refusal(read, given.decode("latin-1")))]

    assert all(str(refusal) == refusal.template.format(**refusal.data) for refusal in refusals)


def _refusal(read, given):
    try:
        read(given)
    except Gs1Error as error:
        return error
    return None
