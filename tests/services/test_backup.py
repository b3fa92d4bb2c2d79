"""A whole site in one file, and back."""

import json
import stat
import threading
import zipfile
from pathlib import Path

import pytest

from aril.services import backup
from aril.services.backup import BackupDamaged, NoBackup, NotInOneFile, SiteIsThere
from aril.services.merkle_log import log
from aril.services.site import Site
from aril.services.spreadsheets import files
from aril.services.spreadsheets.files import Upload
from aril.store import ledger, snapshot
from aril.store.database import Database
from tests import samples
from tests.samples import DAY

PDF = b"%PDF-1.7 example"


@pytest.fixture
def site(sqlite: Database, tmp_path: Path) -> Site:
    """A site with an upload, a signed log and a secret."""
    made = samples.orchard(sqlite, tmp_path / "data").site
    made.data.mkdir(exist_ok=True)
    files.keep(made, Upload.of("示例.pdf", PDF), "file")
    (made.data / "secret").write_text("s" * 40)
    log.sequence(made)
    log.sign_head(made, DAY)
    return made


def rewritten(source: Path, target: Path, **changes: bytes | None) -> Path:
    """A copy of a zip in which parts (`_` for `.` and `/`) have other content, or are gone."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = changes.get(name.replace(".", "_").replace("/", "_"), old.read(name))
            if content is not None:
                new.writestr(name, content)
    return target


def test_the_database_the_uploads_and_the_keys_are_saved_with_their_checksums(
    site: Site, tmp_path: Path
) -> None:
    manifest = backup.save(site, tmp_path / "site.zip", DAY)

    names = [part.name for part in manifest.parts]
    assert names[:4] == ["aril.db", "secret", "log.key", "checkpoints.txt"]
    assert len(names) == 5
    assert names[4].startswith("files/")
    assert names[4].endswith(manifest.parts[4].sha256)
    assert manifest.made_at == DAY
    assert stat.S_IMODE((tmp_path / "site.zip").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.glob("site.zip*")] == ["site.zip"]


def test_a_restored_site_has_everything_and_lets_only_its_owner_read_its_keys(
    site: Site, tmp_path: Path
) -> None:
    saved = backup.save(site, tmp_path / "site.zip", DAY)

    manifest = backup.restore(tmp_path / "site.zip", tmp_path / "back")

    assert manifest == saved
    for part in manifest.parts[1:]:
        assert (tmp_path / "back" / part.name).read_bytes() == (site.data / part.name).read_bytes()
    assert stat.S_IMODE((tmp_path / "back" / "secret").stat().st_mode) == 0o600
    assert not list((tmp_path / "back").glob(".restoring*"))
    restored = Database(f"sqlite:///{tmp_path / 'back' / 'aril.db'}")
    with restored.read() as there, site.db.read() as here:
        assert ledger.count_entries(there) == ledger.count_entries(here)
    restored.close()


def test_a_backup_does_not_wait_for_writers_nor_they_for_it(site: Site, tmp_path: Path) -> None:
    saved: list[backup.Manifest] = []

    with site.db.write():
        other = threading.Thread(target=lambda: saved.append(backup.save(site, tmp_path / "site.zip", DAY)))
        other.start()
        other.join(timeout=60)

    assert len(saved) == 1


def test_nothing_is_left_of_a_backup_that_failed(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(snapshot, "copy_into", full)

    with pytest.raises(OSError, match="No space"):
        backup.save(site, tmp_path / "copies" / "site.zip", DAY)

    assert list((tmp_path / "copies").iterdir()) == []


def test_a_folder_with_a_site_is_not_touched(site: Site, tmp_path: Path) -> None:
    backup.save(site, tmp_path / "site.zip", DAY)

    with pytest.raises(SiteIsThere):
        backup.restore(tmp_path / "site.zip", site.data)


@pytest.mark.parametrize(
    ("part", "changes"),
    [
        ("aril.db", {"aril_db": b"SQLite format 3\0"}),
        ("log.key", {"log_key": None}),
        ("secret", {"secret": b"t" * 40}),
    ],
)
def test_a_part_that_is_not_what_was_saved_is_named(
    site: Site, tmp_path: Path, part: str, changes: dict[str, bytes | None]
) -> None:
    backup.save(site, tmp_path / "site.zip", DAY)
    damaged = rewritten(tmp_path / "site.zip", tmp_path / "damaged.zip", **changes)

    with pytest.raises(BackupDamaged) as refused:
        backup.restore(damaged, tmp_path / "back")

    assert (refused.value.part, refused.value.file) == (part, "damaged.zip")
    assert list((tmp_path / "back").iterdir()) == []


def test_a_database_that_was_broken_before_it_was_saved_is_not_restored(site: Site, tmp_path: Path) -> None:
    backup.save(site, tmp_path / "site.zip", DAY)
    with zipfile.ZipFile(tmp_path / "site.zip") as archive:
        manifest = json.loads(archive.read("manifest.json"))
        content = bytearray(archive.read("aril.db"))
    content[8192:16384] = bytes(8192)
    part = next(each for each in manifest["parts"] if each["name"] == "aril.db")
    part["sha256"] = backup.hashlib.sha256(content).hexdigest()
    broken = rewritten(
        tmp_path / "site.zip",
        tmp_path / "broken.zip",
        aril_db=bytes(content),
        manifest_json=json.dumps(manifest).encode(),
    )

    with pytest.raises(BackupDamaged) as refused:
        backup.restore(broken, tmp_path / "back")

    assert refused.value.part == "aril.db"


@pytest.mark.parametrize("name", ["../escaped", "/etc/escaped", "files/../../escaped", "other.db"])
def test_a_manifest_cannot_name_a_place_outside_the_folder(site: Site, tmp_path: Path, name: str) -> None:
    backup.save(site, tmp_path / "site.zip", DAY)
    with zipfile.ZipFile(tmp_path / "site.zip") as archive:
        manifest = json.loads(archive.read("manifest.json"))
    manifest["parts"][1]["name"] = name
    forged = rewritten(
        tmp_path / "site.zip", tmp_path / "forged.zip", manifest_json=json.dumps(manifest).encode()
    )

    with pytest.raises(NoBackup):
        backup.restore(forged, tmp_path / "back")

    assert not (tmp_path / "escaped").exists()


@pytest.mark.parametrize("content", [b"", b"no zip at all", PDF])
def test_any_other_file_is_no_backup(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "holiday.zip").write_bytes(content)

    with pytest.raises(NoBackup) as refused:
        backup.restore(tmp_path / "holiday.zip", tmp_path / "back")

    assert str(refused.value) == "holiday.zip is no backup of this service, or of a later version of it."


def test_a_zip_of_something_else_is_no_backup(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "holiday.zip", "w") as archive:
        archive.writestr("beach.jpg", b"")

    with pytest.raises(NoBackup):
        backup.restore(tmp_path / "holiday.zip", tmp_path / "back")


def test_a_site_on_postgresql_is_told_how_to_copy_it(postgresql: Database, tmp_path: Path) -> None:
    site = samples.site(postgresql, tmp_path)

    with pytest.raises(NotInOneFile) as refused:
        backup.save(site, tmp_path / "site.zip", DAY)

    assert "pg_dump --format=custom --file=aril.dump postgresql://aril@127.0.0.1:" in str(refused.value)
    assert not (tmp_path / "site.zip").exists()
