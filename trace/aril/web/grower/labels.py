"""Printing a lot's labels: a preview true to scale, how many sheets, and the files for the printer."""

import io
from base64 import b64encode

from flask import Response, render_template, request, send_file
from flask.typing import ResponseReturnValue

from aril.domain.membership import Role
from aril.labelling.design import Design
from aril.services import desk, labels
from aril.web.access import allow
from aril.web.grower import blueprint
from aril.web.here import member, now, site
from aril.web.text import language, translate

TYPES = {"pdf": "application/pdf", "png": "image/png"}


@blueprint.get("/labels")
@allow(Role.GROWER, Role.PACKER)
def choose_lot() -> ResponseReturnValue:
    return render_template("grower/labels_choose.html", cards=desk.held(site(), member()))


@blueprint.get("/lots/<path:lot>/labels")
@allow(Role.GROWER, Role.PACKER, subject="lot")
def lot_labels(lot: str) -> ResponseReturnValue:
    asked = request.form if request.method == "POST" else request.args
    offered = labels.offer(site(), lot, asked.get("design", ""), asked.get("language", ""), member())
    return render_template(
        "grower/labels.html",
        offered=offered,
        designs=[(design.name, title(design)) for design in offered.designs],
        picture="data:image/svg+xml;base64," + b64encode(offered.picture).decode(),
        fault=translate(offered.fault) if offered.fault else "",
        printed_in=offered.language or offered.design.languages[0],
    )


@blueprint.post("/lots/<path:lot>/labels")
@allow(Role.GROWER, Role.PACKER, subject="lot")
def print_labels(lot: str) -> ResponseReturnValue:
    printed = labels.print_lot(site(), lot, request.form.to_dict(), member(), now())
    return download(printed.content, printed.name)


@blueprint.get("/labels/test")
@allow(Role.GROWER, Role.PACKER)
def test_sheet() -> ResponseReturnValue:
    return download(*labels.test_sheet(site(), request.args.get("design", "")))


def download(content: bytes, name: str) -> Response:
    """A finished file to save."""
    kind = TYPES[name.rpartition(".")[2]]
    return send_file(io.BytesIO(content), kind, as_attachment=True, download_name=name)


def title(design: Design) -> str:
    """What a design is called in the reader's language."""
    return design.titles.get(language()[:2]) or next(iter(design.titles.values()))
