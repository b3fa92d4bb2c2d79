"""Labels printed in advance: rolls without a lot, and binding them to one by the first and the last label."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from aril.domain.membership import Role
from aril.services.label_press import label_order, label_rolls, labels
from aril.services.lots import desk
from aril.web import security
from aril.web.access import allow
from aril.web.forms import form_on, key_of
from aril.web.here import member, now, site
from aril.web.label_press import blueprint
from aril.web.label_press.handing_out import printed
from aril.web.text import gettext as _
from aril.web.text import ngettext, titled


@blueprint.get("/rolls")
@allow(Role.GROWER, Role.PACKER)
def rolls() -> ResponseReturnValue:
    security.allow_wasm()
    known = labels.rolls(site())
    return render_template(
        "label_press/rolls.html",
        rolls=label_rolls.rolls_of(site(), member(), request.args.get("after", "")),
        designs=[(design.name, titled(design.titles)) for design in known],
        cards=_choice(),
        key=site().new_id(),
    )


def _choice() -> list[desk.LotCard]:
    """The lots to choose from; none where they are so many that the right one is scanned or typed instead."""
    held = desk.held(site(), member())
    return [] if held.following else [card for card in held if card.lot.state == "active"]


@blueprint.post("/rolls")
@allow(Role.GROWER, Role.PACKER)
def print_roll() -> ResponseReturnValue:
    values = request.form.to_dict()
    return printed(label_order.order_roll(site(), values, member(), now(), key_of(values)))


@blueprint.post("/rolls/bind")
@allow(Role.GROWER, Role.PACKER)
@form_on(".rolls")
def bind() -> ResponseReturnValue:
    bound = label_rolls.bind(site(), request.form, member(), now())
    flash(
        ngettext(
            "{n} label stands for lot {lot} now.",
            "{n} labels stand for lot {lot} now.",
            bound.count,
            lot=bound.lot,
        )
    )
    if bound.over:
        flash(
            _("The labels of this lot promise {kg} more than was packed of it.", kg=f"{bound.over:f} kg"),
            "hold",
        )
    return redirect(url_for(".rolls"))


@blueprint.get("/bindings/<binding>")
@allow(Role.GROWER, Role.PACKER, subject="binding")
def binding(binding: str) -> ResponseReturnValue:
    """Where a binding can be undone."""
    security.allow_wasm()
    return render_template(
        "label_press/binding.html", undoable=label_rolls.undoable(site(), binding, member())
    )


@blueprint.post("/bindings/<binding>/undo")
@allow(Role.GROWER, Role.PACKER, subject="binding")
@form_on(".binding")
def unbind(binding: str) -> ResponseReturnValue:
    undone = label_rolls.unbind(site(), binding, request.form, member(), now())
    flash(
        _(
            "Labels {first} to {last} stand for no lot any more. Bind them to the right one.",
            first=undone.first,
            last=undone.last,
        ),
        "hold",
    )
    for stay in undone.stay:
        flash(
            _("Labels {first} to {last} stay with lot {lot}.", first=stay[0], last=stay[-1], lot=undone.lot),
            "hold",
        )
    first, last = undone.ends
    return redirect(url_for(".rolls", first=first, last=last))
