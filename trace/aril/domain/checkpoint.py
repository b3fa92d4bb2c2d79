"""Signed heads of the log, as text that can be printed, mailed and checked (C2SP signed-note and tlog-checkpoint)."""

import base64
import binascii
from dataclasses import dataclass
from hashlib import sha256
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from aril.domain.errors import Invalid

ED25519 = b"\x01"
"""The signature type of the note format."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A head of the log named `origin`: its number of leaves and its root hash."""

    origin: str
    size: int
    root: bytes

    @property
    def body(self) -> str:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    def signed(self, key: Ed25519PrivateKey) -> str:
        """The head as a signed note."""
        return f"{self.body}\n{signature_line(self.origin, self.body, key)}\n"

    @classmethod
    def opened(cls, note: str, verifier: str) -> Self:
        """Read a signed note and check it against a verifier key (`verifier_key`).

        Raises `Invalid` for text that is no checkpoint, a foreign key, or a signature that does not fit.
        """
        origin, public = read_verifier(verifier)
        head, signatures = cls.read(note)
        if head.origin != origin:
            raise Invalid.at(
                "checkpoint",
                "The checkpoint is of the log {found}, and the key is of {expected}.",
                found=head.origin,
                expected=origin,
            )
        if any(fits(line, origin, head.body, public) for line in signatures.splitlines()):
            return head
        raise Invalid.at("checkpoint", "No signature of the checkpoint fits the key.")

    @classmethod
    def read(cls, note: str) -> tuple[Self, str]:
        """The head that a note says and its lines of signatures, unchecked; raises `Invalid` for another text."""
        try:
            body, signatures = note.split("\n\n", 1)
            name, size, root = body.split("\n")[:3]
            return cls(name, int(size), base64.b64decode(root, validate=True)), signatures
        except (ValueError, binascii.Error) as error:
            raise Invalid.at("checkpoint", "This is no checkpoint of a log.") from error


def signature_line(origin: str, body: str, key: Ed25519PrivateKey) -> str:
    """The line of a note that signs its body."""
    signature = _identity(origin, key.public_key()) + key.sign(body.encode())
    return f"— {origin} {base64.b64encode(signature).decode()}"


def verifier_key(origin: str, key: Ed25519PublicKey) -> str:
    """The key by which anybody checks a log's signatures, in the note format: `name+id+key`."""
    encoded = base64.b64encode(ED25519 + _raw(key)).decode()
    return f"{origin}+{_identity(origin, key).hex()}+{encoded}"


def read_verifier(text: str) -> tuple[str, Ed25519PublicKey]:
    """A log's name and key from the text that `verifier_key` made; raises `Invalid` for another."""
    try:
        origin, identity, encoded = text.strip().split("+", 2)
        raw = base64.b64decode(encoded, validate=True)
        key = Ed25519PublicKey.from_public_bytes(raw[1:])
    except (ValueError, binascii.Error) as error:
        raise Invalid.at("key", "This is no verifier key: expected name+id+key.") from error
    if raw[:1] != ED25519 or _identity(origin, key).hex() != identity:
        raise Invalid.at("key", "The verifier key does not fit its own id; it was copied wrongly.")
    return origin, key


def fits(line: str, origin: str, body: str, key: Ed25519PublicKey) -> bool:
    """Whether a line of a note is a key's signature of its body."""
    if not line.startswith(f"— {origin} "):
        return False
    try:
        blob = base64.b64decode(line.rsplit(" ", 1)[1], validate=True)
        key.verify(blob[4:], body.encode())
    except (InvalidSignature, binascii.Error):
        return False
    return blob[:4] == _identity(origin, key)


def _identity(origin: str, key: Ed25519PublicKey) -> bytes:
    return sha256(f"{origin}\n".encode() + ED25519 + _raw(key)).digest()[:4]


def _raw(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)
