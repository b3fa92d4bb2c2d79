"""Uploaded files: looked at before they are kept, kept under their hash, never under a name from outside."""

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from PIL import Image, UnidentifiedImageError

from aril.domain.errors import Invalid, NotFound, Refusal
from aril.services.site import Site

MOST_PIXELS = 25_000_000
TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}


@dataclass(eq=False)
class TooLarge(Refusal):
    template: ClassVar[str] = "{name} has {size} MB; at most {most} MB can be kept. Nothing was saved."
    name: str
    size: str
    most: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept file: the SHA-256 of its bytes in hex, the name it came with, and its kind in `TYPES`."""

    digest: str
    name: str
    kind: str


def keep(site: Site, content: bytes, name: str, where: str) -> Kept:
    """Keep a PDF, JPEG or PNG; raises `TooLarge`, or `Invalid` for anything else and for pictures past 25 MP."""
    if len(content) > site.upload_limit:
        raise TooLarge(name, f"{len(content) / 1024**2:.1f}", f"{site.upload_limit / 1024**2:.0f}")
    kind = _kind(content, name, where)
    digest = hashlib.sha256(content).hexdigest()
    path = _path(site, digest)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(".part")
        temporary.write_bytes(content)
        temporary.replace(path)
    return Kept(digest, Path(name).name[:100], kind)


def content(site: Site, digest: str) -> tuple[bytes, str]:
    """The bytes of a kept file and its media type; raises `NotFound`."""
    path = _path(site, digest)
    if not digest.isalnum() or not path.is_file():
        raise NotFound("file", digest)
    found = path.read_bytes()
    return found, TYPES[_kind(found, digest, "file")]


def _kind(content: bytes, name: str, where: str) -> str:
    if content.startswith(b"%PDF-"):
        return "pdf"
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as picture:
            width, height = picture.size
            kind = "jpg" if picture.format == "JPEG" else "png"
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError, ValueError) as error:
        raise Invalid.at(
            where, "Expected a PDF, JPEG or PNG file; {name} is none of them.", name=name
        ) from error
    if width * height > MOST_PIXELS:
        raise Invalid.at(
            where,
            "{name} has {width} × {height} points; at most 25 million can be kept.",
            name=name,
            width=width,
            height=height,
        )
    return kind


def _path(site: Site, digest: str) -> Path:
    return site.files / digest[:2] / digest
