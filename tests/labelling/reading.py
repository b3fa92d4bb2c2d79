"""Whole jobs as those who print them see them, and every symbol of each label read.

PDFium and poppler render PDF, Skia SVG, zplkit ZPL; none of them shares code with the writers. TSPL has no renderer
but the small one in paper.py.

A label is looked at through windows, one for each of its symbols, so that no dot is rendered that nobody reads. Equal
dots are decoded once, whichever label and whichever writer they come from.
"""

import io
import re
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pypdfium2
import skia
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
#: Labels by which a job is told apart from another of the same name.
_TOLD_APART = 48
#: Pictures whose text is remembered.
_REMEMBERED = 100_000

Look = Callable[[Box], Pixels]
"""A label as it was rendered: answers what a window of it shows, in dots as seen. It holds until the next label's."""


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
        return press(self.design, self.records(), format=output, dpi=self.dpi(output), font=FONT)

    def dpi(self, output: str) -> int:
        """The resolution it is printed for; a document can be made for another than it is seen at."""
        return self.made_for if output == "pdf" else self.seen_at

    def labels(self, dpi: int) -> Iterator[tuple[Mark, ...]]:
        """All marks of each label, as they are laid out."""
        layout = Layout(self.design, FONT, Resolution(dpi), self.design.languages[0])
        records = self.records()
        while some := list(islice(records, _TOGETHER)):
            yield from layout.batch(some)

    def window(self, symbol: Symbol, dpi: int) -> Box:
        """Where on a label that was laid out for a resolution a symbol is seen, its quiet zone with it."""
        scale = self.seen.true_dpi / Resolution(dpi).true_dpi
        bars = isinstance(symbol, PlacedBars)
        beside, above = (10 * symbol.module, 0) if bars else (4 * symbol.module, 4 * symbol.module)
        left, top = (max(0, round(at * scale)) for at in (symbol.x - beside, symbol.y - above))
        right = min(self.width, round((symbol.x + symbol.width + beside) * scale))
        bottom = min(self.height, round((symbol.y + symbol.height + above) * scale))
        return Box(left, top, right - left, bottom - top)

    @property
    def width(self) -> int:
        return self.seen.dots(self.design.width)

    @property
    def height(self) -> int:
        return self.seen.dots(self.design.height)


def digest(job: Job, reader: str) -> str:
    """Of the bytes of a job's first labels: another once its design or its writer was changed."""
    first = replace(job, count=min(job.count, _TOLD_APART))
    return blake2b(b"".join(first.chunks(_output(reader))), digest_size=8).hexdigest()


def read_all(job: Job, reader: str) -> int:
    """How many symbols were read; raises ProofFailed for the first that does not say what it should."""
    return read_each(job, job.dpi(_output(reader)), READERS[reader](job))


def read_each(job: Job, dpi: int, looks: Iterator[Look]) -> int:
    """The same of labels that were rendered already, as laid out for a resolution."""
    count = 0
    for number, (marks, look) in enumerate(zip(job.labels(dpi), looks, strict=True), 1):
        for symbol in symbols(marks):
            compare(symbol, number, _said(look(job.window(symbol, dpi)), symbol.kind))
            count += 1
    return count


_known: dict[tuple[str, tuple[int, ...], bytes], str] = {}


def _said(picture: Pixels, kind: str) -> str:
    """What a reader finds in a picture. A print head burns a dot or does not, so grey is black or white."""
    dark = picture < 128
    key = kind, dark.shape, blake2b(np.packbits(dark), digest_size=16).digest()
    if key not in _known:
        if len(_known) == _REMEMBERED:
            _known.clear()
        _known[key] = read(np.where(dark, np.uint8(0), np.uint8(255)), kind, pure=False)
    return _known[key]


def _output(reader: str) -> str:
    return reader.partition(",")[0]


def _at(picture: Pixels, left: int = 0, top: int = 0) -> Look:
    """A label in a picture, whose top left dot is there."""
    return lambda box: picture[top + box.y : top + box.bottom, left + box.x : left + box.right]


def _by_pdfium(job: Job) -> Iterator[Look]:
    point = 72 / job.seen.true_dpi
    with closing(pypdfium2.PdfDocument(b"".join(job.chunks("pdf")))) as document:
        for number in range(len(document)):
            with closing(document[number]) as page:
                if job.design.per_page > 1:
                    picture = page.render(scale=1 / point, grayscale=True).to_numpy()
                    yield from _cut(job, picture, number)
                else:
                    yield _page(page, point)


def _page(page: pypdfium2.PdfPage, point: float) -> Look:
    width, height = (round(side / point) for side in page.get_size())

    def look(box: Box) -> Pixels:
        edges = (box.x, height - box.bottom, width - box.right, box.y)
        crop = tuple(max(0, edge) * point for edge in edges)
        return page.render(scale=1 / point, grayscale=True, crop=crop).to_numpy()

    return look


def _by_poppler(job: Job) -> Iterator[Look]:
    """Without smoothing, as for a printer. Of a label that fills its page only the windows are rendered."""
    with TemporaryDirectory() as folder, ExitStack() as running:
        document = Path(folder, "job.pdf")
        document.write_bytes(b"".join(job.chunks("pdf")))
        command = ["pdftoppm", "-gray", "-aa", "no", "-aaVector", "no", "-r", str(job.seen.true_dpi)]

        def pages(*options: str) -> Iterator[Pixels]:
            process = subprocess.Popen([*command, *options, str(document)], stdout=subprocess.PIPE)
            running.enter_context(process)
            running.callback(process.kill)
            return _pgm(process.stdout)

        if job.design.per_page > 1:
            for number, picture in enumerate(pages()):
                yield from _cut(job, picture, number)
            return
        dpi = job.made_for
        boxes = [job.window(symbol, dpi) for symbol in symbols(next(job.labels(dpi)))]
        streams = [
            pages("-x", str(box.x), "-y", str(box.y), "-W", str(box.width), "-H", str(box.height))
            for box in boxes
        ]
        for pictures in zip(*streams, strict=True):
            yield dict(zip(boxes, pictures, strict=True)).__getitem__


def _pgm(stream: io.BufferedReader) -> Iterator[Pixels]:
    """The pages of a stream of grey maps, as they come."""
    while stream.readline() == b"P5\n":
        width, height = map(int, stream.readline().split())
        assert stream.readline() == b"255\n"
        yield np.frombuffer(stream.read(width * height), np.uint8).reshape(height, width)


def _cut(job: Job, picture: Pixels, page: int) -> Iterator[Look]:
    """The labels of a sheet."""
    for place in range(min(job.design.per_page, job.count - page * job.design.per_page)):
        yield _at(picture, *map(job.seen.dots, job.design.sheet.origin(place)))


def _by_skia(job: Job) -> Iterator[Look]:
    """A dot of the viewBox is a dot of the picture."""
    size = f'width="{job.width}" height="{job.height}" viewBox'
    for content in job.chunks("svg"):
        svg = re.sub(r'width="[^"]*" height="[^"]*" viewBox', size, content.decode(), count=1)
        yield _drawing(skia.SVGDOM.MakeFromStream(skia.MemoryStream.MakeCopy(svg.encode())))


def _drawing(drawing: skia.SVGDOM) -> Look:
    def look(box: Box) -> Pixels:
        picture = np.full((box.height, box.width), 255, np.uint8)
        grey = skia.ImageInfo.Make(box.width, box.height, skia.kGray_8_ColorType, skia.kOpaque_AlphaType)
        canvas = skia.Surface.MakeRasterDirect(grey, picture).getCanvas()
        canvas.translate(-box.x, -box.y)
        drawing.render(canvas)
        return picture

    return look


def _png(job: Job) -> Iterator[Look]:
    for content in job.chunks("png"):
        yield _opened(Image.open(io.BytesIO(content)))


def _opened(image: Image.Image) -> Look:
    return lambda box: np.asarray(image.crop((box.x, box.y, box.right, box.bottom)).convert("L"))


def _by_zplkit(job: Job) -> Iterator[Look]:
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


def _zpl(stored: bytes, labels: list[bytes]) -> Iterator[Look]:
    if not labels:
        return
    document = zplkit.render(stored + b"".join(labels), limits=_ZPL_LIMITS)
    assert not document.warnings
    for scene in document.labels:
        raster = scene.rasterize(limits=_ZPL_OUTPUT)
        yield _at(np.frombuffer(raster.pixels, np.uint8).reshape(raster.height, raster.width))


def _tspl(job: Job) -> Iterator[Look]:
    for chunk in job.chunks("tspl"):
        yield from map(_at, render_tspl(chunk, job.width, job.height))


READERS: Mapping[str, Callable[[Job], Iterator[Look]]] = {
    "png": _png,
    "svg, Skia": _by_skia,
    "tspl": _tspl,
    "pdf, PDFium": _by_pdfium,
    "pdf, poppler": _by_poppler,
    "zpl, zplkit": _by_zplkit,
}
