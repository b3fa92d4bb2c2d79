"""The one place where an error becomes an answer: the right status, in the reader's language."""

from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Any

import structlog
from flask import Flask, g, jsonify, make_response, render_template
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from aril import i18n
from aril.domain.errors import (
    ArilError,
    Finding,
    Forbidden,
    Invalid,
    NotFound,
    Refusal,
    TooManyAttempts,
)
from aril.epcis.errors import EpcisError
from aril.gs1.errors import Gs1Error
from aril.i18n import Spoken
from aril.labelling.errors import LabelError
from aril.printing.errors import PrinterError
from aril.services.spreadsheets.files import TooLarge
from aril.web.access import wants_json
from aril.web.forms import shown_again
from aril.web.here import settings
from aril.web.text import language, translate

STATUS: dict[type[Exception], HTTPStatus] = {
    TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    Gs1Error: HTTPStatus.UNPROCESSABLE_ENTITY,
    EpcisError: HTTPStatus.UNPROCESSABLE_ENTITY,
    Refusal: HTTPStatus.CONFLICT,
    LabelError: HTTPStatus.CONFLICT,
    PrinterError: HTTPStatus.CONFLICT,
    NotFound: HTTPStatus.NOT_FOUND,
    Forbidden: HTTPStatus.FORBIDDEN,
    TooManyAttempts: HTTPStatus.TOO_MANY_REQUESTS,
}

TOO_OLD = Finding("", "This page was open for too long. Nothing was saved; look it over and send it again.")

log = structlog.get_logger("aril.web")


def install(app: Flask) -> None:
    for kind in (ArilError, Gs1Error, EpcisError):
        app.register_error_handler(kind, _refused)
    app.register_error_handler(CSRFError, _too_old)
    app.register_error_handler(RequestEntityTooLarge, _too_large)
    app.register_error_handler(HTTPException, _not_served)
    app.register_error_handler(Exception, _broken)


def status_of(error: Exception) -> HTTPStatus:
    """The HTTP status of an error: that of its nearest ancestor in `STATUS`."""
    return next(
        (STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), HTTPStatus.INTERNAL_SERVER_ERROR
    )


def findings_of(error: Spoken) -> list[Finding]:
    """What is wrong, place by place; an error without places is one finding about the whole."""
    found: Iterable[Spoken] = getattr(error, "findings", (error,))
    return [Finding(getattr(each, "where", ""), each.template, dict(each.data)) for each in found]


def _refused(error: Any) -> ResponseReturnValue:
    status = status_of(error)
    found = findings_of(error)
    # Who named something unknown in a field gets the form back; an unknown address has none to give.
    again = status not in {HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN} or any(each.where for each in found)
    response = make_response(_answer(found, status, again=again))
    if isinstance(error, TooManyAttempts):
        response.headers["Retry-After"] = str(error.minutes * 60)
    return response


def _too_old(_error: CSRFError) -> ResponseReturnValue:
    return _answer([TOO_OLD], HTTPStatus.BAD_REQUEST)


def _too_large(_error: RequestEntityTooLarge) -> ResponseReturnValue:
    found = Finding(
        "",
        "The files are too large together: at most {most} MB are taken. Nothing was saved.",
        {"most": settings().uploads.max_megabytes},
    )
    return _answer([found], HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def _not_served(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return error  # a redirect
    response = make_response(_answer([], HTTPStatus(error.code), again=False))
    for name, value in error.get_headers():
        if name not in {"Content-Type", "Content-Length"}:
            response.headers[name] = value  # Allow, Retry-After, WWW-Authenticate
    return response


def _broken(error: Exception) -> ResponseReturnValue:
    log.error("unexpected error", exc_info=error)
    return _answer([], HTTPStatus.INTERNAL_SERVER_ERROR, again=False)


def _answer(found: Sequence[Finding], status: HTTPStatus, *, again: bool = True) -> ResponseReturnValue:
    if wants_json():
        said = [i18n.translate(each, language()) for each in found]
        answer = jsonify(
            status=status,
            title=status.phrase,
            detail=" ".join(said),
            errors=[{"where": each.where, "says": says} for each, says in zip(found, said, strict=True)],
            request_id=g.get("request_id"),
        )
        answer.content_type = "application/problem+json"
        return answer, status
    if again and (page := shown_again(found)) is not None:
        response = make_response(page)
        response.status_code = status if response.status_code == HTTPStatus.OK else response.status_code
        return response
    sentences = [translate(each) for each in found]
    return render_template("errors/error.html", status=int(status), sentences=sentences), status
