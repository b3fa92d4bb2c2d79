"""An enterprise's printers: described once, measured on their labels, asked how they are, tried."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from aril.domain.membership import Role
from aril.domain.printer import PrinterKind, in_millimetres
from aril.printing.state import ADVICE
from aril.services.label_press import labels
from aril.services.label_press import printers as service
from aril.web.access import allow
from aril.web.downloads import download
from aril.web.forms import form_on
from aril.web.here import member, now, site
from aril.web.label_press import blueprint
from aril.web.text import gettext as _
from aril.web.text import language, titled, translate


@blueprint.get("/printers")
@allow(Role.GROWER, Role.PACKER)
def printers() -> ResponseReturnValue:
    return render_template(
        "label_press/printers.html", printers=service.printers_of(site(), member()), **_choices()
    )


@blueprint.post("/printers")
@allow(Role.GROWER, Role.PACKER)
def add_printer() -> ResponseReturnValue:
    added = service.add(site(), request.form.to_dict(), member(), now())
    flash(
        _(
            "{name} is added. Print the test sheet next, so that its labels lie where they are cut.",
            name=added.name,
        )
    )
    return redirect(url_for(".printer", printer=added.id))


@blueprint.get("/printers/<printer>")
@allow(Role.GROWER, Role.PACKER, subject="printer")
def printer(printer: str) -> ResponseReturnValue:
    chosen = service.printer(site(), printer, member())
    asked = request.form if request.method == "POST" else request.args
    design = labels.design_of(site(), asked.get("design") or service.usual_design(chosen))
    return render_template(
        "label_press/printer.html",
        printer=chosen,
        sends=chosen.kind.is_direct and site().printers.is_open,
        design=design,
        offset=chosen.offsets.get(service.paper_of(design)),
        asked=service.ask(site(), printer, member()) if "ask" in request.args else None,
        advice=ADVICE,
        said=translate,
        millimetres=in_millimetres,
        **_choices(),
    )


@blueprint.get("/printers/<printer>/edit")
@allow(Role.GROWER, Role.PACKER, subject="printer")
def edit_printer(printer: str) -> ResponseReturnValue:
    chosen = service.printer(site(), printer, member())
    return render_template("label_press/printer_edit.html", printer=chosen, **_choices())


@blueprint.post("/printers/<printer>/edit")
@allow(Role.GROWER, Role.PACKER, subject="printer")
def change_printer(printer: str) -> ResponseReturnValue:
    changed = service.change(site(), printer, request.form.to_dict(), member(), now())
    flash(_("{name} is saved.", name=changed.name))
    return redirect(url_for(".printer", printer=printer))


@blueprint.post("/printers/<printer>/remove")
@allow(Role.GROWER, Role.PACKER, subject="printer")
@form_on(".edit_printer")
def remove_printer(printer: str) -> ResponseReturnValue:
    gone = service.remove(site(), printer, member())
    flash(_("{name} is removed.", name=gone.name))
    return redirect(url_for(".printers"))


@blueprint.get("/printers/<printer>/sheet")
@allow(Role.GROWER, Role.PACKER, subject="printer")
def sheet(printer: str) -> ResponseReturnValue:
    return download(*service.calibration(site(), printer, _design(), language()[:2], member()))


@blueprint.post("/printers/<printer>/sheet")
@allow(Role.GROWER, Role.PACKER, subject="printer")
@form_on(".printer")
def print_sheet(printer: str) -> ResponseReturnValue:
    service.print_calibration(site(), printer, _design(), language()[:2], member(), now())
    flash(_("The test sheet is printed. Read its two scales, and type what you read."))
    return redirect(url_for(".printer", printer=printer, design=_design(), _anchor="measured"))


@blueprint.post("/printers/<printer>/offset")
@allow(Role.GROWER, Role.PACKER, subject="printer")
@form_on(".printer")
def keep_offset(printer: str) -> ResponseReturnValue:
    service.keep_offset(site(), printer, request.form.to_dict(), member(), now())
    flash(_("That is kept: from now on this printer's labels are moved by so much."))
    return redirect(url_for(".printer", printer=printer, design=_design()))


@blueprint.get("/printers/<printer>/label")
@allow(Role.GROWER, Role.PACKER, subject="printer")
def test_label(printer: str) -> ResponseReturnValue:
    return download(*service.test_label(site(), printer, _design(), member()))


@blueprint.post("/printers/<printer>/label")
@allow(Role.GROWER, Role.PACKER, subject="printer")
@form_on(".printer")
def print_test_label(printer: str) -> ResponseReturnValue:
    service.print_test_label(site(), printer, _design(), member(), now())
    flash(_("A label with sample data is printed."))
    return redirect(url_for(".printer", printer=printer, design=_design()))


def _design() -> str:
    return request.values.get("design", "")


def _choices() -> dict[str, object]:
    """What the form of a printer offers."""
    known = labels.readable(site(), labels.designs(site()))
    return {
        "kinds": _kinds(),
        "designs": [(design.name, titled(design.titles)) for design in known],
        "resolutions": [(str(dpi), f"{dpi} dpi") for dpi in service.RESOLUTIONS],
        "direct": site().printers.is_open,
    }


def _kinds() -> dict[PrinterKind, str]:
    return {
        PrinterKind.OFFICE: _("office printer, by download"),
        PrinterKind.ZPL: _("label printer, ZPL (Zebra)"),
        PrinterKind.TSPL: _("label printer, TSPL (TSC, Gprinter)"),
        PrinterKind.IPP: _("IPP or CUPS, as PDF"),
    }
