"""Printing a lot's labels: a preview true to scale, how many sheets, and the files for the printer."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from aril.domain.membership import Role
from aril.services.label_press import label_order, labels
from aril.services.lots import desk
from aril.web.access import allow
from aril.web.downloads import download
from aril.web.forms import key_of
from aril.web.here import member, now, site
from aril.web.label_press import blueprint
from aril.web.label_press.handing_out import handed_out, printed
from aril.web.label_press.offering import offering


@blueprint.get("/")
@allow(Role.GROWER, Role.PACKER)
def choose() -> ResponseReturnValue:
    return render_template(
        "label_press/choose.html", cards=desk.held(site(), member(), request.args.get("after", ""))
    )


@blueprint.get("/lots/<path:lot>")
@allow(Role.GROWER, Role.PACKER, subject="lot")
def lot(lot: str) -> ResponseReturnValue:
    asked = request.form if request.method == "POST" else request.args
    offered = labels.offer(site(), lot, asked.get("design", ""), asked.get("language", ""), member())
    return offering("label_press/lot.html", offered, offered.lot.epc)


@blueprint.post("/lots/<path:lot>")
@allow(Role.GROWER, Role.PACKER, subject="lot")
def print_lot(lot: str) -> ResponseReturnValue:
    values = request.form.to_dict()
    as_picture = values.get("kind") == "png"
    if as_picture:
        values["count"] = "1"
    job = label_order.order(site(), lot, values, member(), now(), key_of(values))
    return printed(job, as_picture=True) if as_picture else handed_out(job, values.get("printer", ""))


@blueprint.get("/test")
@allow(Role.GROWER, Role.PACKER)
def test_sheet() -> ResponseReturnValue:
    return download(*labels.test_sheet(site(), request.args.get("design", "")))
