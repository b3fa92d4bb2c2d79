"""What does not fit in what the region's enterprises recorded."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from aril.domain.membership import Role
from aril.domain.reading import Fields
from aril.services.ledger import doubting
from aril.web.access import allow
from aril.web.here import member, site
from aril.web.office import blueprint

MOST = 10**15
"""A number that no entry has reached."""


@blueprint.get("/doubts")
@allow(Role.REGULATOR)
def doubts() -> ResponseReturnValue:
    fields = Fields(request.args)
    before = fields.whole("before", required=False, most=MOST)
    fields.check()
    found, following = doubting.of_region(site(), member(), before)
    return render_template("office/doubts.html", found=found, following=following)
