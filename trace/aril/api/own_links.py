"""An enterprise's own links for its programs: listed, added and withdrawn by a token with the scope `links`.

Hosts are registered by a person on a page: a token that was stolen leads no code to a stranger's site.
"""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, jsonify, request

from aril.api import problems
from aril.domain.errors import Invalid
from aril.domain.link_types import PREFIX
from aril.domain.membership import Member
from aril.domain.own_link import OwnLink
from aril.services import own_links, tokens
from aril.services.access import public
from aril.services.site import Site
from aril.services.tokens import Scope

MOST_BYTES = 20_000


def blueprint(site: Site, clock: Callable[[], datetime]) -> Blueprint:
    """`GET` and `POST /api/links`, and `DELETE /api/links/{id}`; `clock` answers the moment of a request."""
    views = Blueprint("own_links", __name__, url_prefix="/api/links")
    problems.install(views)

    @views.get("")
    @public
    def listed() -> Response:
        form = own_links.form(site, _actor())
        return jsonify(links=[_json_of(link) for link in form.links], hosts=list(form.hosts))

    @views.post("")
    @public
    def added() -> tuple[Response, HTTPStatus]:
        actor = _actor()
        link = own_links.add(site, _fields(), actor, clock())
        return jsonify(_json_of(link)), HTTPStatus.CREATED

    @views.delete("/<own_link>")
    @public
    def withdrawn(own_link: str) -> tuple[str, HTTPStatus]:
        own_links.withdraw(site, own_link, _actor(), clock())
        return "", HTTPStatus.NO_CONTENT

    def _actor() -> Member:
        kind, _, secret = request.headers.get("Authorization", "").partition(" ")
        return tokens.holder(site, secret.strip() if kind.lower() == "bearer" else "", Scope.LINKS, clock())

    return views


def _fields() -> dict[str, str]:
    """The fields of `OwnLink.parse` from a JSON object of texts."""
    request.max_content_length = MOST_BYTES
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict) or not all(isinstance(value, str) for value in sent.values()):
        raise Invalid.at("", "Send a JSON object whose values are texts.")
    return sent


def _json_of(link: OwnLink) -> dict[str, Any]:
    return {
        "id": link.id,
        "anchor": link.anchor,
        "type": PREFIX + link.type,
        "href": link.href,
        "title": link.title,
        "language": link.language,
        "media_type": link.media_type,
        "valid_from": link.valid_from and link.valid_from.isoformat(),
        "valid_to": link.valid_to and link.valid_to.isoformat(),
    }
