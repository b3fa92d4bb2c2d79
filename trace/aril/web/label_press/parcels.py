"""Printing the labels of a case or a pallet."""

from flask import request
from flask.typing import ResponseReturnValue

from aril.domain.membership import Role
from aril.services.label_press import parcel_labels
from aril.services.lots.parcel import epc_of
from aril.web.access import allow
from aril.web.forms import key_of
from aril.web.here import member, now, site
from aril.web.label_press import blueprint
from aril.web.label_press.handing_out import handed_out
from aril.web.label_press.offering import offering


@blueprint.get("/parcels/<parcel>")
@allow(Role.PACKER, Role.GROWER, subject="parcel")
def parcel(parcel: str) -> ResponseReturnValue:
    asked = request.form if request.method == "POST" else request.args
    offered = parcel_labels.offer(
        site(), parcel, asked.get("design", ""), asked.get("language", ""), member()
    )
    return offering("label_press/parcel.html", offered, epc_of(parcel))


@blueprint.post("/parcels/<parcel>")
@allow(Role.PACKER, Role.GROWER, subject="parcel")
def print_parcel(parcel: str) -> ResponseReturnValue:
    values = request.form.to_dict()
    job = parcel_labels.order(site(), parcel, values, member(), now(), key_of(values))
    return handed_out(job, values.get("printer", ""))
