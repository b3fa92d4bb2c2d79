"""Testing lots, for inspectors: scan, enter what was measured, sign, and read the verdict."""

from flask import Blueprint

from aril.web.room import Entry, Room

blueprint = Blueprint("inspection", __name__, url_prefix="/inspection")
ROOM = Room(blueprint, menu=(Entry("inspection.home", "Inspection"),))

from aril.web.inspection import entry, reports  # noqa: E402, F401 - the views register themselves
