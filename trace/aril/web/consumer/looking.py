"""How a label's address arrived, and whether its arrival counts as somebody's look."""

import re
from urllib.parse import quote, urlsplit

from flask import request

from aril import sent

_ROBOT = re.compile(
    r"bot\b|crawl|spider|slurp|preview|externalhit|curl/|wget/|python-|go-http", re.IGNORECASE
)
_AHEAD = re.compile(r"prefetch|prerender|preview", re.IGNORECASE)


def raw_path() -> str:
    """The path of this request, percent-encoded.

    Where the server does not keep what was sent, each slash behind the GTIN is taken for a part of the lot.
    """
    return sent.raw_path(request.environ) or quote(request.path)


def is_a_look() -> bool:
    """Whether somebody opens the page anew.

    Not counted: HEAD, pages fetched ahead, programs that say what they are, and the same reader on the same page
    (a reload sends `max-age=0`, and the language switch comes from the page itself). It needs no cookie and keeps
    no address; a program that pretends to be a phone is counted, so the number never promises that nobody copied.
    """
    headers = request.headers
    if request.method != "GET" or _ROBOT.search(headers.get("User-Agent", "")):
        return False
    if any(_AHEAD.search(headers.get(name, "")) for name in ("Sec-Purpose", "Purpose", "X-Moz")):
        return False
    if headers.get("Cache-Control", "").replace(" ", "") == "max-age=0":
        return False
    came_from = urlsplit(request.referrer or "")
    return (came_from.netloc, came_from.path) != (request.host, urlsplit(request.base_url).path)
