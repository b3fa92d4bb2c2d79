"""The label press, for those who grow and pack: labels of lots and parcels, rolls, print jobs, printers."""

from flask import Blueprint

from aril.web.room import Room

blueprint = Blueprint("label_press", __name__, url_prefix="/labels")
ROOM = Room(blueprint)

from aril.web.label_press import (  # noqa: E402, F401 - the views register themselves
    jobs,
    lots,
    parcels,
    printers,
    rolls,
)
