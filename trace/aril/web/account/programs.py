"""The programs that act for an organisation: their API tokens, for its administrator."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from aril.domain.membership import Role
from aril.domain.reading import Fields
from aril.services.people import tokens
from aril.services.people.tokens import Scope
from aril.web.access import allow
from aril.web.account import blueprint
from aril.web.forms import form_on
from aril.web.here import member, now, site
from aril.web.text import gettext as _


@blueprint.get("/programs")
@allow(Role.ADMINISTRATOR)
def programs() -> ResponseReturnValue:
    return render_template(
        "account/programs.html", tokens=tokens.tokens_of(site(), member()), scopes=tuple(Scope), secret=""
    )


@blueprint.post("/programs")
@allow(Role.ADMINISTRATOR)
def make_token() -> ResponseReturnValue:
    fields = Fields(request.form)
    label = fields.text("label", at_most=64)
    chosen = [scope for scope in Scope if scope.value in request.form.getlist("scopes")]
    if not chosen:
        fields.refuse("scopes", "Choose at least one thing that the token opens.")
    fields.check()
    secret = tokens.make(site(), member(), label, chosen, now())
    # Shown on this answer alone, and on no page that can be opened again.
    shown = tokens.tokens_of(site(), member())
    return render_template("account/programs.html", tokens=shown, scopes=tuple(Scope), secret=secret)


@blueprint.post("/programs/<token>/revoke")
@allow(Role.ADMINISTRATOR, subject="token")
@form_on(".programs")
def revoke_token(token: str) -> ResponseReturnValue:
    tokens.revoke(site(), member(), token, now())
    flash(_("The token opens nothing any more."))
    return redirect(url_for(".programs"))
