"""What `docs/log.md` says is enough to check the log."""

import base64
import json
from dataclasses import asdict

import pytest
from cryptography.exceptions import InvalidSignature

from aril import resources
from aril.domain import merkle
from aril.services.merkle_log import log, proof
from tests.samples import DAY, Orchard
from tests.services.merkle_log import log_checker

PAGE = resources.PACKAGE.parent.parent / "docs" / "log.md"


@pytest.fixture
def grown(orchard: Orchard) -> Orchard:
    """A log with heads by three keys; the last head stands for everything."""
    for _ in range(2):
        orchard.harvest("1")
        log.sequence(orchard.site)
        log.sign_head(orchard.site, DAY)
        log.rotate(orchard.site, DAY)
    return orchard


def test_the_page_has_forty_lines_and_the_check_not_many_more() -> None:
    code = (
        (resources.PACKAGE.parent.parent / "tests/services/merkle_log/log_checker.py")
        .read_text()
        .splitlines()
    )

    assert len(PAGE.read_text(encoding="utf-8").splitlines()) <= 40
    assert len(code) <= 50


def test_every_leaf_is_proved_by_the_page_alone_from_the_first_key_or_the_last(grown: Orchard) -> None:
    site = grown.site
    first, last = proof.rotations(site)[0].before, proof.key(site)
    size = int(proof.head(site).split("\n")[1])

    for leaf in range(size):
        document = json.loads(json.dumps(proof.inclusion(site, leaf).to_json()))

        assert log_checker.check(document, first)[0] == log_checker.check(document, last)[0] == size


def test_the_page_finds_what_was_changed(grown: Orchard) -> None:
    document = proof.inclusion(grown.site, 0).to_json()
    first, last = proof.rotations(grown.site)[0].before, proof.key(grown.site)
    entry = document["entry"]

    for change in (
        {"entry": {**entry, "recordedBy": "somebody"}},
        {"hash": "00" * 32},
        {"leaf": 1},
        {"path": document["path"][:-1]},
    ):
        with pytest.raises(AssertionError):
            log_checker.check({**document, **change}, last)
    with pytest.raises(InvalidSignature):
        log_checker.check({**document, "checkpoint": document["checkpoint"].replace("\n", "\n1", 1)}, last)
    with pytest.raises((InvalidSignature, ValueError)):
        log_checker.check({**document, "rotations": []}, first)
    forged = [{**asdict(each), "key": first} for each in proof.rotations(grown.site)]
    with pytest.raises(AssertionError):
        log_checker.check({**document, "rotations": forged}, first)


def test_a_kept_head_is_the_beginning_of_the_log_of_today(grown: Orchard) -> None:
    site = grown.site
    first, last = proof.rotations(site)[0].before, proof.key(site)
    note = site.checkpoints.read_text(encoding="utf-8").split("\n\n", 2)
    _name, size, root = log_checker.opened(f"{note[0]}\n\n{note[1]}\n", first)
    now, root_now = log_checker.check(proof.inclusion(site, 0).to_json(), last)

    shown = proof.consistency(site, int(size), now)

    assert base64.b64decode(root).hex() == shown["from_root"]
    assert root_now.hex() == shown["to_root"]
    assert merkle.verify_consistency(
        int(size), now, base64.b64decode(root), root_now, tuple(map(bytes.fromhex, shown["path"]))
    )
