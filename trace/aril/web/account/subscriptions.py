"""The subscriptions of an organisation, for its administrator: where each stands, and what was sent."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from aril.domain.membership import Role
from aril.services.subscribing import subscriptions as service
from aril.web.access import allow
from aril.web.account import blueprint
from aril.web.forms import form_on
from aril.web.here import member, now, site
from aril.web.text import gettext as _
from aril.web.text import translate


@blueprint.get("/programs/subscriptions")
@allow(Role.ADMINISTRATOR)
def subscriptions() -> ResponseReturnValue:
    return render_template(
        "account/subscriptions.html", subscriptions=service.all_subscriptions(site(), member())
    )


@blueprint.get("/programs/subscriptions/<subscription>")
@allow(Role.ADMINISTRATOR, subject="subscription")
def subscription(subscription: str) -> ResponseReturnValue:
    return render_template(
        "account/subscription.html",
        subscription=service.subscription(site(), member(), subscription),
        notifications=service.notifications(site(), subscription),
        translate=translate,
    )


@blueprint.post("/programs/subscriptions/<subscription>/pause")
@allow(Role.ADMINISTRATOR, subject="subscription")
@form_on(".subscription")
def pause_subscription(subscription: str) -> ResponseReturnValue:
    service.pause(site(), member(), subscription)
    flash(_("Nothing is sent until you resume. What is recorded meanwhile waits."))
    return redirect(url_for(".subscription", subscription=subscription))


@blueprint.post("/programs/subscriptions/<subscription>/resume")
@allow(Role.ADMINISTRATOR, subject="subscription")
@form_on(".subscription")
def resume_subscription(subscription: str) -> ResponseReturnValue:
    service.resume(site(), member(), subscription, now())
    flash(_("Notifications go on where they were left off."))
    return redirect(url_for(".subscription", subscription=subscription))


@blueprint.post("/programs/subscriptions/<subscription>/again")
@allow(Role.ADMINISTRATOR, subject="subscription")
@form_on(".subscription")
def send_again(subscription: str) -> ResponseReturnValue:
    service.send_again(site(), member(), subscription, now())
    flash(_("It is being sent again. Load this page anew in a moment to see what became of it."))
    return redirect(url_for(".subscription", subscription=subscription))


@blueprint.post("/programs/subscriptions/<subscription>/delete")
@allow(Role.ADMINISTRATOR, subject="subscription")
@form_on(".subscription")
def delete_subscription(subscription: str) -> ResponseReturnValue:
    service.unsubscribe(site(), member(), subscription)
    flash(_("The subscription is deleted. The query stays."))
    return redirect(url_for(".subscriptions"))
