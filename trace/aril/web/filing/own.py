"""An enterprise's own filing: where it stands, what the office said, and how to change it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from aril.domain.membership import Role
from aril.services.enterprises import chain, filing, registration
from aril.web.access import allow
from aril.web.filing import blueprint, form
from aril.web.filing.scans import answer
from aril.web.here import member, now, site
from aril.web.text import gettext as _


@blueprint.get("/filing")
@allow(Role.ADMINISTRATOR)
def own() -> ResponseReturnValue:
    found = filing.show(site(), member().organisation_id)
    office = next((each for each in chain.in_force(site()) if each.code == found.filed.chain), None)
    return render_template("filing/own.html", filing=found, office=office)


@blueprint.get("/filing/change")
@allow(Role.ADMINISTRATOR)
def change() -> ResponseReturnValue:
    found = filing.show(site(), member().organisation_id)
    return render_template("filing/change.html", filing=found, **form.shown(found.last))


@blueprint.post("/filing/change")
@allow(Role.ADMINISTRATOR)
def file_again() -> ResponseReturnValue:
    before = filing.show(site(), member().organisation_id).last
    registration.change(site(), request.form, form.received(before), member(), now())
    flash(_("Your changes have reached the office."))
    return redirect(url_for(".own"))


@blueprint.get("/filing/scans/<attachment>")
@allow(*Role, subject="attachment")
def scan(attachment: str) -> ResponseReturnValue:
    return answer(*filing.attachment(site(), attachment))
