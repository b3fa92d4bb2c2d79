"""Every symbol of a job of each design, by each writer, read after those who print it have rendered it.

`make press` reads 5 000 labels of each and writes down what it read; here are as many as ARIL_LABELS says.
"""

import os
import shutil
from pathlib import Path

import pytest

from tests.labelling.paper import DESIGNS, shipped
from tests.labelling.reading import READERS, Job, read_all

COUNT = int(os.environ.get("ARIL_LABELS", "2"))
WRITTEN_DOWN = Path("build/press.tsv")
ROLLS = {"zpl", "tspl"}
"""Languages of printers that take no sheets."""

CASES = [
    (name, dpi, reader)
    for dpi in (203, 300, 600)
    for reader in READERS
    for name in DESIGNS
    if shipped(name).gap is not None or reader.split(",")[0] not in ROLLS
]


def test_poppler_is_here() -> None:
    assert shutil.which("pdftoppm"), "install poppler-utils"


@pytest.mark.parametrize(("name", "dpi", "reader"), CASES)
def test_every_symbol_of_a_job_reads(name: str, dpi: int, reader: str) -> None:
    job = Job(shipped(name), COUNT, dpi)

    count = read_all(job, reader)

    assert count >= COUNT
    if COUNT > 100:
        with WRITTEN_DOWN.open("a", encoding="utf-8") as table:
            table.write(f"{name}\t{reader}\t{dpi}\t{COUNT}\t{count}\n")
