"""Printing a lot's labels: a preview true to scale, how many sheets, and the files for the printer."""

import hashlib
import json
from base64 import b64encode
from collections.abc import Mapping

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from aril.domain.label import JobState
from aril.domain.membership import Role
from aril.labelling.design import Design
from aril.services.label_press import label_jobs, label_order, label_print, labels, printers
from aril.services.lots import desk
from aril.web.access import allow
from aril.web.downloads import download, sent
from aril.web.grower import blueprint
from aril.web.here import member, now, site
from aril.web.text import language, translate


@blueprint.get("/labels")
@allow(Role.GROWER, Role.PACKER)
def choose_lot() -> ResponseReturnValue:
    return render_template("grower/labels_choose.html", cards=desk.held(site(), member()))


@blueprint.get("/lots/<path:lot>/labels")
@allow(Role.GROWER, Role.PACKER, subject="lot")
def lot_labels(lot: str) -> ResponseReturnValue:
    asked = request.form if request.method == "POST" else request.args
    known = printers.printers_of(site(), member())
    offered = labels.offer(site(), lot, asked.get("design", ""), asked.get("language", ""), member())
    return render_template(
        "grower/labels.html",
        offered=offered,
        designs=[(design.name, title(design)) for design in offered.designs],
        picture=as_image(offered.picture),
        fault=translate(offered.fault) if offered.fault else "",
        key=site().new_id(),
        jobs=label_jobs.jobs_of(site(), member(), offered.lot.epc),
        named=named,
        printers=[(each.id, each.name) for each in known],
        usual=next((each.id for each in known if each.design == offered.design.name), ""),
        printed_in=offered.language or offered.design.languages[0],
    )


@blueprint.post("/lots/<path:lot>/labels")
@allow(Role.GROWER, Role.PACKER, subject="lot")
def print_labels(lot: str) -> ResponseReturnValue:
    values = request.form.to_dict()
    as_picture = values.get("kind") == "png"
    if as_picture:
        values["count"] = "1"
    job = label_order.order(site(), lot, values, member(), now(), key_of(values))
    return printed(job, as_picture=True) if as_picture else handed_out(job, values.get("printer", ""))


@blueprint.get("/labels/test")
@allow(Role.GROWER, Role.PACKER)
def test_sheet() -> ResponseReturnValue:
    return download(*labels.test_sheet(site(), request.args.get("design", "")))


def handed_out(job: str, printer: str) -> ResponseReturnValue:
    """The labels that were just ordered: to be sent to a printer that this site sends to, or to be downloaded."""
    if printer not in {each.id for each in printers.direct(site(), member())}:
        return printed(job)
    label_print.print_now(site(), job, member(), now())
    return redirect(url_for("grower.label_job", job=job, printer=printer, _anchor="sending"))


def printed(job: str, *, as_picture: bool = False) -> ResponseReturnValue:
    """The labels that were just ordered, or the page that says how far they are."""
    ordered = label_jobs.show(site(), job, member())
    if ordered.is_at_once:
        label_print.print_now(site(), job, member(), now())
        ordered = label_jobs.show(site(), job, member())
    if ordered.state != JobState.DONE or ordered.over:
        return redirect(url_for("grower.label_job", job=job))
    shown = label_jobs.picture if as_picture else label_jobs.download
    return sent(shown(site(), job, member()))


def key_of(form: Mapping[str, str]) -> str:
    """The key of an order: sent twice as it was, a form is one order; changed on the same page, it is another."""
    if "key" not in form:
        return ""
    said = sorted((name, value) for name, value in form.items() if name != "csrf_token")
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def as_image(svg: bytes) -> str:
    """A picture as the address of an image."""
    return "data:image/svg+xml;base64," + b64encode(svg).decode()


def title(design: Design) -> str:
    """What a design is called in the reader's language."""
    return named(design.titles)


def named(titles: Mapping[str, str]) -> str:
    """A title in the reader's language, or the first there is."""
    return titles.get(language()[:2]) or next(iter(titles.values()))
