"""The one error, and the sentences it says."""

import ast
import pickle
import re
from pathlib import Path

import pytest

import aril.gs1
from aril.gs1.element_string import parse_bracketed
from aril.gs1.errors import Gs1Error
from aril.gs1.sentences import SENTENCES

PACKAGE = Path(aril.gs1.__file__).parent


def _strings():
    for path in PACKAGE.rglob("*.py"):
        if path.name != "sentences.py":
            tree = ast.parse(path.read_text(encoding="utf-8"))
            yield from (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))


def test_every_sentence_is_said_somewhere():
    said = {text for text in _strings() if isinstance(text, str)}
    # Times of day and coordinates put their own name into the code.
    composed = {
        f"{prefix}{name}{suffix}"
        for name in ("hour", "minute", "second", "latitude", "longitude")
        for prefix, suffix in (("illegal-", ""), ("invalid-", ""), ("", "-too-short"), ("", "-too-long"))
    } | {"latitude-invalid-length", "longitude-invalid-length"}

    assert set(SENTENCES) - said - composed == set()


@pytest.mark.parametrize("sentence", SENTENCES.values())
def test_a_sentence_is_whole(sentence):
    assert re.fullmatch(r"[A-Z{'].*\.", sentence)


def _refusal(text):
    with pytest.raises(Gs1Error) as refusal:
        parse_bracketed(text)
    return refusal.value


def test_all_that_is_wrong_is_said_at_once():
    error = _refusal("(01)06901234567891(17)271301(3103)000500(3102)000050(99)é")

    assert [(finding.code, finding.ai, finding.at) for finding in error.findings] == [
        ("incorrect-check-digit", "01", 17),
        ("illegal-month", "17", 24),
        ("invalid-cset82-character", "99", 56),
        ("ai-pair", "3103", None),
        ("ai-pair", "3102", None),
    ]


def test_an_error_speaks_for_its_first_finding():
    error = _refusal("(01)06901234567891(17)271301")

    first = error.findings[0]
    assert (error.code, error.ai, error.at, error.template, error.data, error.message) == (
        first.code,
        first.ai,
        first.at,
        first.template,
        dict(first.data),
        first.message,
    )
    assert str(error) == error.message


def test_an_error_may_travel_between_processes():
    error = _refusal("(01)06901234567891")

    assert pickle.loads(pickle.dumps(error)).findings == error.findings
