"""Registering an enterprise, and its filing as it sees it itself."""

from flask import Blueprint

from aril.web.room import Entry, Room

blueprint = Blueprint("filing", __name__)
ROOM = Room(blueprint, menu=(Entry("filing.own", "Our filing"),))

from aril.web.filing import own, register  # noqa: E402, F401 - the views register themselves
