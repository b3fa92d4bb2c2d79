"""Tables handed out as .csv."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would run instead of show."""


def as_csv(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """A .csv line by line, with the mark by which Excel knows UTF-8.

    A text that begins like a formula gets an apostrophe before it, so that nothing somebody once typed as a
    name is run on the reader's machine.
    """
    buffer = io.StringIO("\N{ZERO WIDTH NO-BREAK SPACE}")
    buffer.seek(1)
    writer = csv.writer(buffer)
    for row in chain([headings], rows):
        writer.writerow([_harmless(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULAS) else cell
