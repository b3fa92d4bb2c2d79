"""The press: a design and records in, proven bytes for a printer out."""

from collections.abc import Iterable, Iterator
from itertools import islice

from aril.labelling.design import Design
from aril.labelling.font import Font
from aril.labelling.geometry import Resolution
from aril.labelling.layout import Layout
from aril.labelling.proof import Proof, prove
from aril.labelling.record import LabelRecord
from aril.labelling.writers import WRITERS

#: Sheets, or as many single labels, that are laid out and proven together.
_BATCH_PAGES = 10
_BATCH_LABELS = 240


class Press(Iterator[bytes]):
    """Bytes of the job, a page or label at a time, each released only after its symbols have been read back.

    `proof` says what has been checked so far. An error leaves the job unfinished: what was yielded before it is
    an incomplete document, to be thrown away.
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
    ) -> None:
        self.proof = Proof()
        self._layout = Layout(design, font, Resolution(dpi), language or design.languages[0])
        self._records = iter(records)
        self._writer = WRITERS[format](self._layout)
        self._chunks = self._run()

    def __next__(self) -> bytes:
        return next(self._chunks)

    def _run(self) -> Iterator[bytes]:
        yield from self._writer.start()
        size = self._layout.design.per_page * _BATCH_PAGES if self._layout.design.per_page > 1 else _BATCH_LABELS
        while batch := list(islice(self._records, size)):
            pictures = []
            for number, record in enumerate(batch, self.proof.labels + 1):
                picture = self._layout.picture(record, number)
                self.proof += prove(picture, number)
                pictures.append(picture)
            yield from self._writer.labels(pictures)
        yield from self._writer.end()


def press(
    design: Design,
    records: Iterable[LabelRecord],
    *,
    format: str,  # noqa: A002 - see Press
    dpi: int,
    font: Font,
    language: str | None = None,
) -> Press:
    """Prints records in their order.

    `format` is one of writers.WRITERS: pdf (one document), png and svg (one picture a label), zpl and tspl
    (commands, one label after the other). `dpi` is the printer's resolution, to whose dots everything is
    set. Raises a LabelError, while iterating, before a byte of the label that is at fault.
    """
    return Press(design, records, format=format, dpi=dpi, font=font, language=language)
