"""Outputs by name. A new one is a file here with a writer, and a line below."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Protocol

from aril.labelling.layout import Layout
from aril.labelling.marks import Batch
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


WRITERS: Mapping[str, Callable[[Layout], Writer]] = MappingProxyType(
    {"pdf": PdfWriter, "png": PngWriter, "svg": SvgWriter, "zpl": ZplWriter, "tspl": TsplWriter}
)
