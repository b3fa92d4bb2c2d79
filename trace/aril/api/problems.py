"""The one place where an error becomes an answer for a program: RFC 9457, with the types that EPCIS 2.0 names.

Sentences are in the program's language by its Accept-Language, English where it names none of ours; `type` and `code`
are the same in each.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar

import structlog
from flask import Blueprint, Response, g, json, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge
from werkzeug.routing import RequestRedirect

from aril import i18n
from aril.domain.errors import ArilError, Forbidden, Invalid, NotFound, Refusal, TooManyAttempts
from aril.epcis.errors import EpcisError, QueryParameterError, SubscriptionControlsError
from aril.labelling.errors import LabelError
from aril.services.label_press.label_order import KeyReused
from aril.services.ledger.capture import EventExists
from aril.services.ledger.correction import AlreadyDeclared
from aril.services.ledger.documents import TooManyEvents
from aril.services.ledger.querying import QueryExists
from aril.services.people.tokens import TokenUnknown
from aril.services.subscribing.subscriptions import QueryHasLimit, TooManySubscriptions
from aril.services.subscribing.webhook import AddressRefused
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


VALIDATION = Kind(HTTPStatus.BAD_REQUEST, "ValidationException", title="The request cannot be read")
QUERY_PARAMETER = Kind(HTTPStatus.BAD_REQUEST, "QueryParameterException", title="Not a query of EPCIS 2.0")
UNAUTHORISED = Kind(HTTPStatus.UNAUTHORIZED, "SecurityException", title="No valid token was shown")
FORBIDDEN = Kind(HTTPStatus.FORBIDDEN, "SecurityException", title="The token does not open this")
NOT_FOUND = Kind(HTTPStatus.NOT_FOUND, "NoSuchResourceException", title="There is no such thing here")
METHOD = Kind(HTTPStatus.METHOD_NOT_ALLOWED, "ImplementationException", title="The method is not served here")
NOT_ACCEPTABLE = Kind(
    HTTPStatus.NOT_ACCEPTABLE, "NotAcceptableException", title="What was asked for cannot be given"
)
CONTROLS = Kind(
    HTTPStatus.BAD_REQUEST, "SubscriptionControlsException", title="The subscription cannot be kept"
)
SUBSCRIPTION_REFUSED = Kind(
    HTTPStatus.CONFLICT, "SubscriptionControlsException", title="The query cannot be subscribed to"
)
EXISTS = Kind(HTTPStatus.CONFLICT, "ResourceAlreadyExistsException", title="There is one already")
REFUSED = Kind(HTTPStatus.CONFLICT, "ValidationException", title="A rule of the chain says no")
CAPTURE_LIMIT = Kind(
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "CaptureLimitExceededException", title="Too much was sent at once"
)
QUERY_TOO_LARGE = Kind(
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "QueryTooLargeException",
    title="More was found than was asked for",
)
TOO_LONG = Kind(HTTPStatus.REQUEST_URI_TOO_LONG, "URITooLongException", title="The address is too long")
MEDIA = Kind(
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "UnsupportedMediaTypeException", title="The body has another form"
)
KEY_REUSED = Kind(HTTPStatus.UNPROCESSABLE_ENTITY, "ValidationException", title="The key was used before")
UNPRINTABLE = Kind(HTTPStatus.CONFLICT, "ValidationException", title="The labels cannot be printed")
TOO_MANY = Kind(HTTPStatus.TOO_MANY_REQUESTS, "SecurityException", title="Too many attempts")
UNSERVED = Kind(HTTPStatus.NOT_IMPLEMENTED, "ImplementationException", title="This is not served here")
BROKEN = Kind(HTTPStatus.INTERNAL_SERVER_ERROR, "ImplementationException", title="Something broke here")

KINDS: Mapping[type[Exception], Kind] = {
    QueryParameterError: QUERY_PARAMETER,
    QueryTooLarge: QUERY_TOO_LARGE,
    TooManyEvents: CAPTURE_LIMIT,
    SubscriptionControlsError: CONTROLS,
    AddressRefused: CONTROLS,
    QueryHasLimit: SUBSCRIPTION_REFUSED,
    TooManySubscriptions: SUBSCRIPTION_REFUSED,
    EventExists: EXISTS,
    AlreadyDeclared: EXISTS,
    QueryExists: EXISTS,
    EpcisError: VALIDATION,
    Invalid: VALIDATION,
    KeyReused: KEY_REUSED,
    LabelError: UNPRINTABLE,
    Refusal: REFUSED,
    NotFound: NOT_FOUND,
    TokenUnknown: UNAUTHORISED,
    Forbidden: FORBIDDEN,
    TooManyAttempts: TOO_MANY,
}
"""Class of an error → how it and its descendants are answered."""

_BY_STATUS: Mapping[int, Kind] = {
    kind.status: kind
    for kind in (VALIDATION, NOT_FOUND, METHOD, NOT_ACCEPTABLE, CAPTURE_LIMIT, TOO_LONG, MEDIA, UNSERVED)
}
"""Status of an answer that is no error of ours → its kind."""


@dataclass(eq=False)
class Unserved(ArilError):
    """The request is understood as HTTP, and the interface does not answer such a one."""

    template: ClassVar[str] = "{sentence}"
    kind: Kind
    sentence: str
    gaps: Mapping[str, object]

    @classmethod
    def at(cls, kind: Kind, template: str, **gaps: object) -> "Unserved":
        error = cls(kind, template.format(**gaps), gaps)
        error.template = template  # type: ignore[misc]  # each has a sentence of its own
        return error

    @property
    def data(self) -> dict[str, object]:
        return dict(self.gaps)


def install(views: Blueprint) -> None:
    """Answer every error of a blueprint's views as a problem, and so what is no view of it under its prefix."""
    for kind in (ArilError, EpcisError):
        views.register_error_handler(kind, _refused)
    views.register_error_handler(HTTPException, _not_served)
    views.register_error_handler(Exception, _broken)

    @views.before_app_request
    def unrouted() -> Response | None:
        error = request.routing_exception
        is_below = request.path == views.url_prefix or request.path.startswith(f"{views.url_prefix}/")
        if error is None or not is_below or isinstance(error, RequestRedirect):
            return None
        return _not_served(error)


def kind_of(error: Exception) -> Kind:
    """How an error is answered: as its nearest ancestor in `KINDS`."""
    if isinstance(error, Unserved):
        return error.kind
    return next((KINDS[each] for each in type(error).__mro__ if each in KINDS), BROKEN)


def body_of(kind: Kind, detail: str, **more: Any) -> dict[str, Any]:
    """A problem as JSON."""
    return {
        "type": TYPES + kind.type,
        "title": say(kind.title),
        "status": int(kind.status),
        "detail": detail,
        **more,
    }


def language() -> str:
    """The language that the program reads best of those this service speaks."""
    tags = {each.replace("_", "-"): each for each in i18n.LANGUAGES}
    best = request.accept_languages.best_match(tags, i18n.SOURCE)
    return tags[best]


def say(message: str, /, **data: object) -> str:
    """A sentence in that language."""
    return i18n.gettext(language(), message, **data)


def answer_to(error: Exception) -> Response:
    """The problem that an error is, for a view that catches it itself."""
    return _not_served(error) if isinstance(error, HTTPException) else _refused(error)


def _refused(error: Any) -> Response:
    kind = kind_of(error)
    findings = getattr(error, "findings", ())
    errors = [
        {
            "path": getattr(each, "path", "") or getattr(each, "where", ""),
            "event": getattr(each, "event", None),
            "code": getattr(each, "code", error.code),
            "message": i18n.translate(each, language()),
        }
        for each in findings
    ]
    detail = " ".join(dict.fromkeys(each["message"] for each in errors)) or i18n.translate(error, language())
    answer = _answer(
        body_of(kind, detail, errors=errors) if errors else body_of(kind, detail, code=error.code)
    )
    if kind.status == HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="EPCIS"'
    if isinstance(error, TooManyAttempts):
        answer.headers["Retry-After"] = str(error.minutes * 60)
    return answer


def _not_served(error: HTTPException) -> Response:
    status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    kind = _BY_STATUS.get(status, Kind(status, "ImplementationException", status.phrase))
    answer = _answer(body_of(kind, _sentence(error, kind)))
    for header, value in error.get_headers():
        if header not in {"Content-Type", "Content-Length"}:
            answer.headers[header] = value
    return answer


def _sentence(error: HTTPException, kind: Kind) -> str:
    match error:
        case MethodNotAllowed():
            allowed = sorted(error.valid_methods or ())
            return say(
                "{method} is not served here; served are {allowed}.",
                method=request.method,
                allowed=allowed,
            )
        case RequestEntityTooLarge():
            most = request.max_content_length
            return say("At most {most} bytes are taken at once.", most=most)
        case _ if kind is NOT_FOUND:
            return say("There is nothing at {path}.", path=request.path[:200])
    return say(kind.title)


def _broken(error: Exception) -> Response:
    log.error("unexpected error", exc_info=error)
    detail = say("Something went wrong here; nothing of this request was kept.")
    return _answer(body_of(BROKEN, detail))


def _answer(body: Mapping[str, Any]) -> Response:
    whole = {**body, "request_id": g.get("request_id")} if g.get("request_id") else body
    answer = Response(json.dumps(whole, ensure_ascii=False), body["status"], content_type=MEDIA_TYPE)
    answer.content_language.add(language().replace("_", "-"))
    return answer
