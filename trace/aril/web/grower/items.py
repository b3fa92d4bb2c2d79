"""Trade items: the enterprise's own GTINs."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from aril.domain.membership import Role
from aril.services.orchards import farm, orchard
from aril.web.access import allow
from aril.web.grower import blueprint
from aril.web.grower.plots import varieties
from aril.web.here import member, now, site
from aril.web.text import called
from aril.web.text import gettext as _


@blueprint.get("/items")
@allow(Role.GROWER, Role.PACKER)
def items() -> ResponseReturnValue:
    offered = orchard.item_form(site(), member())
    products = offered.chain.products
    return render_template(
        "grower/items.html",
        offered=offered,
        products=[(product.code, called(product)) for product in products],
        varieties=varieties(products),
        grades=[(grade.code, called(grade)) for product in products for grade in product.grades],
    )


@blueprint.post("/items")
@allow(Role.GROWER, Role.PACKER)
def add_item() -> ResponseReturnValue:
    item = farm.add_trade_item(site(), request.form.to_dict(), member(), now())
    flash(_("{gtin} stands for {name} now.", gtin=item.gtin, name=item.name))
    return redirect(url_for(".items"))
