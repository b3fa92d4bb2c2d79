"""Outputs by name. A new one is a file here with a writer, and a line below."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import BinaryIO, Protocol

from aril.labelling.layout import Layout
from aril.labelling.marks import Batch
from aril.labelling.rendering import Pixels
from aril.labelling.writers.pdf import PdfWriter
from aril.labelling.writers.png import PngWriter
from aril.labelling.writers.svg import SvgWriter
from aril.labelling.writers.tspl import TsplWriter
from aril.labelling.writers.zpl import ZplWriter


class Writer(Protocol):
    """Turns batches of labels into bytes, in order; each batch but the last fills its pages."""

    def start(self) -> Iterator[bytes]: ...

    def labels(self, batch: Batch) -> Iterator[bytes]: ...

    def end(self) -> Iterator[bytes]: ...

    def state(self) -> str:
        """What a later writer needs beside the bytes so far, to go on behind them."""
        ...

    def resume(self, written: BinaryIO, state: str) -> None:
        """Go on behind the bytes of an earlier writer of the same job, which ended with a page."""
        ...

    def pictures(self, batch: Batch, places: Sequence[int]) -> Iterator[Pixels]:
        """How the output shows some labels of one page, each in dots of the printer, to be read back.

        None for an output that only a browser can draw.
        """
        ...


WRITERS: Mapping[str, Callable[[Layout], Writer]] = MappingProxyType(
    {"pdf": PdfWriter, "png": PngWriter, "svg": SvgWriter, "zpl": ZplWriter, "tspl": TsplWriter}
)
