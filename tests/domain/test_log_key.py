"""Who trusts an old key of the log can follow it to the new one, and to no other."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from aril.domain.checkpoint import Checkpoint, verifier_key
from aril.domain.errors import Invalid
from aril.domain.log_key import KeyRotated, opened, successors

NAME = "trace.example"
ONE, TWO, THREE = (Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32) for number in (1, 2, 3))
HEAD = Checkpoint(NAME, 7, bytes(32))
ROTATIONS = (KeyRotated.by(NAME, ONE, TWO), KeyRotated.by(NAME, TWO, THREE))


def key(private: Ed25519PrivateKey) -> str:
    return verifier_key(NAME, private.public_key())


def test_each_key_leads_to_those_after_it() -> None:
    assert list(successors(key(ONE), ROTATIONS)) == [key(ONE), key(TWO), key(THREE)]
    assert list(successors(key(TWO), ROTATIONS)) == [key(TWO), key(THREE)]
    assert list(successors(key(THREE), ROTATIONS)) == [key(THREE)]


@pytest.mark.parametrize("signer", [ONE, TWO, THREE])
def test_a_head_by_any_of_them_opens_with_the_first(signer: Ed25519PrivateKey) -> None:
    assert opened(HEAD.signed(signer), key(ONE), ROTATIONS) == HEAD


def test_a_head_from_before_does_not_open_with_a_later_key() -> None:
    with pytest.raises(Invalid, match="No signature of the checkpoint fits the key"):
        opened(HEAD.signed(ONE), key(TWO), ROTATIONS)


@pytest.mark.parametrize(
    "forged",
    [
        replace(ROTATIONS[0], key=key(THREE)),
        replace(ROTATIONS[0], endorsement=ROTATIONS[1].endorsement),
        replace(KeyRotated.by(NAME, THREE, TWO), before=key(ONE)),
        replace(ROTATIONS[0], endorsement=""),
    ],
)
def test_a_key_that_the_one_before_did_not_endorse_leads_nowhere(forged: KeyRotated) -> None:
    with pytest.raises(Invalid, match="was not endorsed by the one before it"):
        opened(HEAD.signed(TWO), key(ONE), [forged])
