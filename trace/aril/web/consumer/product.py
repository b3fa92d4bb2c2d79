"""The pages that a GTIN without a lot, and a GLN, lead to."""

from datetime import date
from http import HTTPStatus

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from aril.domain.enterprise import Enterprise
from aril.domain.lot import Lot
from aril.domain.moment import CHINA
from aril.domain.region import Region
from aril.services.lots import product as products
from aril.services.lots.finding import page_of
from aril.web import security
from aril.web.access import public
from aril.web.consumer import blueprint
from aril.web.consumer.telling import unknown_lot
from aril.web.here import now, site


@blueprint.get("/p/<gtin>")
@public
def product(gtin: str) -> ResponseReturnValue:
    """A product; `?lot=` is a lot number on its label that nobody here knew when the label was scanned."""
    lot = request.args.get("lot", "")
    seen = products.view(site(), gtin, lot)
    if seen.lot:  # recorded since
        return redirect(lot_page(seen.lot))
    security.allow_wasm()
    page = render_template(
        "consumer/product.html",
        seen=seen,
        chain=seen.chain,
        told=unknown_lot(lot) if lot else None,
        today=_today(),
        county=_county,
        lot_page=lot_page,
    )
    return page, HTTPStatus.NOT_FOUND if lot else HTTPStatus.OK


@blueprint.get("/o/<gln>")
@public
def enterprise(gln: str) -> ResponseReturnValue:
    seen = products.enterprise(site(), gln)
    return render_template(
        "consumer/enterprise.html",
        producer=seen.filed,
        chain=seen.chain,
        gln=gln,
        today=_today(),
        county=_county,
    )


def lot_page(lot: Lot) -> str:
    """The address of a lot's page."""
    return request.script_root + page_of(lot)


def _county(filed: Enterprise) -> str:
    return Region(filed.region).name if filed.region else ""


def _today() -> date:
    return now().astimezone(CHINA).date()
