"""The file of signed heads beside the database: one note after another, an empty line behind each.

Whoever keeps a copy of it can tell a log that was cut or rewritten. A note that a crash has left half written is
taken away by the next one.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

_NOTE = re.compile(r"[^\n]+\n\d+\n[^\n]+\n\n(?:— [^\n]+\n)+\n?")
_LONGEST = 4096
"""Bytes of a note with several signatures."""


def append(path: Path, note: str) -> None:
    """Write a note behind the others, and to the disk."""
    with path.open("r+b" if path.exists() else "w+b") as file:
        end = file.seek(0, os.SEEK_END)
        start = file.seek(max(0, end - _LONGEST))
        if tail := file.read():
            whole = len(tail) if tail.endswith(b"\n\n") else _end_of_the_last_whole(tail)
            file.truncate(start + whole)
            file.seek(start + whole)
        file.write(f"{note}\n".encode())
        file.flush()
        os.fsync(file.fileno())


def notes(path: Path) -> Iterator[tuple[int, str]]:
    """Each note with the line it begins on; whatever else stands in the file comes as a note that is none."""
    text, place = path.read_text(encoding="utf-8", errors="replace"), 0
    for found in _NOTE.finditer(text):
        if text[place : found.start()].strip():
            yield text.count("\n", 0, place) + 1, text[place : found.start()]
        yield text.count("\n", 0, found.start()) + 1, found[0].rstrip("\n") + "\n"
        place = found.end()
    if text[place:].strip():
        yield text.count("\n", 0, place) + 1, text[place:]


def _end_of_the_last_whole(tail: bytes) -> int:
    text = tail.decode("utf-8", errors="replace")
    ends = [found.end() for found in _NOTE.finditer(text) if found[0].endswith("\n\n")]
    return len(text[: ends[-1]].encode()) if ends else 0
