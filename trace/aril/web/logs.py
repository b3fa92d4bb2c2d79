"""One structured line for each request, with an id that the reader sees too, and figures for Prometheus."""

import logging
import re
import secrets
import sys
import time

import structlog
from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram

SECRET = frozenset({"token"})
"""Arguments of addresses that open something and so are never written down."""

_SANE_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")

log = structlog.get_logger("aril.web")


def configure(level: str) -> None:
    """Write log lines as JSON to standard error, from this level on."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )


def install(app: Flask) -> CollectorRegistry:
    """Count and log every request; answers the figures, to be served where they are switched on."""
    if not structlog.is_configured():  # its own default prints every local of a traceback, for minutes
        configure("info")
    app.jinja_env.globals["request_id"] = lambda: g.get("request_id", "")
    figures = CollectorRegistry()
    answers = Counter(
        "aril_requests_total", "Answers given.", ("endpoint", "method", "status"), registry=figures
    )
    seconds = Histogram("aril_request_seconds", "Time to an answer.", ("endpoint",), registry=figures)

    @app.before_request
    def _begin() -> None:
        g.started = time.perf_counter()
        given = request.headers.get("X-Request-ID", "")
        g.request_id = given if _SANE_ID.fullmatch(given) else secrets.token_hex(8)
        structlog.contextvars.bind_contextvars(request_id=g.request_id)

    @app.after_request
    def _end(response: Response) -> Response:
        if "started" not in g:
            return response
        took = time.perf_counter() - g.started
        endpoint = request.endpoint or "none"
        answers.labels(endpoint, request.method, response.status_code).inc()
        seconds.labels(endpoint).observe(took)
        response.headers["X-Request-ID"] = g.request_id
        log.info(
            "request",
            method=request.method,
            rule=request.url_rule.rule if request.url_rule else request.path,
            **{name: value for name, value in (request.view_args or {}).items() if name not in SECRET},
            status=response.status_code,
            ms=round(took * 1000, 1),
        )
        return response

    @app.teardown_request
    def _forget(_error: BaseException | None) -> None:
        structlog.contextvars.clear_contextvars()

    return figures
