"""Where somebody starts, and their own account."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from aril.domain.membership import Role
from aril.domain.reading import Fields
from aril.services.people import accounts
from aril.services.people.accounts import PasswordChange
from aril.web.access import allow, public, signed_in
from aril.web.account import blueprint
from aril.web.account.sign_in import remember
from aril.web.forms import form_on
from aril.web.here import database, member, now, rules, visitor
from aril.web.menu import menu
from aril.web.text import gettext as _


@blueprint.get("/start")
@public
def home() -> ResponseReturnValue:
    """The first page of the menu; a stranger sees the page that is everybody's."""
    if visitor() is None:
        return redirect(f"{request.script_root}/")
    offered = menu()
    return redirect(url_for(offered[0][0] if offered else "account.me"))


@blueprint.get("/account")
@signed_in
def me() -> ResponseReturnValue:
    here = visitor()
    assert here is not None
    organisations = accounts.organisations_of(database(), here.user_id)
    return render_template("account/me.html", organisations=organisations)


@blueprint.post("/account/organisation")
@signed_in
@form_on(".me")
def choose_organisation() -> ResponseReturnValue:
    here = visitor()
    assert here is not None
    fields = Fields(request.form)
    organisation_id = fields.text("organisation")
    fields.check()
    accounts.act_for(database(), here.token, here.user_id, organisation_id)
    return redirect(url_for(".home"))


@blueprint.post("/account/password")
@allow(*Role)
@form_on(".me")
def change_password() -> ResponseReturnValue:
    change = PasswordChange(
        old=request.form.get("old", ""), new=request.form.get("new", ""), address=request.remote_addr or ""
    )
    remember(accounts.change_password(database(), rules(), member(), change, now()))
    flash(_("The new password is set. Other browsers were signed out."))
    return redirect(url_for(".me"))
