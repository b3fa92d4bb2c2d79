"""North American coupons, field by field."""

import pytest

from aril.gs1.linters.coupons import coupon, positive_offer

# Company prefix, offer, save value, 1st purchase: requirement, code, family.
SHORT = "0123456" + "123456" + "11" + "11" + "0" + "123"
SECOND = "1" + "0" + "11" + "0" + "123" + "9"
THIRD = "2" + "11" + "0" + "123" + "0123456"
DATES = "3" + "260630" + "4" + "260601"
SERIAL = "5" + "0123456"
RETAILER = "6" + "11234567"
MISCELLANEOUS = "9" + "0000"


@pytest.mark.parametrize(
    "rest",
    ["", SECOND, THIRD, DATES, SERIAL, RETAILER, MISCELLANEOUS, SECOND + THIRD + DATES + SERIAL + RETAILER],
)
def test_optional_fields_may_follow_in_their_order(rest):
    assert coupon(SHORT + rest) is None


def test_a_second_purchase_may_name_its_own_company():
    assert coupon(SHORT + SECOND[:-1] + "0123456") is None


@pytest.mark.parametrize(
    ("value", "code", "field"),
    [
        ("", "coupon-missing", "length of company prefix"),
        ("7", "coupon-invalid", "length of company prefix"),
        ("012345", "coupon-truncated", "company prefix"),
        ("0123456" + "12345", "coupon-truncated", "offer code"),
        (SHORT[:13], "coupon-missing", "length of save value"),
        (SHORT[:13] + "0", "coupon-invalid", "length of save value"),
        (SHORT[:14], "coupon-truncated", "save value"),
        (SHORT[:17] + "5", "coupon-invalid", "1st purchase requirement code"),
        (SHORT + "14", "coupon-invalid", "additional purchase rules code"),
        (SHORT + SECOND[:-1] + "7", "coupon-invalid", "length of 2nd purchase company prefix"),
        (SHORT + "211012", "coupon-truncated", "3rd purchase family code"),
        (SHORT + "3200010", "coupon-invalid", "expiration date"),
        (SHORT + "42606", "coupon-truncated", "start date"),
        (SHORT + "3260601" + "4260630", "coupon-expiration-before-start", "start date"),
        (SHORT + "5", "coupon-missing", "length of serial number"),
        (SHORT + "60", "coupon-invalid", "length of retailer company prefix or GLN"),
        (SHORT + "93", "coupon-invalid", "save value code"),
        (SHORT + "903", "coupon-invalid", "save value applies to item"),
        (SHORT + "9000", "coupon-missing", "don't multiply flag"),
        (SHORT + "90002", "coupon-invalid", "don't multiply flag"),
        (SHORT + MISCELLANEOUS + "7", "coupon-excess-data", "rest"),
    ],
)
def test_a_coupon_is_refused_at_the_first_field_that_does_not_fit(value, code, field):
    fault = coupon(value)

    assert (fault.code, fault.data["field"]) == (code, field)
    assert 0 <= fault.at <= len(value)


def test_a_coupon_has_only_digits():
    assert coupon("0123456x").code == "non-digit-character"


@pytest.mark.parametrize(
    ("value", "code", "field"),
    [
        ("", "coupon-missing", "format code"),
        ("2", "coupon-invalid", "format code"),
        ("07", "coupon-invalid", "length of funder"),
        ("0012345", "coupon-truncated", "funder"),
        ("00123456" + "123456" + "0" + "12345", "coupon-truncated", "serial number"),
        ("00123456" + "123456" + "0" + "1234567", "coupon-excess-data", "rest"),
    ],
)
def test_a_positive_offer_is_refused_at_the_first_field_that_does_not_fit(value, code, field):
    fault = positive_offer(value)

    assert (fault.code, fault.data["field"]) == (code, field)
