"""What does not fit in what the region's enterprises recorded."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from aril.domain.membership import Role
from aril.services.ledger import doubting
from aril.web.access import allow
from aril.web.here import member, site
from aril.web.office import blueprint


@blueprint.get("/doubts")
@allow(Role.REGULATOR)
def doubts() -> ResponseReturnValue:
    before = request.args.get("before", type=int)
    found, following = doubting.of_region(site(), member(), before)
    return render_template("office/doubts.html", found=found, following=following)
