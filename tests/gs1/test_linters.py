"""Linters, each with what it lets pass and what it finds."""

import pytest

from aril.gs1.linters import LINTERS

GOOD = {
    "couponposoffer": ["001234561234560123456", "061234567890121234569123456789012345"],
    "cset39": ["", "#-/09AZ"],
    "cset64": ["", "123", "12", "12=", "1==", "-_aZ9"],
    "cset82": ["", "!\"%&'()*+,-./09:;<=>?AZ_az"],
    "csetnumeric": ["", "0123456789"],
    "csum": ["96385074", "6901234567892", "369012340000000413"],
    "csumalpha": ["22", "!22", "1987654Ad4X4bL5ttr2310c2K", "12345_ABCDEFGHIJKLMCP"],
    "gcppos1": ["1234", "1234A"],
    "gcppos2": ["x1234", "01234A"],
    "hasnondigit": ["A", "1A", "/"],
    "hh": ["00", "23"],
    "hhmi": ["0000", "2359"],
    "hyphen": ["-", "--"],
    "iban": ["FR7630006000011234567890189", "MT90MALT011000012345MTLCAST001SABC", "BE71096123456769"],
    "importeridx": ["-", "_", "0", "A", "z"],
    "iso3166": ["156", "004", "894"],
    "iso3166999": ["156", "999"],
    "iso3166alpha2": ["CN", "AD", "ZW"],
    "iso4217": ["156", "978"],
    "iso5218": ["0", "1", "2", "9"],
    "latitude": ["0000000000", "1800000000"],
    "longitude": ["0000000000", "3600000000"],
    "mediatype": ["01", "10", "80", "99"],
    "mi": ["00", "59"],
    "nonzero": ["1", "01"],
    "nozeroprefix": ["", "1", "10"],
    "packagetype": ["1A", "9", "CT", "ZZ", "200"],
    "pcenc": ["", "A", "%20", "ABC%ffXYZ", "%00%FF"],
    "pieceoftotal": ["11", "0103", "9999", "001003"],
    "posinseqslash": ["1/1", "9/10", "100/100"],
    "ss": ["00", "59"],
    "winding": ["0", "1", "9"],
    "yesno": ["0", "1"],
    "yymmd0": ["000229", "200600", "991231"],
    "yymmdd": ["000229", "240229", "991231"],
    "yyyymmd0": ["20200600", "24000229"],
    "yyyymmdd": ["20000229", "19991231", "00000229"],
    "zero": ["0", "00"],
}

BAD = [
    ("cset39", "AB_C", "invalid-cset39-character", 2, 1),
    ("cset64", "AB C", "invalid-cset64-character", 2, 1),
    ("cset64", "123=", "invalid-cset64-padding", 3, 1),
    ("cset64", "===", "invalid-cset64-padding", 0, 3),
    ("cset82", "AB#C", "invalid-cset82-character", 2, 1),
    ("csetnumeric", "1２3", "non-digit-character", 1, 1),
    ("csum", "", "too-short-for-check-digit", 0, 0),
    ("csum", "12x", "non-digit-character", 2, 1),
    ("csum", "6901234567891", "incorrect-check-digit", 12, 1),
    ("csumalpha", "2", "too-short-for-check-pair", 0, 1),
    ("csumalpha", "1" * 100, "too-long-for-check-pair", 0, 100),
    ("csumalpha", "12 4NT", "invalid-cset82-character", 2, 1),
    ("csumalpha", "123N ", "invalid-cset32-character", 4, 1),
    ("csumalpha", "33", "incorrect-check-pair", 0, 2),
    ("gcppos1", "123", "too-short-for-gcp", 0, 3),
    ("gcppos1", "12A4", "invalid-gcp-prefix", 2, 1),
    ("gcppos2", "x", "too-short-for-gcp", 0, 1),
    ("gcppos2", "x12A4", "invalid-gcp-prefix", 3, 1),
    ("hasnondigit", "111", "requires-nondigit-character", 0, 3),
    ("hh", "24", "illegal-hour", 0, 2),
    ("hh", "2", "hour-too-short", 0, 1),
    ("hh", "022", "hour-too-long", 0, 3),
    ("hhmi", "2400", "illegal-hour", 0, 2),
    ("hhmi", "2360", "illegal-minute", 2, 2),
    ("hhmi", "236", "hour-with-minute-too-short", 0, 3),
    ("hhmi", "23590", "hour-with-minute-too-long", 0, 5),
    ("hhmi", "23x0", "non-digit-character", 2, 1),
    ("hyphen", "", "not-hyphen", 0, 0),
    ("hyphen", "X", "not-hyphen", 0, 1),
    ("iban", "BE7", "iban-too-short", 0, 3),
    ("iban", "BE71096123", "iban-too-short", 0, 10),
    ("iban", "MTXXMALT011000012345MTLCAST001SABCD", "iban-too-long", 0, 35),
    ("iban", "XX361234567890", "illegal-iban-country-code", 0, 2),
    ("iban", "LC14BOSLxx3456789012345678901230", "invalid-iban-character", 8, 1),
    ("iban", "LCxxBOSL123456789012345678901230", "invalid-iban-character", 2, 1),
    ("iban", "LCx4BOSL1x3456789012345678901230", "invalid-iban-character", 9, 1),
    ("iban", "BE71096123456760", "incorrect-iban-checksum", 2, 2),
    ("importeridx", "", "importer-idx-must-be-one-character", 0, 0),
    ("importeridx", "=", "invalid-import-idx-character", 0, 1),
    ("iso3166", "999", "not-iso3166", 0, 3),
    ("iso3166999", "998", "not-iso3166-or-999", 0, 3),
    ("iso3166alpha2", "AA", "not-iso3166-alpha2", 0, 2),
    ("iso4217", "000", "not-iso4217", 0, 3),
    ("iso5218", "5", "invalid-biological-sex-code", 0, 1),
    ("latitude", "1800000001", "invalid-latitude", 0, 10),
    ("latitude", "180000000", "latitude-invalid-length", 0, 9),
    ("latitude", "18000x0000", "non-digit-character", 5, 1),
    ("longitude", "3600000001", "invalid-longitude", 0, 10),
    ("mediatype", "11", "invalid-media-type", 0, 2),
    ("mi", "60", "illegal-minute", 0, 2),
    ("nonzero", "000", "illegal-zero-value", 0, 3),
    ("nonzero", "0x0", "non-digit-character", 1, 1),
    ("nozeroprefix", "0", "illegal-zero-prefix", 0, 1),
    ("nozeroprefix", "9A99", "non-digit-character", 1, 1),
    ("packagetype", "0000", "invalid-package-type", 0, 4),
    ("pcenc", "ABC%fg", "invalid-percent-sequence", 3, 3),
    ("pcenc", "%20%2", "invalid-percent-sequence", 3, 2),
    ("pieceoftotal", "111", "invalid-length-for-piece-of-total", 0, 3),
    ("pieceoftotal", "", "invalid-length-for-piece-of-total", 0, 0),
    ("pieceoftotal", "0x55", "non-digit-character", 1, 1),
    ("pieceoftotal", "0001", "zero-piece-number", 0, 2),
    ("pieceoftotal", "0100", "zero-total-pieces", 2, 2),
    ("pieceoftotal", "0908", "piece-number-exceeds-total", 0, 4),
    ("posinseqslash", "1//2", "position-in-sequence-malformed", 0, 4),
    ("posinseqslash", "1", "position-in-sequence-malformed", 0, 1),
    ("posinseqslash", "01/2", "illegal-zero-prefix", 0, 2),
    ("posinseqslash", "1/02", "illegal-zero-prefix", 2, 2),
    ("posinseqslash", "10/9", "position-exceeds-end", 0, 4),
    ("ss", "60", "illegal-second", 0, 2),
    ("ss", "6x", "non-digit-character", 1, 1),
    ("winding", "2", "invalid-winding-direction", 0, 1),
    ("yesno", "2", "not-zero-or-one", 0, 1),
    ("yymmd0", "210229", "illegal-day", 4, 2),
    ("yymmdd", "200600", "illegal-day", 4, 2),
    ("yymmdd", "201310", "illegal-month", 2, 2),
    ("yymmdd", "20131", "date-too-short", 0, 5),
    ("yymmdd", "2013100", "date-too-long", 0, 7),
    ("yymmdd", "2x1310", "non-digit-character", 1, 1),
    ("yyyymmd0", "20210229", "illegal-day", 6, 2),
    ("yyyymmdd", "19000229", "illegal-day", 6, 2),
    ("yyyymmdd", "20000029", "illegal-month", 4, 2),
    ("zero", "01", "not-zero", 0, 2),
]


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in GOOD.items() for value in values]
)
def test_a_linter_lets_right_values_pass(name, value):
    assert LINTERS[name](value) is None


@pytest.mark.parametrize(("name", "value", "code", "at", "length"), BAD)
def test_a_linter_finds_what_is_wrong_and_where(name, value, code, at, length):
    fault = LINTERS[name](value)

    assert (fault.code, fault.at, fault.length) == (code, at, length)


def test_every_linter_is_tried_on_right_and_wrong_values():
    coupons = {"couponcode", "couponposoffer"}

    assert set(GOOD) | {"couponcode"} == set(LINTERS)
    assert {name for name, *_ in BAD} | coupons == set(LINTERS)
