"""Files that a page hands out to be saved."""

from flask import Response

from aril.services.label_press.label_jobs import Download

TYPES = {"pdf": "application/pdf", "png": "image/png"}
OTHER = "application/octet-stream"


def sent(file: Download) -> Response:
    """A file to save, sent while it is read."""
    answer = Response(file.content, content_type=TYPES.get(file.name.rpartition(".")[2], OTHER))
    answer.headers.set("Content-Disposition", "attachment", filename=file.name)
    return answer


def download(content: bytes, name: str) -> Response:
    """A finished file to save."""
    return sent(Download(name, iter([content])))
