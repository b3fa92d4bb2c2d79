"""One line for each request, for machines to read, without anybody's secrets."""

import json
from collections.abc import Iterator

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client import generate_latest

from aril.web import logs


@pytest.fixture(autouse=True)
def _logging(capsys: pytest.CaptureFixture[str]) -> Iterator[None]:
    logs.configure("info")
    yield
    structlog.reset_defaults()


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_request_is_one_line_with_its_id(client: FlaskClient, capsys: pytest.CaptureFixture[str]):
    client.get("/healthz", headers={"X-Request-ID": "request-0001"})

    (line,) = lines(capsys)
    assert line.pop("ms") >= 0
    assert line.pop("timestamp")
    assert line == {
        "event": "request",
        "level": "info",
        "request_id": "request-0001",
        "method": "GET",
        "rule": "/healthz",
        "status": 200,
    }


def test_what_opens_something_is_not_written_down(client: FlaskClient, capsys: pytest.CaptureFixture[str]):
    client.get("/link/a-secret-token?lang=en")
    client.post("/sign-in", data={"login": "somebody", "password": "a secret word"})

    written = capsys.readouterr().err
    assert "secret" not in written
    assert "/link/<token>" in written


def test_an_unexpected_error_is_written_with_its_stack_and_the_id(
    client: FlaskClient, capsys: pytest.CaptureFixture[str]
):
    client.get("/example/raise/broken", headers={"X-Request-ID": "request-0002"})

    error = next(line for line in lines(capsys) if line["level"] == "error")
    assert error["request_id"] == "request-0002"
    assert "a stack nobody should read" in str(error["exception"])


def test_a_quiet_log_leaves_requests_out(client: FlaskClient, capsys: pytest.CaptureFixture[str]):
    logs.configure("error")

    client.get("/healthz")

    assert lines(capsys) == []


def test_requests_are_counted_by_view(app: Flask, client: FlaskClient):
    client.get("/healthz")
    client.get("/no/such/page")

    figures = generate_latest(app.extensions["aril.figures"]).decode()
    assert 'aril_requests_total{endpoint="health.alive",method="GET",status="200"} 1.0' in figures
    assert 'aril_requests_total{endpoint="none",method="GET",status="404"} 1.0' in figures
    assert 'aril_request_seconds_count{endpoint="health.alive"} 1.0' in figures
