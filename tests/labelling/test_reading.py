"""Every symbol of a job of each design, by each writer, read after those who print it have rendered it.

`make press` reads 5 000 labels of each and writes down what it read; here are as many as ARIL_LABELS says. What was
written down is not read again, unless the design or the writer makes other bytes of it now.
"""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from aril.labelling.errors import ProofFailed
from tests.labelling.paper import DESIGNS, shipped
from tests.labelling.reading import READERS, Job, digest, read_all, read_each

COUNT = int(os.environ.get("ARIL_LABELS", "2"))
WRITTEN_DOWN = Path("build/press.tsv")
ROLLS = {"zpl", "tspl"}
"""Languages of printers that take no sheets."""


def _dots(name: str, dpi: int) -> int:
    """Of a label; the job takes about as long as there are."""
    return shipped(name).width * shipped(name).height * dpi**2


CASES = [
    (name, dpi, reader)
    for name, dpi in sorted(
        ((name, dpi) for name in DESIGNS for dpi in (203, 300, 600)), key=lambda job: _dots(*job)
    )
    for reader in READERS
    if shipped(name).gap is not None or reader.split(",")[0] not in ROLLS
]


def test_poppler_is_here() -> None:
    assert shutil.which("pdftoppm"), "install poppler-utils"


@pytest.mark.parametrize(("name", "dpi", "reader"), CASES)
def test_every_symbol_of_a_job_reads(name: str, dpi: int, reader: str) -> None:
    job = Job(shipped(name), COUNT, dpi)
    if COUNT <= 100:
        assert read_all(job, reader) >= COUNT
        return
    row = f"{name}\t{reader}\t{dpi}\t{COUNT}\t{digest(job, reader)}"
    WRITTEN_DOWN.touch()
    if row in (read.rpartition("\t")[0] for read in WRITTEN_DOWN.read_text(encoding="utf-8").splitlines()):
        return

    count = read_all(job, reader)

    assert count >= COUNT
    with WRITTEN_DOWN.open("a", encoding="utf-8") as table:
        table.write(f"{row}\t{count}\n")


def test_a_label_that_shows_the_code_of_another_is_named() -> None:
    job = Job(shipped("unit-40x30"), 3, 203)
    first, second, _ = READERS["png"](job)

    with pytest.raises(ProofFailed) as caught:
        read_each(job, 203, iter([first, second, second]))

    assert caught.value.label == 3
    assert caught.value.expected != caught.value.found != ""


def test_a_label_that_shows_nothing_is_named_though_others_like_it_were_read() -> None:
    job = Job(shipped("lot-60x40"), 3, 203)
    looks = list(READERS["png"](job))
    looks[1] = lambda box: np.full((box.height, box.width), 255, np.uint8)

    with pytest.raises(ProofFailed) as caught:
        read_each(job, 203, iter(looks))

    assert (caught.value.label, caught.value.found) == (2, "")


def test_a_job_is_told_apart_from_what_another_design_made() -> None:
    job = Job(shipped("lot-60x40"), 3, 203)
    moved = replace(job, design=replace(job.design, elements=job.design.elements[1:]))

    assert digest(job, "png") == digest(job, "png") != digest(moved, "png")
