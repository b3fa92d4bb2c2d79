"""A check of the log by somebody who has read `docs/log.md` and nothing else: no line of the service is used."""

import base64
import json
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def check(proof, key):
    """The size and root of the signed head that a proof leads to; raises for whatever does not fit."""
    for each in proof.get("rotations", []):
        if each["before"] == key:
            lines = opened(each["endorsement"], key)
            assert lines[1:] == ["next key", each["key"]]
            key = each["key"]
    _name, size, root = opened(proof["checkpoint"], key)
    if "entry" in proof:
        text = json.dumps(proof["entry"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert sha256(b"\x00" + text.encode()).hexdigest() == proof["hash"]
    fn, sn, r = proof["leaf"], int(size) - 1, bytes.fromhex(proof["hash"])
    for p in map(bytes.fromhex, proof["path"]):
        assert sn != 0
        if fn % 2 == 1 or fn == sn:
            r = sha256(b"\x01" + p + r).digest()
            while fn % 2 == 0 and fn != 0:
                fn, sn = fn // 2, sn // 2
        else:
            r = sha256(b"\x01" + r + p).digest()
        fn, sn = fn // 2, sn // 2
    assert (sn, r) == (0, base64.b64decode(root))
    return int(size), r


def opened(note, key):
    """The three lines of a signed note."""
    body, _, signatures = note.partition("\n\n")
    name, identity, encoded = key.split("+", 2)
    raw = base64.b64decode(encoded)
    assert sha256(name.encode() + b"\x0a" + raw).digest()[:4].hex() == identity
    lines = [line.split(" ") for line in signatures.splitlines()]
    blobs = [base64.b64decode(signed) for dash, signer, signed in lines if (dash, signer) == ("—", name)]
    (signature,) = [blob[4:] for blob in blobs if blob[:4].hex() == identity]
    Ed25519PublicKey.from_public_bytes(raw[1:]).verify(signature, f"{body}\n".encode())
    return body.split("\n")
