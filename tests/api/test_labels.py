"""Labels for programs: ordered once, fetched page by page, rolls bound and unbound."""

from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from aril.api import labels as api
from aril.domain.enterprise import Activity
from aril.domain.label import JobState
from aril.domain.membership import Role
from aril.services.label_press import label_order, label_print
from aril.services.people import tokens
from aril.services.people.tokens import Scope
from aril.store import labels as store
from aril.store.database import Database
from tests import samples
from tests.coded import SSCC, Coded
from tests.samples import DAY, Orchard


@dataclass
class Program:
    """A program of the grower's."""

    orchard: Orchard
    client: FlaskClient

    def order(self, key: str = "", **values: object) -> TestResponse:
        headers = {"Idempotency-Key": key} if key else {}
        return self.client.post("/api/labels/jobs", json=values, headers=headers)

    def order_parcel(self, key: str = "", **values: object) -> TestResponse:
        headers = {"Idempotency-Key": key} if key else {}
        return self.client.post("/api/labels/parcels", json=values, headers=headers)


@pytest.fixture
def program(database: Database, tmp_path: Path) -> Program:
    orchard = samples.orchard(database, tmp_path)
    app = Flask(__name__)
    app.register_blueprint(api.blueprint(orchard.site, lambda: DAY))
    client = app.test_client()
    secret = tokens.make(orchard.site, orchard.grower, "labels", [Scope.LABELS], DAY)
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
    return Program(orchard, client)


def test_a_small_job_is_printed_when_it_is_answered(program: Program) -> None:
    lot = program.orchard.harvest()

    made = program.order(lot=lot.code, design="unit-a4-48", count=96)
    job = made.get_json()
    shown = program.client.get(made.location)
    page = program.client.get(job["file"], query_string={"pages": "2"})

    assert made.status_code == 201
    assert (job["state"], job["done"], job["pages"], job["symbols_checked"]) == ("done", 96, 2, 96)
    assert shown.get_json() == job
    assert len(pypdfium2.PdfDocument(page.data)) == 1
    assert page.headers["Content-Disposition"] == f"attachment; filename={lot.code}-unit-a4-48-2-2.pdf"
    assert [each["id"] for each in program.client.get("/api/labels/jobs").get_json()["jobs"]] == [job["id"]]


def test_a_large_job_is_accepted_and_finished_by_a_worker(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(label_order, "AT_ONCE", 10)
    monkeypatch.setattr("aril.services.label_press.label_jobs.AT_ONCE", 10)
    lot = program.orchard.harvest()

    accepted = program.order(lot=lot.code, count=24)
    too_soon = program.client.get(f"{accepted.location}/file")
    reprinted_too_soon = program.client.post(
        f"{accepted.location}/reprints", json={"pages": "1", "reason": "jam"}
    )
    label_print.work(program.orchard.site, DAY)

    assert (accepted.status_code, accepted.get_json()["state"]) == (202, "queued")
    assert too_soon.status_code == 409
    assert too_soon.get_json()["detail"] == "None of the 24 labels is ready yet."
    assert reprinted_too_soon.status_code == 409
    assert program.client.get(f"{accepted.location}/file").data.startswith(b"%PDF")


def test_a_pallet_is_labelled_and_its_job_alone_says_an_sscc(program: Program) -> None:
    orchard, lot = program.orchard, program.orchard.harvest()
    Coded(orchard, lot).pack(SSCC)

    pallet = program.order_parcel("load-7", sscc=SSCC, count=2)
    again = program.order_parcel("load-7", sscc=SSCC, count=2)
    boxes = program.order(lot=lot.code, count=1).get_json()["id"]
    roll = program.client.post("/api/labels/rolls", json={"count": 1}).get_json()["id"]
    listed = program.client.get("/api/labels/jobs").get_json()["jobs"]

    job = pallet.get_json()
    assert (pallet.status_code, job["done"], job["design"]) == (201, 2, "pallet-100x150")
    assert program.client.get(pallet.location).get_json() == job == again.get_json()
    assert {each["id"]: (each["lot"], each["sscc"]) for each in listed} == {
        job["id"]: (None, SSCC),
        boxes: (lot.code, None),
        roll: (None, None),
    }
    assert len(pypdfium2.PdfDocument(program.client.get(job["file"]).data)) == 2


def test_only_what_one_loaded_is_labelled_and_only_with_a_label_for_it(program: Program) -> None:
    orchard = program.orchard
    Coded(orchard, orchard.harvest()).pack(SSCC)
    stranger = orchard.member(8, Activity.GROWER, Role.GROWER)
    secret = tokens.make(orchard.site, stranger, "labels", [Scope.LABELS], DAY)

    unknown = program.order_parcel(sscc="369012345000000098", count=1)
    other = program.order_parcel(sscc=SSCC, count=1, design="lot-a4-24")
    nothing = program.order_parcel(count=1)
    program.client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
    strangers = program.order_parcel(sscc=SSCC, count=1)

    assert [each.status_code for each in (unknown, other, nothing, strangers)] == [404, 404, 400, 404]
    assert [each["path"] for each in nothing.get_json()["errors"]] == ["sscc"]
    with orchard.site.db.read() as session:
        assert store.jobs_of(session, stranger.organisation_id, 1) == []


def test_an_order_that_comes_twice_is_one_job(program: Program) -> None:
    lot = program.orchard.harvest()

    first = program.order("till-7", lot=lot.code, count=24)
    again = program.order("till-7", lot=lot.code, count=24)
    other = program.order("till-7", lot=lot.code, count=25)

    assert first.get_json()["id"] == again.get_json()["id"]
    assert other.status_code == 422
    assert "was used for another order" in other.get_json()["detail"]


@pytest.mark.parametrize("key", ["two words", "é", "k" * 65])
def test_an_order_has_a_name_that_a_header_can_carry(program: Program, key: str) -> None:
    refused = program.order(key, lot=program.orchard.harvest().code, count=1)

    assert refused.status_code == 400
    assert refused.get_json()["detail"].startswith("Expected at most 64 letters, digits and signs")


def test_a_whole_number_may_be_written_with_a_fraction_of_nothing(program: Program) -> None:
    made = program.order(lot=program.orchard.harvest().code, count=24.0, right=-0.5, net_weight=1e-3)

    assert (made.status_code, made.get_json()["count"]) == (201, 24)


def test_labels_are_printed_again_with_a_reason(program: Program) -> None:
    job = program.order(lot=program.orchard.harvest().code, count=48).get_json()["id"]

    unexplained = program.client.post(f"/api/labels/jobs/{job}/reprints", json={"pages": "1"})
    again = program.client.post(f"/api/labels/jobs/{job}/reprints", json={"pages": "2", "reason": "jam"})

    assert unexplained.status_code == 400
    assert len(pypdfium2.PdfDocument(again.data)) == 1


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"pages": "1", "first": "1", "last": "2"}, "pages"),
        ({"pages": "1", "start": 25}, "start"),
        ({"first": "2", "last": "1"}, "last"),
        ({"first": 1, "last": "2"}, "first"),
    ],
)
def test_what_is_printed_again_is_said_once_and_lies_on_the_sheet(
    program: Program, fields: dict[str, object], wrong: str
) -> None:
    job = program.order(lot=program.orchard.harvest().code, count=48).get_json()["id"]

    answer = program.client.post(f"/api/labels/jobs/{job}/reprints", json={"reason": "jam"} | fields)

    assert answer.status_code == 400
    assert [each["path"] for each in answer.get_json()["errors"]] == [wrong]


def test_a_null_character_names_nothing(program: Program) -> None:
    answer = program.order(lot="X\0", count=24)

    assert answer.status_code == 400
    assert [each["path"] for each in answer.get_json()["errors"]] == ["lot"]


def test_a_job_is_stopped(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aril.services.label_press.label_jobs.AT_ONCE", 10)
    job = program.order(lot=program.orchard.harvest().code, count=24).get_json()["id"]

    stopped = program.client.post(f"/api/labels/jobs/{job}/cancel", json={"reason": "wrong lot"})
    resumed = program.client.post(f"/api/labels/jobs/{job}/resume")

    assert stopped.get_json()["state"] == "cancelled"
    assert resumed.get_json()["state"] == "cancelled"
    assert program.client.get(f"/api/labels/jobs/{job}/file").status_code == 409


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", "There is no room left on this service's disk: 24 of 480 labels are kept"),
        ("zh-CN", "服务器磁盘已满：480 枚标签已保存 24 枚"),
    ],
)
def test_why_a_job_stopped_is_said_in_the_program_s_language(
    program: Program, monkeypatch: pytest.MonkeyPatch, language: str, says: str
) -> None:
    monkeypatch.setattr("aril.services.label_press.label_jobs.AT_ONCE", 10)
    job = program.order(lot=program.orchard.harvest().code, count=480).get_json()["id"]
    said = {"template": label_print.DiskFull.template, "data": {"done": "24", "count": "480"}}
    with program.orchard.site.db.write() as session:
        store.stop(session, job, JobState.FAILED, None, fault=said)

    shown = program.client.get(f"/api/labels/jobs/{job}", headers={"Accept-Language": language}).get_json()

    assert says in shown["fault"]


def test_a_roll_is_printed_bound_and_unbound(program: Program) -> None:
    lot = program.orchard.harvest()
    roll = program.client.post("/api/labels/rolls", json={"count": 5}).get_json()
    with program.orchard.site.db.read() as session:
        codes = store.serials_of(session, roll["id"], 1, 5)

    bound = program.client.post(
        "/api/labels/bindings", json={"first": codes[0], "last": codes[2], "lot": lot.code, "net_weight": 500}
    )
    shown = program.client.get(f"/api/labels/rolls/{roll['id']}").get_json()
    kept = program.client.delete(f"/api/labels/bindings/{bound.get_json()['id']}")
    part = program.client.delete(f"/api/labels/bindings/{bound.get_json()['id']}?reason=mistake&first=3")
    undone = program.client.delete(f"/api/labels/bindings/{bound.get_json()['id']}?reason=mistake")

    assert bound.status_code == 201
    assert (shown["free"], shown["bindings"]) == (2, [bound.get_json()])
    assert bound.get_json()["over_kg"] == "500"
    assert (kept.status_code, part.status_code, undone.status_code) == (400, 200, 200)
    assert [(each["first"], each["last"]) for each in part.get_json()["bindings"]] == [(1, 2)]
    assert part.get_json()["undone"] == [{"first": 3, "last": 3, "lot": lot.code, "reason": "mistake"}]
    assert program.client.get("/api/labels/rolls").get_json()["rolls"][0]["free"] == 5


@pytest.mark.parametrize("kind", ["jobs", "rolls"])
def test_what_does_not_fit_a_page_is_where_its_answer_says(
    program: Program, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr("aril.services.label_press.label_jobs.A_PAGE", 2)
    ordered = {program.client.post("/api/labels/rolls", json={"count": 1}).get_json()["id"] for _ in range(3)}

    first = program.client.get(f"/api/labels/{kind}").get_json()
    second = program.client.get(first["next"]).get_json()

    assert [len(first[kind]), len(second[kind]), second["next"]] == [2, 1, None]
    assert {each["id"] for each in (*first[kind], *second[kind])} == ordered
    assert program.client.get(f"/api/labels/{kind}?after=nobodys").status_code == 404


def test_finished_labels_are_withdrawn(program: Program) -> None:
    lot = program.orchard.harvest("10")
    fields = {"lot": lot.code, "design": "unit-a4-48", "count": 10, "net_weight": 1}
    program.order(**fields)
    mistake = program.order(**fields).get_json()
    withdrawals = f"/api/labels/jobs/{mistake['id']}/withdrawals"

    unexplained = program.client.post(withdrawals, json={})
    part = program.client.post(withdrawals, json={"reason": "mistake", "first": "8"})
    rest = program.client.post(withdrawals, json={"reason": "mistake"})
    again = program.client.post(withdrawals, json={"reason": "mistake"})

    assert (mistake["over_kg"], mistake["withdrawn"]) == ("10", [])
    assert (unexplained.status_code, part.status_code, rest.status_code) == (400, 200, 200)
    assert part.get_json()["over_kg"] == "7"
    assert (rest.get_json()["over_kg"], rest.get_json()["state"]) == (None, "done")
    assert [(each["first"], each["last"]) for each in rest.get_json()["withdrawn"]] == [(1, 7), (8, 10)]
    assert (again.status_code, again.get_json()["detail"]) == (409, "Labels 1 to 10 were withdrawn before.")
    assert program.client.get(mistake["file"]).status_code == 409


def test_what_cannot_be_printed_is_named(program: Program) -> None:
    lot = program.orchard.harvest()

    answers = {
        "no lot": program.order(count=1),
        "no number": program.order(lot=lot.code, count="many"),
        "no language": program.order(lot=lot.code, count=1, language="AAA"),
        "no such place": program.order(lot=lot.code, count=1, start=99),
        "a list": program.client.post("/api/labels/jobs", json=[]),
        "another's": program.client.get("/api/labels/jobs/any"),
    }

    assert {name: answer.status_code for name, answer in answers.items()} == {
        "no lot": 400,
        "no number": 400,
        "no language": 400,
        "no such place": 409,
        "a list": 400,
        "another's": 404,
    }
    assert "Expected a place from 1 to 24" in answers["no such place"].get_json()["detail"]


def test_a_token_for_something_else_opens_nothing(program: Program) -> None:
    secret = tokens.make(program.orchard.site, program.orchard.grower, "till", [Scope.QUERY], DAY)

    refused = program.client.get("/api/labels/jobs", headers={"Authorization": f"Bearer {secret}"})

    assert refused.status_code == 403
