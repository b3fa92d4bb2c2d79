"""Where growers and packers start."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from aril.domain.membership import Role
from aril.services.lots import desk
from aril.web.access import allow
from aril.web.grower import blueprint
from aril.web.here import member, site


@blueprint.get("/")
@allow(Role.GROWER, Role.PACKER)
def home() -> ResponseReturnValue:
    return render_template(
        "grower/home.html", desk=desk.desk(site(), member(), request.args.get("after", ""))
    )
