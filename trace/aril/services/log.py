"""The log anyone can check: giving entries their place, signing heads, and verifying it all."""

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from threading import Event, Thread

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from sqlalchemy import select
from sqlalchemy.orm import Session

from aril.domain import merkle
from aril.services.capture import digest_of
from aril.services.site import Site
from aril.store import ledger
from aril.store.ledger import EntryRow, LeafRow, NodeRow, TreeHeadRow

BATCH = 1000


def sequence(site: Site) -> int:
    """Give every entry that has none its leaf, in the order of capture; answers how many there were.

    One caller at a time: the batch, its leaves and its nodes are one transaction, so that a crash leaves either
    all of a batch or none, and the next call goes on from there.
    """
    done = 0
    while True:
        with site.db.write() as session:
            waiting = ledger.unsequenced(session, BATCH)
            size = ledger.log_size(session)
            for offset, (entry_id, digest) in enumerate(waiting):
                session.add(LeafRow(index=size + offset, entry_id=entry_id))
                grown = merkle.append(size + offset, bytes.fromhex(digest), _nodes(session))
                session.add_all(
                    NodeRow(level=level, index=index, hash=value.hex()) for level, index, value in grown
                )
        done += len(waiting)
        if len(waiting) < BATCH:
            return done


def sign_head(site: Site, key: Ed25519PrivateKey, at: datetime, *, copies: Path | None = None) -> str | None:
    """Sign the log as it stands, unless that head is signed already; answers the checkpoint, or None.

    `copies` is a file outside the database to which each new head is appended: who keeps it can tell a log that
    was cut or rewritten.
    """
    with site.db.write() as session:
        size = ledger.log_size(session)
        latest = ledger.latest_head(session)
        if size == 0 or (latest and latest.size == size):
            return None
        root = merkle.root(size, _nodes(session))
        text = checkpoint(origin(site), size, root, key)
        session.add(TreeHeadRow(size=size, root=root.hex(), signed_at=at, checkpoint=text))
    if copies:
        with copies.open("a", encoding="utf-8") as file:
            file.write(text + "\n")
    return text


def origin(site: Site) -> str:
    """The log's name in its checkpoints: the site's namespace without its scheme."""
    return site.terms.namespace.partition("://")[2].rstrip("/")


def checkpoint(name: str, size: int, root: bytes, key: Ed25519PrivateKey) -> str:
    """A signed head in the format of C2SP tlog-checkpoint and signed-note."""
    body = f"{name}\n{size}\n{base64.b64encode(root).decode()}\n"
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    identity = sha256(f"{name}\n".encode() + b"\x01" + public).digest()[:4]
    signature = base64.b64encode(identity + key.sign(body.encode())).decode()
    return f"{body}\n— {name} {signature}\n"


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


def verify(site: Site) -> tuple[int, Fault | None]:
    """Recompute every entry's digest, the nodes and the root; answers how many entries, and the first fault."""
    with site.db.read() as session:
        count = 0
        frontier: dict[tuple[int, int], bytes] = {}
        for entry, index in _leaves(session):
            if index != count:
                return count, Fault(
                    entry.id, entry.kind, entry.subject, f"expected leaf {count}, found {index}"
                )
            if digest_of(entry) != entry.digest:
                return count, Fault(entry.id, entry.kind, entry.subject, "its content is not what was hashed")
            for level, position, value in merkle.append(
                index, bytes.fromhex(entry.digest), lambda level, at: frontier[level, at]
            ):
                frontier[level, position] = value
                stored = session.get(NodeRow, (level, position))
                if stored is None or stored.hash != value.hex():
                    return count, Fault(
                        entry.id, entry.kind, entry.subject, f"node {position} of level {level}"
                    )
            count += 1
        return count, _head_fault(session, count, frontier)


class Sequencer:
    """A thread that gives entries their leaves at most `delay` seconds after their capture, and signs heads."""

    def __init__(
        self, site: Site, key: Ed25519PrivateKey, delay: float, clock: Callable[[], datetime], copies: Path
    ) -> None:
        self._site, self._key, self._delay, self._clock, self._copies = site, key, delay, clock, copies
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
            if sequence(self._site) or last:
                sign_head(self._site, self._key, self._clock(), copies=self._copies)
            if last:
                return


def _nodes(session: Session) -> merkle.Node:
    return lambda level, index: ledger.node_hash_at(session, level, index)


def _leaves(session: Session) -> Iterator[tuple[EntryRow, int]]:
    rows = session.execute(
        select(EntryRow, LeafRow.index)
        .join(LeafRow, LeafRow.entry_id == EntryRow.id)
        .order_by(LeafRow.index)
        .execution_options(yield_per=BATCH)
    )
    yield from ((entry, index) for entry, index in rows)


def _head_fault(session: Session, count: int, nodes: dict[tuple[int, int], bytes]) -> Fault | None:
    head = ledger.latest_head(session)
    if head is None:
        return None
    if head.size > count:
        return Fault(
            0, "tree_head", str(head.size), f"a head of {head.size} leaves was signed, {count} are left"
        )
    root = merkle.root(head.size, lambda level, index: nodes[level, index])
    if root.hex() != head.root:
        return Fault(0, "tree_head", str(head.size), "the signed root is not the root of these leaves")
    return None
