"""Four small forms on one scan box; each answers in a band, and is ready for the next scan."""

from decimal import Decimal

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from aril.domain.lot import Lot
from aril.domain.membership import Role
from aril.domain.reading import Fields
from aril.domain.units import MassUnit
from aril.services.lots import desk, trade
from aril.services.lots.trade import Moved
from aril.web import security
from aril.web.access import allow
from aril.web.forms import form_on
from aril.web.here import member, now, site
from aril.web.text import gettext as _
from aril.web.text import kilograms, words
from aril.web.trade import blueprint

WHO = (Role.TRADER, Role.PACKER, Role.GROWER)
ANSWER = "answer"
BACK = "back"
MORE = "more"
"""The categories of messages that are shown in the band: what was asked for, what was undone, and what follows."""


@blueprint.get("/receive")
@allow(*WHO)
def receive() -> ResponseReturnValue:
    return _counter("trade/receive.html", coming=trade.on_the_way(site(), member()))


@blueprint.post("/receive")
@allow(*WHO)
def take_in() -> ResponseReturnValue:
    arrived = trade.receive(site(), *_scanned(), member(), now())
    flash(
        _(
            "{kg} of lot {code} from {partner}. You hold {held} now.",
            kg=kilograms(sum((each.quantity for each in arrived), Decimal(0))),
            code=arrived[-1].lot.code,
            partner=arrived[-1].partner,
            held=kilograms(arrived[-1].held),
        ),
        ANSWER,
    )
    if left := _on_the_way(arrived[-1].lot):
        flash(
            _(
                "{kg} of it are on their way still. What does not come, its sender takes back.",
                kg=kilograms(left),
            ),
            MORE,
        )
    return redirect(url_for(".receive"))


@blueprint.get("/sell")
@allow(*WHO)
def sell() -> ResponseReturnValue:
    return _counter("trade/sell.html")


@blueprint.post("/sell")
@allow(*WHO)
def sell_over_the_counter() -> ResponseReturnValue:
    code, quantity, unit = _scanned()
    sold = trade.sell(site(), code, quantity, unit, member(), now())
    _say_gone(sold)
    return redirect(url_for(".sell", quantity=quantity, unit=unit))


@blueprint.get("/ship")
@allow(*WHO)
def ship() -> ResponseReturnValue:
    return _counter(
        "trade/ship.html", sent=trade.sent(site(), member()), partners=trade.partners(site(), member())
    )


@blueprint.post("/ship")
@allow(*WHO)
def send_off() -> ResponseReturnValue:
    receiver = request.form.get("receiver", "")
    code, quantity, unit = _scanned()
    sent = trade.ship(site(), code, quantity, unit, receiver, member(), now())
    flash(
        _(
            "{kg} of lot {code} to {partner}, despatch advice {advice}. You hold {held} now.",
            kg=kilograms(sent.quantity),
            code=sent.lot.code,
            partner=sent.partner,
            advice=sent.advice,
            held=kilograms(sent.held),
        ),
        ANSWER,
    )
    return redirect(url_for(".ship", receiver=receiver))


@blueprint.post("/take-back")
@allow(*WHO)
@form_on(".ship")
def take_back() -> ResponseReturnValue:
    form = request.form
    back = trade.take_back(site(), form.get("advice", ""), form.get("lot", ""), member(), now())
    flash(
        _(
            "{kg} of lot {code} are with you again. You hold {held} now.",
            kg=kilograms(back.quantity),
            code=back.lot.code,
            held=kilograms(back.held),
        ),
        BACK,
    )
    return redirect(url_for(".ship"))


@blueprint.get("/destroy")
@allow(*WHO)
def destroy() -> ResponseReturnValue:
    return _counter("trade/destroy.html")


@blueprint.post("/destroy")
@allow(*WHO)
def write_off() -> ResponseReturnValue:
    gone = trade.destroy(site(), *_scanned(), request.form.get("reason", ""), member(), now())
    _say_gone(gone)
    return redirect(url_for(".destroy"))


def _counter(template: str, **shown: object) -> ResponseReturnValue:
    """A page of the counter, with what is held and which of it must not be sold."""
    security.allow_wasm()
    held = desk.held(site(), member(), request.args.get("after", ""))
    stopped = desk.stopped(site(), member())
    return render_template(template, held=held, stopped=stopped, units=words(MassUnit), **shown)


def _say_gone(moved: Moved) -> None:
    flash(
        _(
            "{kg} of lot {code}. You hold {held} now.",
            kg=kilograms(moved.quantity),
            code=moved.lot.code,
            held=kilograms(moved.held),
        ),
        ANSWER,
    )


def _on_the_way(lot: Lot) -> Decimal:
    coming = trade.on_the_way(site(), member())
    return sum((each.transit.quantity for each in coming if each.lot.epc == lot.epc), Decimal(0))


def _scanned() -> tuple[str, str, MassUnit]:
    """The code as it came, separators and all, and the weight with its unit."""
    fields = Fields(request.form)
    unit = fields.choice("quantity_unit", MassUnit) if fields.raw("quantity_unit") else MassUnit.KG
    fields.check()
    return request.form.get("code", ""), request.form.get("quantity", ""), unit
