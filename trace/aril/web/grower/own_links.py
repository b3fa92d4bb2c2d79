"""An enterprise's own links: where else its codes lead, and the hosts they may lead to."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from aril.domain.membership import Role
from aril.services.codes import own_links as service
from aril.web.access import allow
from aril.web.forms import form_on
from aril.web.grower import blueprint
from aril.web.here import member, now, site
from aril.web.text import gettext as _


@blueprint.get("/links")
@allow(Role.GROWER, Role.PACKER)
def own_links() -> ResponseReturnValue:
    return render_template(
        "grower/own_links.html",
        form=service.form(site(), member()),
        kinds=_kinds(),
        languages_of_links=[("zh", "中文"), ("en", "English")],
        media=[
            ("text/html", _("a page")),
            ("application/pdf", "PDF"),
            ("image/jpeg", _("a picture")),
            ("video/mp4", _("a video")),
            ("application/ld+json", _("data for programs")),
        ],
    )


@blueprint.post("/links")
@allow(Role.GROWER, Role.PACKER)
def add_link() -> ResponseReturnValue:
    link = service.add(site(), request.form.to_dict(), member(), now())
    flash(_("“{title}” is added. Codes that are printed already lead there too.", title=link.title))
    return redirect(url_for(".own_links"))


@blueprint.post("/links/withdraw")
@allow(Role.GROWER, Role.PACKER)
@form_on(".own_links")
def withdraw_link() -> ResponseReturnValue:
    link = service.withdraw(site(), request.form.get("link", ""), member(), now())
    flash(_("“{title}” is withdrawn. No code leads there any more.", title=link.title))
    return redirect(url_for(".own_links"))


@blueprint.post("/links/hosts")
@allow(Role.GROWER, Role.PACKER)
@form_on(".own_links")
def register_host() -> ResponseReturnValue:
    host = service.register_host(site(), request.form.get("host", ""), member(), now())
    flash(_("Links may lead to {host} now.", host=host))
    return redirect(url_for(".own_links"))


@blueprint.post("/links/hosts/withdraw")
@allow(Role.GROWER, Role.PACKER)
@form_on(".own_links")
def withdraw_host() -> ResponseReturnValue:
    host = request.form.get("withdrawn", "")
    service.withdraw_host(site(), host, member(), now())
    flash(_("No link leads to {host} any more.", host=host))
    return redirect(url_for(".own_links"))


def _kinds() -> dict[str, str]:
    """The link types that growers ask for; the GS1 Web Vocabulary has more, which programs may send."""
    return {
        "recipeInfo": _("Recipe"),
        "pip": _("Product page of your own"),
        "relatedVideo": _("Video"),
        "nutritionalInfo": _("Nutrition"),
        "consumerHandlingStorageInfo": _("Storing and handling"),
        "sustainabilityInfo": _("Environment and sustainability"),
        "backgroundInfo": _("Story of the orchard"),
        "hasRetailers": _("Where to buy"),
        "promotion": _("Offer"),
        "homepage": _("Home page"),
        "socialMedia": _("Social media"),
        "support": _("Customer service"),
        "review": _("Reviews"),
    }
