"""Values for every application identifier, made from its components as the table has them."""

import string
from collections.abc import Callable
from functools import cache

from hypothesis import strategies as st

from aril.gs1 import linters
from aril.gs1.application_identifiers import IDENTIFIERS, ApplicationIdentifier
from aril.gs1.check_characters import ALPHABET_82, digit_for, pair_for
from aril.gs1.components import Component
from aril.gs1.linters import characters, checks, codes, coupons, dates, numbers

Text = st.SearchStrategy[str]


DIGITS = string.digits
ALPHABETS = {
    characters.digits: DIGITS,
    characters.set_82: ALPHABET_82,
    characters.set_39: "#-/" + DIGITS + string.ascii_uppercase,
    characters.set_64: "-_" + DIGITS + string.ascii_letters,
}


def digits(length: int) -> Text:
    return st.text(DIGITS, min_size=length, max_size=length)


def _two(least: int, most: int) -> Text:
    return st.integers(least, most).map("{:02}".format)


def _days(first: int = 1) -> Text:
    return st.builds("{}{}{}".format, _two(0, 99), _two(1, 12), _two(first, 28))


def _with_digit(length: int) -> Text:
    return digits(length - 1).map(lambda body: body + digit_for(body))


def _with_pair(most: int) -> Text:
    rest = st.text(ALPHABET_82, min_size=1, max_size=most - 6).map(lambda text: text.replace("%", "x") + "x")
    return st.builds(str.__add__, digits(4), rest).map(
        lambda body: body[: most - 2] + pair_for(body[: most - 2])
    )


IBANS = ["FR7630006000011234567890189", "DE91100000000123456789", "PK70BANK0000123456789000"]
BY_LINTER: dict[linters.Linter, Callable[[Component], Text]] = {
    checks.check_digit: lambda part: _with_digit(part.most),
    checks.check_pair: lambda part: _with_pair(part.most),
    checks.company_prefix: lambda part: st.builds(
        str.__add__, digits(4), st.text(ALPHABETS[part.linters[0]], max_size=part.most - 4)
    ),
    checks.iban: lambda _: st.sampled_from(IBANS),
    characters.percent_encoded: lambda part: st.text(
        ALPHABET_82.replace("%", ""), min_size=1, max_size=part.most
    ),
    characters.hyphen: lambda _: st.just("-"),
    characters.importer_index: lambda _: st.sampled_from(ALPHABETS[characters.set_64]),
    codes.country: lambda _: st.sampled_from(sorted(codes.NUMERIC_COUNTRIES)),
    codes.country_or_999: lambda _: st.sampled_from([*sorted(codes.NUMERIC_COUNTRIES), "999"]),
    codes.country_letters: lambda _: st.sampled_from(sorted(codes.ALPHA_2)),
    codes.currency: lambda _: st.sampled_from(sorted(codes.CURRENCIES)),
    codes.media_type: lambda _: st.sampled_from(sorted(codes.MEDIA_TYPES)),
    codes.package_type: lambda _: st.sampled_from(sorted(codes.PACKAGE_TYPES)),
    codes.sex: lambda _: st.sampled_from("0129"),
    coupons.coupon: lambda _: digits(6).map("0123456{}11110123".format),
    coupons.positive_offer: lambda _: digits(6).map("00123456{}0123456".format),
    dates.date: lambda _: _days(),
    dates.date_or_month: lambda _: _days(0),
    dates.long_date: lambda _: st.builds("{}{}".format, _two(0, 99), _days()),
    dates.hour: lambda _: _two(0, 23),
    dates.minute: lambda _: _two(0, 59),
    dates.second: lambda _: _two(0, 59),
    dates.hour_and_minute: lambda _: st.builds("{}{}".format, _two(0, 23), _two(0, 59)),
    numbers.latitude: lambda _: st.integers(0, 1_800_000_000).map("{:010}".format),
    numbers.longitude: lambda _: st.integers(0, 3_600_000_000).map("{:010}".format),
    numbers.no_leading_zero: lambda part: st.integers(1, 10**part.most - 1).map(str),
    numbers.nonzero: lambda part: st.integers(1, 10**part.most - 1).map(lambda n: str(n).zfill(part.most)),
    numbers.piece_of_total: lambda _: st.integers(1, 99).map("01{:02}".format),
    numbers.position_of_total: lambda _: st.integers(1, 9).map("1/{}".format),
    numbers.winding: lambda _: st.sampled_from("019"),
    numbers.yes_or_no: lambda _: st.sampled_from("01"),
    numbers.zero: lambda _: st.just("0"),
}


def pieces(part: Component) -> Text:
    """Pieces of a value that fit a component."""
    if len(part.linters) > 1:
        return BY_LINTER[part.linters[1]](part)
    return st.text(ALPHABETS[part.linters[0]], min_size=part.least, max_size=part.most)


@cache
def values(identifier: ApplicationIdentifier) -> Text:
    """Values of an application identifier."""
    parts = identifier.components
    ends = [end for end in range(1, len(parts) + 1) if all(part.optional for part in parts[end:])]
    return st.one_of([st.tuples(*map(pieces, parts[:end])).map("".join) for end in ends])


@st.composite
def elements(draw: st.DrawFn) -> tuple[str, str]:
    """An element of any application identifier."""
    ai = draw(st.sampled_from(sorted(IDENTIFIERS)))
    return ai, draw(values(IDENTIFIERS[ai]))


ITEM_ATTRIBUTES = (
    "10",
    "11",
    "13",
    "15",
    "17",
    "20",
    "21",
    "22",
    "240",
    "3103",
    "3302",
    "400",
    "422",
    "7003",
    "99",
)


@st.composite
def labels(draw: st.DrawFn) -> list[tuple[str, str]]:
    """What may stand on the label of a trade item: a GTIN and any number of other elements, each once, in any order."""
    ais = ["01", *draw(st.lists(st.sampled_from(ITEM_ATTRIBUTES), unique=True))]
    return draw(st.permutations([(ai, draw(values(IDENTIFIERS[ai]))) for ai in ais]))
