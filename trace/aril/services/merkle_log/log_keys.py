"""The key that signs the log's heads, and how the next one takes its place."""

from datetime import datetime
from pathlib import Path
from typing import ClassVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from sqlalchemy.orm import Session

from aril.domain.checkpoint import verifier_key
from aril.domain.errors import Refusal
from aril.domain.log_key import KeyRotated
from aril.domain.membership import Member
from aril.domain.records import KINDS, from_json
from aril.services.ledger import capture
from aril.services.site import Site
from aril.store import ledger

KIND = next(kind for kind, type_ in KINDS.items() if type_ is KeyRotated)


class LogKeyMissing(Refusal):
    template: ClassVar[str] = (
        "The log is signed by the key {key}, and {file} holds another. Bring the right file back from a backup."
    )

    def __init__(self, key: str, file: Path) -> None:
        self.key, self.file = key, str(file)
        super().__init__()

    @property
    def data(self) -> dict[str, object]:
        return {"key": self.key, "file": self.file}


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


def verifier(site: Site, key: Ed25519PrivateKey) -> str:
    """The key by which anybody checks what this one signs."""
    return verifier_key(origin(site), key.public_key())


def rotations(session: Session, size: int) -> list[tuple[int, KeyRotated]]:
    """The changes of key among the first `size` leaves, each with its leaf."""
    found = ((leaf, from_json(KIND, entry.fact)) for entry, leaf in ledger.leaves_of_kind(session, KIND))
    return [(leaf, fact) for leaf, fact in found if leaf < size and isinstance(fact, KeyRotated)]


def key_for(session: Session, site: Site, size: int) -> Ed25519PrivateKey:
    """The key that signs a head of `size` leaves: that of the last change among them.

    While a change is under way it is still in the file of the next key. Raises `LogKeyMissing`.
    """
    changed = rotations(session, size)
    own = signing_key(site.log_key)
    if not changed or verifier(site, own) == changed[-1][1].key:
        return own
    if site.next_log_key.exists():
        following = signing_key(site.next_log_key)
        if verifier(site, following) == changed[-1][1].key:
            return following
    raise LogKeyMissing(changed[-1][1].key, site.log_key)


def announce(site: Site, at: datetime) -> KeyRotated:
    """Make the next key and record that the present one endorses it, once; `take_over` ends the change."""
    old, new = signing_key(site.log_key), signing_key(site.next_log_key)
    fact = KeyRotated.by(origin(site), old, new)
    with site.db.write() as session:
        if not ledger.entries_about(session, KIND, fact.key):
            capture.record(session, site, fact, fact.key, ACTOR, at)
    return fact


def take_over(site: Site) -> None:
    """Put the next key in the place of the present one, which is kept nowhere."""
    site.next_log_key.replace(site.log_key)


ACTOR = Member("", "aril log rotate", "", "", "", frozenset())
