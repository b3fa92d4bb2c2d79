"""The standard's terms and their spellings."""

import pytest

from aril.epcis.vocabulary import (
    STEMS,
    BizStep,
    BizTransactionType,
    Disposition,
    ErrorReason,
    MeasurementType,
    SensorAlert,
    SourceDestType,
    bare,
    in_full,
    web_uri,
)


@pytest.mark.parametrize(
    ("term", "uri"),
    [
        (BizStep.SHIPPING, "https://ref.gs1.org/cbv/BizStep-shipping"),
        (Disposition.IN_TRANSIT, "https://ref.gs1.org/cbv/Disp-in_transit"),
        (BizTransactionType.PURCHASE_ORDER, "https://ref.gs1.org/cbv/BTT-po"),
        (SourceDestType.OWNING_PARTY, "https://ref.gs1.org/cbv/SDT-owning_party"),
        (ErrorReason.DID_NOT_OCCUR, "https://ref.gs1.org/cbv/ER-did_not_occur"),
        (MeasurementType.TEMPERATURE, "https://gs1.org/voc/Temperature"),
        (SensorAlert.ALARM_CONDITION, "https://gs1.org/voc/ALARM_CONDITION"),
    ],
)
def test_a_term_has_one_full_spelling(term, uri):
    assert web_uri(term) == uri
    assert bare(type(term), uri) is term


def test_the_urns_of_cbv_1_are_known():
    assert bare(BizStep, "urn:epcglobal:cbv:bizstep:shipping") is BizStep.SHIPPING
    assert in_full("urn:epcglobal:cbv:disp:in_transit") == "https://ref.gs1.org/cbv/Disp-in_transit"


def test_a_term_of_one_vocabulary_is_none_of_another():
    assert bare(Disposition, "shipping") is None


def test_other_uris_are_left_alone():
    assert in_full("https://example.org/shipping") == "https://example.org/shipping"


def test_every_vocabulary_spells_all_its_terms():
    for vocabulary in STEMS:
        for term in vocabulary:
            assert bare(vocabulary, str(term)) is term
            assert bare(vocabulary, web_uri(term)) is term
