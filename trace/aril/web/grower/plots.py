"""Plots 地块: the list, a new one, and one with all that was done on it."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from aril.domain.chain import Product
from aril.domain.farm import Datum, enclosed
from aril.domain.membership import Role
from aril.domain.units import AreaUnit
from aril.services.label_press import signs
from aril.services.orchards import farm, orchard
from aril.web import preview
from aril.web.access import allow
from aril.web.grower import blueprint
from aril.web.grower.outline import drawing
from aril.web.here import member, now, site
from aril.web.text import called, language, words
from aril.web.text import gettext as _


@blueprint.get("/plots")
@allow(Role.GROWER)
def plots() -> ResponseReturnValue:
    cards = orchard.plots(site(), member(), now())
    return render_template("grower/plots.html", cards=[(card, drawing(card.plot.outline)) for card in cards])


@blueprint.get("/plots/new")
@allow(Role.GROWER)
def new_plot() -> ResponseReturnValue:
    offered = orchard.plot_form(site(), member())
    products = offered.chain.products
    return render_template(
        "grower/plot_new.html",
        offered=offered,
        counties=[(county.code, county.name) for county in offered.counties],
        products=[(product.code, called(product)) for product in products],
        varieties=varieties(products),
        units=words((AreaUnit.MU, AreaUnit.M2)),
        datums=words(Datum),
    )


@blueprint.post("/plots/new")
@allow(Role.GROWER)
def add_plot() -> ResponseReturnValue:
    values = request.form.to_dict()
    drawn = request.files.get("outline_file")
    if drawn and drawn.filename:
        values["outline"] = drawn.read().decode("utf-8-sig", "replace")
    plot, is_outside = farm.add_plot(site(), values, member(), now())
    flash(_("{name} is saved. You can note inputs and harvests now.", name=plot.name))
    if is_outside:
        flash(_("Part of its outline lies outside the protected origin it claims. Please check it."), "hold")
    return redirect(url_for(".plot", plot=plot.id))


@blueprint.get("/plots/<plot>")
@allow(Role.GROWER, subject="plot")
def plot(plot: str) -> ResponseReturnValue:
    file = orchard.plot_file(site(), plot, member(), now())
    ring = file.card.plot.outline
    return render_template(
        "grower/plot.html", file=file, drawing=drawing(ring), enclosed=enclosed(ring) if ring else None
    )


@blueprint.get("/plots/<plot>/sign")
@allow(Role.GROWER, subject="plot")
def plot_sign(plot: str) -> ResponseReturnValue:
    page = url_for(".plot", plot=plot)
    return preview.paper(signs.plot_sign(site(), plot, page, language(), member(), now()), back=page)


def varieties(products: Sequence[Product]) -> list[tuple[str, str]]:
    """Every variety of the chain to choose from, under its product where there are several."""
    return [
        (variety.code, called(variety) if len(products) == 1 else f"{called(product)} · {called(variety)}")
        for product in products
        for variety in product.varieties
    ]
