"""What schemathesis cannot know from JSON Schema: values with check digits, and what belongs together."""

import os
import string
from calendar import monthrange
from collections import Counter
from typing import Any
from urllib.parse import unquote

import schemathesis
from hypothesis import strategies as st
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.meta import CoveragePhaseData
from schemathesis.generation.modes import GenerationMode

from aril.api.epcis.door import VERSION_HEADERS
from aril.domain.link_types import LINK_TYPES, OF_THE_SITE
from aril.epcis.schedule import FIELDS
from aril.gs1.application_identifiers import IDENTIFIERS
from aril.labelling.serial import ENTROPY, serials
from tests.api.live import HOST, ROLL
from tests.api.live import LOT as LOT_NUMBER
from tests.coded import GTIN, SSCC
from tests.epcis.examples import CASE, LOT, ORCHARD, UNIT
from tests.gs1 import strategies as gs1

EXAMPLES = int(os.environ.get("ARIL_EXAMPLES", "2"))
"""How many requests are drawn for each operation."""
EXHAUSTIVE = 40
"""With so many, every case of coverage is asked; with fewer, as large a part of them."""
COMPRESSED = ("AN2yxDhfaiaw", "AQnYUc1gmiCNV4JG", "AQnYUc1gmkTaASxvp7z3tqfx6")
URIS = (
    LOT,
    UNIT,
    CASE,
    ORCHARD,
    "example:grade",
    "mailto:a@example.org",
    "https://a@example.org:8080/a?b=c#d",
)
MANY = 10
"""Optional parameters of a query that are no longer tried together."""

BESIDE = {"eventCountLimit": {"orderBy"}}
"""What a parameter of a query cannot be without."""

LEAP_YEAR = 2024
MONTHS = {str(month) for month in range(1, 13)}
FAR = 99_999
"""The last number of the enterprise's GTINs; its SSCCs go further."""

CODES = serials(bytes(range(ENTROPY * ROLL)))
VERSIONS = {each.name for each in VERSION_HEADERS}
LETTERS = st.text(string.ascii_letters + string.digits + "-_", min_size=1, max_size=20)

for ai in ("00", "01", "414", "417", "10", "21", "22", "235", "254", "7040"):
    schemathesis.openapi.format(f"gs1-{ai}", gs1.values(IDENTIFIERS[ai]))
schemathesis.openapi.format(
    "rfc3986", st.one_of(st.sampled_from(URIS), LETTERS.map(lambda name: f"urn:example:{name}"))
)
schemathesis.openapi.format(
    "decimal",
    st.from_regex(r"[+-]?([0-9]{1,20}(\.[0-9]{0,20})?|\.[0-9]{1,20})([eE][+-]?[0-9]{1,2})?", fullmatch=True),
)
schemathesis.openapi.format("gs1-compressed", st.sampled_from(COMPRESSED))
schemathesis.openapi.format("own-gtin", st.just(GTIN))
schemathesis.openapi.format("own-lot", st.just(LOT_NUMBER))
schemathesis.openapi.format("lot-design", st.sampled_from(["", "lot-a4-24", "unit-a4-48", "lot-60x40"]))
schemathesis.openapi.format("region", st.sampled_from(["", "370404", "山东省枣庄市峄城区"]))
schemathesis.openapi.format("own-sscc", st.just(SSCC))
schemathesis.openapi.format("parcel-design", st.sampled_from(["", "pallet-100x150"]))
schemathesis.openapi.format("roll-design", st.sampled_from(["", "roll-60x40"]))
schemathesis.openapi.format("roll-code", st.sampled_from(CODES))
schemathesis.openapi.format("pages", st.just("1"))
schemathesis.openapi.format("label", st.just("1"))
schemathesis.openapi.format("own-address", LETTERS.map(lambda page: f"https://{HOST}/{page}"))
schemathesis.openapi.format("link-type", st.sampled_from(sorted(LINK_TYPES - OF_THE_SITE)))
schemathesis.openapi.format("webhook", st.just("https://93.184.215.14/events"))
for name, values in FIELDS.items():
    schemathesis.openapi.format(f"schedule-{name}", st.sampled_from([str(each) for each in values]))


@schemathesis.hook
def filter_path_parameters(_context: schemathesis.HookContext, path_parameters: Any) -> bool:
    """Not what schemathesis sends as something else: it reads `%41` in a value as A, before it writes the address."""
    return all(
        not isinstance(each, str) or unquote(each) == each for each in (path_parameters or {}).values()
    )


@schemathesis.hook
def filter_query(_context: schemathesis.HookContext, query: Any) -> bool:
    """What no schema of one parameter can say: a token is one that the same list gave, and two exclude each other."""
    given = set(query or ())
    return not (
        "nextPageToken" in given
        or {"eventCountLimit", "maxEventCount"} <= given
        or ("eventCountLimit" in given and "orderBy" not in given)
    )


@schemathesis.hook
def filter_body(_context: schemathesis.HookContext, body: Any) -> bool:
    """What no schema of one field can say.

    A first number leaves numbers for those who come after. The last day is not before the first, nor the last label
    of a roll. What is printed again begins at the first place of a sheet: how many there are, its design says. A day of
    a month is one that it has.
    """
    return not isinstance(body, dict) or not (
        ("kind" in body and _number(body, "start") > FAR)
        or ("reason" in body and _number(body, "start") > 1)
        or (body.get("first") in CODES and body.get("last") in CODES[: CODES.index(body["first"])])
        or _text(body, "valid_from") > (_text(body, "valid_to") or "9999")
        or _never_comes(body.get("schedule"))
    )


def _never_comes(schedule: Any) -> bool:
    if not isinstance(schedule, dict):
        return False
    day, month = (_text(schedule, name) for name in ("dayOfMonth", "month"))
    return day.isdecimal() and month in MONTHS and int(day) > monthrange(LEAP_YEAR, int(month))[1]


def _number(body: dict[str, Any], name: str) -> float:
    return body[name] if isinstance(body.get(name), int | float) else 0


def _text(body: dict[str, Any], name: str) -> str:
    return body[name] if isinstance(body.get(name), str) else ""


@schemathesis.hook
def filter_case(context: schemathesis.HookContext, case: schemathesis.Case) -> bool:
    """Of what coverage tries, not what the filters above leave out, and the headers of versions at one address.

    Those are read in one place before every view below `/epcis`.
    """
    covered = _covered(case)
    if covered is None:
        return True
    met = _met[case.operation.label]
    _met[case.operation.label] += 1
    if met * EXAMPLES % EXHAUSTIVE >= EXAMPLES:
        return False
    if _is_valid(case) and not (filter_body(context, case.body) and filter_query(context, case.query)):
        return False
    if covered.parameter_location is ParameterLocation.HEADER and case.operation.path != "/epcis/":
        return covered.parameter not in {None, *VERSIONS} or not VERSIONS & {
            each.name for each in case.operation.headers
        }
    return True


@schemathesis.hook
def map_case(_context: schemathesis.HookContext, case: schemathesis.Case) -> schemathesis.Case:
    """Each parameter of a query of events is covered alone: no event fits all of them together."""
    covered = _covered(case)
    optional = {each.name for each in case.operation.query if not each.is_required}
    if covered is None or not case.query or len(optional) < MANY:
        return case
    if covered.parameter_location is not ParameterLocation.QUERY:
        case.query = {}
    elif covered.parameter is not None:
        tried = {covered.parameter, *BESIDE.get(covered.parameter, ())}
        known = optional - tried
        case.query = {name: value for name, value in case.query.items() if name not in known}
    return case


_met: Counter[str] = Counter()
"""How many cases of coverage each operation had so far."""


def _covered(case: schemathesis.Case) -> CoveragePhaseData | None:
    """What the phase of coverage tries with a case; None in the other phases."""
    found = case.meta.phase.data if case.meta else None
    return found if isinstance(found, CoveragePhaseData) else None


def _is_valid(case: schemathesis.Case) -> bool:
    return case.meta is not None and case.meta.generation.mode is GenerationMode.POSITIVE
