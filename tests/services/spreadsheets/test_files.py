"""Files from outside: looked at, kept under their hash, and let go of when nobody comes back for them."""

import hashlib
import io
import struct
import zlib
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from aril.domain.errors import Invalid, NotFound
from aril.services.site import Site
from aril.services.spreadsheets import files
from aril.services.spreadsheets.files import Kept, TooLarge, Upload
from aril.store.database import Database
from tests import samples
from tests.samples import DAY

PDF = b"%PDF-1.7 an example"


@pytest.fixture
def site(sqlite: Database, tmp_path: Path) -> Site:
    return samples.site(sqlite, tmp_path)


def picture(kind: str, width: int = 4, height: int = 3) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(buffer, kind)
    return buffer.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    """The beginning of a PNG: a picture of this size for whoever believes it."""
    chunks = ((b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)), (b"IDAT", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )


@pytest.mark.parametrize(
    ("content", "kind", "media_type"),
    [
        (PDF, "pdf", "application/pdf"),
        (picture("JPEG"), "jpg", "image/jpeg"),
        (picture("PNG"), "png", "image/png"),
    ],
    ids=["pdf", "jpeg", "png"],
)
def test_a_document_or_picture_is_kept_and_comes_back(
    site: Site, content: bytes, kind: str, media_type: str
) -> None:
    kept = files.keep(site, Upload.of("证书", content), "scan")

    assert kept == Kept(hashlib.sha256(content).hexdigest(), "证书", kind)
    assert files.content(site, kept.digest) == (content, media_type)


@pytest.mark.parametrize(
    "content", [b"", b"GIF89a", b"<svg/>", b"PK\x03\x04", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"]
)
def test_anything_else_is_refused_by_its_name(site: Site, content: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        files.keep(site, Upload.of("a.png", content), "scan")

    assert str(refused.value) == "scan: Expected a PDF, JPEG or PNG file; a.png is none of them."
    assert not site.files.exists()


def test_a_picture_of_too_many_points_is_refused_before_it_is_drawn(site: Site) -> None:
    with pytest.raises(Invalid) as refused:
        files.keep(site, Upload.of("bomb.png", png_that_claims(50_000, 50_000)), "scan")

    assert str(refused.value) == "scan: bomb.png has 50000 × 50000 points; at most 25 million can be kept."


@pytest.mark.parametrize(
    "upload", [Upload.of("a.pdf", PDF + bytes(11 * 1024**2)), Upload("a.pdf", b"", 11_534_355)]
)
def test_a_file_that_is_too_large_says_its_size_and_the_limit(site: Site, upload: Upload) -> None:
    with pytest.raises(TooLarge) as refused:
        files.keep(site, upload, "scan")

    assert (
        str(refused.value)
        == "scan: a.pdf has 11.5 MB; all files together may have 10 MB. Choose a smaller one."
    )


@pytest.mark.parametrize("name", ["C:\\scans\\licence.pdf", "../../licence.pdf", "lic\x00\nence.pdf"])
def test_a_name_is_kept_without_folders_and_control_characters(site: Site, name: str) -> None:
    assert files.keep(site, Upload.of(name, PDF), "scan").name == "licence.pdf"


@pytest.mark.parametrize("digest", ["", "0" * 64, "../../../../etc/passwd", "A" * 64])
def test_what_was_never_kept_is_not_found(site: Site, digest: str) -> None:
    with pytest.raises(NotFound):
        files.content(site, digest)
    with pytest.raises(NotFound):
        files.parked(site, digest)
    with pytest.raises(NotFound):
        files.settle(site, [digest])


def test_what_is_set_aside_is_not_kept_until_it_is_settled(site: Site) -> None:
    kept = files.set_aside(site, Upload.of("a.pdf", PDF), "scan", DAY)
    with pytest.raises(NotFound):
        files.content(site, kept.digest)

    files.settle(site, [kept.digest])

    assert files.content(site, kept.digest)[0] == PDF


def test_what_is_set_aside_is_remembered_for_a_day(site: Site) -> None:
    kept = files.set_aside(site, Upload.of("a.pdf", PDF), "scan", DAY)
    before = files.remembered(site, kept.digest, "a.pdf")

    files.park(site, b"somebody else's, a day later", DAY + timedelta(hours=24, seconds=1))

    assert before == kept
    assert files.remembered(site, kept.digest, "a.pdf") is None


def test_when_too_much_waits_the_oldest_goes(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_WAITING", 1)
    half = site.upload_limit // 2
    first = files.park(site, b"1" * half, DAY)
    second = files.park(site, b"2" * half, DAY + timedelta(seconds=1))

    third = files.park(site, b"3" * half, DAY + timedelta(seconds=2))

    with pytest.raises(NotFound):
        files.parked(site, first)
    assert files.parked(site, second) == b"2" * half
    assert files.parked(site, third) == b"3" * half


def test_a_kept_file_stays_when_what_waits_is_swept(site: Site) -> None:
    kept = files.keep(site, Upload.of("a.pdf", PDF), "scan")

    files.park(site, b"x", DAY + timedelta(days=400))

    assert files.content(site, kept.digest)[0] == PDF
