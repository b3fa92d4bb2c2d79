"""Limits: what is loaded, what it covers, and loading more."""

import io

from flask import flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from aril.domain.membership import Role
from aril.domain.moment import CHINA
from aril.services.enterprises import chain
from aril.services.quality import limits as service
from aril.services.quality.limits import LimitFile
from aril.web.access import allow
from aril.web.here import member, now, site
from aril.web.office import blueprint
from aril.web.text import ngettext
from aril.web.uploads import upload

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/limits")
@allow(Role.REGULATOR)
def limits() -> ResponseReturnValue:
    return _page()


@blueprint.post("/limits")
@allow(Role.REGULATOR)
def load_limits() -> ResponseReturnValue:
    sent = upload("file")
    found = service.read(sent.content)
    if found.bad_cells:
        return _page(found), 422
    added = service.load(site(), sent.content, sent.name, member(), now())
    flash(ngettext("{n} limit is loaded.", "{n} limits are loaded.", added))
    return redirect(url_for(".limits"))


@blueprint.get("/limits/template.xlsx")
@allow(Role.REGULATOR)
def limits_template() -> ResponseReturnValue:
    return send_file(
        io.BytesIO(service.template()), mimetype=XLSX, as_attachment=True, download_name="limits.xlsx"
    )


def _page(found: LimitFile | None = None) -> str:
    today = now().astimezone(CHINA).date()
    return render_template(
        "office/limits.html",
        loaded=service.loaded(site()),
        covers=[(each, service.coverage(site(), each, today)) for each in chain.in_force(site())],
        today=today,
        bad_cells=found.bad_cells if found else (),
    )
