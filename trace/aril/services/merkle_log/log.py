"""The log anyone can check: giving entries their place, signing heads, and changing the key that signs."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from threading import Event, Thread

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from aril.domain import merkle
from aril.domain.checkpoint import Checkpoint
from aril.domain.log_key import KeyRotated
from aril.services.merkle_log import heads_file, log_keys
from aril.services.merkle_log.log_keys import LogKeyMissing
from aril.services.site import Site
from aril.store import ledger
from aril.store.ledger import TreeHeadRow

BATCH = 1000

logger = structlog.get_logger("aril.services")


def sequence(site: Site) -> int:
    """Give every entry that has none its leaf, in the order of capture; answers how many there were.

    The batch, its leaves and its nodes are one transaction, so that a crash leaves either all of a batch or none,
    and the next call goes on from there. Callers of several processes take turns.
    """
    done = 0
    with site.db.read() as session:
        if not ledger.unsequenced(session, 1):
            return done
    while True:
        with site.db.write() as session:
            ledger.take_turn(session)
            waiting = ledger.unsequenced(session, BATCH)
            size = ledger.log_size(session)
            grown = _grown(size, (bytes.fromhex(digest) for _, digest in waiting), _nodes(session))
            ledger.add_leaves(session, size, (entry_id for entry_id, _ in waiting))
            ledger.add_nodes(session, grown)
        done += len(waiting)
        if len(waiting) < BATCH:
            return done


def sign_head(site: Site, at: datetime) -> str | None:
    """Sign the log as it stands, unless that head is signed already; answers the checkpoint, or None.

    Each new head is also appended to a file outside the database, before it is one: who keeps that file can tell a
    log that was cut or rewritten.
    """
    with site.db.read() as session:
        if _is_signed(session):
            return None
    with site.db.write() as session:
        ledger.take_turn(session)
        if _is_signed(session):
            return None
        size = ledger.log_size(session)
        root = merkle.root(size, _nodes(session))
        text = Checkpoint(log_keys.origin(site), size, root).signed(log_keys.key_for(session, site, size))
        session.add(TreeHeadRow(size=size, root=root.hex(), signed_at=at, checkpoint=text))
        heads_file.append(site.checkpoints, text)
    return text


def rotate(site: Site, at: datetime) -> KeyRotated:
    """Give the log a new key, endorsed by the present one; what was interrupted is ended by the next call.

    The change is a leaf; the first head over it is signed by the new key, and then the old one is forgotten.
    """
    changed = log_keys.announce(site, at)
    sequence(site)
    sign_head(site, at)
    log_keys.take_over(site)
    return changed


def catch_up(site: Site, at: datetime) -> None:
    """Give a leaf to all that was captured until now, without waiting for the `Sequencer`."""
    if sequence(site):
        with suppress(LogKeyMissing):  # the `Sequencer` says so, and signs when it is there
            sign_head(site, at)


class Sequencer:
    """A thread that gives entries their leaves at most `delay` seconds after their capture, and signs heads.

    Each time the log has grown it calls `grown`. What it cannot do because the database or the disk does not answer, it
    does in a later round.
    """

    def __init__(
        self,
        site: Site,
        delay: float,
        clock: Callable[[], datetime],
        grown: Callable[[], None] = lambda: None,
    ) -> None:
        self._site, self._delay, self._clock, self._grown = site, delay, clock, grown
        self._stop = Event()
        self._thread = Thread(target=self._run, name="sequencer", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Stop after one last round."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while True:
            last = self._stop.wait(self._delay)
            try:
                count = sequence(self._site)
                sign_head(self._site, self._clock())
                if count:
                    self._grown()
            except (SQLAlchemyError, OSError, LogKeyMissing) as error:
                logger.warning("the log waits", reason=str(error))
            if last:
                return


def _is_signed(session: Session) -> bool:
    latest = ledger.latest_head(session)
    return ledger.log_size(session) == (latest.size if latest else 0)


def _grown(size: int, leaves: Iterable[bytes], kept: merkle.Node) -> dict[tuple[int, int], bytes]:
    """(level, index) → hash of the nodes that become complete when leaves join a log of `size`.

    `kept` answers the nodes that stand already.
    """
    grown: dict[tuple[int, int], bytes] = {}

    def node(level: int, index: int) -> bytes:
        return grown[level, index] if (level, index) in grown else kept(level, index)

    for number, leaf in enumerate(leaves, size):
        for level, index, value in merkle.append(number, leaf, node):
            grown[level, index] = value
    return grown


def _nodes(session: Session) -> merkle.Node:
    return lambda level, index: bytes.fromhex(ledger.stored_hash(session, level, index))
