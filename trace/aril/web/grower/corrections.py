"""Correcting 更正 what was recorded of a lot's making, or taking it back 撤销."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from aril.domain.membership import Role
from aril.domain.units import MassUnit
from aril.services.lots import correcting
from aril.services.orchards import orchard
from aril.web.access import allow
from aril.web.forms import form_on
from aril.web.grower import blueprint
from aril.web.grower.work import chosen_plot, grades_of, harvest_values, plots_of
from aril.web.here import member, now, site
from aril.web.text import day, words
from aril.web.text import gettext as _


@blueprint.get("/lots/<path:lot>/correct")
@allow(Role.GROWER, Role.PACKER, subject="lot")
def correct(lot: str) -> ResponseReturnValue:
    shown = correcting.show(site(), lot, member())
    offered = orchard.work_form(site(), member(), now(), shown.card.lot.plot_id)
    return render_template(
        "grower/correct.html",
        shown=shown,
        plots=plots_of(offered),
        grades=grades_of(offered),
        units=words(MassUnit),
        weight=f"{shown.card.lot.quantity:f}",
        today=day(now()),
    )


@blueprint.post("/lots/<path:lot>/correct")
@allow(Role.GROWER, Role.PACKER, subject="lot")
def correct_harvest(lot: str) -> ResponseReturnValue:
    correcting.correct_harvest(site(), lot, chosen_plot(), harvest_values(), member(), now())
    flash(_("Corrected. What was recorded first stays in the log, declared an error."))
    return redirect(url_for(".lot", lot=lot))


@blueprint.post("/lots/<path:lot>/take-back")
@allow(Role.GROWER, Role.PACKER, subject="lot")
@form_on(".correct")
def take_back(lot: str) -> ResponseReturnValue:
    void = correcting.take_back(site(), lot, member(), now())
    flash(_("Lot {code} is void. Destroy its labels, if you printed any.", code=void.code), "hold")
    return redirect(url_for(".lot", lot=lot))
