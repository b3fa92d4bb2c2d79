"""Whether the log is what it says: everything recomputed, and compared with heads kept outside the database.

What is shown is compared with the ledger by `ledger.rebuild`; together they cover every table that the ledger makes.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.orm import Session

from aril.domain import merkle
from aril.domain.checkpoint import Checkpoint
from aril.domain.errors import Invalid
from aril.domain.log_key import KeyRotated
from aril.services.ledger.capture import digest_of
from aril.services.merkle_log import heads_file, log_keys
from aril.services.site import Site
from aril.store import ledger
from aril.store.ledger import EntryRow

BATCH = 1000

Nodes = dict[tuple[int, int], bytes]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Fault:
    """The first place where the log and the tables differ: an entry, or with `entry_id` 0 a head or a table."""

    entry_id: int
    kind: str
    subject: str
    what: str


@dataclass(frozen=True, slots=True)
class KeptHead:
    """A signed head, and where it was kept: a table with a size, or a file with a line."""

    kind: str
    subject: str
    note: str
    head: Checkpoint


@dataclass
class _Tree:
    """The tree of the leaves seen so far: its nodes that still wait for a sibling."""

    size: int = 0
    waiting: Nodes = field(default_factory=dict)

    def grow(self, leaf: bytes) -> Iterator[tuple[int, int, bytes]]:
        """The nodes that become complete with another leaf."""
        for level, index, value in merkle.append(self.size, leaf, lambda *node: self.waiting.pop(node)):
            if index % 2 == 0:
                self.waiting[level, index] = value
            yield level, index, value
        self.size += 1

    def root(self) -> bytes:
        return merkle.root(self.size, lambda level, index: self.waiting[level, index])


def verify(
    site: Site, progress: Progress = lambda _done, _all: None, heads: Iterable[Path] = ()
) -> tuple[int, Fault | None]:
    """Recompute every entry's digest, every node and signed root; answers how many entries, and the first fault.

    Heads are those of the database, of the file beside it, and of `heads`: files in which somebody else kept some.
    Others may go on writing: the log is seen as it was at one moment.
    """
    try:
        in_files = list(_in_files(site, heads))  # before the snapshot, which thus has the leaves of each
    except _Unreadable as unreadable:
        return 0, unreadable.fault
    with site.db.snapshot() as session:
        try:
            kept = [*_in_database(session), *in_files]
        except _Unreadable as unreadable:
            return 0, unreadable.fault
        at_size: dict[int, list[KeptHead]] = {}
        for each in kept:
            at_size.setdefault(each.head.size, []).append(each)
        tree = _Tree()
        for batch in _batches(session):
            stored = _stored(session, tree.size, tree.size + len(batch))
            for entry, index in batch:
                fault = _entry_fault(entry, index, tree.size) or _node_fault(entry, tree, stored)
                if fault is None:
                    fault = _root_fault(at_size.pop(tree.size, ()), tree)
                if fault:
                    return min(index, tree.size), fault
            progress(tree.size, ledger.count_entries(session))
        return tree.size, _cut_fault(at_size, tree.size) or _rest_fault(session, site, kept, tree)


def _batches(session: Session) -> Iterator[list[tuple[EntryRow, int]]]:
    after = -1
    while rows := list(ledger.leaves_after(session, after, BATCH)):
        yield rows
        after = rows[-1][1]
        session.expunge_all()


def _stored(session: Session, start: int, end: int) -> dict[tuple[int, int], str]:
    """(level, index) → hash of the nodes that the leaves from `start` to `end` make complete, as they are kept."""
    found: dict[tuple[int, int], str] = {}
    for level in range(end.bit_length()):
        found |= ledger.hashes(session, level, start >> level, end >> level)
    return found


def _entry_fault(entry: EntryRow, index: int, expected: int) -> Fault | None:
    if index != expected:
        return _fault(entry, f"expected leaf {expected}, found {index}")
    if digest_of(entry) != entry.digest:
        return _fault(entry, "its content is not what was hashed")
    return None


def _node_fault(entry: EntryRow, tree: _Tree, stored: dict[tuple[int, int], str]) -> Fault | None:
    for level, index, value in list(tree.grow(bytes.fromhex(entry.digest))):
        if stored.get((level, index)) != value.hex():
            return _fault(entry, f"node {index} of level {level} is not what its leaves make")
    return None


def _root_fault(heads: Iterable[KeptHead], tree: _Tree) -> Fault | None:
    for each in heads:
        if each.head.root != tree.root():
            return Fault(0, each.kind, each.subject, "the signed root is not the root of these leaves")
    return None


def _cut_fault(beyond: dict[int, list[KeptHead]], count: int) -> Fault | None:
    """A head that no leaf has led to: of more leaves than there are."""
    for size in sorted(beyond):
        each = beyond[size][0]
        what = f"a head of {size} leaves was signed, {count} are left"
        return Fault(0, each.kind, each.subject, what)
    return None


def _rest_fault(session: Session, site: Site, kept: Iterable[KeptHead], tree: _Tree) -> Fault | None:
    """What no leaf shows: signatures, nodes of no leaf, and entries that wait for theirs."""
    changed = log_keys.rotations(session, tree.size)
    verified: set[str] = set()
    for each in kept:
        if each.note not in verified and (fault := _signature_fault(each, site, changed)):
            return fault
        verified.add(each.note)
    expected = 2 * tree.size - tree.size.bit_count()
    if (found := ledger.count_nodes(session)) != expected:
        return Fault(0, "node", str(found), f"expected {expected} nodes, found {found}")
    for entry in ledger.waiting_entries(session):
        if digest_of(entry) != entry.digest:
            return _fault(entry, "its content is not what was hashed")
    return None


def _signature_fault(each: KeptHead, site: Site, changed: list[tuple[int, KeyRotated]]) -> Fault | None:
    """A head is signed by the key that the last change among its leaves names, and each change by the key before."""
    key = changed[0][1].before if changed else log_keys.verifier(site, log_keys.signing_key(site.log_key))
    try:
        for leaf, fact in changed:
            if leaf < each.head.size:
                fact.check()
                if fact.before != key:
                    return Fault(0, each.kind, each.subject, f"the key {fact.key} was endorsed by another")
                key = fact.key
        Checkpoint.opened(each.note, key)
    except Invalid as error:
        return Fault(0, each.kind, each.subject, str(error.findings[0]))
    return None


def _fault(entry: EntryRow, what: str) -> Fault:
    return Fault(entry.id, entry.kind, entry.subject, what)


class _Unreadable(Exception):
    """A place where a head was kept, and that holds none."""

    def __init__(self, fault: Fault) -> None:
        super().__init__()
        self.fault = fault


def _in_database(session: Session) -> Iterator[KeptHead]:
    for row in list(ledger.heads(session)):  # to the end, since a cursor left half read stays open
        subject = str(row.size)
        try:
            head, _ = Checkpoint.read(row.checkpoint)
        except Invalid as error:
            raise _Unreadable(Fault(0, "tree_head", subject, str(error.findings[0]))) from None
        if (head.size, head.root.hex()) != (row.size, row.root):
            what = "the signed root is not the root of these leaves"
            raise _Unreadable(Fault(0, "tree_head", subject, f"{what}: its row says another"))
        yield KeptHead("tree_head", subject, row.checkpoint, head)


def _in_files(site: Site, more: Iterable[Path]) -> Iterator[KeptHead]:
    own = [site.checkpoints] if site.checkpoints.exists() else []
    for path in (*own, *more):
        for line, note in heads_file.notes(path):
            subject = f"{path.name}:{line}"
            try:
                head, _ = Checkpoint.read(note)
            except Invalid as error:
                raise _Unreadable(Fault(0, "head", subject, str(error.findings[0]))) from None
            yield KeptHead("head", subject, note, head)
