"""Who may come, and documents as a partner's program sends them."""

from typing import Any
from urllib.parse import quote

import pytest

from aril.domain.enterprise import Activity
from aril.services.ledger import rebuild
from aril.services.people.tokens import Scope
from aril.store import lots
from tests.api.partner import ARIL, ID, Partner, harvest, next_page, problem, sale
from tests.epcis.examples import LOT, document, object_event, query_document


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer aril_x", "Basic abc"])
def test_without_a_token_nothing_opens(partner: Partner, header: str) -> None:
    answer = partner.open("/events", headers={"Authorization": header})

    assert problem(answer) == (401, "epcisException:SecurityException")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="EPCIS"'


def test_a_token_for_reading_does_not_record(partner: Partner) -> None:
    reader = partner.of(partner.orchard.grower, Scope.QUERY)

    assert problem(reader.captured(harvest())) == (403, "epcisException:SecurityException")


def test_a_document_becomes_a_job_that_tells_what_became_of_it(partner: Partner) -> None:
    answer = partner.captured(harvest(), sale(40))
    job = partner.open(answer.headers["Location"].removeprefix("/epcis"))

    assert answer.status_code == 202
    assert answer.headers["GS1-EPCIS-Version"] == "2.0.0"
    assert job.get_json() == {
        "captureID": answer.headers["Location"].rsplit("/", 1)[1],
        "createdAt": "2026-09-12T01:30:00.000Z",
        "finishedAt": "2026-09-12T01:30:00.000Z",
        "running": False,
        "success": True,
        "captureErrorBehaviour": "rollback",
        "errors": [],
        "warnings": [],
    }


def test_a_job_warns_of_what_was_captured_and_does_not_fit(partner: Partner) -> None:
    answer = partner.captured(harvest(), object_event(bizStep="inspecting"), sale(10**9))
    proceeded = partner.post(
        "/capture",
        document(harvest(), object_event(bizStep="inspecting", eventID=ID), sale(10**9)),
        GS1_Capture_Error_Behaviour="proceed",
    )

    assert answer.get_json()["warnings"] == []
    assert [each["event"] for each in proceeded.get_json()["errors"]] == [2]
    assert proceeded.get_json()["warnings"] == [
        {
            "title": "This event was captured, and does not fit",
            "detail": "An inspection is said to have taken place, without a sample, a report or a reading.",
            "code": "no-sample",
            "event": 1,
            "eventID": ID,
        }
    ]
    assert len(partner.events()) == 2
    assert rebuild.differences(partner.orchard.site) == []


def test_rollback_keeps_nothing_beside_a_refused_event_and_says_which_it_was(partner: Partner) -> None:
    job = partner.captured(harvest(), sale(140, eventID=ID)).get_json()

    assert job["success"] is False
    assert partner.events() == []
    (error,) = job["errors"]
    assert (error["event"], error["eventID"], error["code"]) == (1, ID, "not-enough-held")
    assert error["detail"] == "You hold 100 kg of lot L7; 140 kg are more than that."


def test_what_a_job_found_is_said_in_the_language_of_whoever_reads_it(partner: Partner) -> None:
    job = partner.captured(harvest(), sale(140, eventID=ID)).get_json()

    (error,) = partner.open(f"/capture/{job['captureID']}", headers={"Accept-Language": "zh-CN"}).get_json()[
        "errors"
    ]

    assert error["detail"] == "批次 L7 您现有 100 kg，140 kg 超出了库存。"


def test_proceed_keeps_what_can_be_kept_and_numbers_the_rest_as_it_came(partner: Partner) -> None:
    broken = object_event(action=None)
    sent = document(broken, harvest(), sale(140), sale(40))

    job = partner.post("/capture", sent, GS1_Capture_Error_Behaviour="proceed").get_json()

    assert [(each["event"], each["code"]) for each in job["errors"]] == [
        (0, "missing"),
        (2, "not-enough-held"),
    ]
    assert job["errors"][0]["path"] == "$.epcisBody.eventList[0].action"
    assert len(partner.events()) == 2


def test_a_document_of_no_good_event_is_a_job_like_any_other(partner: Partner) -> None:
    empty = partner.captured()
    partner.captured(harvest(10))
    refused = partner.post("/capture", document(sale(140)), GS1_Capture_Error_Behaviour="proceed")

    assert (empty.status_code, empty.get_json()["success"]) == (202, True)
    assert (refused.status_code, refused.get_json()["success"]) == (202, False)
    assert len(partner.events()) == 1


def made(epc: str, *kg: int, **said: Any) -> dict[str, Any]:
    """A lot that is made, its weight said in as many parts."""
    parts = [{"epcClass": epc, "quantity": each, "uom": "KGM"} for each in kg or (5,)]
    return object_event(
        action="ADD", epcList=None, bizStep="creating_class_instance", quantityList=parts, **said
    )


OTHERS = "https://example.org/lot/"


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (made(LOT, *[9_999_999_999] * 200), "quantity-out-of-range"),
        (made(f"{OTHERS}a%00b"), "word-unreadable"),
        (made(f"{OTHERS}a%E2%80%AEb"), "word-unreadable"),
        (made(LOT, ilmd={"aril:lot": "a\0b"}), "word-unreadable"),
        (made(LOT, ilmd={"aril:grade": "first\u202e"}), "word-unreadable"),
    ],
)
def test_what_no_page_can_say_of_a_lot_is_refused(partner: Partner, event: Any, code: str) -> None:
    job = partner.post("/capture", document(event, **ARIL)).get_json()

    assert [each["code"] for each in job["errors"]] == [code]


@pytest.mark.parametrize("reason", ["因" * 201, "a\0b"])
def test_a_hold_has_a_reason_that_a_page_can_show(partner: Partner, reason: str) -> None:
    hold = object_event(epcList=None, bizStep="holding", quantityList=[{"epcClass": LOT}])
    sent = document(harvest(), hold | {"aril:reason": reason}, **ARIL)

    job = partner.post("/capture", sent).get_json()

    assert [each["code"] for each in job["errors"]] == [
        "word-too-long" if len(reason) > 3 else "word-unreadable"
    ]


@pytest.mark.parametrize(
    ("epc", "code", "gtin"),
    [
        (f"https://example.org/01/{'9' * 300}/x", "x", ""),
        (f"{OTHERS}{quote('二号果园晚熟大青皮甜石榴')}", "二号果园晚熟大青皮甜石榴", ""),
        (LOT, "L7", "09521141012345"),
    ],
)
def test_a_partners_lot_is_called_as_its_class_ends_and_has_a_gtin_where_gs1_says_so(
    partner: Partner, epc: str, code: str, gtin: str
) -> None:
    assert partner.captured(made(epc)).get_json()["success"]

    with partner.orchard.site.db.read() as session:
        found = lots.lot(session, epc)
    assert found is not None
    assert (found.code, found.gtin) == (code, gtin)


@pytest.mark.parametrize("time", ["9999-01-02T00:00:00Z", "0001-12-30T00:00:00Z"])
def test_a_moment_of_the_first_or_the_last_year_is_no_time(partner: Partner, time: str) -> None:
    answer = partner.captured(harvest(eventTime=time))

    assert (answer.status_code, answer.get_json()["errors"][0]["code"]) == (400, "not-a-time")


def test_a_query_document_is_captured_too(partner: Partner) -> None:
    assert partner.post("/capture", query_document(object_event())).status_code == 202
    assert len(partner.events()) == 1


def test_a_document_that_cannot_be_read_makes_no_job(partner: Partner) -> None:
    answer = partner.captured(object_event(action="DESTROY"), object_event(eventTime="yesterday"))

    assert problem(answer) == (400, "epcisException:ValidationException")
    assert [(each["event"], each["path"]) for each in answer.get_json()["errors"]] == [
        (0, "$.epcisBody.eventList[0].action"),
        (1, "$.epcisBody.eventList[1].eventTime"),
    ]
    assert partner.open("/capture").get_json() == []


@pytest.mark.parametrize(
    "text", ["{", '{"type": NaN}', '{"a": 1, "a": 2}', '"\\ud800"', "[" * 100_000, "\xff"]
)
def test_what_is_no_json_is_refused(partner: Partner, text: str) -> None:
    answer = partner.open(
        "/capture", "POST", data=text.encode("latin-1"), headers={"Content-Type": "application/json"}
    )

    assert problem(answer) == (400, "epcisException:ValidationException")


def test_another_form_than_json_is_refused(partner: Partner) -> None:
    answer = partner.open("/capture", "POST", data="<a/>", headers={"Content-Type": "application/xml"})

    assert problem(answer) == (415, "epcisException:UnsupportedMediaTypeException")


def test_more_than_is_announced_is_refused(partner: Partner) -> None:
    limits = partner.open("/capture", "OPTIONS").headers
    most = int(limits["GS1-EPCIS-Capture-Limit"])
    largest = int(limits["GS1-EPCIS-Capture-File-Size-Limit"])

    many = partner.captured(*[object_event()] * (most + 1))
    large = partner.open(
        "/capture", "POST", data=b" " * (largest + 1), headers={"Content-Type": "application/json"}
    )

    for answer in (many, large):
        assert problem(answer) == (413, "epcisException:CaptureLimitExceededException")
        assert answer.headers["GS1-EPCIS-Capture-Limit"] == str(most)


def test_jobs_are_listed_page_by_page_and_belong_to_who_sent_them(partner: Partner) -> None:
    sent = [
        partner.captured(object_event(disposition=each)).get_json()
        for each in ("active", "damaged", "expired")
    ]
    stranger = partner.of(partner.orchard.member(4, Activity.TRADER))

    first = partner.open("/capture?perPage=2")
    second = partner.open(next_page(first))

    shown = [each["captureID"] for answer in (first, second) for each in answer.get_json()]
    assert sorted(shown) == sorted(each["captureID"] for each in sent)
    assert "Link" not in second.headers
    assert stranger.open("/capture").get_json() == []
    assert problem(stranger.open(f"/capture/{shown[0]}")) == (404, "epcisException:NoSuchResourceException")
