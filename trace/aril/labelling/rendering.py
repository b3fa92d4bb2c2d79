"""Finished pages as pixels, by a renderer that shares no code with the writers."""

from collections.abc import Iterator
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2

from aril.labelling.geometry import Box, Resolution

#: `image[y, x]`, 0 is black.
Pixels = npt.NDArray[np.uint8]
_POINTS = 72 / 25_400
#: PDFium may be used by one thread at a time, whatever the document.
_pdfium = Lock()


def render_pdf(document: bytes, resolution: Resolution, boxes: list[Box]) -> Iterator[Pixels]:
    """Parts of a document's first page at a resolution, each as large as its box in dots."""
    with _pdfium:
        opened: Any = pypdfium2.PdfDocument(document)
        try:
            page = opened[0]
            width, height = page.get_size()
            for box in boxes:
                left, bottom = box.x * _POINTS, height - box.bottom * _POINTS
                right, top = width - box.right * _POINTS, box.y * _POINTS
                bitmap = page.render(
                    scale=resolution.true_dpi / 72, grayscale=True, crop=(left, bottom, right, top)
                )
                yield bitmap.to_numpy().copy()
        finally:
            opened.close()
