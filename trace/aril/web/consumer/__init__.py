"""What anybody sees who holds a label: the page of its lot, and a box to type its code into."""

from flask import Blueprint

from aril.sent import know_rest
from aril.web.room import Room

blueprint = Blueprint("consumer", __name__)
blueprint.record_once(know_rest)
ROOM = Room(blueprint)

from aril.web.consumer import home, light, log, lot, parcel, product, unknown  # noqa: E402, F401 - they register themselves
