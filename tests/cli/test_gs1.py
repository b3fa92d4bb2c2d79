"""`aril gs1`."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from click.testing import CliRunner

from aril.cli.gs1 import gs1
from aril.gs1.errors import Gs1Error


def _run(*arguments, lines=""):
    return CliRunner().invoke(gs1, arguments, input=lines, catch_exceptions=False)


def _parse(line, kind="auto"):
    (answer,) = _run("parse", "--kind", kind, lines=f"{line}\n").output.splitlines()
    return json.loads(answer)


def test_a_code_is_answered_with_all_its_spellings():
    assert _parse("]C1010690123456789210A-7", "scan") == {
        "input": "]C1010690123456789210A-7",
        "valid": True,
        "ai": "(01)06901234567892(10)A-7",
        "fnc1": "^010690123456789210A-7",
        "hri": ["(01) 06901234567892", "(10) A-7"],
        "uri": "https://id.gs1.org/01/06901234567892/10/A-7",
        "symbology": "]C1",
        "errors": [],
    }


def test_a_wrong_code_is_answered_with_all_that_is_wrong():
    answer = _parse("(01)06901234567891(17)271301", "bracketed")

    assert answer["valid"] is False
    assert answer["uri"] is None
    assert [(error["code"], error["ai"], error["at"]) for error in answer["errors"]] == [
        ("incorrect-check-digit", "01", 17),
        ("illegal-month", "17", 24),
    ]
    assert answer["errors"][1]["message"] == "271301 is no date: there is no month 13."


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("fnc1", "^010690123456789210A"),
        ("fnc1", "\x1d010690123456789210A"),
        ("bracketed", "(01)06901234567892(10)A"),
        ("uri", "https://example.com/t/01/06901234567892/10/A?x=1"),
        ("scan", "(01) 06901234567892 (10) A"),
        ("urn", "urn:epc:class:lgtin:6901234.056789.A"),
    ],
)
def test_a_line_is_read_as_the_kind_it_is_said_to_be_or_looks_like(kind, line):
    assert _parse(line, kind)["uri"] == "https://id.gs1.org/01/06901234567892/10/A"
    assert _parse(line)["uri"] == "https://id.gs1.org/01/06901234567892/10/A"


@pytest.mark.parametrize(
    ("kind", "line", "code"),
    [
        ("scan", "XK7-2", "not-gs1"),
        ("urn", "https://example.com", "epc-unknown"),
        ("fnc1", "", "empty"),
        ("uri", "/01/06901234567892", "uri-scheme"),
    ],
)
def test_what_is_not_of_its_kind_is_refused(kind, line, code):
    assert [error["code"] for error in _parse(line, kind)["errors"]] == [code]


def test_a_code_without_a_key_has_no_link():
    assert _parse("(99)ROW-12")["uri"] is None


def test_one_object_is_printed_for_each_line():
    lines = "(01)06901234567892\r\n\n石榴\n(99)X"

    answers = [json.loads(line) for line in _run("parse", lines=lines).output.splitlines()]

    assert [answer["input"] for answer in answers] == ["(01)06901234567892", "", "石榴", "(99)X"]
    assert [answer["valid"] for answer in answers] == [True, False, False, True]


def test_bytes_that_are_no_text_are_refused_and_do_not_stop_the_rest():
    result = CliRunner().invoke(gs1, ["parse"], input=b"\xff\xfe\n(99)X\n", catch_exceptions=False)

    assert [json.loads(line)["valid"] for line in result.output.splitlines()] == [False, True]


def test_a_file_is_read_like_the_input(tmp_path):
    path = tmp_path / "codes.txt"
    path.write_text("(99)X\n", encoding="utf-8")

    assert json.loads(_run("parse", str(path)).output)["valid"]


def test_build_prints_payload_lines_and_link():
    assert _run("build", "(10)A(01)06901234567892(21)K7(17)270131").output.splitlines() == [
        "^01069012345678921727013110A^21K7",
        "(01) 06901234567892",
        "(17) 270131",
        "(10) A",
        "(21) K7",
        "https://id.gs1.org/01/06901234567892/10/A/21/K7?17=270131",
    ]


def test_build_prints_no_link_where_there_is_none():
    assert _run("build", "(99)X").output.splitlines() == ["^99X", "(99) X"]


def test_build_refuses_what_is_wrong():
    with pytest.raises(Gs1Error, match="check digit"):
        _run("build", "(01)06901234567891")


def test_ssccs_are_printed_with_where_to_go_on():
    result = _run("ssccs", "--prefix", "6901234", "--count", "2", "--extension", "3", "--following", "41")

    assert result.stdout.splitlines() == ["369012340000000413", "369012340000000420"]
    assert result.stderr == "--following 43\n"


def test_ssccs_that_a_file_keeps_are_printed_once(tmp_path):
    path = tmp_path / "ranges.json"

    def take(count, *more):
        asked = ("ssccs", "--prefix", "6901234", "--count", str(count), "--kept-in", str(path), *more)
        return _run(*asked).stdout.splitlines()

    with ThreadPoolExecutor(max_workers=4) as pool:
        first = [
            number for numbers in pool.map(lambda _: take_in_a_process(path), range(4)) for number in numbers
        ]

    assert len(first) == len(set(first)) == 8
    assert take(1) == ["069012340000000085"]
    assert take(1, "--extension", "3", "--following", "41") == ["369012340000000413"]
    assert take(1, "--extension", "3", "--following", "7") == ["369012340000000420"]
    assert json.loads(path.read_text()) == {"0 6901234": 9, "3 6901234": 43}


def take_in_a_process(path):
    """Two numbers, taken by a program of its own."""
    command = "from aril.cli.gs1 import gs1; gs1()"
    asked = ["ssccs", "--prefix", "6901234", "--count", "2", "--kept-in", str(path)]
    return subprocess.run(
        [sys.executable, "-c", command, *asked], capture_output=True, text=True, check=True
    ).stdout.splitlines()


def test_ssccs_of_no_prefix_are_refused():
    with pytest.raises(Gs1Error, match="4 to 12 digits"):
        _run("ssccs", "--prefix", "69", "--count", "1")
