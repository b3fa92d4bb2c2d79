"""Print jobs: how far they are, their finished pages, stopped, let go on, printed again, withdrawn."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from aril.domain.membership import Role
from aril.services.label_press import label_jobs, label_reprint, label_sending, label_withdrawal
from aril.web import security
from aril.web.access import allow
from aril.web.downloads import sent
from aril.web.forms import form_on, key_of
from aril.web.here import member, now, site
from aril.web.label_press import blueprint
from aril.web.text import gettext as _
from aril.web.text import translate


@blueprint.get("/jobs")
@allow(Role.GROWER, Role.PACKER)
def jobs() -> ResponseReturnValue:
    lot, after = request.args.get("epc", ""), request.args.get("after", "")
    found = label_jobs.jobs_of(site(), member(), lot, after)
    return render_template("label_press/jobs.html", jobs=found, epc=lot or None)


@blueprint.get("/jobs/<job>")
@allow(Role.GROWER, Role.PACKER, subject="job")
def job(job: str) -> ResponseReturnValue:
    shown = label_jobs.show(site(), job, member())
    return render_template(
        "label_press/job.html",
        job=shown,
        fault=translate(shown.fault) if shown.fault else "",
        minutes=-(-shown.rest.total_seconds() // 60) if shown.rest else None,
        sending=label_sending.sending(site(), job, member()),
        key=site().new_id(),
        said=translate,
    )


@blueprint.get("/jobs/<job>/file")
@allow(Role.GROWER, Role.PACKER, subject="job")
def file(job: str) -> ResponseReturnValue:
    return sent(label_jobs.download(site(), job, member(), request.args.get("pages", "")))


@blueprint.post("/jobs/<job>/send")
@allow(Role.GROWER, Role.PACKER, subject="job")
@form_on(".job")
def send(job: str) -> ResponseReturnValue:
    values = request.form.to_dict()
    label_sending.send(site(), job, values | {"key": key_of(values)}, member(), now())
    if label_jobs.show(site(), job, member()).is_going_on:
        flash(_("The labels are sent to the printer as soon as all of them are made."))
    else:
        flash(_("The labels are on their way to the printer."))
    return redirect(url_for(".job", job=job, _anchor="sending"))


@blueprint.post("/jobs/<job>/stop-sending")
@allow(Role.GROWER, Role.PACKER, subject="job")
@form_on(".job")
def stop_sending(job: str) -> ResponseReturnValue:
    label_sending.stop(site(), job, member(), now())
    flash(_("Nothing more of it is sent to a printer."), "hold")
    return redirect(url_for(".job", job=job, _anchor="sending"))


@blueprint.post("/jobs/<job>/again")
@allow(Role.GROWER, Role.PACKER, subject="job")
@form_on(".job")
def reprint(job: str) -> ResponseReturnValue:
    return sent(label_reprint.reprint(site(), job, request.form, member(), now()))


@blueprint.get("/jobs/<job>/withdraw")
@allow(Role.GROWER, Role.PACKER, subject="job")
def withdrawal(job: str) -> ResponseReturnValue:
    """Where finished labels can be withdrawn."""
    security.allow_wasm()
    return render_template(
        "label_press/withdraw.html", withdrawable=label_withdrawal.withdrawable(site(), job, member())
    )


@blueprint.post("/jobs/<job>/withdraw")
@allow(Role.GROWER, Role.PACKER, subject="job")
def withdraw(job: str) -> ResponseReturnValue:
    for gone in label_withdrawal.withdraw(site(), job, request.form, member(), now()):
        flash(_("Labels {first} to {last} are withdrawn.", first=gone[0], last=gone[-1]), "hold")
    return redirect(url_for(".job", job=job))


@blueprint.post("/jobs/<job>/cancel")
@allow(Role.GROWER, Role.PACKER, subject="job")
@form_on(".job")
def cancel(job: str) -> ResponseReturnValue:
    label_jobs.cancel(site(), job, request.form.get("why", ""), member(), now())
    flash(_("The print job is stopped. None of its codes is in use."), "hold")
    return redirect(url_for(".job", job=job))


@blueprint.post("/jobs/<job>/go-on")
@allow(Role.GROWER, Role.PACKER, subject="job")
@form_on(".job")
def go_on(job: str) -> ResponseReturnValue:
    label_jobs.go_on(site(), job, member(), now())
    return redirect(url_for(".job", job=job))
