"""The page that a label's QR code opens. It needs no script, no cookie and one request."""

from flask import render_template
from flask.typing import ResponseReturnValue

from aril.domain.moment import CHINA
from aril.domain.region import Region
from aril.services.lots import consumer
from aril.web.access import public
from aril.web.consumer import blueprint
from aril.web.consumer.looking import is_a_look, raw_path
from aril.web.consumer.telling import telling, withdrawn
from aril.web.here import now, site


@blueprint.get("/t/<rest:code>", merge_slashes=False, strict_slashes=False)
@public
def lot(**_decoded: str) -> ResponseReturnValue:
    """A lot by the raw path of its page; what Flask has decoded is of no use here."""
    at = now()
    seen = consumer.view(site(), raw_path(), at, counts=is_a_look())
    withdrawn_at = seen.unit.withdrawn_at if seen.unit else None
    gone = withdrawn(withdrawn_at) if withdrawn_at else None
    return render_template(
        "consumer/lot.html",
        seen=seen,
        told=gone if gone and not seen.standing.is_stopped else telling(seen.standing),
        gone=gone,
        today=at.astimezone(CHINA).date(),
        county=_county,
    )


def _county(code: str) -> str:
    """The name of a region, where there is one."""
    return Region(code).name if code else ""
