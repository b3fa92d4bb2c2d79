"""The chain office: filings, lots, holds and recalls, limits and chains of its region."""

from flask import Blueprint

from aril.web.room import Entry, Room

blueprint = Blueprint("office", __name__, url_prefix="/office")
ROOM = Room(
    blueprint,
    menu=(
        Entry("office.home", "Office"),
        Entry("office.enterprises", "Enterprises"),
        Entry("office.lots", "Lots"),
        Entry("office.limits", "Limits"),
        Entry("office.chains", "Chains"),
    ),
)

from aril.web.office import chains, doubts, enterprises, home, imports, limits, lots, recall, shown  # noqa: E402, F401 - the views register themselves
