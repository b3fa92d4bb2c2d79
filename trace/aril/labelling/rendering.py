"""Finished pages as pixels, by a renderer that shares no code with the writers."""

from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2

from aril.labelling.geometry import Box, Resolution

#: `image[y, x]`, 0 is black.
Pixels = npt.NDArray[np.uint8]
#: PDFium may be used by one thread at a time, whatever the document.
_pdfium = Lock()


def render_pdf(document: bytes, resolution: Resolution, boxes: list[Box]) -> list[Pixels]:
    """Parts of a document's first page at a resolution; boxes are in dots, and so are the images."""
    point = 72 / resolution.true_dpi
    images = []
    with _pdfium:
        opened: Any = pypdfium2.PdfDocument(document)
        try:
            page = opened[0]
            width, height = (round(side / point) for side in page.get_size())
            for box in boxes:
                edges = (box.x, height - box.bottom, width - box.right, box.y)
                bitmap = page.render(
                    scale=1 / point, grayscale=True, crop=tuple(edge * point for edge in edges)
                )
                images.append(bitmap.to_numpy().copy())
        finally:
            opened.close()
    return images
