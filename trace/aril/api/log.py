"""The log over HTTP: heads, keys and proofs, for anybody and any program."""

from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, jsonify, request

from aril.domain.errors import Invalid
from aril.services import proof
from aril.services.access import public
from aril.services.site import Site


def blueprint(site: Site) -> Blueprint:
    """`/log/head`, `/log/key`, `/log/keys`, `/log/proof?leaf=…[&lot=…]` and `/log/consistency?from=…&to=…`."""
    views = Blueprint("log", __name__, url_prefix="/log")

    @views.get("/head")
    @public
    def head() -> Response:
        return _text(proof.head(site))

    @views.get("/key")
    @public
    def key() -> Response:
        return _text(proof.key(site) + "\n")

    @views.get("/keys")
    @public
    def keys() -> Any:
        return jsonify(
            {"key": proof.key(site), "rotations": [asdict(each) for each in proof.rotations(site)]}
        )

    @views.get("/proof")
    @public
    def inclusion() -> Any:
        return jsonify(proof.inclusion(site, _number("leaf"), request.args.get("lot", "")).to_json())

    @views.get("/consistency")
    @public
    def consistency() -> Any:
        return jsonify(proof.consistency(site, _number("from"), _number("to")))

    return views


def _number(name: str) -> int:
    text = request.args.get(name, "")
    if not text.isdecimal():
        raise Invalid.at(name, "Expected a whole number, found “{value}”.", value=text)
    return int(text)


def _text(content: str) -> Response:
    return Response(content, content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-cache"})
