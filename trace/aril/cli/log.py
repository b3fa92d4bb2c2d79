"""`aril log`: the Merkle log over everything that was recorded."""

import json
from pathlib import Path
from typing import BinaryIO

import click

from aril.cli.opening import opened
from aril.cli.serve import CONFIG, DATA
from aril.cli.terminal import findings_by_line, say
from aril.cli.terminal import gettext as _
from aril.domain import proof as proofs
from aril.domain.errors import Invalid
from aril.services import log as service
from aril.services import proof


@click.group()
def log() -> None:
    """Verify the log of everything that was recorded, show its signed head, make and check proofs."""


@log.command()
@CONFIG
@DATA
def verify(path: Path | None, data: Path | None) -> None:
    """Recompute every entry's hash, the tree and its signed head. Ends with 1 at the first fault."""
    with opened(path, data) as site:
        count, fault = service.verify(site, lambda done: click.echo(f"{done} …", err=True))
        if fault is None:
            say("The log is intact: {count} entries.", count=count)
            return
        raise click.ClickException(
            _(
                "After {count} sound entries, entry {entry} ({kind} {subject}) is not: {what}",
                count=count,
                entry=fault.entry_id,
                kind=fault.kind,
                subject=fault.subject,
                what=fault.what,
            )
        )


@log.command()
@click.option("--key", is_flag=True, help="The key that checks its signature, instead.")
@CONFIG
@DATA
def head(key: bool, path: Path | None, data: Path | None) -> None:
    """Print the latest signed head: who keeps it can tell a log that was cut or rewritten."""
    with opened(path, data) as site:
        click.echo(proof.key(site) if key else proof.head(site), nl=key)


@log.command()
@click.argument("leaf", type=click.IntRange(min=0))
@CONFIG
@DATA
def prove(leaf: int, path: Path | None, data: Path | None) -> None:
    """Print the proof that a leaf stands in the log as last signed."""
    with opened(path, data) as site:
        click.echo(json.dumps(proof.inclusion(site, leaf).to_json(), ensure_ascii=False, indent=1))


@log.command()
@click.argument("file", type=click.File("rb"))
@click.option("--key", help="The log's key, from somebody you trust; else the one in the proof is taken.")
def check_proof(file: BinaryIO, key: str | None) -> None:
    """Check a proof without any database: its entry, its path to the root, and the signed head."""
    with findings_by_line():
        try:
            document = json.load(file)
        except ValueError:
            raise Invalid.at("proof", "This is no JSON text.") from None
        head = proofs.check(document if isinstance(document, dict) else {}, key)
    say(
        "Leaf {leaf} stands in the log {origin} of {size} leaves.",
        leaf=document["leaf"],
        origin=head.origin,
        size=head.size,
    )
    if key is None:
        say("This was checked by the key in the proof itself; is it the log's? {key}", key=document["key"])
