"""Importing enterprises: a template, a look at what would happen, and then all of it or nothing.

The workbook waits on the server between the look and the yes, under its hash; it is read anew for both, so that
nothing the browser sends back is believed.
"""

import io

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from aril.domain.membership import Role
from aril.services.enterprises import chain
from aril.services.spreadsheets import files, workbook
from aril.services.spreadsheets.workbook import Preview
from aril.web.access import allow
from aril.web.here import member, now, site
from aril.web.office import blueprint
from aril.web.office.limits import XLSX
from aril.web.text import ngettext
from aril.web.uploads import upload


@blueprint.get("/import")
@allow(Role.REGULATOR)
def import_() -> ResponseReturnValue:
    return _choose()


@blueprint.post("/import")
@allow(Role.REGULATOR)
def look_at_import() -> ResponseReturnValue:
    sent, chosen = upload("file"), request.form.get("chain", "")
    found = workbook.preview(site(), sent.content, chosen, member())
    if found.bad_cells:
        return _choose(found), 422
    waiting = files.park(site(), sent.content, now())
    return redirect(url_for(".check_import", file=waiting, chain=chosen))


@blueprint.get("/import/check")
@allow(Role.REGULATOR)
def check_import() -> ResponseReturnValue:
    return render_template("office/import_check.html", preview=_preview())


@blueprint.post("/import/check")
@allow(Role.REGULATOR)
def run_import() -> ResponseReturnValue:
    content = files.parked(site(), request.args.get("file", ""))
    filed = workbook.run(site(), content, request.args.get("chain", ""), member(), now())
    flash(ngettext("{n} enterprise is filed and approved.", "{n} enterprises are filed and approved.", filed))
    return redirect(url_for(".enterprises"))


@blueprint.get("/import/template.xlsx")
@allow(Role.REGULATOR)
def import_template() -> ResponseReturnValue:
    return send_file(
        io.BytesIO(workbook.template()), mimetype=XLSX, as_attachment=True, download_name="enterprises.xlsx"
    )


def _choose(found: Preview | None = None) -> str:
    return render_template(
        "office/import.html",
        chains=[(each.code, each.name) for each in chain.in_force(site())],
        bad_cells=found.bad_cells if found else (),
    )


def _preview() -> Preview:
    content = files.parked(site(), request.args.get("file", ""))
    return workbook.preview(site(), content, request.args.get("chain", ""), member())
