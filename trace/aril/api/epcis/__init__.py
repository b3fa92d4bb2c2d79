"""The REST interface of EPCIS 2.0, under `/epcis`: capture, events, top-level resources, named queries, subscriptions.

Source: EPCIS 2.0, section 12, and its OpenAPI description.
"""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint

from aril.api import problems
from aril.api.epcis import capture, events, queries, resources, subscriptions
from aril.api.epcis.door import Door
from aril.sent import know_rest
from aril.services.site import Site


def blueprint(site: Site, clock: Callable[[], datetime]) -> Blueprint:
    """All of it; `clock` answers the moment of a request."""
    views = Blueprint("epcis", __name__, url_prefix="/epcis")
    views.record_once(know_rest)
    problems.install(views)
    door = Door(site, clock, views)
    for room in (resources, capture, events, queries, subscriptions):
        room.add(door)
    return views
