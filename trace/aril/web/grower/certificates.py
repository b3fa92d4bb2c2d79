"""The certificate of promised conformity 承诺达标合格证: issue, show, void."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from aril.domain.certificate import WORDINGS, Basis
from aril.domain.membership import Role
from aril.services.label_press import labels
from aril.services.quality import certificate as certificates
from aril.web import preview
from aril.web.access import allow
from aril.web.forms import form_on
from aril.web.grower import blueprint
from aril.web.here import member, now, site
from aril.web.text import gettext as _
from aril.web.text import titled, words


@blueprint.post("/lots/<path:lot>/certificates")
@allow(Role.GROWER, Role.PACKER, subject="lot")
@form_on(".lot")
def issue_certificate(lot: str) -> ResponseReturnValue:
    basis, origin = request.form.getlist("basis"), request.form.get("origin", "")
    issued = certificates.issue(site(), lot, basis, member(), now(), origin)
    flash(_("Certificate {number} is issued.", number=issued.number))
    return redirect(url_for(".certificate", certificate=issued.id))


@blueprint.get("/certificates/<certificate>")
@allow(Role.GROWER, Role.PACKER, subject="certificate")
def certificate(certificate: str) -> ResponseReturnValue:
    shown = certificates.show(site(), certificate, member())
    return render_template(
        "grower/certificate.html",
        shown=shown,
        promise=WORDINGS[shown.paper.wording],
        bases=words(Basis),
        papers=[(name, titled(labels.design_of(site(), name).titles)) for name in certificates.PAPERS],
    )


@blueprint.get("/certificates/<certificate>/paper")
@allow(Role.GROWER, Role.PACKER, subject="certificate")
def certificate_paper(certificate: str) -> ResponseReturnValue:
    design = request.args.get("design", "")
    shown = certificates.paper_of(site(), certificate, design, member())
    return preview.paper(shown, back=url_for(".certificate", certificate=certificate))


@blueprint.post("/certificates/<certificate>/void")
@allow(Role.GROWER, Role.PACKER, subject="certificate")
@form_on(".certificate")
def void_certificate(certificate: str) -> ResponseReturnValue:
    certificates.void(site(), certificate, request.form.get("reason", ""), member(), now())
    flash(_("The certificate no longer holds."), "hold")
    return redirect(url_for(".certificate", certificate=certificate))
