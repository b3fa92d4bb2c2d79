"""One form: which lots go in, and what comes out."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from aril.domain.membership import Role
from aril.domain.units import MassUnit
from aril.services.lots import desk, packing
from aril.services.orchards import orchard
from aril.web import security
from aril.web.access import allow
from aril.web.here import member, name_of_lot, now, site
from aril.web.packing import blueprint
from aril.web.packing.rows import ROWS, SHOWN, weighed
from aril.web.text import called, day, words
from aril.web.text import gettext as _


@blueprint.get("/")
@allow(Role.PACKER, Role.GROWER)
def pack() -> ResponseReturnValue:
    security.allow_wasm()
    offered = orchard.packing_form(site(), member())
    return render_template(
        "packing/pack.html",
        held=desk.held(site(), member()),
        grades=[(grade.code, called(grade)) for grade in offered.grades],
        items=[(item.gtin, f"{item.name} {item.gtin}") for item in offered.items],
        today=day(now()),
        units=words(MassUnit),
        rows=ROWS,
        shown=SHOWN,
    )


@blueprint.post("/")
@allow(Role.PACKER, Role.GROWER)
def record() -> ResponseReturnValue:
    lot = packing.record(site(), request.form.to_dict(), weighed(request.form), member(), now())
    flash(_("Saved as lot {code}. You can print its labels now.", code=lot.code))
    return redirect(url_for("grower.lot", lot=name_of_lot(lot.epc, lot.code)))
