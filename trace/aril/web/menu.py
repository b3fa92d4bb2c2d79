"""Where a visitor may go from here."""

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
