"""The chains in force, and adopting one from its file."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from aril.domain.membership import Role
from aril.services.enterprises import chain
from aril.web.access import allow
from aril.web.here import member, now, site
from aril.web.office import blueprint
from aril.web.text import called
from aril.web.text import gettext as _
from aril.web.uploads import upload


@blueprint.get("/chains")
@allow(Role.REGULATOR)
def chains() -> ResponseReturnValue:
    return render_template("office/chains.html", adopted=chain.adopted(site()))


@blueprint.post("/chains")
@allow(Role.REGULATOR)
def adopt() -> ResponseReturnValue:
    adopted, is_new = chain.adopt_as_office(site(), upload("file").content, member(), now())
    if is_new:
        flash(_("The chain {name} is in force as the file says.", name=called(adopted)))
    else:
        flash(_("The chain {name} says this already; nothing was changed.", name=called(adopted)), "hold")
    return redirect(url_for(".chains"))
