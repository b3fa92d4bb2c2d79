"""Inputs with the verdict of the GS1 Barcode Syntax Engine."""

import json

from click.testing import CliRunner

from aril.cli.gs1 import gs1
from tests.conformance import vectors

KIND = {"unbracketed": "fnc1", "bracketed": "bracketed", "dl": "uri"}


def _verdicts(cases, kind):
    lines = "\n".join(case["input"] for case in cases)
    result = CliRunner().invoke(gs1, ["parse", "--kind", kind], input=lines, catch_exceptions=False)
    return [json.loads(line) for line in result.output.splitlines()]


def _expected(case):
    if not case["valid"]:
        return {"valid": False}
    return {"valid": True, "ai": case["ai"], "hri": case["hri"], "uri": case["dl_uri"]}


def _differences(cases, kind):
    for case, found in zip(cases, _verdicts(cases, kind), strict=True):
        expected = _expected(case)
        if {key: found[key] for key in expected} != expected:
            yield case, found


def test_every_verdict_of_the_engine_is_ours():
    cases = vectors.data("gs1/oracle.json")["cases"]

    differences = [
        difference
        for of_engine, ours in KIND.items()
        for difference in _differences([case for case in cases if case["kind"] == of_engine], ours)
    ]

    assert differences == []


def test_what_a_line_holds_is_seen_by_looking_at_it():
    cases = vectors.data("gs1/oracle.json")["cases"]

    assert list(_differences(cases, "auto")) == []


def test_every_refusal_says_what_is_wrong():
    refused = [case for case in vectors.data("gs1/oracle.json")["cases"] if not case["valid"]]

    found = _verdicts(refused, "auto")

    assert [each["input"] for each in found if not all(error["message"] for error in each["errors"])] == []
    assert all(each["errors"] for each in found)
