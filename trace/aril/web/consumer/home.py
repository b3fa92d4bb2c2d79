"""The page that is everybody's: type or scan a code."""

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from aril.services.lots import consumer
from aril.web import security
from aril.web.access import public
from aril.web.consumer import blueprint
from aril.web.here import site


@blueprint.get("/")
@public
def home() -> ResponseReturnValue:
    typed = request.args.get("code", "").strip()
    if typed:
        return redirect(request.script_root + consumer.find(site(), typed))
    security.allow_wasm()
    return render_template("consumer/home.html")
