"""What will be printed, shown on a page before it is."""

from base64 import b64encode

from flask import render_template, request
from flask.typing import ResponseReturnValue

from aril.services.label_press import papers
from aril.services.label_press.papers import Paper
from aril.web.downloads import download
from aril.web.text import translate

FILE = "file"
"""What a page sends along when the file is wanted, and not the page."""


def paper(shown: Paper, back: str) -> ResponseReturnValue:
    """The page of a paper, true to scale, or its PDF; what the page was asked with is sent again for the file.

    `back` is the address it was asked from.
    """
    if FILE in request.values:
        return download(papers.pdf(shown), shown.file_name)
    picture, fault = papers.picture(shown)
    return render_template(
        "preview.html",
        design=shown.design,
        about=shown.about,
        picture=as_image(picture),
        fault=translate(fault) if fault else "",
        back=back,
        method=request.method.lower(),
        values=request.form if request.method == "POST" else request.args,
        file=FILE,
    )


def as_image(svg: bytes) -> str:
    """A picture as the address of an image."""
    return "data:image/svg+xml;base64," + b64encode(svg).decode()
