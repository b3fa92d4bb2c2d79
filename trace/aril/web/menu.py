"""Where a visitor may go from here."""

from os.path import commonpath

from flask import request, url_for

from aril.web import access, here
from aril.web.text import gettext


def menu() -> list[tuple[str, str]]:
    """Endpoint and label of each page that the visitor may open, in the order of the rooms."""
    return [
        (entry.endpoint, gettext(entry.label))
        for room in here.rooms()
        for entry in room.menu
        if access.is_open_to_visitor(entry.endpoint)
    ]


def section() -> str:
    """The endpoint of the menu's page under which this one stands; empty where its room has none.

    It is the one of the room whose address shares most with this page's.
    """
    of_the_room = [endpoint for endpoint, _ in menu() if endpoint.rpartition(".")[0] == request.blueprint]
    return max(of_the_room, key=lambda each: len(commonpath([url_for(each), request.path])), default="")
