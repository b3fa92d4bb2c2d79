"""The one place where an error becomes an answer for a program: RFC 9457, with the types that EPCIS 2.0 names."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import structlog
from flask import Blueprint, Response, g, jsonify
from werkzeug.exceptions import HTTPException

from aril.domain.errors import ArilError, Forbidden, Invalid, NotFound, Refusal, TooManyAttempts
from aril.epcis.errors import EpcisError, QueryParameterError, SubscriptionControlsError
from aril.services.capture import EventExists
from aril.services.correction import AlreadyDeclared
from aril.services.documents import TooManyEvents
from aril.services.querying import QueryExists
from aril.services.subscriptions import QueryHasLimit, TooManySubscriptions
from aril.services.tokens import TokenUnknown
from aril.services.webhook import AddressRefused
from aril.store.events import QueryTooLarge

TYPES = "epcisException:"
MEDIA_TYPE = "application/problem+json"

log = structlog.get_logger("aril.api")


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind of error is answered."""

    status: HTTPStatus
    type: str
    title: str


VALIDATION = Kind(HTTPStatus.BAD_REQUEST, "ValidationException", "The request cannot be read")
SECURITY = "SecurityException"
BROKEN = Kind(HTTPStatus.INTERNAL_SERVER_ERROR, "ImplementationException", "A server-side error occurred")
CONTROLS = Kind(HTTPStatus.BAD_REQUEST, "SubscriptionControlsException", "Subscription error")
EXISTS = Kind(HTTPStatus.CONFLICT, "ResourceAlreadyExistsException", "There is one already")

KINDS: Mapping[type[Exception], Kind] = {
    QueryParameterError: Kind(HTTPStatus.BAD_REQUEST, "QueryParameterException", "Not a query of EPCIS 2.0"),
    QueryTooLarge: Kind(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "QueryTooLargeException", "More was found than was asked for"
    ),
    TooManyEvents: Kind(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "CaptureLimitExceededException", "Capture payload too large"
    ),
    SubscriptionControlsError: CONTROLS,
    AddressRefused: CONTROLS,
    QueryHasLimit: CONTROLS,
    TooManySubscriptions: CONTROLS,
    EventExists: EXISTS,
    AlreadyDeclared: EXISTS,
    QueryExists: EXISTS,
    EpcisError: VALIDATION,
    Invalid: VALIDATION,
    Refusal: Kind(HTTPStatus.BAD_REQUEST, "ValidationException", "A rule of the chain says no"),
    NotFound: Kind(HTTPStatus.NOT_FOUND, "NoSuchResourceException", "Resource not found"),
    TokenUnknown: Kind(HTTPStatus.UNAUTHORIZED, SECURITY, "Unauthorised request"),
    Forbidden: Kind(HTTPStatus.FORBIDDEN, SECURITY, "Access to resource forbidden"),
    TooManyAttempts: Kind(HTTPStatus.TOO_MANY_REQUESTS, SECURITY, "Too many attempts"),
}
"""Class of an error → how it and its descendants are answered."""

STATUSES: Mapping[int, tuple[str, str]] = {
    404: ("NoSuchResourceException", "Resource not found"),
    406: ("NotAcceptableException", "Conflicting request and response headers"),
    413: ("CaptureLimitExceededException", "Capture payload too large"),
    414: ("URITooLongException", "URI too long"),
    415: ("UnsupportedMediaTypeException", "Unsupported media type"),
    501: ("ImplementationException", "Functionality not supported by server"),
}
"""Status of an answer that is no error of ours → its type and title."""


def install(views: Blueprint) -> None:
    """Answer every error of a blueprint's views as a problem."""
    for kind in (ArilError, EpcisError):
        views.register_error_handler(kind, _refused)
    views.register_error_handler(HTTPException, _not_served)
    views.register_error_handler(Exception, _broken)


def kind_of(error: Exception) -> Kind:
    """How an error is answered: as its nearest ancestor in `KINDS`."""
    return next((KINDS[each] for each in type(error).__mro__ if each in KINDS), BROKEN)


def body_of(kind: Kind, detail: str, **more: Any) -> dict[str, Any]:
    """A problem as JSON."""
    return {
        "type": TYPES + kind.type,
        "title": kind.title,
        "status": int(kind.status),
        "detail": detail,
        **more,
    }


def _refused(error: Any) -> Response:
    kind = kind_of(error)
    findings = getattr(error, "findings", ())
    errors = [
        {
            "path": getattr(each, "path", "") or getattr(each, "where", ""),
            "event": getattr(each, "event", None),
            "code": getattr(each, "code", error.code),
            "message": each.template.format(**each.data),
        }
        for each in findings
    ]
    detail = " ".join(dict.fromkeys(each["message"] for each in errors)) or str(error)
    answer = _answer(
        body_of(kind, detail, errors=errors) if errors else body_of(kind, detail, code=error.code)
    )
    if kind.status == HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="EPCIS"'
    return answer


def _not_served(error: HTTPException) -> Response:
    status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    name, title = STATUSES.get(status, ("ImplementationException", status.phrase))
    answer = _answer(body_of(Kind(status, name, title), error.description or status.description))
    for header, value in error.get_headers():
        if header not in {"Content-Type", "Content-Length"}:
            answer.headers[header] = value
    return answer


def _broken(error: Exception) -> Response:
    log.error("unexpected error", exc_info=error)
    return _answer(body_of(BROKEN, "Something went wrong here; nothing of this request was kept."))


def _answer(body: Mapping[str, Any]) -> Response:
    answer = jsonify({**body, "request_id": g.get("request_id")} if g.get("request_id") else body)
    answer.status_code = body["status"]
    answer.content_type = MEDIA_TYPE
    return answer
