"""Workers that die, and a disk that is full: no serial number is lost, and none stands on two labels."""

import os
import re
import signal
import subprocess
import sys
import zlib
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pypdfium2

from aril.domain.label import JobState
from aril.labelling.writers.pdf_file import FONT, PAGES
from aril.services.label_press import label_jobs, label_order, label_print
from aril.store import labels as store
from aril.store.labels import LabelJobRow
from tests.samples import DAY, Orchard
from tests.services.label_press.test_label_jobs import GROUPED

ROOT = Path(__file__).parents[3]
ROOM = "5000000"
"""Bytes that the labels' file has room for, and the database's too."""
AFTER_THE_LEASE = DAY + timedelta(hours=1)


def worker(orchard: Orchard, *more: str) -> "subprocess.Popen[str]":
    """Another process that prints what is due."""
    url = orchard.site.db.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.services.printing", url, str(orchard.site.data), *more]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def ordered(orchard: Orchard, count: int, design: str = "unit-a4-48") -> str:
    lot = orchard.harvest()
    values = {"design": design, "count": str(count)}
    return label_order.order(orchard.site, lot.code, values, orchard.grower, DAY)


def printed(orchard: Orchard, job: str) -> list[str]:
    """The serial numbers on the labels of a job, in the order of its document's pages.

    Found by the document's own tables and read by its own map from glyphs to characters: PDFium would take as long to
    read 1 000 pages as the press takes to print them.
    """
    content = label_print.path_of(orchard.site, job).read_bytes()
    table = content[int(content.rsplit(b"startxref\n", 1)[1].split()[0]) :].split(b"\n")
    starts = [int(line[:10]) for line in table if line.endswith(b" n ")]

    def body(number: int | bytes) -> bytes:
        at = starts[int(number) - 1]
        return content[at : content.index(b"\nendobj", at)]

    def stream(named: bytes, of: bytes) -> str:
        (number,) = re.findall(named + rb" (\d+) 0 R", of)
        return zlib.decompressobj().decompress(body(number).partition(b"stream\n")[2]).decode("ascii")

    characters = {
        glyph: chr(int(character, 16))
        for glyph, character in re.findall(r"<(\w{4})><(\w{4})>", stream(b"/ToUnicode", body(FONT)))
    }
    found = []
    for page in re.findall(rb"(\d+) 0 R", body(PAGES).partition(b"Kids")[2]):
        for glyphs in re.findall(r"<(\w+)> Tj", stream(b"/Contents", body(page))):
            text = "".join(characters[glyphs[at : at + 4]] for at in range(0, len(glyphs), 4))
            found += [serial.replace("-", "") for serial in GROUPED.findall(text)]
    return found


def test_a_worker_that_is_killed_among_50_000_labels_is_followed_by_another(orchard: Orchard) -> None:
    # The same on both databases, but for the time it takes.
    count = 50_000 if orchard.site.db.engine.dialect.name == "sqlite" else 10_000
    job = ordered(orchard, count)

    with worker(orchard) as first:
        assert first.stdout is not None
        while int(first.stdout.readline()) < count // 5:
            pass
        os.kill(first.pid, signal.SIGKILL)
    torn = label_jobs.show(orchard.site, job, orchard.grower)
    assert not label_print.work(orchard.site, DAY)  # whoever was killed has it until the lease ends
    label_print.work(orchard.site, AFTER_THE_LEASE)
    done = label_jobs.show(orchard.site, job, orchard.grower)

    assert torn.state == JobState.PRINTING
    assert count // 5 <= torn.done < count
    assert (done.state, done.done, done.symbols_checked) == (JobState.DONE, count, count)
    with orchard.site.db.read() as session:
        reserved = list(store.serials_of(session, job, 1, count))
    found = printed(orchard, job)
    assert len(pypdfium2.PdfDocument(label_print.path_of(orchard.site, job))) == -(-count // 48)
    assert found == reserved
    assert Counter(found).most_common(1)[0][1] == 1


def test_a_disk_without_room_stops_the_job_at_its_last_whole_page(orchard: Orchard) -> None:
    job = ordered(orchard, 4500, "unit-50x30")

    with worker(orchard, ROOM) as stopped:
        stopped.communicate()
    failed = label_jobs.show(orchard.site, job, orchard.grower)
    size = label_print.path_of(orchard.site, job).stat().st_size
    with orchard.site.db.read() as session:
        recorded = session.get_one(LabelJobRow, job).length
    label_jobs.go_on(orchard.site, job, orchard.grower, DAY)
    label_print.work(orchard.site, DAY)

    assert failed.state == JobState.FAILED
    assert str(failed.fault).startswith("There is no room left on this service's disk")
    assert 0 < failed.done < 4500
    assert 0 < size == recorded
    assert label_jobs.show(orchard.site, job, orchard.grower).state == JobState.DONE
    assert len(set(printed(orchard, job))) == 4500
