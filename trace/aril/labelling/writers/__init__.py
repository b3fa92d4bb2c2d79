"""Outputs by name. A new one is a file here with a `Writer` and a line below."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Protocol

from aril.labelling.layout import Layout, Picture
from aril.labelling.writers.pdf import PdfWriter
from aril.labelling.writers.png import PngWriter


class Writer(Protocol):
    """Turns pictures into bytes, in order."""

    def start(self) -> Iterator[bytes]: ...

    def labels(self, pictures: Iterable[Picture]) -> Iterator[bytes]: ...

    def end(self) -> Iterator[bytes]: ...


WRITERS: Mapping[str, Callable[[Layout], Writer]] = MappingProxyType({"pdf": PdfWriter, "png": PngWriter})
