"""Cases and pallets: lots are loaded, and everything is taken out again."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from aril.domain.membership import Role
from aril.domain.units import MassUnit
from aril.services.lots import desk, loading
from aril.web import security
from aril.web.access import allow
from aril.web.forms import form_on, key_of
from aril.web.here import member, now, site
from aril.web.packing import blueprint
from aril.web.packing.rows import ROWS, SHOWN, weighed
from aril.web.text import gettext as _
from aril.web.text import words


@blueprint.get("/parcels/new")
@allow(Role.PACKER, Role.GROWER)
def new_parcel() -> ResponseReturnValue:
    security.allow_wasm()
    return render_template(
        "packing/parcel_new.html",
        form=loading.form(site(), member()),
        key=site().new_id(),
        held=desk.held(site(), member()),
        units=words(MassUnit),
        rows=ROWS,
        shown=SHOWN,
    )


@blueprint.post("/parcels/new")
@allow(Role.PACKER, Role.GROWER)
def load() -> ResponseReturnValue:
    values = request.form.to_dict()
    sscc = loading.load(site(), values, weighed(values), member(), now(), key_of(values))
    flash(_("Saved under SSCC {sscc}. You can print its label now.", sscc=sscc))
    return redirect(url_for("label_press.parcel", parcel=sscc))


@blueprint.post("/parcels/<parcel>/unload")
@allow(Role.PACKER, Role.GROWER, subject="parcel")
@form_on("label_press.parcel")
def unload(parcel: str) -> ResponseReturnValue:
    loading.unload(site(), parcel, member(), now())
    flash(_("Everything was taken out. The SSCC is not used again."))
    return redirect(url_for("consumer.parcel", sscc=parcel))
