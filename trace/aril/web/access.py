"""The guard at the door: what views declare, enforced in one place before any of them runs.

A stranger is sent to sign in, a member without the role is refused (403), and a record that the member may
not see is answered like one that does not exist (404).
"""

from collections.abc import Mapping

from flask import Flask, current_app, redirect, request, url_for
from werkzeug.exceptions import Unauthorized
from werkzeug.wrappers import Response

from aril.domain.errors import NotFound
from aril.services.people.access import (
    Access,
    RoleMissing,
    allow,
    declared,
    may_see,
    public,
    signed_in,
    visible,
)
from aril.web.here import database, machines, visitor

__all__ = ["allow", "install", "is_open_to_visitor", "public", "signed_in", "visible"]


def install(app: Flask) -> None:
    app.before_request(_guard)


def refuse_undeclared(app: Flask) -> None:
    """Stop the start where a view does not say who may come, or leaves an argument of its URL unchecked."""
    for rule in app.url_map.iter_rules():
        access = declared(app.view_functions[rule.endpoint])
        if access is None:
            raise TypeError(
                f"{rule.endpoint} does not say who may come: add @public, @signed_in or @allow(...)"
            )
        if access.roles and set(access.subjects) != rule.arguments:
            raise TypeError(
                f"{rule.endpoint} ({rule.rule}): expected subjects {sorted(rule.arguments)}, "
                f"got {sorted(access.subjects)}"
            )


def check(endpoint: str, arguments: Mapping[str, object]) -> Response | None:
    """Let the visitor pass, answer where to sign in, or raise `RoleMissing` or `NotFound`."""
    access = _access(endpoint)
    if access.roles is None:
        return None
    here = visitor()
    if here is None:
        return _to_sign_in()
    if not access.roles:
        return None
    if here.member is None or not here.member.has(*access.roles):
        raise RoleMissing(access.roles)
    if access.subjects:
        with database().read() as session:
            for kind in access.subjects:
                if not may_see(session, here.member, kind, str(arguments[kind])):
                    raise NotFound(kind, str(arguments[kind]))
    return None


def is_open_to_visitor(endpoint: str) -> bool:
    """Whether the menu should offer a page to this visitor."""
    roles = _access(endpoint).roles
    if roles is None:
        return True
    here = visitor()
    return here is not None and (not roles or (here.member is not None and here.member.has(*roles)))


def _guard() -> Response | None:
    if request.endpoint is None:  # no such page: Flask answers 404 or 405 next
        return None
    return check(request.endpoint, request.view_args or {})


def _access(endpoint: str) -> Access:
    access = declared(current_app.view_functions[endpoint])
    assert access is not None  # `refuse_undeclared` has seen every view
    return access


def _to_sign_in() -> Response:
    if wants_json():
        raise Unauthorized
    following = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("account.sign_in", next=following))


def wants_json() -> bool:
    """Whether the asker is a program: it asks an interface for programs, sends JSON, or prefers it to a page."""
    if request.blueprint in machines() or request.is_json:
        return True
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == ("application/json")
