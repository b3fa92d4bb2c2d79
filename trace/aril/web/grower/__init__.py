"""Plots, inputs, harvests, lots and certificates, for those who grow and pack."""

from flask import Blueprint

from aril.web.room import Entry, Room

blueprint = Blueprint("grower", __name__, url_prefix="/grower")
ROOM = Room(
    blueprint,
    menu=(Entry("grower.home", "Home"), Entry("grower.plots", "Plots"), Entry("grower.lots", "Lots")),
)

from aril.web.grower import (  # noqa: E402, F401 - the views register themselves
    certificates,
    corrections,
    home,
    items,
    lots,
    numbers,
    own_links,
    plots,
    work,
)
