"""Work on a plot: noting an input 投入品, and harvesting 采收."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from aril.domain.farm import InputKind
from aril.domain.membership import Role
from aril.domain.reading import Fields
from aril.domain.units import MassUnit
from aril.services.orchards import farm, harvest, orchard
from aril.services.orchards.orchard import WorkForm
from aril.web.access import allow
from aril.web.grower import blueprint
from aril.web.here import member, name_of_lot, now, site
from aril.web.text import called, day, words
from aril.web.text import gettext as _

OF_A_PESTICIDE = frozenset({"interval_days", "target", "maker", "registration", "substance"})


@blueprint.get("/inputs/new")
@allow(Role.GROWER)
def new_input() -> ResponseReturnValue:
    offered = orchard.work_form(site(), member(), now(), request.args.get("plot", ""))
    return render_template(
        "grower/input.html",
        offered=offered,
        plots=plots_of(offered),
        kinds=words(InputKind),
        today=day(now()),
        operator=offered.last.operator if offered.last else member().user_name,
    )


@blueprint.post("/inputs/new")
@allow(Role.GROWER)
def note_input() -> ResponseReturnValue:
    use = farm.note_input(site(), chosen_plot(), _input_values(), member(), now())
    if use.interval_days:
        flash(_("Saved. The plot may be harvested from {day}.", day=day(use.harvest_from)))
    else:
        flash(_("Saved."))
    return redirect(url_for(".plot", plot=use.plot_id))


@blueprint.get("/harvests/new")
@allow(Role.GROWER)
def new_harvest() -> ResponseReturnValue:
    offered = orchard.work_form(site(), member(), now(), request.args.get("plot", ""))
    return render_template(
        "grower/harvest.html",
        offered=offered,
        plots=plots_of(offered),
        chosen=_open_plot(offered),
        grades=grades_of(offered),
        items=[(item.gtin, f"{item.name} {item.gtin}") for item in offered.items],
        units=words(MassUnit),
        today=day(now()),
    )


@blueprint.post("/harvests/new")
@allow(Role.GROWER)
def record_harvest() -> ResponseReturnValue:
    lot = harvest.record(site(), chosen_plot(), harvest_values(), member(), now())
    flash(_("Saved as lot {code}. You can print its labels now.", code=lot.code))
    return redirect(url_for(".lot", lot=name_of_lot(lot.epc, lot.code)))


def _input_values() -> dict[str, str]:
    """What was typed; the page hides the fields of a pesticide for other kinds, with what last time left in them."""
    values = request.form.to_dict()
    if values.get("kind") != InputKind.PESTICIDE:
        return {name: value for name, value in values.items() if name not in OF_A_PESTICIDE}
    return values


def harvest_values() -> dict[str, str]:
    return request.form.to_dict() | {"unit": request.form.get("quantity_unit", "")}


def grades_of(offered: WorkForm) -> list[tuple[str, str]]:
    return [(grade.code, called(grade)) for grade in offered.grades]


def plots_of(offered: WorkForm) -> list[tuple[str, str]]:
    return [
        (
            card.plot.id,
            f"{card.plot.code} {card.plot.name}"
            + (
                f" ({_('closed until {day}', day=day(card.closed_by.harvest_from))})"
                if card.closed_by
                else ""
            ),
        )
        for card in offered.plots
    ]


def _open_plot(offered: WorkForm) -> str:
    """The plot that was asked for, else the one worked on last or, while that is closed, one that is not."""
    free = [card.plot.id for card in offered.plots if card.closed_by is None]
    if request.args.get("plot") or offered.chosen in free or not free:
        return offered.chosen
    return free[0]


def chosen_plot() -> str:
    fields = Fields(request.form)
    plot_id = fields.text("plot")
    fields.check()
    return plot_id
