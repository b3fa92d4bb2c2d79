"""The office's first page: what has to be done, and how the region stands."""

from flask import render_template
from flask.typing import ResponseReturnValue

from aril.domain.enterprise import FilingStatus
from aril.domain.lot import LotState
from aril.domain.membership import Role
from aril.services import office
from aril.web.access import allow
from aril.web.here import member, now, site
from aril.web.office import blueprint, chart


@blueprint.get("/")
@allow(Role.REGULATOR)
def home() -> ResponseReturnValue:
    seen = office.dashboard(site(), member(), now())
    return render_template(
        "office/home.html",
        seen=seen,
        chart=chart.draw(seen.months),
        states=tuple(LotState),
        statuses=tuple(FilingStatus),
    )
