"""Every parameter that the REST contract and the query schema name is one the query language knows."""

import re
from functools import reduce
from operator import getitem

import pytest
import yaml

from aril.epcis.errors import QueryParameterError
from aril.epcis.query import parse_query
from tests.conformance import vectors

NAMES = {"example": "https://ns.example.org/"}
VALUES = (
    "https://example.org/x",
    "12",
    "2026-09-12T00:00:00Z",
    "true",
    "ADD",
    "DESC",
    "eventTime",
    "location",
    "Mass",
)
WORD = "example:x"
GAPS = (
    (r"[a-z][a-zA-Z0-9]*\\:\\w+", WORD),
    (r"\\w+_\\w+", f"{WORD}_y"),
    (r"[A-Z0-9]{2,4}", "CEL"),
    (r"bizTransaction_[a-z][a-zA-Z0-9_]+", "bizTransaction_po"),
    (r"[a-z][a-zA-Z0-9_]+", "location"),
)
"""What the patterns of the query schema leave open, and something to put there."""


def _in_contract():
    contract = yaml.safe_load(vectors.text("epcis/openapi.yaml"))
    for listed in contract["paths"]["/events"]["get"]["parameters"]:
        parameter = _resolved(listed, contract)
        if parameter["in"] == "query":
            yield parameter["name"]


def _resolved(parameter, contract):
    if "$ref" not in parameter:
        return parameter
    _, *steps = parameter["$ref"].split("/")
    return _resolved(reduce(getitem, steps, contract), contract)


def _in_schema():
    query = vectors.data("epcis/query-schema.json")["definitions"]["EPCIS-Query"]
    yield from set(query["properties"]) - {"@context"}
    for pattern in query["patternProperties"]:
        name = pattern.strip("^$")
        for gap, filling in GAPS:
            name = name.replace(gap, filling)
        yield name


def _is_known(name):
    for value in VALUES:
        together = {"orderBy": "eventTime"} if name == "eventCountLimit" else {}
        try:
            parse_query({name: value, **together}, NAMES)
        except QueryParameterError:
            continue
        return True
    return False


def test_every_parameter_of_the_contract_can_be_asked():
    names = list(_in_contract())

    assert len(names) > 50
    assert [name for name in names if not _is_known(name)] == []


def test_every_name_the_query_schema_allows_can_be_asked():
    names = list(_in_schema())

    assert [name for name in names if not re.fullmatch(r"[\w:]+", name)] == []
    assert [name for name in names if not _is_known(name)] == []


@pytest.mark.parametrize("name", ["GE_eventDate", "EQ_", "perpage", "MATCH_EPC", "EQ_value_", "_", ""])
def test_a_name_that_only_looks_like_one_is_refused(name):
    with pytest.raises(QueryParameterError) as caught:
        parse_query({name: "2026-09-12T00:00:00Z"}, NAMES)

    assert [each.path for each in caught.value.findings] == [name]
