"""Proofs of the log as documents, and their check by somebody who trusts nothing but the log's key.

`docs/log.md` explains the check in forty lines, so that it can be written again in another language.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from aril.domain import merkle
from aril.domain.checkpoint import Checkpoint
from aril.domain.errors import Invalid
from aril.domain.log_key import KeyRotated, opened

FORMAT = "aril-inclusion-proof/1"


@dataclass(frozen=True, slots=True)
class InclusionProof:
    """That leaf `index` stands in the log whose signed head is `checkpoint`.

    `path` are the hashes from the leaf to the root, the lowest first. `entry` is what was recorded, where that
    is public; else only its hash `leaf` is told. `rotations` are the log's changes of key,
    for whoever knows an old one.
    """

    index: int
    leaf: bytes
    path: tuple[bytes, ...]
    checkpoint: str
    key: str
    entry: Mapping[str, Any] | None = None
    rotations: tuple[KeyRotated, ...] = ()

    def to_json(self) -> dict[str, Any]:
        document: dict[str, Any] = {
            "format": FORMAT,
            "leaf": self.index,
            "hash": self.leaf.hex(),
            "path": [value.hex() for value in self.path],
            "checkpoint": self.checkpoint,
            "key": self.key,
        }
        if self.rotations:
            document["rotations"] = [asdict(each) for each in self.rotations]
        return document if self.entry is None else document | {"entry": self.entry}


_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical_json(value: Any) -> str:
    """The one spelling of a JSON value that is hashed: sorted keys, no spaces, UTF-8 unescaped."""
    return _CANONICAL.encode(value)


def check(document: Mapping[str, Any], key: str | None = None) -> Checkpoint:
    """Check an inclusion proof as it came; answers the head that it leads to.

    `key` is the log's verifier key as somebody trusted has told it, this one or one before it; without it, the
    document's own is taken.
    Raises `Invalid` with what does not fit.
    """
    try:
        index, leaf = int(document["leaf"]), bytes.fromhex(document["hash"])
        path = tuple(bytes.fromhex(value) for value in document["path"])
        note, own_key = str(document["checkpoint"]), str(document["key"])
        entry = document.get("entry")
        rotations = [
            KeyRotated(str(each["key"]), str(each["before"]), str(each["endorsement"]))
            for each in document.get("rotations", ())
        ]
    except (KeyError, TypeError, ValueError) as error:
        raise Invalid.at(
            "proof", "This is no inclusion proof: expected the format {format}.", format=FORMAT
        ) from error
    head = opened(note, key or own_key, rotations)
    if entry is not None and merkle.leaf_hash(canonical_json(entry).encode()) != leaf:
        raise Invalid.at("entry", "The entry is not the one that was hashed: something in it was changed.")
    if not merkle.verify_inclusion(leaf, index, head.size, path, head.root):
        raise Invalid.at(
            "path",
            "Leaf {index} does not stand in the log of {size} leaves that was signed.",
            index=index,
            size=head.size,
        )
    return head
