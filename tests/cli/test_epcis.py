"""`aril epcis`: a line of JSON for each file or event."""

import json

import pytest
from click.testing import CliRunner

from aril.cli.epcis import epcis
from aril.epcis.event_hash import event_hash, prehash
from aril.epcis.reading import read_document
from tests.epcis import examples as ex

GOOD = ex.document(ex.object_event(), ex.aggregation_event())
BAD = ex.document(ex.object_event(), ex.object_event(action="CREATE"))


@pytest.fixture
def run(tmp_path):
    """Runs a command on files that hold these values; answers the exit code and what each line says."""

    def run(*words, text=None, **files):
        for name, value in files.items():
            (tmp_path / name).write_text(json.dumps(value), encoding="utf-8")
        names = [str(tmp_path / name) for name in files] or ["-"]
        result = CliRunner().invoke(epcis, [*words, *names], input=text)
        return result.exit_code, [json.loads(line) for line in result.output.splitlines()]

    return run


def test_check_says_that_a_document_is_valid_and_how_many_events_it_has(run, tmp_path):
    code, lines = run("check", good=GOOD)

    assert code == 0
    assert lines == [{"file": str(tmp_path / "good"), "valid": True, "events": 2, "errors": []}]


def test_check_names_event_path_code_and_sentence_of_each_error(run):
    code, (good, bad) = run("check", good=GOOD, bad=BAD)

    assert code == 1
    assert good["valid"]
    assert (bad["valid"], bad["events"]) == (False, 2)
    assert bad["errors"] == [
        {
            "event": 1,
            "path": "$.epcisBody.eventList[1].action",
            "code": "not-a-choice",
            "message": '"CREATE" is none of ADD, OBSERVE, DELETE.',
        }
    ]


def test_check_reads_standard_input_and_tells_what_is_no_json(run):
    code, (line,) = run("check", text="{")

    assert code == 1
    assert line["errors"][0]["code"] == "not-json"


def test_check_remarks_what_should_have_been_said_once(run):
    element = {"sensorMetadata": {"deviceID": "a:1"}, "sensorReport": [{"type": "Mass", "deviceID": "a:1"}]}

    code, (line,) = run("check", twice=ex.document(ex.object_event(sensorElementList=[element])))

    assert code == 0
    assert [each["code"] for each in line["remarks"]] == ["said-twice"]


def test_hash_numbers_the_events_of_a_file(run, tmp_path):
    events = read_document(GOOD).events

    code, lines = run("hash", good=GOOD)

    assert code == 0
    assert lines == [
        {"file": str(tmp_path / "good"), "event": number, "hash": event_hash(event)}
        for number, event in enumerate(events)
    ]


def test_hash_shows_the_text_of_which_it_is_taken_when_asked(run):
    _, lines = run("hash", "--prehash", good=GOOD)

    assert [line["prehash"] for line in lines] == [prehash(event) for event in read_document(GOOD).events]


def test_hash_goes_on_after_a_file_it_cannot_read(run):
    code, lines = run("hash", bad=BAD, good=GOOD)

    assert code == 1
    assert [line.get("event", "refused") for line in lines] == ["refused", 0, 1]
    assert lines[0]["errors"][0]["code"] == "not-a-choice"
