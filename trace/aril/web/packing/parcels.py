"""Cases and pallets: lots are loaded, labels with the SSCC are printed, everything is taken out again."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from aril.domain.membership import Role
from aril.domain.units import MassUnit
from aril.services.label_press import label_jobs, printers
from aril.services.label_press import parcel_labels as service
from aril.services.lots import desk, loading
from aril.services.lots.parcel import epc_of
from aril.web import security
from aril.web.access import allow
from aril.web.forms import form_on
from aril.web.grower.labels import as_image, handed_out, key_of, named, title
from aril.web.here import member, now, site
from aril.web.packing import blueprint
from aril.web.packing.rows import ROWS, SHOWN, weighed
from aril.web.text import gettext as _
from aril.web.text import translate, words


@blueprint.get("/parcels/new")
@allow(Role.PACKER, Role.GROWER)
def new_parcel() -> ResponseReturnValue:
    security.allow_wasm()
    return render_template(
        "packing/parcel_new.html",
        form=loading.form(site(), member()),
        held=desk.held(site(), member()),
        units=words(MassUnit),
        rows=ROWS,
        shown=SHOWN,
    )


@blueprint.post("/parcels/new")
@allow(Role.PACKER, Role.GROWER)
def load() -> ResponseReturnValue:
    sscc = loading.load(site(), request.form.to_dict(), weighed(request.form), member(), now())
    flash(_("Saved under SSCC {sscc}. You can print its label now.", sscc=sscc))
    return redirect(url_for(".parcel_labels", parcel=sscc))


@blueprint.get("/parcels/<parcel>")
@allow(Role.PACKER, Role.GROWER, subject="parcel")
def parcel_labels(parcel: str) -> ResponseReturnValue:
    asked = request.form if request.method == "POST" else request.args
    known = printers.printers_of(site(), member())
    offered = service.offer(site(), parcel, asked.get("design", ""), asked.get("language", ""), member())
    return render_template(
        "packing/parcel_labels.html",
        offered=offered,
        designs=[(design.name, title(design)) for design in offered.designs],
        picture=as_image(offered.picture),
        fault=translate(offered.fault) if offered.fault else "",
        key=site().new_id(),
        jobs=label_jobs.jobs_of(site(), member(), epc_of(parcel)),
        named=named,
        printers=[(each.id, each.name) for each in known],
        usual=next((each.id for each in known if each.design == offered.design.name), ""),
        printed_in=offered.language or offered.design.languages[0],
    )


@blueprint.post("/parcels/<parcel>")
@allow(Role.PACKER, Role.GROWER, subject="parcel")
def print_parcel_labels(parcel: str) -> ResponseReturnValue:
    values = request.form.to_dict()
    job = service.order(site(), parcel, values, member(), now(), key_of(values))
    return handed_out(job, values.get("printer", ""))


@blueprint.post("/parcels/<parcel>/unload")
@allow(Role.PACKER, Role.GROWER, subject="parcel")
@form_on(".parcel_labels")
def unload(parcel: str) -> ResponseReturnValue:
    loading.unload(site(), parcel, member(), now())
    flash(_("Everything was taken out. The SSCC is not used again."))
    return redirect(url_for("consumer.parcel", sscc=parcel))
