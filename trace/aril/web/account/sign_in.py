"""The door: signing in and signing out."""

from urllib.parse import urlsplit

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user, logout_user

from aril.domain.reading import Fields
from aril.services.people import accounts
from aril.services.people.accounts import Credentials, SignedIn
from aril.web.access import public, signed_in
from aril.web.account import blueprint
from aril.web.here import Visitor, database, now, rules, visitor
from aril.web.text import gettext as _


@blueprint.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    return render_template("account/sign_in.html", following=safe_path(request.args.get("next")))


@blueprint.post("/sign-in")
@public
def open_session() -> ResponseReturnValue:
    fields = Fields(request.form)
    login = fields.text("login")
    password = secret(fields, "password")
    fields.check()
    credentials = Credentials(login, password, request.remote_addr or "")
    remember(accounts.sign_in(database(), rules(), credentials, now()))
    return redirect(safe_path(request.form.get("next")) or url_for("account.home"))


@blueprint.post("/sign-out")
@signed_in
def close_session() -> ResponseReturnValue:
    here = visitor()
    assert here is not None
    accounts.sign_out(database(), here.token)
    logout_user()
    session.clear()
    flash(_("You are signed out."))
    return redirect(url_for("account.sign_in"))


def remember(opened: SignedIn) -> None:
    """Put a new session into a new cookie, with nothing left of the one before."""
    kept = session.get("_flashes")
    session.clear()
    if kept:
        session["_flashes"] = kept
    session.permanent = True
    login_user(Visitor(opened.token, opened.user_id, None))


def safe_path(following: str | None) -> str | None:
    """A path of this site to go on to; None for anything that could lead elsewhere."""
    if not following or not following.startswith("/") or following.startswith(("//", "/\\")):
        return None
    if any(ord(sign) <= 32 for sign in following) or urlsplit(following).netloc:
        return None
    return following


def secret(fields: Fields, name: str) -> str:
    """A password as it was typed, blanks and all."""
    value = request.form.get(name, "")
    if not value:
        fields.refuse(name, "This is needed.")
    return value
