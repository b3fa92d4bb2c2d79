"""Pages as light as they can be sent: a phone at the edge of a village has one slow second of patience."""

import gzip

from flask import Response, request

from aril.web.consumer import blueprint

WORTH = 1024
"""Below so many bytes a page fits a packet as it is."""


@blueprint.after_request
def compress(response: Response) -> Response:
    """Send a page compressed to whoever can read it.

    These pages show nothing secret beside what a reader sent, so their length tells nobody anything.
    """
    response.vary.add("Accept-Encoding")
    accepts = request.accept_encodings.quality("gzip") > 0
    if accepts and not response.is_streamed and len(response.data) >= WORTH:
        response.data = gzip.compress(response.data, compresslevel=6, mtime=0)
        response.headers["Content-Encoding"] = "gzip"
    return response
