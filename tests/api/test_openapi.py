"""The interface for programs describes itself: wholly, in the reader's language, and as OpenAPI has it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openapi_spec_validator import OpenAPIV31SpecValidator

from aril import config, resources, secret
from aril.api.description import paths_of
from aril.epcis import query
from aril.services.people.tokens import Scope
from aril.store.database import Database
from aril.web.here import Running
from aril.wsgi import assemble


@pytest.fixture(scope="module")
def service(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The whole service on an empty database."""
    folder = tmp_path_factory.mktemp("described")
    (folder / "aril.db").write_bytes(sqlite_template.read_bytes())
    db = Database(f"sqlite:///{folder}/aril.db")
    settings = config.load(resources.default_settings()).changed({"server.data": folder})
    secret.make(settings)
    yield assemble(settings, db)
    db.close()


@pytest.fixture(scope="module")
def program(service: Flask) -> FlaskClient:
    return service.test_client()


@pytest.fixture(scope="module")
def document(program: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = program.get("/api/openapi.json").get_json()
    return found


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method} {path}", operation


def test_every_route_for_programs_describes_itself(service: Flask) -> None:
    """`docs/api.md` tells how: `@described(Operation(...))` under the route."""
    running: Running = service.extensions["aril"]
    silent = [
        f"{rule.endpoint} ({rule.rule})"
        for rule in service.url_map.iter_rules()
        if rule.endpoint.partition(".")[0] in running.machines
        and not rule.websocket
        and paths_of(service.view_functions[rule.endpoint], rule) is None
    ]

    assert silent == []


def test_every_method_that_is_served_is_described(service: Flask) -> None:
    missing = [
        f"{rule.endpoint} {method}"
        for rule in service.url_map.iter_rules()
        for paths in [paths_of(service.view_functions[rule.endpoint], rule)]
        if paths is not None
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if not any(method in methods for methods in paths.values())
    ]

    assert missing == []


def test_the_document_is_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1.")
    assert [str(error) for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_every_operation_has_a_name_of_its_own_and_says_what_it_is_for(document: dict[str, Any]) -> None:
    named = [operation["operationId"] for _, operation in operations(document)]

    assert len(named) == len(set(named))
    assert [where for where, each in operations(document) if not each["summary"]] == []


def test_every_argument_of_a_path_is_described(document: dict[str, Any]) -> None:
    wrong = [
        where
        for where, each in operations(document)
        if set(re.findall(r"\{(\w+)\}", where))
        != {given["name"] for given in each["parameters"] if given.get("in") == "path"}
    ]

    assert wrong == []


def test_events_are_asked_for_by_the_parameters_that_are_read(document: dict[str, Any]) -> None:
    given = [_resolved(document, each) for each in document["paths"]["/epcis/events"]["get"]["parameters"]]

    names = {each["name"] for each in given if each["in"] == "query"}

    assert names == {each.name for each in query.parameters()} | {"flexible"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EQ_bizTransaction_po", "urn:example:1"),
        ("EQ_source_owning_party", "urn:example:1"),
        ("GE_value_CEL", "1"),
        ("LT_quantity_KGM", "1"),
        ("EQ_ILMD_example:grade", "A"),
        ("EXISTS_INNER_SENSORREPORT_example:probe", "true"),
        ("HASATTR_readPoint_example:a", "b"),
        ("EQ_ATTR_bizLocation_example:a", "b"),
        ("EQ_https://ns.example.org/grade", "A"),
    ],
)
def test_a_name_that_is_read_fits_its_family(name: str, value: str) -> None:
    query.parse_query({name: value})

    assert [each for each in query.families() if re.fullmatch(each.pattern, name)]


@pytest.mark.parametrize("name", ["EQ_bizTransaction_", "GE_value_celsius", "EQ_ILMD_grade", "XX_value_CEL"])
def test_a_name_that_is_not_read_fits_none(name: str) -> None:
    with pytest.raises(query.QueryParameterError):
        query.parse_query({name: "1"})

    assert [each for each in query.families() if re.fullmatch(each.pattern, name)] == []


def test_what_needs_a_token_says_which(document: dict[str, Any]) -> None:
    opened = {
        scope
        for _, each in operations(document)
        for needed in each.get("security", [])
        for scope in needed["token"]
    }
    unsaid = [
        where for where, each in operations(document) if ("401" in each["responses"]) != ("security" in each)
    ]

    assert opened <= set(Scope)
    assert unsaid == []


def test_the_description_is_told_in_the_language_of_the_reader(program: FlaskClient) -> None:
    english = program.get("/api/openapi.json")
    chinese = program.get("/api/openapi.json", headers={"Accept-Language": "zh-CN"})

    assert (english.headers["Content-Language"], chinese.headers["Content-Language"]) == ("en", "zh-CN")
    assert english.get_json()["paths"]["/epcis/events"]["get"]["summary"] == "Find events"
    assert chinese.get_json()["paths"]["/epcis/events"]["get"]["summary"] == "查询事件"
    assert "Accept-Language" in chinese.headers["Vary"]


def test_every_text_is_told_in_chinese(program: FlaskClient) -> None:
    chinese = program.get("/api/openapi.json", headers={"Accept-Language": "zh-CN"}).get_json()

    english = [text for text in texts(chinese) if not re.search(r"[\u4e00-\u9fff]", text)]

    assert english == []


def texts(part: Any) -> Iterator[str]:
    """What a document says to people."""
    for key, each in part.items() if isinstance(part, dict) else enumerate(part):
        if key in {"summary", "description"} and isinstance(each, str):
            yield each
        elif isinstance(each, dict | list) and key not in {"example", "const", "enum"}:
            yield from texts(each)


@pytest.mark.parametrize("path", ["/api/openapi.json", "/api/docs"])
def test_what_has_not_changed_is_not_sent_again(program: FlaskClient, path: str) -> None:
    first = program.get(path)
    second = program.get(path, headers={"If-None-Match": first.headers["ETag"]})

    assert (second.status_code, second.data) == (304, b"")


def test_the_page_tells_of_every_operation_and_every_form(
    program: FlaskClient, document: dict[str, Any]
) -> None:
    page = program.get("/api/docs", headers={"Accept-Language": "en"}).text

    anchors = set(re.findall(r' id="([^"]+)"', page))
    asked = {each["operationId"] for where, each in operations(document) if not where.startswith("options")}
    assert asked <= anchors
    assert {f"schema-{name}" for name in document["components"]["schemas"]} <= anchors
    assert set(re.findall(r'href="#([^"]+)"', page)) <= anchors


@pytest.mark.parametrize("path", ["/epcis/none", "/api/none", "/log/none", "/none"])
def test_where_nothing_is_a_program_is_told_so_in_its_language(program: FlaskClient, path: str) -> None:
    english = program.get(path)
    chinese = program.get(path, headers={"Accept-Language": "zh"})

    for answer in (english, chinese):
        assert (answer.status_code, answer.content_type) == (404, "application/problem+json")
        assert answer.get_json()["type"] == "epcisException:NoSuchResourceException"
    assert english.get_json()["detail"] == f"There is nothing at {path}."
    assert chinese.get_json()["detail"] == f"{path} 处没有内容。"


def test_a_method_that_is_not_served_is_answered_with_those_that_are(program: FlaskClient) -> None:
    answer = program.patch("/epcis/events")

    assert (answer.status_code, answer.content_type) == (405, "application/problem+json")
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}
    assert answer.get_json()["detail"] == "PATCH is not served here; served are GET, HEAD, OPTIONS, POST."


def test_what_breaks_here_says_no_more_than_that(service: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(service.view_functions, "log.head", lambda: json.loads("{"))

    answer = service.test_client().get("/log/head", headers={"Accept-Language": "zh"})

    assert (answer.status_code, answer.content_type) == (500, "application/problem+json")
    assert answer.get_json()["detail"] == "这里出了故障；本次请求的内容一概没有保存。"


def _resolved(document: dict[str, Any], each: dict[str, Any]) -> dict[str, Any]:
    name = each.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = document["components"]["parameters"][name] if name else each
    return found
