"""Linters: one named function for each rule about the content of a value.

Each takes a value, or the part of one it is meant for, and answers its first `Fault`, or None. `LINTERS` finds them by
the names of the GS1 Barcode Syntax Dictionary.
"""

from aril.gs1.linters.characters import (
    digits,
    has_nondigit,
    hyphen,
    importer_index,
    percent_encoded,
    set_39,
    set_64,
    set_82,
)
from aril.gs1.linters.checks import check_digit, check_pair, company_prefix, company_prefix_after_first, iban
from aril.gs1.linters.codes import (
    country,
    country_letters,
    country_or_999,
    currency,
    media_type,
    package_type,
    sex,
)
from aril.gs1.linters.coupons import coupon, positive_offer
from aril.gs1.linters.dates import (
    date,
    date_or_month,
    hour,
    hour_and_minute,
    long_date,
    long_date_or_month,
    minute,
    second,
)
from aril.gs1.linters.fault import Fault, Linter
from aril.gs1.linters.numbers import (
    latitude,
    longitude,
    no_leading_zero,
    nonzero,
    piece_of_total,
    position_of_total,
    winding,
    yes_or_no,
    zero,
)

LINTERS: dict[str, Linter] = {
    "couponcode": coupon,
    "couponposoffer": positive_offer,
    "cset39": set_39,
    "cset64": set_64,
    "cset82": set_82,
    "csetnumeric": digits,
    "csum": check_digit,
    "csumalpha": check_pair,
    "gcppos1": company_prefix,
    "gcppos2": company_prefix_after_first,
    "hasnondigit": has_nondigit,
    "hh": hour,
    "hhmi": hour_and_minute,
    "hyphen": hyphen,
    "iban": iban,
    "importeridx": importer_index,
    "iso3166": country,
    "iso3166999": country_or_999,
    "iso3166alpha2": country_letters,
    "iso4217": currency,
    "iso5218": sex,
    "latitude": latitude,
    "longitude": longitude,
    "mediatype": media_type,
    "mi": minute,
    "nonzero": nonzero,
    "nozeroprefix": no_leading_zero,
    "packagetype": package_type,
    "pcenc": percent_encoded,
    "pieceoftotal": piece_of_total,
    "posinseqslash": position_of_total,
    "ss": second,
    "winding": winding,
    "yesno": yes_or_no,
    "yymmd0": date_or_month,
    "yymmdd": date,
    "yyyymmd0": long_date_or_month,
    "yyyymmdd": long_date,
    "zero": zero,
}

__all__ = ["LINTERS", "Fault", "Linter"]
