"""Whole jobs as those who print them see them, and every symbol of each label read.

PDFium and poppler render PDF, resvg SVG, zplkit ZPL; none of them shares code with the writers. TSPL has no renderer
but the small one in paper.py.
"""

import io
import re
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pypdfium2
import resvg_py
import zplkit
from PIL import Image
from zplkit import _native as zpl

from aril.gs1.check_characters import digit_for
from aril.labelling.checking import resolutions
from aril.labelling.design import Design
from aril.labelling.geometry import Box, Resolution
from aril.labelling.layout import Layout
from aril.labelling.marks import Mark, PlacedBars, Symbol, symbols
from aril.labelling.press import press
from aril.labelling.proof import compare, read
from aril.labelling.record import LabelRecord
from tests.labelling.paper import FONT, Pixels, render_tspl

#: Labels laid out together, and labels of one ZPL document, of which zplkit takes 64 at most.
_TOGETHER, _ZPL_TOGETHER = 240, 24
_ZPL_LIMITS = zpl.RenderLimits(
    input_bytes=1 << 28, graphic_bytes=1 << 28, field_bytes=1 << 28, pixels=1 << 28, segments=1 << 28,
    stored_graphic_segments=1 << 28,
)  # fmt: skip
_ZPL_OUTPUT = zpl.OutputLimits(
    pixels=1 << 28, segments=1 << 28, flattened_segments=1 << 28, scan_work=1 << 40
)
#: Modules around a symbol that are shown with it.
_AROUND = 10

Shown = tuple[Pixels, int, int]
"""A picture of a label or of the part with its symbols, and where on the label its top left dot is."""


@dataclass(frozen=True)
class Job:
    """So many labels of a design, each with codes of its own, seen at a resolution."""

    design: Design
    count: int
    seen_at: int

    @property
    def made_for(self) -> int:
        """An office printer's coarsest resolution, for a sheet that is seen at a coarser one."""
        return max(self.seen_at, min(resolutions(self.design)))

    @property
    def seen(self) -> Resolution:
        return Resolution(self.seen_at)

    def records(self) -> Iterator[LabelRecord]:
        like = self.design.sample(self.design.languages[0])
        for number in range(self.count):
            sscc = f"36901234{number:09d}"
            own = {
                "serial": f"{number:014d}",
                "sscc": sscc + digit_for(sscc),
                "sample": f"CY-2026-{number:06d}",
                "plot": f"ZZ-{number:06d}",
                "certificate": f"20260914-{number:05d}",
            }
            yield LabelRecord({**like.fields, **own}, f"{like.uri[:-8]}{number:08d}", like.linear)

    def chunks(self, output: str) -> Iterator[bytes]:
        dpi = self.made_for if output == "pdf" else self.seen_at
        return press(self.design, self.records(), format=output, dpi=dpi, font=FONT)

    def labels(self, dpi: int) -> Iterator[tuple[Mark, ...]]:
        """All marks of each label, as they are laid out."""
        layout = Layout(self.design, FONT, Resolution(dpi), self.design.languages[0])
        records = self.records()
        while some := list(islice(records, _TOGETHER)):
            yield from layout.batch(some)

    def window(self, dpi: int) -> Box:
        """Where on a label laid out for a resolution its symbols are, in dots as seen."""
        width, height = self.seen.dots(self.design.width), self.seen.dots(self.design.height)
        scale = self.seen.true_dpi / Resolution(dpi).true_dpi
        pairs = [(symbol, _AROUND * symbol.module) for symbol in symbols(next(self.labels(dpi)))]
        left = max(0, int(min(symbol.x - edge for symbol, edge in pairs) * scale))
        top = max(0, int(min(symbol.y - edge for symbol, edge in pairs) * scale))
        right = min(width, int(max(symbol.x + symbol.width + edge for symbol, edge in pairs) * scale) + 1)
        bottom = min(height, int(max(symbol.y + symbol.height + edge for symbol, edge in pairs) * scale) + 1)
        return Box(left, top, right - left, bottom - top)

    def page(self) -> Box:
        """What of a page is rendered: of one label the part with its symbols, else all."""
        sheet = self.design.sheet
        if sheet.places == 1:
            return self.window(self.made_for)
        return Box(0, 0, self.seen.dots(sheet.width), self.seen.dots(sheet.height))


def read_all(job: Job, reader: str) -> int:
    """How many symbols were read; raises ProofFailed for the first that does not say what it should."""
    render = READERS[reader]
    dpi = job.made_for if render in PAGES else job.seen_at
    scale = job.seen.true_dpi / Resolution(dpi).true_dpi
    count = 0
    for number, (marks, shown) in enumerate(zip(job.labels(dpi), render(job), strict=True), 1):
        for symbol in symbols(marks):
            compare(symbol, number, read(_part(shown, symbol, scale), symbol.kind, pure=False))
            count += 1
    return count


def _part(shown: Shown, symbol: Symbol, scale: float) -> Pixels:
    """A symbol with its quiet zone. A print head burns a dot or does not, so grey is black or white."""
    picture, left, top = shown
    bars = isinstance(symbol, PlacedBars)
    beside, above = (10 * symbol.module, 0) if bars else (4 * symbol.module, 4 * symbol.module)
    rows = (symbol.y - above, symbol.y + symbol.height + above)
    columns = (symbol.x - beside, symbol.x + symbol.width + beside)
    high, low = (max(0, round(y * scale) - top) for y in rows)
    first, last = (max(0, round(x * scale) - left) for x in columns)
    return np.where(picture[high:low, first:last] < 128, 0, 255).astype(np.uint8)


def _by_pdfium(job: Job) -> Iterator[Shown]:
    window, point = job.page(), 72 / job.seen.true_dpi
    with closing(pypdfium2.PdfDocument(b"".join(job.chunks("pdf")))) as document:
        for number in range(len(document)):
            page = document[number]
            width, height = (round(side / point) for side in page.get_size())
            edges = (window.x, height - window.bottom, width - window.right, window.y)
            crop = tuple(max(0, edge) * point for edge in edges)
            picture = page.render(scale=1 / point, grayscale=True, crop=crop).to_numpy()
            yield from _cut(job, picture, window, number)
            page.close()


def _by_poppler(job: Job) -> Iterator[Shown]:
    window = job.page()
    sides = {"-x": window.x, "-y": window.y, "-W": window.width, "-H": window.height}
    with TemporaryDirectory() as folder:
        document = Path(folder, "job.pdf")
        document.write_bytes(b"".join(job.chunks("pdf")))
        command = ["pdftoppm", "-gray", "-r", str(job.seen.true_dpi), str(document)]
        command += [str(part) for pair in sides.items() for part in pair]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            try:
                for number, picture in enumerate(_pgm(process.stdout)):
                    yield from _cut(job, picture, window, number)
            finally:
                process.kill()


def _pgm(stream: io.BufferedReader) -> Iterator[Pixels]:
    """The pages of a stream of grey maps, as they come."""
    while stream.readline() == b"P5\n":
        width, height = map(int, stream.readline().split())
        assert stream.readline() == b"255\n"
        yield np.frombuffer(stream.read(width * height), np.uint8).reshape(height, width)


def _cut(job: Job, picture: Pixels, window: Box, page: int) -> Iterator[Shown]:
    """The labels of a page."""
    if job.design.per_page == 1:
        yield picture, window.x, window.y
        return
    width, height = job.seen.dots(job.design.width), job.seen.dots(job.design.height)
    for place in range(min(job.design.per_page, job.count - page * job.design.per_page)):
        x, y = map(job.seen.dots, job.design.sheet.origin(place))
        yield picture[y : y + height, x : x + width], 0, 0


def _by_resvg(job: Job) -> Iterator[Shown]:
    """What the viewBox shows is the part with the symbols, a dot of theirs a dot of the picture."""
    window = job.window(job.seen_at)
    shown = (
        f'width="{window.width}" height="{window.height}" '
        f'viewBox="{window.x} {window.y} {window.width} {window.height}"'
    )
    for content in job.chunks("svg"):
        part = re.sub(r'width="[^"]*" height="[^"]*" viewBox="[^"]*"', shown, content.decode(), count=1)
        picture, _, _ = _opened(bytes(resvg_py.svg_to_bytes(svg_string=part, skip_system_fonts=True)))
        yield picture, window.x, window.y


def _png(job: Job) -> Iterator[Shown]:
    return map(_opened, job.chunks("png"))


def _opened(content: bytes) -> Shown:
    return np.asarray(Image.open(io.BytesIO(content)).convert("L")), 0, 0


def _by_zplkit(job: Job) -> Iterator[Shown]:
    """Each document begins with the stored part, as the job does; zplkit knows no ^ID, which ends the job."""
    stored, labels = b"", []
    for chunk in job.chunks("zpl"):
        if chunk.startswith(b"~DG"):
            yield from _zpl(stored, labels)
            stored, labels = chunk, []
        elif b"^ID" not in chunk:
            labels.append(chunk)
        if len(labels) == _ZPL_TOGETHER:
            yield from _zpl(stored, labels)
            labels = []
    yield from _zpl(stored, labels)


def _zpl(stored: bytes, labels: list[bytes]) -> Iterator[Shown]:
    if not labels:
        return
    document = zplkit.render(stored + b"".join(labels), limits=_ZPL_LIMITS)
    assert not document.warnings
    for scene in document.labels:
        raster = scene.rasterize(limits=_ZPL_OUTPUT)
        yield np.frombuffer(raster.pixels, np.uint8).reshape(raster.height, raster.width), 0, 0


def _tspl(job: Job) -> Iterator[Shown]:
    width, height = job.seen.dots(job.design.width), job.seen.dots(job.design.height)
    for chunk in job.chunks("tspl"):
        for picture in render_tspl(chunk, width, height):
            yield picture, 0, 0


READERS: Mapping[str, Callable[[Job], Iterator[Shown]]] = {
    "pdf, PDFium": _by_pdfium,
    "pdf, poppler": _by_poppler,
    "png": _png,
    "svg, resvg": _by_resvg,
    "zpl, zplkit": _by_zplkit,
    "tspl": _tspl,
}
PAGES = (_by_pdfium, _by_poppler)
"""Those that render a document made for an office printer at any resolution."""
