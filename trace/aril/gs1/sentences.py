"""The sentence of every code a finding may have.

A sentence says the value, what was expected and what was found, with {named} gaps for the data of the finding. They
are the message ids of a translation. The codes are the names the GS1 Barcode Syntax Engine gives its linter errors,
where it has one.
"""

SENTENCES: dict[str, str] = {
    # Characters
    "non-digit-character": "{value} has {found!r} where a digit is expected.",
    "invalid-cset82-character": "{value} has {found!r}, which GS1 does not allow: use letters, digits and marks.",
    "invalid-cset39-character": "{value} has {found!r}: only capital letters, digits, #, - and / are allowed here.",
    "invalid-cset64-character": "{value} has {found!r}, which is no character of URL-safe base64.",
    "invalid-cset64-padding": "{value} ends in {found}, which is no valid padding of base64.",
    "invalid-cset32-character": "{value} has {found!r} in its check pair, which has no 0, 1, I, O and small letters.",
    "invalid-percent-sequence": "{value} has {found}: a % must be followed by two hexadecimal digits.",
    "requires-nondigit-character": "{value} has only digits: at least one other character is expected.",
    "not-hyphen": "{found} stands where only a hyphen, for a value below zero, is allowed.",
    "importer-idx-must-be-one-character": "The importer index is one character, not {found!r}.",
    "invalid-import-idx-character": "The importer index is a letter, a digit, - or _, not {found!r}.",
    # Check characters and prefixes
    "too-short-for-check-digit": "Nothing stands where a check digit is expected.",
    "incorrect-check-digit": "The check digit of {value} is {found}, but {expected} is right: check the number.",
    "too-short-for-check-pair": "{value} is too short to end in two check characters.",
    "too-long-for-check-pair": "{value} is longer than the {most} characters a check pair is defined for.",
    "incorrect-check-pair": "The check characters of {value} are {found}, but {expected} is right.",
    "too-short-for-gcp": "{value} is too short to hold a GS1 Company Prefix: at least {least} characters are expected.",
    "invalid-gcp-prefix": "{value} has {found!r} where the digits of a GS1 Company Prefix are expected.",
    "iban-too-short": "{value} is no IBAN: it has {found} characters, at least {least} are expected.",
    "iban-too-long": "{value} is no IBAN: it has {found} characters, at most {most} are allowed.",
    "illegal-iban-country-code": "{value} is no IBAN: {found} is no country.",
    "invalid-iban-character": "{value} is no IBAN: it has {found!r}, only capital letters and digits are allowed.",
    "incorrect-iban-checksum": "{value} is no IBAN: its check digits {found} do not fit the rest.",
    # Dates and times
    "date-too-short": "{found} is too short for a date: {length} digits are expected.",
    "date-too-long": "{found} is too long for a date: {length} digits are expected.",
    "illegal-month": "{value} is no date: there is no month {found}.",
    "illegal-day": "{value} is no date: there is no day {found} in a month of {last} days.",
    "hour-with-minute-too-short": "{found} is too short for hours and minutes: 4 digits are expected.",
    "hour-with-minute-too-long": "{found} is too long for hours and minutes: 4 digits are expected.",
    "hour-too-short": "{found} is too short for an hour: 2 digits are expected.",
    "hour-too-long": "{found} is too long for an hour: 2 digits are expected.",
    "minute-too-short": "{found} is too short for minutes: 2 digits are expected.",
    "minute-too-long": "{found} is too long for minutes: 2 digits are expected.",
    "second-too-short": "{found} is too short for seconds: 2 digits are expected.",
    "second-too-long": "{found} is too long for seconds: 2 digits are expected.",
    "illegal-hour": "There is no hour {found}: 00 to {most} are expected.",
    "illegal-minute": "There is no minute {found}: 00 to {most} are expected.",
    "illegal-second": "There is no second {found}: 00 to {most} are expected.",
    # Codes
    "not-iso3166": "{found} is no country code of ISO 3166, such as 156 for China.",
    "not-iso3166-or-999": "{found} is neither a country code of ISO 3166 nor 999.",
    "not-iso3166-alpha2": "{found} is no two-letter country code of ISO 3166, such as CN.",
    "not-iso4217": "{found} is no currency code of ISO 4217, such as 156 for the yuan.",
    "invalid-package-type": "{found} is no package type of UN/ECE Recommendation 21.",
    "invalid-media-type": "{found} is no AIDC media type.",
    "invalid-biological-sex-code": "{found} is no sex of ISO/IEC 5218: 0, 1, 2 or 9 are expected.",
    # Numbers
    "illegal-zero-value": "{found} is zero where a number above zero is expected.",
    "not-zero": "{found} stands where only 0 is allowed.",
    "illegal-zero-prefix": "{found} starts with 0 where a number without leading zeros is expected.",
    "not-zero-or-one": "{found} is neither 0 for no nor 1 for yes.",
    "invalid-winding-direction": "{found} is no winding direction: 0, 1 or 9 are expected.",
    "latitude-invalid-length": "{found} is no latitude: 10 digits are expected.",
    "longitude-invalid-length": "{found} is no longitude: 10 digits are expected.",
    "invalid-latitude": "{found} is no latitude: it is above {most}.",
    "invalid-longitude": "{found} is no longitude: it is above {most}.",
    "invalid-length-for-piece-of-total": "{found} is no number of a piece followed by the count of pieces.",
    "zero-piece-number": "{found} numbers piece 0: pieces are counted from 1.",
    "zero-total-pieces": "{found} says that there are 0 pieces.",
    "piece-number-exceeds-total": "Piece {piece} is beyond the count of {total} pieces.",
    "position-in-sequence-malformed": "{found} is no position such as 1/3.",
    "position-exceeds-end": "Position {position} is beyond the end {end}.",
    # Coupons
    "coupon-missing": "The coupon ends before its {field}.",
    "coupon-invalid": "The coupon has {found} as {field}, which is not allowed.",
    "coupon-truncated": "The coupon ends within its {field}.",
    "coupon-excess-data": "The coupon has {found} after its last field.",
    "coupon-expiration-before-start": "The coupon expires before it starts.",
    # Values of application identifiers
    "value-empty": "AI ({ai}) has no value.",
    "value-too-short": "AI ({ai}) takes at least {least} characters, but {value} has {found}.",
    "value-too-long": "AI ({ai}) takes at most {most} characters, but {value} has {found}.",
    "value-wrong-length": "AI ({ai}) does not take {found} characters, as in {value}.",
    # Keys
    "gtin-length": "A GTIN has 8, 12, 13 or 14 digits, but {value} has {found}.",
    "gtin-indicator": "The indicator of a GTIN is one digit, not {found}.",
    "range-prefix": "{found} is no GS1 Company Prefix: {least} to {most} digits are expected.",
    "range-extension": "The extension digit of an SSCC is 0 to 9, not {found}.",
    "range-start": "{found} is outside the range of {prefix}, which goes to {last}.",
    "range-exhausted": "Only {left} numbers are left in the range of {prefix}, but {wanted} are wanted.",
    # Meanings
    "meaning-day": "AI ({ai}) states no day.",
    "meaning-amount": "AI ({ai}) states no amount with a decimal point.",
    "meaning-money": "AI ({ai}) states no amount of a currency.",
    # Element strings
    "empty": "There is nothing to read.",
    "fnc1-missing": "A GS1 element string starts with FNC1, but {found!r} comes first.",
    "unknown-ai": "No application identifier is known at {found!r}.",
    "bracket-expected": "An application identifier in brackets is expected, but {found!r} comes instead.",
    "bracket-open": "The bracket of {found!r} is never closed.",
    "ai-conflict": "AI ({ai}) appears with different values: {first} and {second}.",
    "ai-pair": "AI ({ai}) must not stand beside AI ({other}).",
    "ai-partner": "AI ({ai}) must stand beside {partners}.",
    "serial-missing": "AI ({ai}) must have its serial part beside a digital signature, AI (8030).",
    # Scans
    "not-gs1": "{found!r} is none of GS1's codes.",
    "separator-lost": (
        "The reader loses the separator between elements: set it to send GS (ASCII 29) for FNC1, or type the text "
        "under the symbol with its brackets."
    ),
    "separator-doubtful": (
        "AI ({ai}) {value} may be {head} and AI ({other}) without their separator: set the reader to send GS (ASCII "
        "29) for FNC1, or type the text under the symbol with its brackets."
    ),
    # Digital Link
    "uri-character": "{found!r} is not allowed in a URI: it must be percent-encoded.",
    "uri-scheme": "A GS1 Digital Link starts with https:// or http://, not {found!r}.",
    "uri-domain": "{found!r} is no domain name.",
    "uri-no-path": "The address ends before its path.",
    "uri-no-key": "No GS1 key, such as /01/ and a GTIN, is in the path {found}.",
    "uri-order": "After AI ({ai}) the path has {found}, but only {expected} may follow, in this order.",
    "uri-no-qualifiers": "After AI ({ai}) the path has {found}, but nothing may follow.",
    "uri-unknown-attribute": "{found} in the query is no known application identifier.",
    "uri-attribute": "AI ({ai}) must not be in the query of a GS1 Digital Link.",
    "uri-attribute-in-path": "AI ({ai}) belongs into the path, not the query.",
    "uri-attribute-twice": "AI ({ai}) appears twice in the address.",
    "no-key": "No identifier among {found} can start a GS1 Digital Link: it needs a key, such as (01).",
    "not-compressed": "{found} is no compressed GS1 Digital Link.",
    "base-url": "{found} is no address to build a GS1 Digital Link on: https:// and a domain are expected.",
    # EPC
    "epc-unknown": "{found!r} is neither an EPC URN of a GS1 key nor a GS1 Digital Link.",
    "epc-fields": "An EPC URN is written {expected}, which {found!r} is not.",
    "epc-pattern": "A pattern ends in .*, which {found!r} does not.",
    "epc-none": "There is no EPC URN for {found}.",
    "epc-prefix-length": "A GS1 Company Prefix of {found} digits does not fit AI ({ai}).",
}
