"""Events as a partner's program records and finds them."""

import json

import pytest
from werkzeug.test import TestResponse

from tests.api.partner import BARE, ID, Partner, harvest, next_page, problem, sale
from tests.epcis.examples import document, object_event


def test_a_single_event_is_recorded_at_once_and_only_once(partner: Partner) -> None:
    event = BARE | object_event(eventID=ID)

    made = partner.post("/events", event)
    again = partner.post("/events", event)

    assert made.status_code == 201
    assert made.headers["Location"] == f"/epcis/events/{ID}"
    assert made.get_json() == event | {"recordTime": "2026-09-12T01:30:00.000Z"}
    assert problem(again) == (409, "epcisException:ResourceAlreadyExistsException")


def test_an_event_without_an_id_gets_its_hash(partner: Partner) -> None:
    made = partner.post("/events", BARE | object_event())

    address = made.headers["Location"].removeprefix("/epcis")
    (event,) = partner.events(address)

    assert event["eventID"].startswith("ni:///sha-256;")


def test_a_whole_document_is_not_an_event(partner: Partner) -> None:
    assert problem(partner.post("/events", document(object_event()))) == (
        400,
        "epcisException:ValidationException",
    )


def test_a_broken_rule_refuses_the_event_with_its_sentence(partner: Partner) -> None:
    partner.captured(harvest(10))

    answer = partner.post("/events", BARE | sale(11))

    assert problem(answer) == (409, "epcisException:ValidationException")
    assert answer.get_json()["detail"] == "You hold 10 kg of lot L7; 11 kg are more than that."


def test_an_event_comes_with_the_declarations_of_its_error(partner: Partner) -> None:
    event = BARE | object_event(eventID=ID)
    declared = {"declarationTime": "2026-09-20T00:00:00Z", "reason": "did_not_occur"}
    partner.post("/events", event)

    answer = partner.post("/events", event | {"errorDeclaration": declared})

    assert answer.status_code == 201
    assert [each.get("errorDeclaration") for each in partner.events(f"/events/{ID}")] == [None, declared]


def test_a_document_comes_back_as_it_was_sent(partner: Partner) -> None:
    sent = object_event(
        **{"eventID": ID, "example:b": {"example:z": [1.50, "x"], "example:a": None}, "example:a": 1}
    )
    text = json.dumps(document(sent)).replace("1.5", "1.50")
    partner.open("/capture", "POST", data=text, headers={"Content-Type": "application/ld+json"})

    answer = partner.open(f"/events/{ID}", headers={"GS1-EPC-Format": "Never_Translates"})
    whole = answer.get_json()
    (event,) = whole["epcisBody"]["queryResults"]["resultsBody"]["eventList"]

    assert "1.50" in answer.text
    assert event.pop("recordTime")
    assert list(event) == list(sent)
    assert event == sent
    assert whole["@context"] == document()["@context"]


def test_identifiers_are_answered_as_digital_links_unless_asked_otherwise(partner: Partner) -> None:
    urn = "urn:epc:id:sgtin:9521141.001234.2017"
    partner.captured(object_event(epcList=[urn]))

    assert partner.events()[0]["epcList"] == ["https://id.gs1.org/01/09521141012345/21/2017"]
    untranslated = partner.open("/events", headers={"GS1-EPC-Format": "Never_Translates"})
    assert urn in untranslated.text
    assert len(partner.events(MATCH_epc="https://id.gs1.org/01/09521141012345/21/2017")) == 1
    assert len(partner.events(MATCH_epc=urn)) == 1
    refused = partner.open("/events", headers={"GS1-EPC-Format": "Always_EPC_URN"})
    assert problem(refused) == (406, "epcisException:NotAcceptableException")


def test_a_spelling_that_cannot_be_given_is_refused_even_where_nothing_is_found(partner: Partner) -> None:
    for path in ("/events", "/bizSteps/inspecting/events"):
        answer = partner.open(path, headers={"GS1-EPC-Format": "Always_EPC_URN"})

        assert problem(answer) == (406, "epcisException:NotAcceptableException")


def test_pages_are_linked(partner: Partner) -> None:
    partner.captured(*(object_event(disposition=each) for each in ("active", "damaged", "expired")))

    first = partner.open("/events?perPage=2&orderBy=eventTime")
    second = partner.open(next_page(first))

    def found(answer: TestResponse) -> list[str]:
        events = answer.get_json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
        return [each["disposition"] for each in events]

    assert sorted(found(first) + found(second)) == ["active", "damaged", "expired"]
    assert "Link" not in second.headers


@pytest.mark.parametrize(
    ("query", "status", "kind"),
    [
        ("EQ_color=red", 400, "QueryParameterException"),
        ("GE_eventTime=now", 400, "QueryParameterException"),
        ("eventCountLimit=1", 400, "QueryParameterException"),
        ("nextPageToken=x", 400, "ValidationException"),
        ("perPage=0", 400, "QueryParameterException"),
        ("maxEventCount=1", 413, "QueryTooLargeException"),
        ("EQ_eventID=" + "x:" + "y" * 9000, 414, "URITooLongException"),
    ],
)
def test_a_query_that_cannot_be_answered_says_why(
    partner: Partner, query: str, status: int, kind: str
) -> None:
    partner.captured(object_event(), object_event(disposition="active"))

    assert problem(partner.open(f"/events?{query}")) == (status, f"epcisException:{kind}")


def test_namespaces_may_be_declared_beside_a_query(partner: Partner) -> None:
    partner.captured(object_event(**{"example:grade": "first"}))

    answer = partner.open(
        "/events?EQ_ex:grade=first", headers={"GS1-Extensions": "ex=https://ns.example.org/, o=urn:o:"}
    )

    assert "example:grade" in answer.text
