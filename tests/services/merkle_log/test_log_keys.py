"""The log gets a new key; what was signed before stays good, and an interrupted change is ended by the next call."""

import json
from dataclasses import asdict

import pytest

from aril.domain import proof as proofs
from aril.domain.checkpoint import Checkpoint
from aril.domain.errors import Invalid
from aril.domain.log_key import opened
from aril.services.merkle_log import log, log_keys, proof, verification
from aril.services.merkle_log.log_keys import LogKeyMissing
from tests.samples import DAY, Orchard


@pytest.fixture
def signed(orchard: Orchard) -> Orchard:
    log.sequence(orchard.site)
    log.sign_head(orchard.site, DAY)
    return orchard


def _grow(orchard: Orchard) -> str:
    orchard.harvest("1")
    log.sequence(orchard.site)
    text = log.sign_head(orchard.site, DAY)
    assert text is not None
    return text


def test_heads_from_before_and_after_verify_and_the_old_key_leads_to_the_new(signed: Orchard) -> None:
    site = signed.site
    old_key, old_head = proof.key(site), proof.head(site)

    changed = log.rotate(site, DAY)
    new_head = _grow(signed)

    assert verification.verify(site)[1] is None
    assert (changed.before, changed.key) == (old_key, proof.key(site))
    assert Checkpoint.opened(old_head, old_key).size < Checkpoint.opened(new_head, changed.key).size
    assert opened(new_head, old_key, proof.rotations(site)).size == verification.verify(site)[0]
    assert not site.next_log_key.exists()
    assert site.log_key.stat().st_mode & 0o777 == 0o600


def test_a_proof_from_after_is_checked_by_a_key_from_before(signed: Orchard) -> None:
    site = signed.site
    keys = [proof.key(site)]
    for _ in range(2):
        log.rotate(site, DAY)
        keys.append(proof.key(site))
    document = json.loads(json.dumps(proof.inclusion(site, 0).to_json()))

    sizes = {proofs.check(document, key).size for key in keys}

    assert sizes == {verification.verify(site)[0]}
    with pytest.raises(Invalid, match="No signature of the checkpoint fits the key"):
        proofs.check({**document, "rotations": []}, keys[0])


def test_the_change_itself_is_a_leaf_whose_content_anybody_may_see(signed: Orchard) -> None:
    changed = log.rotate(signed.site, DAY)
    last = verification.verify(signed.site)[0] - 1

    entry = proof.inclusion(signed.site, last).entry

    assert entry is not None
    assert (entry["kind"], json.loads(entry["body"])) == ("log-key", asdict(changed))


@pytest.mark.parametrize("done", range(4))
def test_a_change_that_was_interrupted_goes_on(signed: Orchard, done: int) -> None:
    site = signed.site
    before = proof.key(site)
    steps = (
        lambda: log_keys.signing_key(site.next_log_key),
        lambda: log_keys.announce(site, DAY),
        lambda: log.sequence(site),
        lambda: log.sign_head(site, DAY),
    )
    for step in steps[: done + 1]:
        step()
    _grow(signed)  # the service runs on meanwhile

    changed = log.rotate(site, DAY)
    _grow(signed)

    assert [each.before for each in proof.rotations(site)] == [before]
    assert proof.key(site) == changed.key
    assert verification.verify(site)[1] is None


def test_a_head_by_the_old_key_from_after_the_change_is_found(signed: Orchard) -> None:
    site = signed.site
    old = log_keys.signing_key(site.log_key)
    log.rotate(site, DAY)
    head, _ = Checkpoint.read(_grow(signed))
    with site.checkpoints.open("a", encoding="utf-8") as file:
        file.write(head.signed(old) + "\n")

    _, fault = verification.verify(site)

    assert fault is not None
    assert (fault.kind, fault.what) == ("head", "No signature of the checkpoint fits the key.")


def test_nothing_is_signed_with_a_key_that_is_not_the_logs(signed: Orchard) -> None:
    site = signed.site
    stolen = site.log_key.read_text()
    log.rotate(site, DAY)
    site.log_key.write_text(stolen)
    signed.harvest("1")
    log.sequence(site)

    with pytest.raises(LogKeyMissing, match="Bring the right file back"):
        log.sign_head(site, DAY)
