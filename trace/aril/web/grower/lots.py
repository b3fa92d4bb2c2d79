"""Lots 批次: those that were made, and one with its way and its papers."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from aril.domain.certificate import Basis
from aril.domain.membership import Role
from aril.services.lots import desk, lot_file
from aril.services.lots.finding import path_of
from aril.web import security
from aril.web.access import allow
from aril.web.forms import form_on
from aril.web.grower import blueprint
from aril.web.here import member, name_of_lot, site
from aril.web.text import words


@blueprint.get("/lots")
@allow(Role.GROWER, Role.PACKER)
def lots() -> ResponseReturnValue:
    security.allow_wasm()
    return render_template(
        "grower/lots.html", cards=desk.made(site(), member(), request.args.get("after", ""))
    )


@blueprint.post("/lots")
@allow(Role.GROWER, Role.PACKER)
@form_on(".lots")
def find_lot() -> ResponseReturnValue:
    lot = lot_file.find(site(), request.form.get("code", ""), member())
    return redirect(url_for(".lot", lot=name_of_lot(lot.epc, lot.code)))


@blueprint.get("/lots/<path:lot>")
@allow(Role.GROWER, Role.PACKER, Role.TRADER, subject="lot")
def lot(lot: str) -> ResponseReturnValue:
    file = lot_file.show(site(), lot, member())
    return render_template("grower/lot.html", file=file, address=path_of(file.lot), bases=words(Basis))
