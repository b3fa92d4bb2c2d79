"""`aril rebuild`, `aril log`, `aril backup` and `aril restore`: whether a site is what it says, and keeping it."""

import zipfile
from decimal import Decimal
from pathlib import Path

import numpy as np
import zxingcpp
from sqlalchemy import text

from aril.config import Settings
from aril.services.merkle_log import proof
from aril.services.site import Site
from aril.store.lots import LotRow
from tests.cli.conftest import run


def test_rebuild_finds_no_difference_in_a_sound_site(kept: Site, settings: Settings) -> None:
    answer = run("rebuild", "--data", settings.server.data)

    assert answer.stdout == "No difference: every row is what the ledger says.\n"
    assert answer.exit_code == 0


def test_rebuild_names_a_row_that_was_changed_behind_the_ledgers_back(kept: Site, settings: Settings) -> None:
    with kept.db.write() as session:
        (row,) = session.query(LotRow)
        row.remaining = Decimal(2000)

    answer = run("rebuild", "--data", settings.server.data)

    assert answer.exit_code == 1
    assert f"lot {row.epc}: remaining 2000 ≠ 1000\n" in answer.stderr
    assert "1 rows differ from the ledger" in answer.stderr


def test_rebuild_names_rows_that_are_missing_or_from_nowhere(kept: Site, settings: Settings) -> None:
    with kept.db.write() as session:
        session.execute(text("UPDATE lot SET epc = 'https://nowhere.example/lot/1'"))

    answer = run("rebuild", "--data", settings.server.data, language="zh_CN.UTF-8")

    assert answer.exit_code == 1
    assert "lot https://nowhere.example/lot/1：账本中没有\n" in answer.stderr
    assert "：缺失\n" in answer.stderr


def test_a_sound_log_verifies_and_shows_its_signed_head(kept: Site, settings: Settings) -> None:
    verified = run("log", "verify", "--data", settings.server.data)
    head = run("log", "head", "--data", settings.server.data)
    key = run("log", "head", "--key", "--data", settings.server.data)

    assert verified.stdout.startswith(
        "The log is intact: 7 entries.\nEverything shown is what the ledger says: chain, "
    )
    assert verified.exit_code == 0
    assert head.stdout == proof.head(kept)
    assert head.stdout.startswith("aril.example\n7\n")
    assert key.stdout == f"{proof.key(kept)}\n"


def test_a_changed_entry_ends_the_verification_at_its_place(kept: Site, settings: Settings) -> None:
    with kept.db.write() as session:
        session.execute(text("DROP TRIGGER entry_no_update"))
        session.execute(text("UPDATE entry SET recorded_by = 'somebody' WHERE id = 3"))

    answer = run("log", "verify", "--data", settings.server.data)

    assert answer.exit_code == 1
    assert answer.stderr.startswith("Error: After 2 sound entries, entry 3 (filing ")
    assert answer.stderr.endswith("is not: its content is not what was hashed\n")


def test_a_leaf_is_proved_to_somebody_who_has_only_the_file_and_the_key(
    kept: Site, settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "proof.json"
    key = proof.key(kept)

    file.write_text(run("log", "prove", "3", "--data", settings.server.data).stdout, encoding="utf-8")
    trusting = run("log", "check-proof", file)
    knowing = run("log", "check-proof", file, "--key", key)

    assert knowing.stdout == "Leaf 3 stands in the log aril.example of 7 leaves.\n"
    assert trusting.stdout == (
        "Leaf 3 stands in the log aril.example of 7 leaves.\n"
        f"This was checked by the key in the proof itself; is it the log's? {key}\n"
    )


def test_a_proof_that_was_changed_or_is_none_is_refused(
    kept: Site, settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "proof.json"
    made = run("log", "prove", "3", "--data", settings.server.data).stdout

    file.write_text(made.replace('"leaf": 3', '"leaf": 4'), encoding="utf-8")
    changed = run("log", "check-proof", file)
    file.write_text("[]", encoding="utf-8")
    other = run("log", "check-proof", file)
    file.write_text("石榴", encoding="utf-8")
    none = run("log", "check-proof", file, language="zh_CN.UTF-8")
    unsigned = run("log", "prove", "7", "--data", settings.server.data)

    assert changed.stderr == "path: Leaf 4 does not stand in the log of 7 leaves that was signed.\n"
    assert other.stderr.startswith("proof: This is no inclusion proof")
    assert none.stderr == "proof: 这不是 JSON 文本。\n"
    assert "leaf" in unsigned.stderr
    assert {changed.exit_code, other.exit_code, none.exit_code, unsigned.exit_code} == {2}


def test_a_log_without_a_head_says_so(kept: Site, settings: Settings) -> None:
    with kept.db.write() as session:
        session.execute(text("DROP TRIGGER tree_head_no_delete"))
        session.execute(text("DELETE FROM tree_head"))

    answer = run("log", "head", "--data", settings.server.data)

    assert answer.exit_code == 2
    assert answer.stderr.startswith("aril: ")


def test_a_site_goes_into_one_file_and_comes_back_as_the_same_site(
    kept: Site, settings: Settings, tmp_path: Path
) -> None:
    saved, back = tmp_path / "copies" / "site.zip", tmp_path / "back"

    backup = run("backup", saved, "--data", settings.server.data)
    restore = run("restore", saved, "--data", back)
    head = run("log", "head", "--data", back)
    rebuild = run("rebuild", "--data", back)

    assert backup.output.startswith(f"{saved}: 3 files, ")
    assert restore.output.splitlines()[1:] == ["The log is intact: 7 entries."]
    assert head.stdout == proof.head(kept)
    assert rebuild.exit_code == 0


def test_nothing_is_restored_over_a_site(kept: Site, settings: Settings, tmp_path: Path) -> None:
    run("backup", tmp_path / "site.zip", "--data", settings.server.data)

    answer = run("restore", tmp_path / "site.zip", "--data", settings.server.data)

    assert answer.exit_code == 2
    assert answer.stderr == (
        f"aril: {settings.server.data} holds a site already. "
        "Restore into an empty folder, or move it away first.\n"
    )


def test_a_damaged_backup_is_refused_by_the_name_of_its_part(
    kept: Site, settings: Settings, tmp_path: Path
) -> None:
    whole, damaged = tmp_path / "whole.zip", tmp_path / "damaged.zip"
    run("backup", whole, "--data", settings.server.data)
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(damaged, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content.replace(b"1000", b"2000") if name == "aril.db" else content)

    answer = run("restore", damaged, "--data", tmp_path / "back", language="zh_CN.UTF-8")

    assert answer.exit_code == 2
    assert answer.stderr == (
        "aril: damaged.zip 中的 aril.db 与保存时不一致。没有恢复任何内容，请换一份备份。\n"
    )
    assert list((tmp_path / "back").iterdir()) == []


def test_verifying_names_what_is_shown_and_differs_unless_it_is_left_out(
    kept: Site, settings: Settings
) -> None:
    with kept.db.write() as session:
        session.execute(text("UPDATE lot SET remaining = 7000000"))

    whole = run("log", "verify", "--data", settings.server.data)
    log_only = run("log", "verify", "--log-only", "--data", settings.server.data)

    assert whole.exit_code == 1
    assert "remaining 7 ≠ 1000" in whole.stderr
    assert (log_only.stdout, log_only.exit_code) == ("The log is intact: 7 entries.\n", 0)


def test_a_log_is_verified_against_heads_that_somebody_kept(
    kept: Site, settings: Settings, tmp_path: Path
) -> None:
    pinned = tmp_path / "pinned.txt"
    pinned.write_text(run("log", "head", "--data", settings.server.data).stdout, encoding="utf-8")
    sound = run("log", "verify", "--log-only", "--heads", pinned, "--data", settings.server.data)
    pinned.write_text(pinned.read_text(encoding="utf-8").replace("\n7\n", "\n8\n"), encoding="utf-8")
    longer = run("log", "verify", "--log-only", "--heads", pinned, "--data", settings.server.data)

    assert sound.exit_code == 0
    assert longer.exit_code == 1
    assert longer.stderr.endswith("Error: head pinned.txt:1: a head of 8 leaves was signed, 7 are left\n")


def test_a_head_is_printed_with_a_qr_code_of_the_same_text(kept: Site, settings: Settings) -> None:
    answer = run("log", "head", "--qr", "--data", settings.server.data)

    note = proof.head(kept)
    lines = answer.stdout.removeprefix(note).splitlines()
    dark = [[cell == "█" or cell == half for cell in line] for line in lines for half in ("▀", "▄")]
    assert answer.stdout.startswith(note)
    assert _read(dark) == note


def test_the_log_gets_a_new_key_and_the_old_ones_heads_stay_good(kept: Site, settings: Settings) -> None:
    before = proof.key(kept)

    rotated = run("log", "rotate", "--data", settings.server.data)
    verified = run("log", "verify", "--data", settings.server.data)

    assert rotated.stdout == (
        f"The log is signed by this key from now on: {proof.key(kept)}\nThe one before it was: {before}\n"
    )
    assert proof.key(kept) != before
    assert verified.exit_code == 0


def _read(dark: list[list[bool]]) -> str:
    """What a phone reads of a QR code's modules."""
    picture = np.where(np.array(dark), 0, 255).astype(np.uint8).repeat(6, axis=0).repeat(6, axis=1)
    (found,) = zxingcpp.read_barcodes(picture)
    return found.text
