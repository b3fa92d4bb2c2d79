"""Signing in and out, one's own account, and the people of an organisation."""

from flask import Blueprint

from aril.web.room import Entry, Room

blueprint = Blueprint("account", __name__)
ROOM = Room(blueprint, menu=(Entry("account.people", "People"), Entry("account.programs", "Programs")))

from aril.web.account import link, me, people, programs, sign_in  # noqa: E402, F401 - the views register themselves
