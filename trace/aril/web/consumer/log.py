"""The latest signed head of the log, to be printed and pinned up."""

from flask import render_template
from flask.typing import ResponseReturnValue

from aril.domain.checkpoint import Checkpoint
from aril.labelling.symbols.qr import encode
from aril.labelling.symbols.shapes import runs
from aril.services.merkle_log import proof
from aril.web.access import public
from aril.web.consumer import blueprint
from aril.web.here import site

QUIET = 4
"""Modules of light around a QR code (ISO/IEC 18004, 9.1)."""


@blueprint.get("/log")
@public
def log() -> ResponseReturnValue:
    """The head as text and as a QR code of the same text; 404 before the first."""
    note = proof.head(site())
    head, _signatures = Checkpoint.read(note)
    side, path = _drawn(note)
    return render_template(
        "consumer/log.html", note=note, head=head, key=proof.key(site()), side=side, path=path
    )


def _drawn(text: str) -> tuple[int, str]:
    """The side of a QR code with its quiet zone, in modules, and the SVG path of its dark ones."""
    shape = encode(text, "L")
    (dark,) = runs([shape])
    parts = (f"M{(run >> 8 & 255) + QUIET} {(run >> 16) + QUIET}h{run & 255}v1h-{run & 255}z" for run in dark)
    return shape.side + 2 * QUIET, "".join(parts)
