"""Signing in and out, one's own account, and the people of an organisation."""

from flask import Blueprint

from aril.web.room import Entry, Room

blueprint = Blueprint("account", __name__)
ROOM = Room(blueprint, menu=(Entry("account.people", "People"), Entry("account.programs", "Programs")))

from aril.web.account import (  # noqa: E402 - the views register themselves
    link,  # noqa: F401
    me,  # noqa: F401
    people,  # noqa: F401
    programs,  # noqa: F401
    sign_in,  # noqa: F401
    subscriptions,  # noqa: F401
)
