"""Enterprises and their filings: the list, one of them, and what the office decides."""

from collections.abc import Iterator, Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from aril.domain.enterprise import Activity, FilingAction, FilingStatus
from aril.domain.membership import Role
from aril.domain.reading import Fields
from aril.domain.region import Region, counties
from aril.services import office
from aril.services.enterprises import filing, registration
from aril.store.office import EnterpriseSearch
from aril.store.organisations import OrganisationRow
from aril.web.access import allow
from aril.web.forms import form_on
from aril.web.here import member, now, rules, settings, site
from aril.web.office import blueprint
from aril.web.office.search import csv_answer, enterprise_search, with_
from aril.web.text import day, word
from aril.web.text import gettext as _

WAITING = EnterpriseSearch(status=FilingStatus.SUBMITTED)


@blueprint.get("/enterprises")
@allow(Role.REGULATOR)
def enterprises() -> ResponseReturnValue:
    search = enterprise_search()
    found, counts = office.enterprises(site(), member(), search, request.args.get("after", ""))
    return render_template(
        "office/enterprises.html",
        search=search,
        found=found,
        counts=counts,
        with_=with_,
        statuses=tuple(FilingStatus),
        activities=[each for each in Activity if each is not Activity.OFFICE],
        counties=counties(Region(member().region).stem),
    )


@blueprint.get("/enterprises.csv")
@allow(Role.REGULATOR)
def enterprises_csv() -> ResponseReturnValue:
    headings = (
        _("Enterprise"), _("Unified social credit code"), _("Legal form"), _("What it does in the chain"), _("County"),
        _("Address"), _("Legal representative"), _("Telephone"), _("Chief quality officer"), _("Status"),
        _("Approved on"),
    )  # fmt: skip
    rows = office.every_enterprise(site(), member(), enterprise_search())
    return csv_answer("enterprises", headings, _cells(rows))


@blueprint.get("/enterprises/<filing>")
@allow(Role.REGULATOR, subject="filing")
def enterprise(filing: str) -> ResponseReturnValue:
    waiting, _counts = office.enterprises(site(), member(), WAITING, most=1)
    return render_template("office/enterprise.html", filing=_filing(filing), waiting=waiting)


@blueprint.post("/enterprises/<filing>")
@allow(Role.REGULATOR, subject="filing")
def decide(filing: str) -> ResponseReturnValue:
    fields = Fields(request.form)
    action = fields.choice("action", FilingAction)
    seen = fields.whole("seen", required=False)
    fields.check()
    status = _decided(filing, action, seen)
    flash(_("The filing is now: {status}.", status=status))
    return redirect(url_for(".enterprise", filing=filing))


@blueprint.post("/enterprises/<filing>/invitation")
@allow(Role.REGULATOR, subject="filing")
@form_on(".enterprise")
def invite(filing: str) -> ResponseReturnValue:
    token = registration.invite_first_person(site(), rules(), filing, request.form, member(), now())
    flash(settings().site.base_url + url_for("account.link", token=token), "link")
    return redirect(url_for(".enterprise", filing=filing))


def _filing(organisation_id: str) -> filing.Filing:
    return filing.show(site(), organisation_id)


def _decided(organisation_id: str, action: FilingAction, seen: int | None) -> FilingStatus:
    reason = request.form.get("reason", "")
    return filing.decide(site(), organisation_id, action, reason, member(), now(), seen=seen)


def _cells(rows: Iterator[OrganisationRow]) -> Iterator[Sequence[object]]:
    for row in rows:
        filed = row.filed()
        yield (
            filed.name, filed.uscc, word(filed.kind), word(filed.activity), Region(filed.region).full_name,
            filed.address, filed.legal_representative, filed.phone, filed.chief_quality_officer,
            word(FilingStatus(row.status)), day(row.approved_at) if row.approved_at else "",
        )  # fmt: skip
