"""Who writes does not wait for the log."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy.orm import Session

from aril.services.merkle_log import log, verification
from aril.store import ledger
from aril.store.database import Database
from tests import samples


def test_four_writers_commit_while_somebody_else_grows_the_log(postgresql: Database, tmp_path: Path) -> None:
    orchard = samples.orchard(postgresql, tmp_path)
    log.sequence(orchard.site)

    with Session(postgresql.engine) as growing, growing.begin():
        ledger.take_turn(growing)
        with ThreadPoolExecutor(4) as writers:
            lots = list(writers.map(lambda _: orchard.harvest("1"), range(8)))
        written = len(ledger.unsequenced(growing, 100))

    assert (len({lot.code for lot in lots}), written) == (8, 8)
    assert log.sequence(orchard.site) == 8
    assert verification.verify(orchard.site)[1] is None
