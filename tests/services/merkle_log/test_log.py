"""The log: what goes in comes out in order, and whatever is changed behind its back is found."""

import json
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from aril.domain import merkle
from aril.domain import proof as proofs
from aril.domain.checkpoint import Checkpoint, verifier_key
from aril.domain.enterprise import Activity
from aril.domain.errors import Invalid, NotFound
from aril.domain.membership import Role
from aril.services.ledger import capture
from aril.services.merkle_log import log, log_keys, proof, verification
from aril.services.quality import certificate
from aril.services.site import Site
from aril.store import ledger, lots
from aril.store.ledger import Entry
from tests.samples import DAY, Orchard


@pytest.fixture
def signed(orchard: Orchard) -> Site:
    orchard.harvest()
    log.sequence(orchard.site)
    log.sign_head(orchard.site, DAY)
    return orchard.site


def behind_its_back(site: Site, *statements: str) -> None:
    """Change what may not be changed, as somebody with the database's password could."""
    dialect = site.db.engine.dialect.name
    with site.db.engine.connect() as connection:
        if dialect == "postgresql":
            connection.execute(text("SET session_replication_role = replica"))
        else:
            for table in ("entry", "leaf", "node", "tree_head"):
                connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_update"))
                connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_delete"))
                connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_replace"))
            connection.execute(text("PRAGMA foreign_keys=OFF"))
        for statement in statements:
            connection.execute(text(statement))
        connection.commit()


def test_a_head_is_signed_once_and_kept_outside_the_database(signed: Site) -> None:
    again = log.sign_head(signed, DAY)

    note = signed.checkpoints.read_text()
    head = Checkpoint.opened(note, proof.key(signed))

    assert again is None
    assert head.origin == "trace.example"
    assert head.size == verification.verify(signed)[0]


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE entry SET body = replace(body, '1000', '1001') WHERE kind = 'event'", "not what was hashed"),
        ("UPDATE entry SET recorded_by = 'somebody' WHERE id = 1", "not what was hashed"),
        ("UPDATE node SET hash = '--' || substr(hash, 3) WHERE level = 1", "node 0 of level 1"),
        ('DELETE FROM leaf WHERE "index" = 1', "expected leaf 1, found 2"),
        ('DELETE FROM leaf WHERE "index" >= 4', "leaves was signed, 4 are left"),
        ("UPDATE tree_head SET root = '--' || substr(root, 3)", "the signed root is not the root"),
    ],
)
def test_what_was_changed_behind_the_logs_back_is_found(signed: Site, statement: str, says: str) -> None:
    behind_its_back(signed, statement)

    _, fault = verification.verify(signed)

    assert fault is not None
    assert says in fault.what


def test_every_leaf_can_be_proved_to_somebody_who_has_only_the_key(signed: Site) -> None:
    size = verification.verify(signed)[0]
    key = proof.key(signed)

    for leaf in range(size):
        document = json.loads(json.dumps(proof.inclusion(signed, leaf).to_json()))

        assert proofs.check(document, key).size == size


def test_whoever_guesses_all_that_was_recorded_does_not_find_its_leaf(orchard: Orchard) -> None:
    for _ in range(3):
        orchard.harvest("100")

    with orchard.site.db.read() as session:
        entries = list(ledger.entries_in_order(session))
    guessed = [
        {key: value for key, value in capture.said_by(entry).items() if key != "salt"} for entry in entries
    ]

    assert len({entry.salt for entry in entries}) == len(entries)
    assert {len(bytes.fromhex(entry.salt)) for entry in entries} == {16}
    found = {merkle.leaf_hash(proofs.canonical_json(guess).encode()).hex() for guess in guessed}
    assert found.isdisjoint(entry.digest for entry in entries)


def test_an_entry_from_before_there_was_a_salt_keeps_its_hash_and_its_proof(orchard: Orchard) -> None:
    old = Entry(
        kind="chain",
        subject="urn:uuid:1",
        organisation_id="o1",
        recorded_by="示例果农",
        recorded_at=datetime(2026, 9, 12, 1, 30, tzinfo=UTC),
        body='{"quantity":1.50}',
        digest="6661c7cb6c0f87e10077d95f858ffd303464979590246844096cebd15003f217",
    )
    with orchard.site.db.write() as session:
        ledger.append(session, old)
    log.sequence(orchard.site)
    log.sign_head(orchard.site, DAY)

    size, fault = verification.verify(orchard.site)
    document = proof.inclusion(orchard.site, size - 1).to_json()

    assert fault is None
    assert "salt" not in document["entry"]
    assert proofs.check(document, proof.key(orchard.site)).size == size


def test_a_proof_shows_what_is_public_and_only_the_hash_of_the_rest(signed: Site) -> None:
    assert _kinds_told(signed) == ["chain"]


def test_who_names_a_lot_is_shown_its_making_its_reports_and_its_certificates(orchard: Orchard) -> None:
    one, other = orchard.harvest(), orchard.harvest()
    laboratory = orchard.member(3, Activity.LABORATORY, Role.INSPECTOR)
    orchard.inspect(one, laboratory)
    certificate.issue(orchard.site, one.code, ["controls"], orchard.grower, DAY)
    log.sequence(orchard.site)
    log.sign_head(orchard.site, DAY)

    assert _kinds_told(orchard.site, one.epc) == ["chain", "event", "report", "certificate"]
    assert _kinds_told(orchard.site, other.epc) == ["chain", "event"]
    assert _kinds_told(orchard.site, "https://id.gs1.org/01/09521141012345/10/no") == ["chain"]


def _kinds_told(site: Site, lot: str = "") -> list[str]:
    told = (proof.inclusion(site, leaf, lot).entry for leaf in range(verification.verify(site)[0]))
    return [entry["kind"] for entry in told if entry]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"leaf": 0}, "does not stand in the log"),
        ({"hash": "00" * 32}, "the entry is not the one that was hashed"),
        ({"path": []}, "does not stand in the log"),
        ({"path": ["zz"]}, "no inclusion proof"),
        ({"checkpoint": "trace.example\n9\nAAAA\n\n— x y\n"}, "no signature"),
        ({"checkpoint": "nothing"}, "no checkpoint"),
        ({"entry": {"kind": "event"}}, "the entry is not the one that was hashed"),
    ],
)
def test_a_proof_that_was_touched_does_not_pass(signed: Site, change: dict[str, object], says: str) -> None:
    with signed.db.read() as session:
        (lot,) = lots.lots_in_state(session, "active", "37")
    document = proof.inclusion(signed, verification.verify(signed)[0] - 1, lot.epc).to_json()

    with pytest.raises(Invalid) as refused:
        proofs.check(document | change)

    assert says in str(refused.value).lower()


def test_another_logs_key_opens_nothing(signed: Site) -> None:
    document = proof.inclusion(signed, 0).to_json()
    stranger = Ed25519PrivateKey.generate().public_key()

    with pytest.raises(Invalid, match="No signature of the checkpoint fits the key"):
        proofs.check(document, verifier_key("trace.example", stranger))
    with pytest.raises(Invalid, match="and the key is of other"):
        proofs.check(document, verifier_key("other.example", stranger))
    with pytest.raises(Invalid, match="copied wrongly"):
        proofs.check(document, proof.key(signed).replace("trace", "trade", 1))
    with pytest.raises(Invalid, match="no verifier key"):
        proofs.check(document, "x")


def test_a_later_head_continues_an_earlier_one(orchard: Orchard) -> None:
    log.sequence(orchard.site)
    first = verification.verify(orchard.site)[0]
    orchard.harvest()
    log.sequence(orchard.site)
    second = verification.verify(orchard.site)[0]

    shown = proof.consistency(orchard.site, first, second)

    assert merkle.verify_consistency(
        first,
        second,
        bytes.fromhex(shown["from_root"]),
        bytes.fromhex(shown["to_root"]),
        tuple(bytes.fromhex(value) for value in shown["path"]),
    )


def test_what_was_never_signed_cannot_be_proved(orchard: Orchard) -> None:
    with pytest.raises(NotFound):
        proof.head(orchard.site)
    log.sequence(orchard.site)
    log.sign_head(orchard.site, DAY)

    with pytest.raises(NotFound):
        proof.inclusion(orchard.site, 99)
    with pytest.raises(NotFound):
        proof.consistency(orchard.site, 1, 99)


def test_the_signing_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "log.key"

    first, second = log_keys.signing_key(path), log_keys.signing_key(path)

    assert first.public_key() == second.public_key()
    assert path.stat().st_mode & 0o777 == 0o600


def test_several_sequencers_take_turns(orchard: Orchard) -> None:
    for _ in range(5):
        orchard.harvest("1")
    counted: list[int] = []
    workers = [threading.Thread(target=lambda: counted.append(log.sequence(orchard.site))) for _ in range(4)]

    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert verification.verify(orchard.site) == (sum(counted), None)
    assert len(counted) == 4


def test_a_sequencer_signs_what_was_left_unsigned_when_one_died(
    orchard: Orchard, monkeypatch: pytest.MonkeyPatch
) -> None:
    log.sequence(orchard.site)
    sign, signed = log.sign_head, threading.Event()
    monkeypatch.setattr(log, "sign_head", lambda site, at: (sign(site, at), signed.set()))
    sequencer = log.Sequencer(orchard.site, 0.01, lambda: DAY)

    sequencer.start()

    assert signed.wait(10)
    assert Checkpoint.opened(proof.head(orchard.site), proof.key(orchard.site)).size > 0
    sequencer.stop()


def test_a_sequencer_outlives_a_database_that_does_not_answer(
    orchard: Orchard, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([OperationalError("SELECT", {}, Exception("away")), None])
    asked = threading.Event()

    def flaky(_site: Site) -> int:
        if error := next(answers, None):
            raise error
        asked.set()
        return 0

    monkeypatch.setattr(log, "sequence", flaky)
    sequencer = log.Sequencer(orchard.site, 0.01, lambda: DAY)
    sequencer.start()

    assert asked.wait(10)
    sequencer.stop()
