"""The path of a request as it was sent.

A server decodes it for the application, after which the slash within a lot (`A%2FB`) is one like any other.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from flask.blueprints import BlueprintSetupState
from werkzeug.routing import PathConverter


class Rest(PathConverter):
    """The rest of a path, whatever is in it: slashes that the server has decoded, also the first, and line feeds."""

    regex = "(?s:.)+?"
    part_isolating = False


def know_rest(state: BlueprintSetupState) -> None:
    """Let the rules of a blueprint say `<rest:name>`."""
    state.app.url_map.converters["rest"] = Rest


def raw_path(environ: Mapping[str, Any]) -> str:
    """The path below where the application stands, percent-encoded as it came; empty if the server did not keep it."""
    sent = str(environ.get("REQUEST_URI") or environ.get("RAW_URI") or "")
    path = sent.partition("?")[0]
    if path and not path.startswith("/"):  # the whole address, as it is sent to a proxy
        path = urlsplit(path).path
    return path.removeprefix(str(environ.get("SCRIPT_NAME", "")))
