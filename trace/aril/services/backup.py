"""A whole site in one file, and back: the database, the uploads, and the keys that make it the same site.

The file is a zip. Its `manifest.json` has the SHA-256 of every part, for a flipped bit in a database can be
seen by no query. It holds the site's secrets and is written readable by its owner only.
"""

import hashlib
import json
import os
import re
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO, ClassVar

from pydantic import TypeAdapter, ValidationError

from aril.domain.errors import Refusal
from aril.services.site import Site
from aril.store import snapshot

DATABASE = "aril.db"
MANIFEST = "manifest.json"
KEYS = ("secret", "log.key", "log.key.next", "checkpoints.txt")
FORMAT = 1
_PART = re.compile(
    rf"{re.escape(DATABASE)}|{'|'.join(map(re.escape, KEYS))}|files/[0-9a-f]{{2}}/[0-9a-f]{{64}}"
)
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Part:
    """A file of a site, by its path in the data folder."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds, of which moment, by which version."""

    format: int
    version: str
    made_at: datetime
    parts: tuple[Part, ...]


@dataclass(eq=False)
class NotInOneFile(Refusal):
    template: ClassVar[str] = (
        "This site keeps its records in PostgreSQL: `pg_dump --format=custom --file=aril.dump {url}` copies "
        "them; copy the folder {folder} beside it."
    )
    url: str
    folder: str


@dataclass(eq=False)
class NoBackup(Refusal):
    template: ClassVar[str] = "{file} is no backup of this service, or of a later version of it."
    file: str


@dataclass(eq=False)
class BackupDamaged(Refusal):
    template: ClassVar[str] = (
        "{part} in {file} is not what was saved. Nothing was restored; take another backup."
    )
    part: str
    file: str


@dataclass(eq=False)
class SiteIsThere(Refusal):
    template: ClassVar[str] = (
        "{folder} holds a site already. Restore into an empty folder, or move it away first."
    )
    folder: str


def save(site: Site, target: Path, at: datetime) -> Manifest:
    """Copy a site on SQLite into one file, while it runs; raises `NotInOneFile`.

    `target` appears only when it is whole and on the disk.
    """
    if site.db.engine.dialect.name != "sqlite":
        url = site.db.url.set(drivername="postgresql").render_as_string(hide_password=True)
        raise NotInOneFile(url, str(site.data))
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f"{target.name}.part")
    try:
        with (
            tempfile.TemporaryDirectory(dir=target.parent) as folder,
            _private(unfinished) as file,
        ):
            copied = Path(folder) / DATABASE
            snapshot.copy_into(site.db, copied)
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
                parts = tuple(_add(archive, name, path) for name, path in _files(site.data, copied))
                manifest = Manifest(FORMAT, version("aril"), at, parts)
                archive.writestr(MANIFEST, json.dumps(asdict(manifest), default=datetime.isoformat, indent=1))
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    return manifest


def restore(source: Path, data: Path) -> Manifest:
    """Bring a site back into an empty or new data folder.

    Every part is compared with its checksum before anything is in its place. Raises `SiteIsThere`, `NoBackup`,
    `BackupDamaged`.
    """
    if any((data / name).exists() for name in (DATABASE, *KEYS)):
        raise SiteIsThere(str(data))
    data.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=data, prefix=".restoring-") as folder:
        staged = Path(folder)
        try:
            with zipfile.ZipFile(source) as archive:
                manifest = _manifest(archive, source)
                for part in manifest.parts:
                    _take(archive, part, staged, source)
        except zipfile.BadZipFile:
            raise NoBackup(source.name) from None
        if not snapshot.is_sound(staged / DATABASE):
            raise BackupDamaged(DATABASE, source.name)
        for part in manifest.parts:
            place = data / part.name
            place.parent.mkdir(parents=True, exist_ok=True)
            (staged / part.name).replace(place)
    return manifest


def _files(data: Path, copied: Path) -> Iterator[tuple[str, Path]]:
    """Every part and where it lies. Uploads come after the database, which may name none that is not there yet."""
    yield DATABASE, copied
    for name in KEYS:
        if (data / name).is_file():
            yield name, data / name
    for path in sorted((data / "files").glob("*/*")):
        name = path.relative_to(data).as_posix()
        if _PART.fullmatch(name):
            yield name, path


def _add(archive: zipfile.ZipFile, name: str, path: Path) -> Part:
    with path.open("rb") as source, archive.open(name, "w", force_zip64=True) as target:
        return _copy(name, source, target)


def _manifest(archive: zipfile.ZipFile, source: Path) -> Manifest:
    try:
        manifest = TypeAdapter(Manifest).validate_json(archive.read(MANIFEST))
    except (KeyError, ValidationError):
        raise NoBackup(source.name) from None
    names = {part.name for part in manifest.parts}
    if manifest.format != FORMAT or DATABASE not in names or not all(map(_PART.fullmatch, names)):
        raise NoBackup(source.name)
    return manifest


def _take(archive: zipfile.ZipFile, part: Part, staged: Path, source: Path) -> None:
    path = staged / part.name
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with archive.open(part.name) as saved, _private(path) as target:
            found = _copy(part.name, saved, target)
            target.flush()
            os.fsync(target.fileno())
    except (KeyError, zipfile.BadZipFile, EOFError, ValueError, OSError):
        raise BackupDamaged(part.name, source.name) from None
    if found != part:
        raise BackupDamaged(part.name, source.name)


def _copy(name: str, source: IO[bytes], target: IO[bytes]) -> Part:
    digest, size = hashlib.sha256(), 0
    while chunk := source.read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
        target.write(chunk)
    return Part(name, size, digest.hexdigest())


def _private(path: Path) -> IO[bytes]:
    """A new file that only its owner may read."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
