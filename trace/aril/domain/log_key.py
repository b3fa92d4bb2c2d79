"""The keys of a log: each new one is endorsed by the one before, so that who trusts an old one can follow.

An endorsement is a signed note like a head: the log's name, the words `next key`, the new key, an empty line, and the
signature of the key that steps down. It stands in the log itself, as a record, so that every head says which key signs
from then on.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from aril.domain.checkpoint import Checkpoint, fits, read_verifier, signature_line, verifier_key
from aril.domain.errors import Invalid

NEXT_KEY = "next key"


@dataclass(frozen=True, slots=True)
class KeyRotated:
    """That a log is signed by `key` from now on, in the words of the key `before` it."""

    key: str
    before: str
    endorsement: str

    @classmethod
    def by(cls, origin: str, old: Ed25519PrivateKey, new: Ed25519PrivateKey) -> Self:
        """The old key's word for the new one."""
        key, before = (verifier_key(origin, each.public_key()) for each in (new, old))
        body = _body(origin, key)
        return cls(key, before, f"{body}\n{signature_line(origin, body, old)}\n")

    def check(self) -> None:
        """Raise `Invalid` unless the key before has signed exactly this."""
        origin, public = read_verifier(self.before)
        body, _, signatures = self.endorsement.partition("\n\n")
        if body + "\n" != _body(origin, self.key) or not any(
            fits(line, origin, body + "\n", public) for line in signatures.splitlines()
        ):
            raise Invalid.at("key", "The key {key} was not endorsed by the one before it.", key=self.key)


def successors(trusted: str, rotations: Iterable[KeyRotated]) -> Sequence[str]:
    """The trusted key and those that follow it, each endorsed by the one before; raises `Invalid` for a broken link."""
    keys = [trusted.strip()]
    for each in rotations:
        if each.before == keys[-1]:
            each.check()
            keys.append(each.key)
    return keys


def opened(note: str, trusted: str, rotations: Iterable[KeyRotated]) -> Checkpoint:
    """The head that a note says, signed by the trusted key or by one that follows it; raises `Invalid`."""
    keys = successors(trusted, rotations)
    for key in keys[:0:-1]:
        try:
            return Checkpoint.opened(note, key)
        except Invalid:
            continue
    return Checkpoint.opened(note, keys[0])


def _body(origin: str, key: str) -> str:
    return f"{origin}\n{NEXT_KEY}\n{key}\n"
