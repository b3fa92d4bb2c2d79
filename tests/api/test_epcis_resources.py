"""What there is, and queries under a name."""

import base64
import json
from typing import Any
from urllib.parse import quote

import pytest

from aril.domain.enterprise import Activity
from tests.api.partner import Partner, next_page, problem
from tests.epcis.examples import LOT, UNIT, object_event


def token_of(*parts: object) -> str:
    """A token of a next page that nobody was given."""
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    ("path", "token"),
    [
        ("/capture", token_of("0001-01-01T00:00:00+14:00", "x")),
        ("/capture", token_of("2026-09-12T00:00:00+00:00", "\ud800")),
        ("/bizSteps", token_of("\ud800")),
        ("/queries", token_of("a\0")),
        ("/events?orderBy=eventTime", token_of(1, "9999-12-31T23:59:59-14:00", 1)),
        (
            "/events?orderBy=https://ns.example.org/x",
            token_of(1, 10**400, "2026-09-12T00:00:00+00:00", "", 1),
        ),
    ],
)
def test_a_token_that_nobody_was_given_is_refused(partner: Partner, path: str, token: str) -> None:
    answer = partner.open(f"{path}{'&' if '?' in path else '?'}nextPageToken={token}")

    assert answer.status_code == 400, answer.text


@pytest.mark.parametrize(
    ("path", "allow"),
    [
        ("/", "OPTIONS, GET, HEAD"),
        ("/capture", "OPTIONS, POST, GET, HEAD"),
        ("/events", "OPTIONS, GET, POST, HEAD"),
        ("/epcs", "OPTIONS, GET, HEAD"),
        ("/epcs/x/events", "OPTIONS, GET, HEAD"),
        ("/queries", "OPTIONS, GET, POST, HEAD"),
    ],
)
def test_options_say_what_may_be_done_and_in_which_version(partner: Partner, path: str, allow: str) -> None:
    answer = partner.open(path, "OPTIONS")

    assert answer.status_code == 204
    assert answer.headers["Allow"] == allow
    assert answer.headers["GS1-EPCIS-Max"] == "2.0.0"
    assert "Always_GS1_Digital_Link" in answer.headers["GS1-EPC-Format"]


@pytest.mark.parametrize(
    ("path", "allow"),
    [
        ("/queries/mine", "OPTIONS, GET, DELETE, HEAD"),
        ("/queries/mine/events", "OPTIONS, GET, HEAD"),
        ("/queries/mine/subscriptions", "OPTIONS, GET, POST, HEAD"),
    ],
)
def test_options_of_a_query_are_told_as_long_as_it_is_kept(partner: Partner, path: str, allow: str) -> None:
    partner.post("/queries", {"name": "mine", "query": {}})
    kept = partner.open(path, "OPTIONS")
    partner.open("/queries/mine", "DELETE")

    assert (kept.status_code, kept.headers["Allow"]) == (204, allow)
    assert partner.open(path, "OPTIONS").status_code == 404


@pytest.mark.parametrize("path", ["/capture/x", "/events/x", "/queries/x"])
def test_options_of_what_is_not_there_are_not_told(partner: Partner, path: str) -> None:
    assert problem(partner.open(path, "OPTIONS"))[0] == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept": "application/xml"},
        {"GS1-EPCIS-Version": "1.2"},
        {"GS1-EPCIS-Min": "2.1"},
        {"GS1-CBV-Max": "1.9.9"},
        {"GS1-CBV-Min": "two"},
    ],
)
def test_what_this_service_does_not_speak_is_not_acceptable(
    partner: Partner, headers: dict[str, str]
) -> None:
    assert problem(partner.open("/events", headers=headers)) == (406, "epcisException:NotAcceptableException")


def test_the_top_names_every_resource(partner: Partner) -> None:
    assert partner.open("/").get_json()["member"] == [
        "events", "eventTypes", "epcs", "bizSteps", "bizLocations", "readPoints", "dispositions", "capture", "queries",
    ]  # fmt: skip


PLACE = "https://id.gs1.org/414/9521141000014"


@pytest.mark.parametrize(
    ("resource", "member", "spelled"),
    [
        ("eventTypes", "ObjectEvent", "ObjectEvent"),
        ("epcs", UNIT, UNIT),
        ("epcs", LOT, "urn:epc:class:lgtin:9521141.001234.L7"),
        ("bizSteps", "inspecting", "https://ref.gs1.org/cbv/BizStep-inspecting"),
        ("bizLocations", PLACE, "urn:epc:id:sgln:9521141.00001.0"),
        ("readPoints", PLACE, PLACE),
        ("dispositions", "active", "cbv:Disp-active"),
    ],
)
def test_a_resource_lists_its_members_and_each_member_its_events(
    partner: Partner, resource: str, member: str, spelled: str
) -> None:
    partner.captured(
        object_event(
            bizStep="inspecting",
            disposition="active",
            readPoint={"id": PLACE},
            bizLocation={"id": PLACE},
            quantityList=[{"epcClass": "urn:epc:class:lgtin:9521141.001234.L7"}],
        )
    )
    escaped = quote(spelled, safe="")
    listed = partner.open(f"/{resource}").get_json()["member"]

    assert member in listed
    assert partner.open(f"/{resource}/{escaped}").get_json()["member"] == ["events"]
    assert len(partner.events(f"/{resource}/{escaped}/events")) == 1
    assert partner.events(f"/{resource}/{escaped}/events", EQ_action="ADD") == []


def test_an_unknown_member_is_no_resource(partner: Partner) -> None:
    assert problem(partner.open("/bizSteps/shipping")) == (404, "epcisException:NoSuchResourceException")
    assert problem(partner.open("/bizSteps/no_such_step")) == (400, "epcisException:QueryParameterException")


def test_members_are_listed_page_by_page(partner: Partner) -> None:
    partner.captured(object_event(epcList=[f"{UNIT}{number}" for number in range(3)]))

    first = partner.open("/epcs?perPage=2")
    second = partner.open(next_page(first))

    assert [*first.get_json()["member"], *second.get_json()["member"]] == [f"{UNIT}{n}" for n in range(3)]


def test_a_query_is_kept_under_its_name_asked_and_forgotten(partner: Partner) -> None:
    query = {
        "name": "mine",
        "query": {"EQ_disposition": ["active", "damaged"], "GE_eventTime": "2026-09-01T00:00:00Z"},
    }
    partner.captured(*(object_event(disposition=each) for each in ("active", "damaged", "expired")))

    made = partner.post("/queries", query)

    assert (made.status_code, made.headers["Location"]) == (201, "/epcis/queries/mine")
    assert problem(partner.post("/queries", query)) == (409, "epcisException:ResourceAlreadyExistsException")
    assert partner.open("/queries").get_json() == [query]
    assert partner.open("/queries/mine").get_json() == query
    assert len(partner.events("/queries/mine/events")) == 2
    assert len(partner.events("/queries/mine/events", perPage="1")) == 1
    assert partner.open("/queries/mine", "DELETE").status_code == 204
    assert problem(partner.open("/queries/mine")) == (404, "epcisException:NoSuchResourceException")


def test_a_query_of_another_organisation_is_none(partner: Partner) -> None:
    partner.post("/queries", {"name": "mine", "query": {}})
    stranger = partner.of(partner.orchard.member(4, Activity.TRADER))

    assert stranger.open("/queries").get_json() == []
    assert problem(stranger.open("/queries/mine/events"))[0] == 404


@pytest.mark.parametrize(
    "body",
    [
        {"name": "x"},
        {"name": "", "query": {}},
        {"name": "a/b", "query": {}},
        {"name": "x", "query": {"EQ_color": "red"}},
        {"name": "x", "query": {"nextPageToken": "WzEsMl0"}},
        [],
    ],
)
def test_what_is_no_query_is_not_kept(partner: Partner, body: Any) -> None:
    assert partner.post("/queries", body).status_code == 400


def test_what_is_not_served_says_so(partner: Partner) -> None:
    partner.post("/queries", {"name": "mine", "query": {}})

    upgraded = partner.open("/queries/mine/events", headers={"Upgrade": "websocket", "Connection": "Upgrade"})
    token = partner.open("/nextPageToken/abc", "DELETE")

    assert problem(upgraded) == (501, "epcisException:ImplementationException")
    assert problem(token) == (501, "epcisException:ImplementationException")


def test_an_address_with_a_line_feed_is_one_like_any_other(partner: Partner) -> None:
    assert problem(partner.open("/dispositions/a%0Ab/events"))[0] == 400
    assert partner.open("/dispositions/a%0Ab/events", "OPTIONS").status_code == 204
    assert problem(partner.open("/events/a%0Ab"))[0] == 404
