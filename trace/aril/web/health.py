"""For whoever watches the service: whether it is alive, and whether it can work."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from aril.store.database import ping
from aril.web.access import public
from aril.web.here import database
from aril.web.room import Room

blueprint = Blueprint("health", __name__)
ROOM = Room(blueprint)


@blueprint.get("/healthz")
@public
def alive() -> ResponseReturnValue:
    return {"alive": True}


@blueprint.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """503 while the database does not answer."""
    try:
        ping(database())
    except Exception:  # noqa: BLE001 - each driver has its own errors, and all mean: not ready
        return {"ready": False}, 503
    return {"ready": True}
