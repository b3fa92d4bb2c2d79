"""What a one-time link opens: an invitation, a new password, or the office of a new site."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from aril.domain.enterprise import Activity, Enterprise, EnterpriseKind
from aril.domain.reading import Fields
from aril.services.enterprises import chain
from aril.services.people import links
from aril.services.people.accounts import SignedIn
from aril.services.people.links import Answer, LinkPurpose
from aril.web.access import public
from aril.web.account import blueprint
from aril.web.account.sign_in import remember, secret
from aril.web.here import database, now, rules, site
from aril.web.text import gettext as _


@blueprint.get("/link/<token>")
@public
def link(token: str) -> ResponseReturnValue:
    found = links.open_link(database(), token, now())
    if found.purpose is LinkPurpose.FIRST:
        chains = chain.in_force(site())
        return render_template(
            "account/first.html",
            office=chains[0] if chains else None,
            chains=[(each.code, each.name) for each in chains],
            kinds=tuple(EnterpriseKind),
        )
    return render_template("account/link.html", link=found)


@blueprint.post("/link/<token>")
@public
def redeem_link(token: str) -> ResponseReturnValue:
    fields = Fields(request.form)
    password = secret(fields, "password")
    if request.form.get("repeated", password) != password:
        fields.refuse("repeated", "The two passwords differ.")
    fields.check()
    answer = Answer(password, request.remote_addr or "", fields.raw("login"), fields.raw("person"))
    remember(_redeemed(token, answer))
    flash(_("You are signed in."))
    return redirect(url_for("account.home"))


def _redeemed(token: str, answer: Answer) -> SignedIn:
    found = links.open_link(database(), token, now())
    if found.purpose is not LinkPurpose.FIRST:
        return links.redeem(database(), rules(), token, answer, now())
    named = {"legal_representative": answer.name, "chief_quality_officer": answer.name}
    office = Enterprise.parse({**request.form, **named, "activity": Activity.OFFICE})
    return links.redeem_first(site(), rules(), token, answer, office, now())
