"""What schemathesis cannot know from JSON Schema: values with check digits, and what belongs together."""

import string
from typing import Any

import schemathesis
from hypothesis import strategies as st
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.meta import CoveragePhaseData

from aril.api.epcis.door import VERSION_HEADERS
from aril.domain.link_types import LINK_TYPES, OF_THE_SITE
from aril.epcis.schedule import FIELDS
from aril.gs1.application_identifiers import IDENTIFIERS
from aril.labelling.serial import ENTROPY, serials
from tests.api.live import HOST, ROLL
from tests.api.live import LOT as LOT_NUMBER
from tests.coded import GTIN
from tests.epcis.examples import CASE, LOT, ORCHARD, UNIT
from tests.gs1 import strategies as gs1

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

FAR = 10**6
"""A first number of an enterprise that its prefix surely has."""

LETTERS = st.text(string.ascii_letters + string.digits + "-_", min_size=1, max_size=20)

for ai in ("00", "01", "414", "417", "10", "21", "22", "235", "254", "7040"):
    schemathesis.openapi.format(f"gs1-{ai}", gs1.values(IDENTIFIERS[ai]))
schemathesis.openapi.format(
    "rfc3986", st.one_of(st.sampled_from(URIS), LETTERS.map(lambda name: f"urn:example:{name}"))
)
schemathesis.openapi.format("gs1-compressed", st.sampled_from(COMPRESSED))
schemathesis.openapi.format("own-gtin", st.just(GTIN))
schemathesis.openapi.format("own-lot", st.just(LOT_NUMBER))
schemathesis.openapi.format("lot-design", st.sampled_from(["", "lot-a4-24", "unit-a4-48", "lot-60x40"]))
schemathesis.openapi.format("roll-design", st.sampled_from(["", "roll-60x40"]))
schemathesis.openapi.format("roll-code", st.sampled_from(serials(bytes(range(ENTROPY * ROLL)))))
schemathesis.openapi.format("pages", st.just("1"))
schemathesis.openapi.format("own-address", LETTERS.map(lambda page: f"https://{HOST}/{page}"))
schemathesis.openapi.format("link-type", st.sampled_from(sorted(LINK_TYPES - OF_THE_SITE)))
schemathesis.openapi.format("webhook", st.just("https://93.184.215.14/events"))
for name, values in FIELDS.items():
    schemathesis.openapi.format(f"schedule-{name}", st.sampled_from([str(each) for each in values]))


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
    """The last day of validity is not before the first, and a start leaves numbers for those who come after."""
    if isinstance(body, dict) and isinstance(body.get("start"), int) and body["start"] > FAR:
        return False
    days = (body.get("valid_from"), body.get("valid_to")) if isinstance(body, dict) else ()
    return not all(isinstance(day, str) and day for day in days) or not days or days[0] <= days[1]


@schemathesis.hook
def filter_case(context: schemathesis.HookContext, case: schemathesis.Case) -> bool:
    """Of what coverage tries, not what the filters above leave out, and the headers of versions at one address.

    Those are read in one place before every view below `/epcis`.
    """
    covered = _covered(case)
    if covered is None:
        return True
    if not filter_body(context, case.body):
        return False
    if covered.parameter_location is ParameterLocation.QUERY and covered.parameter is None:
        return filter_query(context, case.query)
    if covered.parameter_location is ParameterLocation.HEADER and case.operation.path != "/epcis/":
        return covered.parameter not in {None, *(each.name for each in VERSION_HEADERS)}
    return True


@schemathesis.hook
def map_case(_context: schemathesis.HookContext, case: schemathesis.Case) -> schemathesis.Case:
    """Each parameter of a query is covered alone: together no event fits, and one wrong value hides the others."""
    covered = _covered(case)
    optional = {each.name for each in case.operation.query if not each.is_required}
    if covered is None or not case.query or len(optional) < MANY:
        return case
    tried = covered.parameter if covered.parameter_location is ParameterLocation.QUERY else None
    if tried is not None and tried in case.query:
        beside = {"eventCountLimit": {"orderBy"}}.get(tried, set())
        case.query = {name: value for name, value in case.query.items() if name in {tried, *beside}}
    elif tried is None and covered.parameter_location is not ParameterLocation.QUERY:
        case.query = {}
    return case


def _covered(case: schemathesis.Case) -> CoveragePhaseData | None:
    """What the phase of coverage tries with a case; None in the other phases."""
    found = case.meta.phase.data if case.meta else None
    return found if isinstance(found, CoveragePhaseData) else None
