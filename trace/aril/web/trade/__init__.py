"""The counter: receiving, selling and shipping by scanning."""

from flask import Blueprint

from aril.web.room import Entry, Room

blueprint = Blueprint("trade", __name__, url_prefix="/trade")
ROOM = Room(blueprint, menu=(Entry("trade.receive", "Counter"),))

from aril.web.trade import counter  # noqa: E402, F401 - the views register themselves
