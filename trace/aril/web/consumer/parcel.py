"""The page that an SSCC leads to."""

from flask import render_template
from flask.typing import ResponseReturnValue

from aril.domain.membership import Role
from aril.services.lots import parcel as parcels
from aril.web.access import public
from aril.web.consumer import blueprint
from aril.web.consumer.product import lot_page
from aril.web.here import site, visitor


@blueprint.get("/s/<sscc>")
@public
def parcel(sscc: str) -> ResponseReturnValue:
    here = visitor()
    reader = here.member if here else None
    seen = parcels.view(site(), sscc, reader)
    prints = reader is not None and reader.has(Role.GROWER, Role.PACKER)
    return render_template("consumer/parcel.html", seen=seen, lot_page=lot_page, prints=prints)
