"""`aril gs1`: read codes of any kind, build payloads, give out SSCCs. It needs neither database nor settings."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import click

from aril.gs1 import allocation, compression, scan
from aril.gs1.allocation import Taken
from aril.gs1.digital_link import DigitalLink
from aril.gs1.element_string import CARET, GS, ElementString, build, parse_bracketed, parse_fnc1
from aril.gs1.epc import to_digital_link
from aril.gs1.errors import Finding, Gs1Error
from aril.gs1.keys import Sscc
from aril.gs1.scan import Identification
from aril.store.filelock import FileLock

Reader = Callable[[str], Identification]


def _auto(text: str) -> Identification:
    """Whatever the text looks like."""
    if text.startswith((CARET, GS)):
        return _fnc1(text)
    if text.startswith("("):
        # A blank after the first bracket is how the lines under a symbol are printed.
        return scan.read_gs1(text) if ") " in text[:7] else _bracketed(text)
    if text.startswith("urn:"):
        return _urn(text)
    if text[:4].lower() == "http":
        return _uri(text)
    return scan.read_gs1(text)


def _fnc1(text: str) -> Identification:
    return _of_string(text, parse_fnc1(text))


def _bracketed(text: str) -> Identification:
    return _of_string(text, parse_bracketed(text))


def _uri(text: str) -> Identification:
    if text.startswith("/"):  # a path alone, which a server may read but no scanner sends
        raise Gs1Error.of("uri-scheme", at=0, found=text[:8])
    return _of_link(text, compression.read(text))


def _urn(text: str) -> Identification:
    if not text.startswith("urn:"):
        raise Gs1Error.of("epc-unknown", at=0, found=text)
    return _of_link(text, DigitalLink.parse(to_digital_link(text)))


def _of_string(text: str, found: ElementString) -> Identification:
    return Identification("", text, found.elements, scan.link_of(found.elements))


def _of_link(text: str, link: DigitalLink) -> Identification:
    return Identification("", text, link.elements, link)


READERS: dict[str, Reader] = {
    "auto": _auto,
    "fnc1": _fnc1,
    "bracketed": _bracketed,
    "uri": _uri,
    "scan": scan.read_gs1,
    "urn": _urn,
}


@click.group()
def gs1() -> None:
    """Read codes, keys and Digital Links."""


@gs1.command()
@click.option(
    "--kind", type=click.Choice(list(READERS)), default="auto", show_default=True, help="What the lines hold."
)
@click.argument("file", type=click.File("rb"), default="-")
def parse(kind: str, file: BinaryIO) -> None:
    """Read one code a line and print one JSON object a line.

    FILE is standard input by default. In element strings GS or ^ stands for FNC1.
    """
    for line in file:
        text = line.decode("utf-8", errors="replace").rstrip("\r\n")
        sys.stdout.write(json.dumps(answer(text, READERS[kind]), ensure_ascii=False) + "\n")


@gs1.command(name="build")
@click.argument("elements")
def build_(elements: str) -> None:
    """Print payload, human readable lines and Digital Link of "(01)…(10)…".

    The payload has ^ where FNC1 stands, and values of fixed length first.
    """
    given = parse_bracketed(elements).elements
    shortest = build(given)
    click.echo(shortest.fnc1())
    for line in shortest.hri():
        click.echo(line)
    if link := scan.link_of(given):
        click.echo(link.canonical())


@gs1.command()
@click.option("--prefix", required=True, help="GS1 Company Prefix.")
@click.option("--count", type=click.IntRange(min=1), required=True, help="How many.")
@click.option("--extension", type=click.IntRange(0, 9), default=0, show_default=True, help="First digit.")
@click.option(
    "--following", type=click.IntRange(min=0), default=0, show_default=True, help="First serial reference."
)
@click.option(
    "--kept-in",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File that keeps where each range goes on, so that no number is printed twice.",
)
def ssccs(prefix: str, count: int, extension: int, following: int, kept_in: Path | None) -> None:
    """Print SSCCs of a company, one a line, and on standard error where to go on."""
    if kept_in is None:
        taken = allocation.ssccs(prefix, extension=extension, following=following).take(count)
    else:
        taken = _taken_once(kept_in, prefix, count, extension, following)
    for key in taken.keys:
        click.echo(key)
    click.echo(f"--following {taken.left.following}", err=True)


def _taken_once(path: Path, prefix: str, count: int, extension: int, following: int) -> Taken[Sscc]:
    """Numbers that were not taken before by this file, which is on the disk before anybody sees them."""
    with FileLock(path.with_name(f"{path.name}.lock")):
        kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        begin = max(following, kept.get(f"{extension} {prefix}", 0))
        taken = allocation.ssccs(prefix, extension=extension, following=begin).take(count)
        written = path.with_name(f"{path.name}.new")
        with written.open("w", encoding="utf-8") as file:
            json.dump(kept | {f"{extension} {prefix}": taken.left.following}, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        written.replace(path)
    return taken


def answer(text: str, read: Reader) -> dict[str, object]:
    """What is known of a code, as JSON; the errors say what is wrong and where in the text."""
    try:
        found = read(text)
    except Gs1Error as error:
        return _json(Identification("", text), text, error.findings)
    return _json(found, text, ())


def _json(found: Identification, text: str, errors: tuple[Finding, ...]) -> dict[str, object]:
    string = ElementString(found.elements)
    return {
        "input": text,
        "valid": not errors,
        "ai": string.bracketed() or None,
        "fnc1": string.fnc1() if found.elements else None,
        "hri": list(string.hri()),
        "uri": found.link.canonical() if found.link else None,
        "symbology": found.symbology or None,
        "errors": [{"code": e.code, "ai": e.ai or None, "at": e.at, "message": e.message} for e in errors],
    }
