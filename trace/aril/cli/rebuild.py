"""`aril rebuild`: everything that pages show, computed anew from the ledger and compared."""

from pathlib import Path

import click

from aril.cli.opening import opened
from aril.cli.options import CONFIG, DATA
from aril.cli.terminal import gettext as _
from aril.cli.terminal import progress_bar, say
from aril.services.ledger import rebuild as service
from aril.services.ledger.rebuild import Difference

SHOWN = 10


@click.command()
@CONFIG
@DATA
def rebuild(path: Path | None, data: Path | None) -> None:
    """Compute every projection anew from the ledger, beside the live ones, and compare row by row.

    Nothing is changed. Ends with 1 where a row differs.
    """
    with opened(path, data) as site:
        with progress_bar(_("Reading the ledger")) as tell:
            found = service.differences(site, tell)
        if not found:
            say("No difference: every row is what the ledger says.")
            return
        for difference in found[:SHOWN]:
            click.echo(told(difference), err=True)
        raise click.ClickException(
            _("{count} rows differ from the ledger, or more; these are the first.", count=len(found))
        )


def told(difference: Difference) -> str:
    """A difference in one line: the row, and of each column that differs what is kept and what the ledger says."""
    row = f"{difference.table} {' '.join(map(str, difference.key))}"
    kept, said = difference.kept, difference.said
    if kept is None:
        return _("{row}: missing", row=row)
    if said is None:
        return _("{row}: the ledger knows nothing of it", row=row)
    parts = (f"{name} {kept[name]!s} ≠ {said[name]!s}" for name in kept if kept[name] != said[name])
    return f"{row}: {', '.join(parts)}"
