"""The log anyone can check: giving entries their place, signing heads, and verifying it all."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Event, Thread

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from aril.domain import merkle
from aril.domain.checkpoint import Checkpoint
from aril.services.capture import digest_of
from aril.services.site import Site
from aril.store import ledger
from aril.store.ledger import EntryRow, TreeHeadRow

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

    Each new head is also appended to a file outside the database: who keeps that file can tell a log that was cut
    or rewritten.
    """
    key = signing_key(site.log_key)
    with site.db.write() as session:
        ledger.take_turn(session)
        size = ledger.log_size(session)
        latest = ledger.latest_head(session)
        if size == 0 or (latest and latest.size == size):
            return None
        root = merkle.root(size, _nodes(session))
        text = Checkpoint(origin(site), size, root).signed(key)
        session.add(TreeHeadRow(size=size, root=root.hex(), signed_at=at, checkpoint=text))
    with site.checkpoints.open("a", encoding="utf-8") as file:
        file.write(text + "\n")
    return text


def origin(site: Site) -> str:
    """The log's name in its checkpoints: the site's namespace without its scheme."""
    return site.terms.namespace.partition("://")[2].rstrip("/")


def signing_key(path: Path) -> Ed25519PrivateKey:
    """The key in a file, made there on the first call, readable by its owner only."""
    if path.exists():
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text().strip()))
    key = Ed25519PrivateKey.generate()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()).hex())
    return key


@dataclass(frozen=True, slots=True)
class Fault:
    """The first place where the log and the tables differ."""

    entry_id: int
    kind: str
    subject: str
    what: str


def verify(site: Site, progress: Callable[[int], None] = lambda _done: None) -> tuple[int, Fault | None]:
    """Recompute every entry's digest, every node and the root; answers how many entries, and the first fault."""
    with site.db.read() as session:
        count = 0
        lefts: dict[tuple[int, int], bytes] = {}
        for entry, index in _leaves(session):
            fault = _entry_fault(entry, index, count)
            if fault is None:
                grown = merkle.append(index, bytes.fromhex(entry.digest), lambda *node: lefts.pop(node))
                fault = _node_fault(session, entry, grown, lefts)
            if fault:
                return count, fault
            count += 1
            if count % BATCH == 0:
                progress(count)
        return count, _head_fault(session, count)


class Sequencer:
    """A thread that gives entries their leaves at most `delay` seconds after their capture, and signs heads.

    What it cannot do because the database or the disk does not answer, it does in a later round.
    """

    def __init__(self, site: Site, delay: float, clock: Callable[[], datetime]) -> None:
        self._site, self._delay, self._clock = site, delay, clock
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
                if sequence(self._site) or last:
                    sign_head(self._site, self._clock())
            except (SQLAlchemyError, OSError) as error:
                logger.warning("the log waits", reason=str(error))
            if last:
                return


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


def _leaves(session: Session) -> Iterator[tuple[EntryRow, int]]:
    after = -1
    while rows := ledger.leaves_after(session, after, BATCH):
        for entry, index in rows:
            yield entry, index
            after = index
        session.expunge_all()


def _entry_fault(entry: EntryRow, index: int, expected: int) -> Fault | None:
    if index != expected:
        return _fault(entry, f"expected leaf {expected}, found {index}")
    if digest_of(entry) != entry.digest:
        return _fault(entry, "its content is not what was hashed")
    return None


def _node_fault(
    session: Session,
    entry: EntryRow,
    grown: Iterator[tuple[int, int, bytes]],
    lefts: dict[tuple[int, int], bytes],
) -> Fault | None:
    for level, index, value in grown:
        if index % 2 == 0:  # only a left child waits for its sibling
            lefts[level, index] = value
        if ledger.stored_hash(session, level, index) != value.hex():
            return _fault(entry, f"node {index} of level {level} is not what its leaves make")
    return None


def _head_fault(session: Session, count: int) -> Fault | None:
    head = ledger.latest_head(session)
    if head is None:
        return None
    if head.size > count:
        return Fault(
            0, "tree_head", str(head.size), f"a head of {head.size} leaves was signed, {count} are left"
        )
    if merkle.root(head.size, _nodes(session)).hex() != head.root:
        return Fault(0, "tree_head", str(head.size), "the signed root is not the root of these leaves")
    return None


def _fault(entry: EntryRow, what: str) -> Fault:
    return Fault(entry.id, entry.kind, entry.subject, what)
