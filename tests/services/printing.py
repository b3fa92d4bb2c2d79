"""A worker as a process of its own, so that it can be killed: `python -m tests.services.printing URL FOLDER [BYTES]`.

It prints what is due, says how many labels are on the disk, and with BYTES may write no file that is longer.
"""

import resource
import signal
import sys
from datetime import timedelta
from pathlib import Path

from aril.domain.terms import Terms
from aril.services.label_press import label_print
from aril.services.site import Site
from aril.services.work import claimed
from aril.store.database import Database
from aril.store.labels import LabelJobRow
from tests.samples import BASE_URL, DAY, NAMESPACE

LATER = DAY + timedelta(hours=1)


def main(url: str, folder: str, most_bytes: str = "") -> None:
    site = Site(Database(url), Terms(NAMESPACE), BASE_URL, Path(folder), (Path("labels"),))
    row = claimed(site, LabelJobRow, DAY if not most_bytes else LATER, label_print.LEASE)
    assert row is not None
    if most_bytes:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(most_bytes), resource.RLIM_INFINITY))
    label_print.finish(site, row, DAY, lambda done, _length: print(done, flush=True))  # noqa: T201 - it is read


if __name__ == "__main__":
    main(*sys.argv[1:])
