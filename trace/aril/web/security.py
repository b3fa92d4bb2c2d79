"""Headers that every answer carries, errors included, and the tokens that forms need."""

import secrets
from collections.abc import Collection
from http import HTTPStatus

from flask import Flask, Response, abort, g, has_request_context, request
from flask_wtf import CSRFProtect

from aril.config import Settings

YEAR = 31_536_000
FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


def install(app: Flask, settings: Settings) -> CSRFProtect:
    """Harden every answer; answers the keeper of form tokens, so that blueprints for programs can be exempted."""
    app.config.update(
        SESSION_COOKIE_NAME="__Host-aril" if settings.is_https else "aril",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=settings.security.session_hours * 3600,
        SESSION_REFRESH_EACH_REQUEST=False,
        MAX_CONTENT_LENGTH=settings.uploads.max_bytes,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session
    )
    keeper = CSRFProtect(app)
    app.jinja_env.globals["nonce"] = nonce

    @app.after_request
    def _harden(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", _policy())
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault(
            "Permissions-Policy", "camera=(self), geolocation=(self), microphone=(), payment=()"
        )
        if settings.is_https:
            headers.setdefault("Strict-Transport-Security", f"max-age={YEAR}")
        if request.endpoint == "static" and "v" in request.args:
            headers["Cache-Control"] = (
                f"public, max-age={YEAR}, immutable"  # its address changes with its content
            )
        elif request.endpoint != "static":
            headers.setdefault("Cache-Control", "no-store")
        return response

    return keeper


def refuse_null(app: Flask, machines: Collection[str]) -> None:
    """Turn away whatever names something with a null character: PostgreSQL keeps none, and nobody types one.

    A body that comes to one of the blueprints for programs is theirs to read.
    """

    @app.before_request
    def _look() -> None:
        said = [request.path, *request.args.values()]
        if request.mimetype in FORMS and request.blueprint not in machines:
            said += (text for texts in request.form.listvalues() for text in texts)
        if any("\0" in text for text in said):
            abort(HTTPStatus.BAD_REQUEST)


def nonce() -> str:
    """The word by which an inline `<script>` or `<style>` of this answer is known as ours."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


def allow_wasm() -> None:
    """Let this page compile WebAssembly: only pages that read barcodes with the camera need it."""
    g.wasm = True


def _policy() -> str:
    scripts = f"'self' 'nonce-{nonce()}'"
    if has_request_context() and g.get("wasm"):
        scripts += " 'wasm-unsafe-eval'"
    return "; ".join((
        "default-src 'none'",
        f"script-src {scripts}",
        f"style-src 'self' 'nonce-{nonce()}'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ))  # fmt: skip
