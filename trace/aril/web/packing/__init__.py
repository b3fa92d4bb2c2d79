"""Packing: lots mixed, graded and packed into a new one."""

from flask import Blueprint

from aril.web.room import Entry, Room

blueprint = Blueprint("packing", __name__, url_prefix="/packing")
ROOM = Room(blueprint, menu=(Entry("packing.pack", "Packing"),))

from aril.web.packing import pack  # noqa: E402, F401 - the views register themselves
