"""`aril log`: the Merkle log over everything that was recorded."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import click
import numpy as np

from aril.cli.opening import opened
from aril.cli.options import CONFIG, DATA
from aril.cli.rebuild import told
from aril.cli.terminal import findings_by_line, progress_bar, say
from aril.cli.terminal import gettext as _
from aril.domain import proof as proofs
from aril.domain.errors import Invalid
from aril.labelling.symbols.qr import encode
from aril.labelling.symbols.shapes import MatrixShape
from aril.services.ledger import rebuild as rebuilding
from aril.services.ledger.projection import PROJECTIONS
from aril.services.merkle_log import log as service
from aril.services.merkle_log import proof, verification
from aril.services.merkle_log.verification import Fault


@click.group()
def log() -> None:
    """Verify the log of everything that was recorded, show its signed head, make and check proofs."""


@log.command()
@click.option(
    "--log-only", is_flag=True, help="Leave out what is shown; only the log and the entries under it."
)
@click.option(
    "--heads",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    help="A file with heads that somebody kept, such as a copy of checkpoints.txt; may be given several times.",
)
@CONFIG
@DATA
def verify(log_only: bool, heads: tuple[Path, ...], path: Path | None, data: Path | None) -> None:
    """Recompute entries, leaves, nodes, signed heads and all that is shown. Ends with 1 at the first fault.

    Heads are those of the database, of checkpoints.txt beside it, and of --heads.
    """
    with opened(path, data) as site:
        with progress_bar(_("Verifying the log")) as tell:
            count, fault = verification.verify(site, tell, heads)
        if fault is not None:
            raise click.ClickException(_told(count, fault))
        say("The log is intact: {count} entries.", count=count)
        if log_only:
            return
        with progress_bar(_("Reading the ledger")) as tell:
            found = rebuilding.differences(site, tell)
        if found:
            raise click.ClickException(told(found[0]))
        say("Everything shown is what the ledger says: {tables}.", tables=_TABLES)


_TABLES = ", ".join(str(table.__tablename__) for table in PROJECTIONS)


def _told(count: int, fault: Fault) -> str:
    place = {"kind": fault.kind, "subject": fault.subject, "what": fault.what}
    if not fault.entry_id:
        return _("{kind} {subject}: {what}", **place)
    return _(
        "After {count} sound entries, entry {entry} ({kind} {subject}) is not: {what}",
        count=count,
        entry=fault.entry_id,
        **place,
    )


@log.command()
@click.option("--key", is_flag=True, help="The key that checks its signature, instead.")
@click.option("--qr", is_flag=True, help="Also as a QR code of the same text, to print and pin up.")
@CONFIG
@DATA
def head(key: bool, qr: bool, path: Path | None, data: Path | None) -> None:
    """Print the latest signed head: who keeps it can tell a log that was cut or rewritten."""
    with opened(path, data) as site:
        text = f"{proof.key(site)}\n" if key else proof.head(site)
    click.echo(text, nl=False)
    if qr:
        click.echo(drawn(encode(text, "L")))


@log.command()
@CONFIG
@DATA
def rotate(path: Path | None, data: Path | None) -> None:
    """Give the log a new key. The present one endorses it in the log, signs nothing more, and is forgotten.

    Heads and proofs from before stay good by the key they were signed with; `/log/keys` leads from any key to the
    next. A change that was interrupted is ended by calling this again.
    """
    with opened(path, data) as site:
        changed = service.rotate(site, datetime.now(UTC))
    say("The log is signed by this key from now on: {key}", key=changed.key)
    say("The one before it was: {key}", key=changed.before)


def drawn(shape: MatrixShape) -> str:
    """A QR code in half blocks, dark on light, with its quiet zone."""
    padded = np.pad(shape.modules, ((4, 4 + shape.side % 2), (4, 4)))
    rows = zip(padded[::2].tolist(), padded[1::2].tolist(), strict=True)
    return "\n".join(
        "".join(_BLOCKS[upper, lower] for upper, lower in zip(*pair, strict=True)) for pair in rows
    )


_BLOCKS = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}


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
