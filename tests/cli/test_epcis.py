"""`aril epcis`: a line of JSON for each file or event."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from aril.cli.epcis import epcis
from aril.config import Settings
from aril.epcis.event_hash import event_hash, prehash
from aril.epcis.reading import read_document
from aril.services.site import Site
from aril.store import lots
from tests import samples
from tests.cli.conftest import run as command
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


def test_hash_leaves_out_what_the_document_says_its_repository_added(run):
    names = {"r": "https://repository-x.example.com/"}
    added = ex.document(
        ex.object_event(**{"r:hash": "x"}),
        **{"@context": [ex.CONTEXT, names], "r:ignoreFields": ["r:hash"]},
    )

    _, (as_it_was,) = run("hash", "--prehash", file=ex.document(ex.object_event()))
    _, (with_additions,) = run("hash", "--prehash", file=added)

    assert with_additions == as_it_was


def test_hash_goes_on_after_a_file_it_cannot_read(run):
    code, lines = run("hash", bad=BAD, good=GOOD)

    assert code == 1
    assert [line.get("event", "refused") for line in lines] == ["refused", 0, 1]
    assert lines[0]["errors"][0]["code"] == "not-a-choice"


def test_capture_says_for_each_file_what_became_of_it_and_export_gives_it_back(
    kept: Site, settings: Settings, tmp_path: Path
) -> None:
    good, bad, out = tmp_path / "good.json", tmp_path / "bad.json", tmp_path / "out.json"
    good.write_text(json.dumps(ex.document(ex.object_event(bizStep="storing"))), encoding="utf-8")
    bad.write_text(json.dumps(ex.document(ex.object_event(action="CREATE"))), encoding="utf-8")
    words = ("epcis", "capture", "--for", samples.enterprise().uscc, "--data", settings.server.data)

    first = command(*words, good, bad)
    second = command(*words, "--proceed", good)
    exported = command("epcis", "export", "--out", out, "--data", settings.server.data)
    shown = command(
        "epcis", "export", "--from", "2026-09-12", "--to", "2026-09-12", "--data", settings.server.data
    )

    assert first.exit_code == 1
    assert [json.loads(line) for line in first.stdout.splitlines()] == [
        {"file": str(good), "captured": 1, "skipped": 0, "errors": [], "warnings": []},
        {
            "file": str(bad),
            "captured": 0,
            "skipped": 0,
            "errors": [
                {
                    "event": 0,
                    "eventID": "",
                    "path": "$.epcisBody.eventList[0].action",
                    "code": "not-a-choice",
                    "message": '"CREATE" is none of ADD, OBSERVE, DELETE.',
                }
            ],
            "warnings": [],
        },
    ]
    assert first.stderr.endswith("1 events were recorded, 0 were recorded before, 1 were refused.\n")
    assert json.loads(second.stdout)["skipped"] == 1
    assert exported.stderr.endswith("2 events, 0 of them from before.\n")
    assert [each["bizStep"] for each in json.loads(out.read_bytes())["epcisBody"]["eventList"]] == [
        "creating_class_instance",
        "storing",
    ]
    assert json.loads(shown.stdout)["epcisBody"] == json.loads(out.read_bytes())["epcisBody"]
    assert command("epcis", "check", out).exit_code == 0


def test_a_lot_is_exported_by_its_code_and_an_unknown_one_is_named(kept: Site, settings: Settings) -> None:
    with kept.db.read() as session:
        (lot,) = lots.lots_in_state(session, "active", "37")

    known = command("epcis", "export", "--lot", lot.code, "--data", settings.server.data)
    unknown = command("epcis", "export", "--lot", "NOSUCHLOT", "--data", settings.server.data)

    assert len(json.loads(known.stdout)["epcisBody"]["eventList"]) == 1
    assert (unknown.stderr, unknown.exit_code) == ("aril: There is no lot “NOSUCHLOT”.\n", 2)


def test_capture_asks_for_whom_and_refuses_whom_it_does_not_know(kept: Site, settings: Settings) -> None:
    nobody = command("epcis", "capture", "-", "--data", settings.server.data)
    unknown = command("epcis", "capture", "--for", "x", "-", "--data", settings.server.data)

    assert "Say for which organisation" in nobody.stderr
    assert unknown.stderr == "aril: There is no organisation “x”.\n"
    assert (nobody.exit_code, unknown.exit_code) == (2, 2)
