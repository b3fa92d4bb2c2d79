"""The people of an organisation, for its administrator."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from aril.domain.membership import Role
from aril.domain.reading import Fields
from aril.services.people import accounts, links
from aril.services.people.links import Invitation
from aril.web.access import allow
from aril.web.account import blueprint
from aril.web.forms import form_on
from aril.web.here import database, member, now, rules, settings
from aril.web.text import gettext as _


@blueprint.get("/people")
@allow(Role.ADMINISTRATOR)
def people() -> ResponseReturnValue:
    return render_template(
        "account/people.html", people=accounts.colleagues(database(), member()), roles=_open_roles()
    )


@blueprint.post("/people")
@allow(Role.ADMINISTRATOR)
def invite() -> ResponseReturnValue:
    fields = Fields(request.form)
    invitation = Invitation(fields.text("login", at_most=64), fields.text("name"), _roles(fields))
    fields.check()
    token = links.invite(database(), rules(), member(), invitation, now())
    flash(_address(token), "link")
    return redirect(url_for(".people"))


@blueprint.get("/people/<colleague>")
@allow(Role.ADMINISTRATOR, subject="colleague")
def person(colleague: str) -> ResponseReturnValue:
    found = next(each for each in accounts.colleagues(database(), member()) if each.user_id == colleague)
    return render_template("account/person.html", person=found, roles=_open_roles())


@blueprint.post("/people/<colleague>")
@allow(Role.ADMINISTRATOR, subject="colleague")
def set_roles(colleague: str) -> ResponseReturnValue:
    fields = Fields(request.form)
    roles = _roles(fields)
    fields.check()
    accounts.set_roles(database(), member(), colleague, roles, now())
    flash(_("Saved."))
    return redirect(url_for(".people"))


@blueprint.post("/people/<colleague>/password")
@allow(Role.ADMINISTRATOR, subject="colleague")
@form_on(".person")
def offer_new_password(colleague: str) -> ResponseReturnValue:
    token = links.offer_new_password(database(), rules(), member(), colleague, now())
    flash(_address(token), "link")
    return redirect(url_for(".people"))


@blueprint.post("/people/<colleague>/remove")
@allow(Role.ADMINISTRATOR, subject="colleague")
@form_on(".person")
def remove(colleague: str) -> ResponseReturnValue:
    accounts.set_roles(database(), member(), colleague, frozenset(), now())
    flash(_("They no longer act for {organisation}.", organisation=member().organisation_name))
    return redirect(url_for(".people"))


def _open_roles() -> tuple[Role, ...]:
    return accounts.roles_of_colleagues(database(), member())


def _roles(fields: Fields) -> frozenset[Role]:
    chosen = request.form.getlist("roles")
    if not chosen:
        fields.refuse("roles", "Choose at least one role.")
    return frozenset(role for role in Role if role.value in chosen)


def _address(token: str) -> str:
    """The link as it is handed over, on the site's own address, whatever host this request was sent to."""
    return settings().site.base_url + url_for("account.link", token=token)
