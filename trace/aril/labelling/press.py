"""The press: a design and records in, proven bytes for a printer out."""

from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from aril.labelling.design import Design
from aril.labelling.errors import NoSuchPlace, OutputUnknown, ResolutionRefused
from aril.labelling.font import Font
from aril.labelling.geometry import Resolution
from aril.labelling.layout import Layout, Placement
from aril.labelling.marks import Batch
from aril.labelling.proof import Proof, prove, prove_picture
from aril.labelling.record import LabelRecord
from aril.labelling.writers import WRITERS

#: About as many labels are laid out and proven together, in whole pages; fewer at first, so that paper moves soon.
_AT_FIRST, _TOGETHER = 24, 240
#: So many labels of the first page are rendered and read, spread over it; later one of so many.
_FIRST_SAMPLED, _SAMPLED = 4, 1200
_LEAST_DPI, _MOST_DPI = 150, 1200


@dataclass(frozen=True, slots=True)
class Left:
    """What a press left that stopped behind a batch: its bytes, and what it said of itself at that place."""

    written: BinaryIO
    proof: Proof
    state: str


class Press(Iterator[bytes]):
    """Bytes of a job, a page or a label at a time, each released only after its symbols have been read back.

    `proof` says what has been checked so far. An error leaves the job unfinished: what was yielded before it is
    an incomplete document, to be thrown away.

    Whoever keeps the bytes of whole `batches` with the `proof` and the `state` behind one of them can stop there, and
    hand all three to another press with the records that follow: `left`.
    """

    def __init__(
        self,
        design: Design,
        records: Iterable[LabelRecord],
        *,
        format: str,  # noqa: A002 - the name its callers and the command know it by
        dpi: int,
        font: Font,
        language: str | None = None,
        placement: Placement = Placement(),  # noqa: B008 - frozen
        left: Left | None = None,
    ) -> None:
        if format not in WRITERS:
            raise OutputUnknown(format, tuple(WRITERS))
        if not _LEAST_DPI <= dpi <= _MOST_DPI:
            raise ResolutionRefused(dpi, _LEAST_DPI, _MOST_DPI)
        if not 1 <= placement.start <= design.per_page:
            raise NoSuchPlace(placement.start, design.per_page)
        self.proof = left.proof if left else Proof()
        self._layout = Layout(design, font, Resolution(dpi), language or design.languages[0], placement)
        self._first_page = design.per_page - placement.start + 1
        self._records = iter(records)
        self._writer = WRITERS[format](self._layout)
        if left:
            self._writer.resume(left.written, left.state)
        self._is_new = left is None
        self._batches = self._run()
        self._chunks = (piece for pieces in self._batches for piece in pieces)

    @property
    def state(self) -> str:
        """What another press needs to know to go on behind the last batch."""
        return self._writer.state()

    def batches(self) -> Iterator[list[bytes]]:
        """The bytes of some labels together, the last of them the end of a page, unless it is that of the job."""
        return self._batches

    def __next__(self) -> bytes:
        return next(self._chunks)

    def close(self) -> None:
        """Stops the job where it is."""
        self._chunks.close()
        self._batches.close()

    def _run(self) -> Generator[list[bytes]]:
        per_page = self._layout.design.per_page
        size = max(1, _AT_FIRST // per_page) * per_page
        if self._is_new:
            size += self._first_page - per_page
            yield list(self._writer.start())
        # Decoding runs beside the drawing: the reader works without Python's lock.
        with ThreadPoolExecutor(max_workers=1) as reader:
            while records := list(islice(self._records, size)):
                batch = self._layout.batch(records, self.proof.labels + 1)
                proof = reader.submit(self._prove, batch)
                chunks = list(self._writer.labels(batch))
                self.proof += proof.result()
                yield chunks
                size = max(1, _TOGETHER // per_page) * per_page
        yield list(self._writer.end())

    def _prove(self, batch: Batch) -> Proof:
        proof = prove(batch)
        places = self._sampled(batch)
        if not places:
            return proof
        per_page = self._layout.design.per_page
        start = places[0] // per_page * per_page
        page = batch.part(start, start + per_page)
        pictures = self._writer.pictures(page, [place - start for place in places])
        rendered = 0
        for place, picture in zip(places, pictures, strict=False):
            prove_picture(picture, batch.background + batch.labels[place], batch.first + place)
            rendered = 1
        return proof + Proof(pages_rendered=rendered)

    def _sampled(self, batch: Batch) -> list[int]:
        """Places in a batch of labels, all on one page, that are read from the finished output."""
        if batch.first == 1:
            last = min(self._first_page, len(batch.labels)) - 1
            return sorted({last * part // (_FIRST_SAMPLED - 1) for part in range(_FIRST_SAMPLED)})
        # The number itself moves the sample over the sheet from time to time.
        numbers = range(batch.first, batch.first + len(batch.labels))
        return [place for place, number in enumerate(numbers) if number % (_SAMPLED + 1) == 0][:1]


def press(
    design: Design,
    records: Iterable[LabelRecord],
    *,
    format: str,  # noqa: A002 - see Press
    dpi: int,
    font: Font,
    language: str | None = None,
    placement: Placement = Placement(),  # noqa: B008 - frozen
    left: Left | None = None,
) -> Press:
    """Prints records in their order.

    `format` is one of writers.WRITERS: pdf (one document), png and svg (one picture a label), zpl and tspl
    (commands, one label after the other). `dpi` is the printer's resolution, to whose dots everything is
    set; `placement` is where on its paper a job lies; with what a press `left`, this one goes on behind it. Raises a
    LabelError, at once or while iterating, before a byte of the label that is at fault.
    """
    return Press(
        design, records, format=format, dpi=dpi, font=font, language=language, placement=placement, left=left
    )
