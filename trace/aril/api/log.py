"""The log over HTTP: heads, keys and proofs, for anybody and any program."""

from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, jsonify, request

from aril.api import problems
from aril.api.description import ANY_TEXT, Answer, Example, Operation, Parameter, Schema, described, listed
from aril.domain.errors import Invalid
from aril.domain.proof import FORMAT
from aril.services.merkle_log import proof
from aril.services.people.access import public
from aril.services.site import Site

TEXT = "text/plain"
MOST = 10**15 - 1
LONGEST = 20
"""Digits of a number, also of one that begins with zeros."""
_HASH: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_COUNT: Schema = {"type": "integer", "minimum": 0, "maximum": MOST}
_INCLUSION: Schema = {
    "type": "object",
    "properties": {
        "format": {"const": FORMAT},
        "leaf": _COUNT,
        "hash": _HASH,
        "path": listed(_HASH),
        "checkpoint": {"type": "string"},
        "key": {"type": "string"},
        "entry": {"type": "object"},
    },
    "required": ["format", "leaf", "hash", "path", "checkpoint", "key"],
    "additionalProperties": False,
}
_CONSISTENCY: Schema = {
    "type": "object",
    "properties": {"from": _COUNT, "to": _COUNT, "from_root": _HASH, "to_root": _HASH, "path": listed(_HASH)},
    "required": ["from", "to", "from_root", "to_root", "path"],
    "additionalProperties": False,
}
_HEAD = Operation(
    "logHead",
    "log",
    summary="The latest signed head of the log",
    description="A checkpoint: the log's name, its size, the root of its tree, and the signature below an empty line.",
    answers=(Answer(200, description="The head.", content={TEXT: {"type": "string"}}),),
    problems=(problems.NOT_FOUND,),
)
_KEY = Operation(
    "logKey",
    "log",
    summary="The key that checks the log's signatures",
    answers=(Answer(200, description="The key, on one line.", content={TEXT: {"type": "string"}}),),
)

_KEYS = Operation(
    "logKeys",
    "log",
    summary="The key, and how it came after those before it",
    answers=(
        Answer(
            200,
            description="The key, and each change of it, endorsed by the key before.",
            content={
                "application/json": {
                    "type": "object",
                    "properties": {"key": {"type": "string"}, "rotations": listed({"type": "object"})},
                    "required": ["key", "rotations"],
                    "additionalProperties": False,
                }
            },
        ),
    ),
)


def _whole(name: str, description: str) -> Parameter:
    return Parameter(name, "query", _COUNT, description, is_required=True)


_PROOF = Operation(
    "logProof",
    "log",
    summary="A proof that a leaf stands in the log",
    description="How it is checked without trusting this service is explained on one page, docs/log.md.",
    answers=(
        Answer(
            200, description="The hashes from the leaf to the root.", content={"application/json": _INCLUSION}
        ),
    ),
    parameters=(
        _whole("leaf", description="The position of the leaf, from 0."),
        Parameter(
            "lot",
            "query",
            ANY_TEXT,
            description="The EPC class of the lot whose entry it is, where who holds its label is told the content.",
        ),
    ),
    problems=(problems.VALIDATION, problems.NOT_FOUND),
    example=Example(query={"leaf": "0"}),
)
_GROWTH = Operation(
    "logConsistency",
    "log",
    summary="A proof that the log only grew",
    answers=(
        Answer(
            200, description="The hashes that both trees share.", content={"application/json": _CONSISTENCY}
        ),
    ),
    parameters=(
        _whole("from", description="The smaller size."),
        _whole("to", description="The larger size."),
    ),
    problems=(problems.VALIDATION, problems.NOT_FOUND),
    example=Example(query={"from": "1", "to": "2"}),
)


def blueprint(site: Site) -> Blueprint:
    """`/log/head`, `/log/key`, `/log/keys`, `/log/proof?leaf=…[&lot=…]` and `/log/consistency?from=…&to=…`."""
    views = Blueprint("log", __name__, url_prefix="/log")
    problems.install(views)

    @views.get("/head")
    @public
    @described(_HEAD)
    def head() -> Response:
        return _text(proof.head(site))

    @views.get("/key")
    @public
    @described(_KEY)
    def key() -> Response:
        return _text(proof.key(site) + "\n")

    @views.get("/keys")
    @public
    @described(_KEYS)
    def keys() -> Any:
        return jsonify(
            {"key": proof.key(site), "rotations": [asdict(each) for each in proof.rotations(site)]}
        )

    @views.get("/proof")
    @public
    @described(_PROOF)
    def inclusion() -> Any:
        return jsonify(proof.inclusion(site, _number("leaf"), request.args.get("lot", "")).to_json())

    @views.get("/consistency")
    @public
    @described(_GROWTH)
    def consistency() -> Any:
        return jsonify(proof.consistency(site, _number("from"), _number("to")))

    return views


def _number(name: str) -> int:
    text = request.args.get(name, "")
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST and int(text) <= MOST):
        raise Invalid.at(name, "Expected a whole number, found “{value}”.", value=text[:80])
    return int(text)


def _text(content: str) -> Response:
    return Response(content, content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-cache"})
