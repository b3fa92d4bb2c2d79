"""Recalling a lot, one step after another: which lot, whom it hits, the code typed again, and whom to call."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from aril.domain.membership import Role
from aril.services import office
from aril.services.lots import hold
from aril.web import security
from aril.web.access import allow
from aril.web.here import member, name_of_lot, now, site
from aril.web.office import blueprint


@blueprint.get("/recall")
@allow(Role.REGULATOR)
def choose_recall() -> ResponseReturnValue:
    security.allow_wasm()
    return render_template("office/recall_choose.html")


@blueprint.post("/recall")
@allow(Role.REGULATOR)
def chosen_recall() -> ResponseReturnValue:
    found = office.find_lot(site(), request.form.get("code", ""), member())
    return redirect(url_for(".recall", lot=name_of_lot(found.epc, found.code)))


@blueprint.get("/lots/<path:lot>/recall")
@allow(Role.REGULATOR, subject="lot")
def recall(lot: str) -> ResponseReturnValue:
    return render_template("office/recall.html", file=office.lot_file(site(), lot, member()))


@blueprint.post("/lots/<path:lot>/recall")
@allow(Role.REGULATOR, subject="lot")
def recall_lot(lot: str) -> ResponseReturnValue:
    found = office.lot_named(site(), lot, member())
    typed, reason = request.form.get("confirm", ""), request.form.get("reason", "")
    hold.recall(site(), found.epc, typed, reason, member(), now())
    return redirect(url_for(".recalled", lot=lot))


@blueprint.get("/lots/<path:lot>/recalled")
@allow(Role.REGULATOR, subject="lot")
def recalled(lot: str) -> ResponseReturnValue:
    return render_template("office/recalled.html", file=office.lot_file(site(), lot, member()))
