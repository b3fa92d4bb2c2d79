"""From the scan to the signed report."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from aril.domain.inspection import rest_not_detected
from aril.domain.membership import Role
from aril.domain.moment import CHINA
from aril.services.label_press import signs
from aril.services.lots import finding
from aril.services.quality import inspection, reports
from aril.web import preview, security
from aril.web.access import allow
from aril.web.forms import filled_in, form_on
from aril.web.here import member, now, site
from aril.web.inspection import blueprint
from aril.web.text import gettext as _
from aril.web.text import word

LATEST = 5
"""How many reports the first page shows."""


@blueprint.get("/")
@allow(Role.INSPECTOR)
def home() -> ResponseReturnValue:
    security.allow_wasm()
    return render_template("inspection/home.html", written=reports.written(site(), member(), most=LATEST))


@blueprint.post("/")
@allow(Role.INSPECTOR)
def scan() -> ResponseReturnValue:
    lot = reports.to_test(site(), request.form.get("code", ""))
    return redirect(url_for(".enter", code=finding.scan_of(lot)))


@blueprint.get("/report")
@allow(Role.INSPECTOR)
def enter() -> ResponseReturnValue:
    today = now().astimezone(CHINA).date()
    draft = reports.draft(site(), request.args.get("code", ""), today, member())
    tasks = [(task, word(task).capitalize()) for task in draft.tasks]
    return render_template("inspection/enter.html", draft=draft, tasks=tasks, today=today)


@blueprint.post("/report")
@allow(Role.INSPECTOR)
def sign() -> ResponseReturnValue:
    saved = inspection.report(site(), request.args.get("code", ""), request.form, member(), now()).report
    flash(_("Report {number} is saved and signed by {name}.", number=saved.number, name=saved.inspector))
    return redirect(url_for(".report", report=saved.id))


@blueprint.post("/report/rest")
@allow(Role.INSPECTOR)
@form_on(".enter")
def rest() -> ResponseReturnValue:
    """The form again, with 「未检出」 ticked wherever it has no value."""
    draft = reports.draft(site(), request.args.get("code", ""), now().astimezone(CHINA).date(), member())
    ticked: ResponseReturnValue = filled_in(
        rest_not_detected([line.item for line in draft.panel], request.form)
    )
    return ticked


@blueprint.post("/report/seal")
@allow(Role.INSPECTOR)
@form_on(".enter")
def seal() -> ResponseReturnValue:
    code = request.args.get("code", "")
    shown = signs.sample_seal(site(), code, request.form.to_dict(), member())
    return preview.paper(shown, back=url_for(".enter", code=code))
