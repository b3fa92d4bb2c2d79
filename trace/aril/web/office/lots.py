"""Lots of the region: the list, one of them with everything made of it, holding and freeing it."""

from collections.abc import Iterator, Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from aril.domain.lot import LotState
from aril.domain.membership import Role
from aril.services import office
from aril.services.lots import hold
from aril.services.office import LotLine
from aril.web import security
from aril.web.access import allow
from aril.web.forms import form_on
from aril.web.here import member, name_of_lot, now, site
from aril.web.office import blueprint
from aril.web.office.search import csv_answer, lot_search, shown_day, with_
from aril.web.text import called, ngettext, word
from aril.web.text import gettext as _


@blueprint.get("/lots")
@allow(Role.REGULATOR)
def lots() -> ResponseReturnValue:
    security.allow_wasm()
    search = lot_search()
    found = office.lots(site(), member(), search, request.args.get("after", ""))
    return render_template(
        "office/lots.html", search=search, found=found, with_=with_, states=tuple(LotState)
    )


@blueprint.post("/lots")
@allow(Role.REGULATOR)
def find_lot() -> ResponseReturnValue:
    found = office.find_lot(site(), request.form.get("code", ""), member())
    return redirect(url_for(".lot", lot=name_of_lot(found.epc, found.code)))


@blueprint.get("/lots.csv")
@allow(Role.REGULATOR)
def lots_csv() -> ResponseReturnValue:
    headings = (
        _("Lot"), _("Product"), _("Variety"), _("Made by"), _("Harvested"), _("Packed"), _("Made, kg"),
        _("Left, kg"), _("State"), _("Reason"),
    )  # fmt: skip
    return csv_answer("lots", headings, _cells(office.every_lot(site(), member(), lot_search())))


@blueprint.get("/lots/<path:lot>")
@allow(Role.REGULATOR, subject="lot")
def lot(lot: str) -> ResponseReturnValue:
    return render_template("office/lot.html", file=office.lot_file(site(), lot, member()))


@blueprint.post("/lots/<path:lot>/hold")
@allow(Role.REGULATOR, subject="lot")
@form_on(".lot")
def hold_lot(lot: str) -> ResponseReturnValue:
    found = office.lot_named(site(), lot, member())
    held = hold.stop(site(), found.epc, request.form.get("reason", ""), member(), now())
    flash(ngettext("{n} lot is on hold now.", "{n} lots are on hold now.", len(held)))
    return redirect(url_for(".lot", lot=lot))


@blueprint.post("/lots/<path:lot>/release")
@allow(Role.REGULATOR, subject="lot")
@form_on(".lot")
def release_lot(lot: str) -> ResponseReturnValue:
    found = office.lot_named(site(), lot, member())
    reason, whole = request.form.get("reason", ""), bool(request.form.get("whole"))
    freed = hold.release(site(), found.epc, reason, member(), now(), whole=whole)
    flash(ngettext("{n} lot may be sold again.", "{n} lots may be sold again.", len(freed)))
    return redirect(url_for(".lot", lot=lot))


def _cells(lines: Iterator[LotLine]) -> Iterator[Sequence[object]]:
    for line in lines:
        made = line.lot
        yield (
            made.code, called(line.product) if line.product else made.product,
            called(line.variety) if line.variety else made.variety, line.maker, shown_day(made.harvested_on),
            shown_day(made.packed_on), made.quantity, made.remaining, word(made.state), made.reason,
        )  # fmt: skip
