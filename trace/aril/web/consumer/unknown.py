"""What a reader is told whose code is unknown, or none: kindly, with what to check and a box to try again."""

from http import HTTPStatus
from urllib.parse import unquote

from flask import render_template, request
from flask.typing import ResponseReturnValue

from aril.domain.errors import Invalid, NotFound
from aril.services.codes.resolver import NoDigitalLink, UnknownCode
from aril.services.enterprises import chain
from aril.services.lots.finding import LabelWithdrawn, NotYetInUse
from aril.web import security
from aril.web.consumer import blueprint, telling
from aril.web.consumer.looking import raw_path
from aril.web.consumer.telling import Telling
from aril.web.here import site
from aril.web.text import translate


@blueprint.errorhandler(NotFound)
@blueprint.app_errorhandler(UnknownCode)
def unknown(_error: NotFound) -> ResponseReturnValue:
    return _page(telling.unknown(), [], HTTPStatus.NOT_FOUND)


@blueprint.errorhandler(NotYetInUse)
def not_yet(_error: NotYetInUse) -> ResponseReturnValue:
    return _page(telling.not_yet(), [], HTTPStatus.NOT_FOUND, "consumer/unused.html")


@blueprint.errorhandler(LabelWithdrawn)
def withdrawn(error: LabelWithdrawn) -> ResponseReturnValue:
    return _page(telling.withdrawn(error.at), [], HTTPStatus.NOT_FOUND, "consumer/unused.html")


@blueprint.errorhandler(Invalid)
@blueprint.app_errorhandler(NoDigitalLink)
def malformed(error: Invalid) -> ResponseReturnValue:
    return _page(telling.no_code(), [translate(each) for each in error.findings], HTTPStatus.BAD_REQUEST)


def _page(
    told: Telling, faults: list[str], status: HTTPStatus, template: str = "consumer/unknown.html"
) -> ResponseReturnValue:
    security.allow_wasm()
    typed = request.args.get("code") or unquote(raw_path().rstrip("/").rsplit("/", 1)[-1])
    page = render_template(
        template, told=told, typed_code=typed, faults=faults, offices=chain.in_force(site())
    )
    return page, status
