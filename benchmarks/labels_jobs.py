"""How soon a large print job's first page can be had, and what memory it takes, by the service and by the command.

    python benchmarks/labels_jobs.py

Each job runs in a process of its own: labels with a serial number each, 48 to an A4 page. The first byte is that of
the first finished page, asked for while the rest is printed; memory is the whole process's at its highest, at 50 000
labels against 10 000. Rounds alternate, and the ratios are medians.

Three spans lie before the first byte: that in which Python and the site are opened (of the command only; a service
has long been), that in which the order is answered, its serial numbers reserved, and that in which the first page is
printed. The first byte's share is told of the print alone and, with what lies before it, of everything from the order
and from the process's start. Asserted is what whoever orders waits for: both ways' share from the order on, and of the
print. From the start of a process the share is what a machine takes to load Python's modules, and falls with its load.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from time import time

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from sqlalchemy import select  # noqa: E402
from tests import make, samples  # noqa: E402

from aril import assembly, config, resources  # noqa: E402 - after the path is set
from aril.clock import utc_now  # noqa: E402
from aril.domain.membership import Role  # noqa: E402
from aril.services.enterprises import chain  # noqa: E402
from aril.services.label_press import label_jobs, label_order, label_print  # noqa: E402
from aril.services.orchards import farm  # noqa: E402
from aril.services.work import claimed  # noqa: E402
from aril.store import accounts, migrate  # noqa: E402
from aril.store.labels import LabelJobRow  # noqa: E402

ROUNDS = 3
FEW, MANY = 10_000, 50_000
LATEST_PAGE, MOST_MEMORY = 0.03, 1.15
DESIGN = "unit-a4-48"
WAYS = ("service", "command")
SINCE = ("process", "order", "print")
ASSERTED = {"order", "print"}


def main() -> int:
    if len(sys.argv) > 1:
        print(json.dumps(by_service(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))))
        return 0
    memory: dict[str, list[float]] = {way: [] for way in WAYS}
    shares: dict[str, dict[str, list[float]]] = {way: {since: [] for since in SINCE} for way in WAYS}
    for _ in range(ROUNDS):
        for way in WAYS:
            few, many = measured(way, FEW), measured(way, MANY)
            memory[way].append(many["peak"] / few["peak"])
            for since in SINCE:
                begun = many[since]
                shares[way][since].append((many["first"] - begun) / (many["end"] - begun))
            print(
                f"{way}: opened in {many['order'] - many['process']:.2f} s, order answered in "
                f"{many['print'] - many['order']:.2f} s, first byte {many['first'] - many['print']:.2f} s after, all "
                f"{MANY} labels in {many['end'] - many['print']:.1f} s; {few['peak'] / 1024:.0f} and "
                f"{many['peak'] / 1024:.0f} MiB"
            )
    failed = False
    for way in WAYS:
        growth = statistics.median(memory[way])
        for since, found in shares[way].items():
            share, is_asserted = statistics.median(found), since in ASSERTED
            wanted = f", at most {LATEST_PAGE:.0%} wanted" if is_asserted else ""
            print(f"{way}: first byte after {share:.1%} of the time since the {since} began{wanted}")
            failed |= is_asserted and share > LATEST_PAGE
        print(f"{way}: memory at {MANY} against {FEW} labels {growth:.2f}×, at most {MOST_MEMORY}× wanted")
        failed |= growth > MOST_MEMORY
    return int(failed)


def measured(way: str, count: int) -> dict[str, float]:
    """When the spans of a job in its own process began, its first byte and its end came; its highest memory in KiB."""
    folder = Path(tempfile.mkdtemp())
    try:
        lot, login = site_in(folder)
        if way == "service":
            command = [sys.executable, __file__, str(folder), lot, str(count)]
        else:
            command = [
                str(Path(sys.executable).parent / "aril"), "label", "--data", str(folder), "--as", login,
                "--lot", lot, "--design", DESIGN, "--count", str(count), "--out", "-",
            ]  # fmt: skip
        process_began = time()
        with subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as process:
            assert process.stdout is not None
            said = process.stdout.read(1)
            first = time()
            while piece := process.stdout.read(1 << 16):
                said = (said + piece)[:10_000] if way == "service" else said
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0, way
        if way == "service":
            return {**json.loads(said), "peak": used.ru_maxrss}
        ordered, printed = spans_of(folder)
        return {
            "process": process_began, "order": ordered, "print": printed, "first": first, "end": time(),
            "peak": used.ru_maxrss,
        }  # fmt: skip
    finally:
        shutil.rmtree(folder)


def by_service(folder: Path, lot: str, count: int) -> dict[str, float]:
    """A job as the service does it: ordered, and printed by a worker while its sender asks for the first page."""
    settings = config.load(resources.default_settings()).changed({"server.data": folder})
    site = assembly.site_of(settings, assembly.database_of(settings))
    with site.db.read() as session:
        grower, *_ = accounts.members_of(session, (folder / "login").read_text())
    few = label_order.order(site, lot, {"design": DESIGN, "count": "48"}, grower, utc_now())
    label_print.print_now(site, few, grower, utc_now())  # a server that has printed before
    times = {"process": time()}  # the service has run before
    times["order"] = times["process"]
    job = label_order.order(site, lot, {"design": DESIGN, "count": str(count)}, grower, utc_now())

    def look(_done: int, _length: int) -> None:
        if "first" not in times:
            next(label_jobs.download(site, job, grower, "1").content)
            times["first"] = time()

    row = claimed(site, LabelJobRow, utc_now(), label_order.LEASE)
    assert row is not None
    times["print"] = time()
    label_print.finish(site, row, samples.DAY, look)
    return {**times, "end": time()}


def spans_of(folder: Path) -> tuple[float, float]:
    """When the only job of a site was ordered, and when its print began."""
    settings = config.load(resources.default_settings()).changed({"server.data": folder})
    database = assembly.database_of(settings)
    with database.read() as session:
        row = session.scalars(select(LabelJobRow)).one()
    database.close()
    assert isinstance(row.started_at, datetime)
    return row.ordered_at.timestamp(), row.started_at.timestamp()


def site_in(folder: Path) -> tuple[str, str]:
    """A site with a grower and a lot: the lot's code, and the name by which the grower signs in."""
    settings = config.load(resources.default_settings()).changed({"server.data": folder})
    database = assembly.database_of(settings)
    migrate.upgrade(database)
    site = assembly.site_of(settings, database)
    chain.adopt(site, samples.CHAIN, "chain.toml", samples.OFFICE, samples.DAY)
    filed = samples.approved(site, samples.enterprise(), Role.GROWER)
    grower = make.member(database, Role.GROWER, organisation_id=filed.organisation_id)
    plot, _ = farm.add_plot(site, samples.PLOT, grower, samples.DAY)
    lot = samples.Orchard(site, grower, plot).harvest()
    (folder / "login").write_text(make.login_of(grower))
    database.close()
    return lot.code, make.login_of(grower)


if __name__ == "__main__":
    sys.exit(main())
