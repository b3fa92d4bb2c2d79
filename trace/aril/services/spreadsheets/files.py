"""Uploaded files: looked at before they are kept, kept under their hash, never under a name from outside.

What comes with a form that has a fault in it waits for a day, so that nobody has to choose a photo twice. Who
knows the hash of a waiting file has had the file: that is all it takes to use it.
"""

import hashlib
import io
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import ClassVar

from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile

from aril.domain.errors import Finding, Invalid, NotFound
from aril.services.site import Site

MOST_PIXELS = 25_000_000
TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}

PICTURES = ((b"\x89PNG\r\n\x1a\n", "png", PngImageFile), (b"\xff\xd8\xff", "jpg", JpegImageFile))
"""How a picture's file begins, its kind, and who reads its size."""

WAITING = timedelta(days=1)
MOST_WAITING = 50
"""How many of the largest uploads may wait at once; beyond it the oldest go first."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent. `size` is how many bytes came; `content` has fewer where the rest was let go."""

    name: str
    content: bytes = field(repr=False)
    size: int

    @classmethod
    def of(cls, name: str, content: bytes) -> "Upload":
        return cls(name, content, len(content))


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept file: the SHA-256 of its bytes in hex, the name it came with, and its kind in `TYPES`."""

    digest: str
    name: str
    kind: str


class TooLarge(Invalid):
    """A file is larger than can be kept, or was cut off because of it; other faults may stand beside it."""


@dataclass(eq=False)
class Gone(NotFound):
    template: ClassVar[str] = "This file is kept no longer. Choose it again."


def keep(site: Site, upload: Upload, where: str) -> Kept:
    """Keep a PDF, JPEG or PNG for good; raises `TooLarge`, or `Invalid` for anything else and past 25 MP."""
    kept = _looked_at(site, upload, where)
    _write(_path(site, kept.digest), upload.content)
    return kept


def set_aside(site: Site, upload: Upload, where: str, at: datetime) -> Kept:
    """The same, for a day only: until `settle` keeps it for good."""
    kept = _looked_at(site, upload, where)
    park(site, upload.content, at)
    return kept


def park(site: Site, content: bytes, at: datetime) -> str:
    """Let any bytes wait for a day, and answer their hash, by which they can be `parked`."""
    digest = hashlib.sha256(content).hexdigest()
    _write(_waiting(site) / digest, content)
    os.utime(_waiting(site) / digest, (at.timestamp(), at.timestamp()))
    _sweep(site, at)
    return digest


def parked(site: Site, digest: str) -> bytes:
    """The bytes that wait under a hash; raises `Gone` when their day is over."""
    path = _waiting(site) / digest
    if not _is_digest(digest) or not path.is_file():
        raise Gone("file", digest)
    return path.read_bytes()


def remembered(site: Site, digest: str, name: str) -> Kept | None:
    """A scan that was set aside with a form before, or None when it waits no longer."""
    try:
        return Kept(digest, _plain(name), _kind(parked(site, digest), name, "file"))
    except (NotFound, Invalid):
        return None


def settle(site: Site, digests: Iterable[str]) -> None:
    """Keep for good what was set aside under these hashes; what is kept already stays."""
    for digest in digests:
        if not _path(site, digest).is_file():
            _write(_path(site, digest), parked(site, digest))


def content(site: Site, digest: str) -> tuple[bytes, str]:
    """The bytes of a kept file and its media type; raises `NotFound`."""
    if not _is_digest(digest) or not _path(site, digest).is_file():
        raise NotFound("file", digest)
    found = _path(site, digest).read_bytes()
    return found, TYPES[_kind(found, digest, "file")]


def too_large(upload: Upload, most: int, where: str) -> TooLarge:
    """The error for an upload that is larger than `most` bytes, or had no room beside others."""
    return TooLarge([
        Finding(
            where,
            "{name} has {size} MB; all files together may have {most} MB. Choose a smaller one.",
            {"name": _plain(upload.name), "size": f"{upload.size / 10**6:.1f}", "most": f"{most / 10**6:.0f}"},
        )
    ])  # fmt: skip


def _looked_at(site: Site, upload: Upload, where: str) -> Kept:
    if max(upload.size, len(upload.content)) > min(site.upload_limit, len(upload.content)):
        raise too_large(upload, site.upload_limit, where)
    kind = _kind(upload.content, upload.name, where)
    return Kept(hashlib.sha256(upload.content).hexdigest(), _plain(upload.name), kind)


def _kind(content: bytes, name: str, where: str) -> str:
    if content.startswith(b"%PDF-"):
        return "pdf"
    found = next((each for each in PICTURES if content.startswith(each[0])), None)
    if found is None:
        raise _neither(name, where)
    _, kind, picture = found
    try:
        # Not `Image.open`, which warns of many points where this refuses them.
        width, height = picture(io.BytesIO(content)).size
    except (SyntaxError, OSError, ValueError) as error:
        raise _neither(name, where) from error
    if width * height > MOST_PIXELS:
        raise Invalid.at(
            where,
            "{name} has {width} × {height} points; at most 25 million can be kept.",
            name=_plain(name),
            width=width,
            height=height,
        )
    return kind


def _neither(name: str, where: str) -> Invalid:
    return Invalid.at(where, "Expected a PDF, JPEG or PNG file; {name} is none of them.", name=_plain(name))


def _plain(name: str) -> str:
    """A file's own name, without folders of whatever system and without control characters."""
    own = re.split(r"[\\/]", name)[-1]
    return "".join(sign for sign in own if sign.isprintable())[-100:]


def _path(site: Site, digest: str) -> Path:
    return site.files / digest[:2] / digest


def _waiting(site: Site) -> Path:
    return site.files / "waiting"


def _is_digest(text: str) -> bool:
    return re.fullmatch(r"[0-9a-f]{64}", text) is not None


def _write(path: Path, content: bytes) -> None:
    """Put a file in its place in one step, so that nobody ever reads half of it."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(f".{os.getpid()}-{id(content)}.part")
    temporary.write_bytes(content)
    temporary.replace(path)


def _sweep(site: Site, at: datetime) -> None:
    """Let go of what waited for more than a day, and of the oldest where there is too much."""
    room = MOST_WAITING * site.upload_limit
    for written, size, path in sorted(_aside(site), reverse=True):
        room -= size
        if room < 0 or written < (at - WAITING).timestamp():
            path.unlink(missing_ok=True)


def _aside(site: Site) -> Iterator[tuple[float, int, Path]]:
    for path in _waiting(site).iterdir():
        with suppress(FileNotFoundError):  # another request may sweep at the same time
            found = path.stat()
            yield found.st_mtime, found.st_size, path
