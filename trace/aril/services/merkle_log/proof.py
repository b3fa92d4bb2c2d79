"""Proofs from the log, for anybody who asks."""

from typing import Any

from sqlalchemy.orm import Session

from aril.domain import merkle
from aril.domain.errors import NotFound
from aril.domain.log_key import KeyRotated
from aril.domain.proof import InclusionProof
from aril.epcis.events import ObjectEvent, canonical_event
from aril.epcis.identifiers import canonical
from aril.epcis.reading import read_event
from aril.epcis.vocabulary import Action
from aril.services.ledger import capture
from aril.services.merkle_log import log_keys
from aril.services.site import Site
from aril.store import ledger
from aril.store.ledger import EntryRow, TreeHeadRow

PUBLIC_RECORDS = frozenset({"chain", "limits", "log-key"})
"""Records whose content a proof shows to everybody."""
LOT_RECORDS = frozenset({"report", "certificate"})
"""Records whose content it shows to whoever names the lot they are about."""


def head(site: Site) -> str:
    """The latest signed head; raises `NotFound` before the first."""
    with site.db.read() as session:
        return _head(session).checkpoint


def key(site: Site) -> str:
    """The key by which the log's signatures are checked."""
    with site.db.read() as session:
        return _key(session, site)


def rotations(site: Site) -> tuple[KeyRotated, ...]:
    """The log's changes of key, the first one first."""
    with site.db.read() as session:
        return _rotations(session)


def inclusion(site: Site, leaf: int, lot: str = "") -> InclusionProof:
    """That a leaf stands in the log as last signed; raises `NotFound` for one that is not signed yet.

    Leaves are counted up, so whoever could read each could read everybody's harvests. What was recorded is told of a
    `lot`, by its EPC class, to whom its label has named it: its making, its reports and its certificates; of anything
    else there is only the hash.
    """
    with site.db.read() as session:
        latest = _head(session)
        if not 0 <= leaf < latest.size:
            raise NotFound("leaf", str(leaf))
        entry = ledger.entry_of_leaf(session, leaf)
        return InclusionProof(
            index=leaf,
            leaf=bytes.fromhex(entry.digest),
            path=merkle.inclusion_proof(leaf, latest.size, _nodes(session)),
            checkpoint=latest.checkpoint,
            key=_key(session, site),
            rotations=_rotations(session),
            entry=capture.said_by(entry) if _is_told(entry, lot) else None,
        )


def consistency(site: Site, first: int, second: int) -> dict[str, Any]:
    """That the log of `second` leaves begins with the log of `first`; raises `NotFound` for sizes it never had."""
    with site.db.read() as session:
        if not 0 < first <= second <= ledger.log_size(session):
            raise NotFound("head", f"{first}–{second}")
        nodes = _nodes(session)
        return {
            "from": first,
            "to": second,
            "from_root": merkle.root(first, nodes).hex(),
            "to_root": merkle.root(second, nodes).hex(),
            "path": [value.hex() for value in merkle.consistency_proof(first, second, nodes)],
        }


def _head(session: Session) -> TreeHeadRow:
    latest = ledger.latest_head(session)
    if latest is None:
        raise NotFound("head", "0")
    return latest


def _key(session: Session, site: Site) -> str:
    changed = _rotations(session)
    return changed[-1].key if changed else log_keys.verifier(site, log_keys.signing_key(site.log_key))


def _rotations(session: Session) -> tuple[KeyRotated, ...]:
    return tuple(fact for _, fact in log_keys.rotations(session, ledger.log_size(session)))


def _nodes(session: Session) -> merkle.Node:
    return lambda level, index: bytes.fromhex(ledger.stored_hash(session, level, index))


def _is_told(entry: EntryRow, lot: str) -> bool:
    if entry.kind in PUBLIC_RECORDS:
        return True
    if not lot or entry.kind not in LOT_RECORDS | {capture.EVENT}:
        return False
    if entry.kind in LOT_RECORDS:
        return bool(entry.fact["lot"] == canonical(lot))
    happened = canonical_event(read_event(entry.fact))
    return (
        isinstance(happened, ObjectEvent)
        and happened.action is Action.ADD
        and [each.epc_class for each in happened.quantity_list] == [canonical(lot)]
    )
