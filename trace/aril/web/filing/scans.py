"""Handing out what somebody else uploaded, without letting it act as a page of ours."""

import io

from flask import Response, send_file

POLICY = "default-src 'none'; sandbox"


def answer(content: bytes, media_type: str, name: str) -> Response:
    """A picture to look at, or a document to save, under the name it came with; nothing in it can run."""
    is_picture = media_type.startswith("image/")
    response = send_file(
        io.BytesIO(content),
        mimetype=media_type,
        as_attachment=not is_picture,
        download_name=name or media_type.replace("/", "."),
        etag=False,
    )
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-store"
    return response
