"""What anybody sees who holds a label: the page of its lot, and a box to type its code into."""

from flask import Blueprint
from flask.blueprints import BlueprintSetupState
from werkzeug.routing import PathConverter

from aril.web.room import Room

blueprint = Blueprint("consumer", __name__)
ROOM = Room(blueprint)


class _Rest(PathConverter):
    """The rest of a path, whatever is in it: a lot may begin with the slash that the server has decoded."""

    regex = ".+?"
    part_isolating = False


@blueprint.record_once
def _know_rest(state: BlueprintSetupState) -> None:
    state.app.url_map.converters["rest"] = _Rest


from aril.web.consumer import home, light, log, lot, parcel, product, unknown  # noqa: E402, F401 - they register themselves
