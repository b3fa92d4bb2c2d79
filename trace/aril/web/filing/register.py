"""Registering: open to anybody; the office looks at it before anything can be recorded."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from aril.services.enterprises import registration
from aril.web.access import public
from aril.web.account.sign_in import remember
from aril.web.filing import blueprint, form
from aril.web.here import now, rules, site
from aril.web.text import gettext as _


@blueprint.app_template_global()
def registration_address() -> str:
    """Where to register, for pages that strangers come to first."""
    return url_for("filing.register")


@blueprint.get("/register")
@public
def register() -> ResponseReturnValue:
    return render_template("filing/register.html", **form.shown())


@blueprint.post("/register")
@public
def file_enterprise() -> ResponseReturnValue:
    scans = form.received()
    opened = registration.register(site(), rules(), request.form, scans, request.remote_addr or "", now())
    remember(opened)
    flash(_("Your filing has reached the office, and you are signed in."))
    return redirect(url_for(".own"))
