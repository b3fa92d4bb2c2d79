"""Packing: lots mixed, graded and packed into a new one, or loaded into cases and onto pallets."""

from flask import Blueprint

from aril.web.room import Entry, Room

blueprint = Blueprint("packing", __name__, url_prefix="/packing")
ROOM = Room(blueprint, menu=(Entry("packing.pack", "Packing"),))

from aril.web.packing import pack, parcels  # noqa: E402, F401 - the views register themselves
