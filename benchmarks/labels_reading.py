"""Whether every symbol of a whole job reads after it is rendered as printers render it.

    python benchmarks/labels_reading.py [LABELS [DESIGN …]]

Each shipped design prints as many labels (24 unless said; 5 000 take hours) at 203, 300 and 600 dpi. Every page is
rendered by PDFium and by poppler at that resolution, every PNG is opened, grey becomes black or white as on a
print head, and each symbol is read where it was laid out. A resolution that a design refuses is said.
"""

import io
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image

from aril.labelling.design import Design
from aril.labelling.errors import ProofFailed, SymbolTooNarrow
from aril.labelling.font import Font
from aril.labelling.geometry import Resolution
from aril.labelling.layout import Layout
from aril.labelling.marks import Mark
from aril.labelling.press import press
from aril.labelling.proof import prove_picture
from aril.labelling.record import LabelRecord
from aril.labelling.rendering import Pixels

LABELS = Path(__file__).parents[1] / "labels"
COUNT = 24
RESOLUTIONS = (203, 300, 600)


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    names = sys.argv[2:] or sorted(path.stem for path in LABELS.glob("*.toml"))
    unread = 0
    for name in names:
        design = Design.parse((LABELS / f"{name}.toml").read_text(encoding="utf-8"), name)
        for dpi in RESOLUTIONS:
            try:
                found = job(design, dpi, count)
            except SymbolTooNarrow as refusal:
                found = {f"refused: {refusal}": 0}
            unread += sum(found.values())
            told = ", ".join(
                f"{reader} {missed} unread" if missed else f"{reader}" for reader, missed in found.items()
            )
            print(f"{name:20} {dpi} dpi: {told}", flush=True)
    print(f"{unread} labels did not read")
    return int(unread > 0)


def job(design: Design, dpi: int, count: int) -> dict[str, int]:
    """How many labels of a job could not be read, by who rendered them."""
    resolution = Resolution(dpi)
    layout = Layout(design, Font.shipped(), resolution, design.languages[0])
    labels = [marks for record in records(design, count) for marks in layout.batch([record])]
    document = b"".join(press(design, records(design, count), format="pdf", dpi=dpi, font=Font.shipped()))
    png = press(design, records(design, count), format="png", dpi=dpi, font=Font.shipped())
    return {
        "PDFium": missed(labels, cut(by_pdfium(document, resolution), design, resolution)),
        "poppler": missed(labels, cut(by_poppler(document, resolution), design, resolution)),
        "PNG": missed(labels, (np.asarray(Image.open(io.BytesIO(each)).convert("L")) for each in png)),
    }


def records(design: Design, count: int) -> Iterator[LabelRecord]:
    like = design.sample()
    for number in range(count):
        yield LabelRecord(
            {**like.fields, "serial": f"{number:014d}"}, f"{like.uri[:-8]}{number:08d}", like.linear
        )


def missed(labels: list[tuple[Mark, ...]], pictures: Iterator[Pixels]) -> int:
    wrong = 0
    for number, (marks, picture) in enumerate(zip(labels, islice(pictures, len(labels)), strict=True), 1):
        try:
            prove_picture(np.where(picture < 128, 0, 255).astype(np.uint8), marks, number)
        except ProofFailed:
            wrong += 1
    return wrong


def cut(pages: Iterator[Pixels], design: Design, resolution: Resolution) -> Iterator[Pixels]:
    """The labels of each page."""
    width, height = resolution.dots(design.width), resolution.dots(design.height)
    for page in pages:
        for place in range(design.per_page):
            x, y = map(resolution.dots, design.sheet.origin(place))
            yield page[y : y + height, x : x + width]


def by_pdfium(document: bytes, resolution: Resolution) -> Iterator[Pixels]:
    opened = pypdfium2.PdfDocument(document)
    for number in range(len(opened)):
        yield opened[number].render(scale=resolution.true_dpi / 72, grayscale=True).to_numpy()


def by_poppler(document: bytes, resolution: Resolution) -> Iterator[Pixels]:
    """A page at a time: a process for each, for a large job's pictures fit in no memory."""
    pages = len(pypdfium2.PdfDocument(document))
    for number in range(1, pages + 1):
        command = [
            "pdftoppm",
            "-r",
            str(resolution.true_dpi),
            "-gray",
            "-f",
            str(number),
            "-l",
            str(number),
            "-",
        ]
        picture = subprocess.run(command, input=document, capture_output=True, check=True).stdout
        yield np.asarray(Image.open(io.BytesIO(picture)))


if __name__ == "__main__":
    sys.exit(main())
