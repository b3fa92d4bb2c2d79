"""`aril log`: the Merkle log over everything that was recorded."""

from pathlib import Path

import click

from aril.cli.opening import opened
from aril.cli.serve import CONFIG, DATA
from aril.cli.terminal import gettext as _
from aril.cli.terminal import say
from aril.services import log as service
from aril.services import proof


@click.group()
def log() -> None:
    """Verify the log of everything that was recorded, or show its signed head."""


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
