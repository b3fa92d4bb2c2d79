"""An enterprise's own numbers, given out once: SSCCs for cases and pallets, GTINs for products."""

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from aril.domain.allotment import MOST_AT_ONCE, NumberOrder
from aril.domain.membership import Role
from aril.services.codes import numbers as service
from aril.web.access import allow
from aril.web.forms import key_of
from aril.web.grower import blueprint
from aril.web.here import member, now, site
from aril.web.text import gettext as _


@blueprint.get("/numbers")
@allow(Role.GROWER, Role.PACKER)
def own_numbers() -> ResponseReturnValue:
    return render_template(
        "grower/numbers.html",
        form=service.form(site(), member(), request.args.get("after", "")),
        kinds=_kinds(),
        most=MOST_AT_ONCE,
        key=site().new_id(),
    )


@blueprint.post("/numbers")
@allow(Role.GROWER, Role.PACKER)
def give_numbers() -> ResponseReturnValue:
    order, key = NumberOrder.parse(request.form), key_of(request.form.to_dict())
    given = service.give_out(site(), order, member(), now(), key)
    return redirect(url_for(".given_numbers", numbers=given.id))


@blueprint.get("/numbers/<numbers>")
@allow(Role.GROWER, Role.PACKER, subject="numbers")
def given_numbers(numbers: str) -> ResponseReturnValue:
    given = service.given(site(), numbers, member())
    return render_template("grower/given_numbers.html", given=given, kind=_kinds()[given.kind])


@blueprint.get("/numbers/<numbers>/list.txt")
@allow(Role.GROWER, Role.PACKER, subject="numbers")
def list_of_numbers(numbers: str) -> Response:
    """One number a line, for whatever prints them."""
    given = service.given(site(), numbers, member())
    answer = Response("".join(f"{number}\n" for number in given.numbers), content_type="text/plain")
    answer.headers["Content-Disposition"] = f'attachment; filename="{given.kind}-{given.numbers[0]}.txt"'
    return answer


def _kinds() -> dict[str, str]:
    return {"sscc": _("SSCC, for a case or a pallet"), "gtin": _("GTIN, for a product")}
