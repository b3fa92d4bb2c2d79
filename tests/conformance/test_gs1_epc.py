"""EPC URNs and Digital Links of every spelling, and the one link they stand for."""

from aril.gs1.epc import to_digital_link, to_urn
from aril.gs1.errors import Gs1Error
from tests.conformance import vectors


def _link(uri):
    try:
        return to_digital_link(uri)
    except Gs1Error:
        return None


def test_every_spelling_comes_to_the_one_link():
    cases = vectors.data("gs1/epc_to_digital_link.json")["cases"]

    wrong = [(case, _link(case["input"])) for case in cases if _link(case["input"]) != case["expect"]]

    assert wrong == []


def test_every_link_of_a_urn_leads_back_to_a_urn_of_the_same_link():
    cases = vectors.data("gs1/epc_to_digital_link.json")["cases"]
    urns = [case["input"] for case in cases if str(case["input"]).startswith("urn:")]

    for urn in urns:
        prefix_length = len(urn.split(":")[4].split(".")[0])

        assert to_digital_link(to_urn(_link(urn), prefix_length)) == _link(urn)
