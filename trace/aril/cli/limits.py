"""`aril limits`: residue limits from a table whose rows name their source."""

from pathlib import Path

import click

from aril.cli.imports import chosen
from aril.cli.opening import office_at, opened
from aril.cli.options import CONFIG, DATA
from aril.cli.terminal import findings_by_line, say
from aril.clock import utc_now
from aril.services.quality import limits as service


@click.group()
def limits() -> None:
    """Load residue limits with their source, or write an empty table for them."""


@limits.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--chain", "code", help="For whose office; not needed where there is one chain only.")
@CONFIG
@DATA
def load(file: Path, code: str | None, path: Path | None, data: Path | None) -> None:
    """Load the limits of a table (.csv or .xlsx), all or nothing.

    Those that are new are added; what is loaded stays, and judges the samples of its time.
    """
    with opened(path, data) as site, findings_by_line():
        office = office_at(site, chosen(site, code).region, f"aril limits load {file.name}")
        count = service.load(site, file.read_bytes(), file.name, office, utc_now())
        say("{count} limits are loaded from {file}.", count=count, file=file.name)


@limits.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def template(file: Path) -> None:
    """Write a workbook (.xlsx) with the headings of a limit table; it has no figures."""
    file.write_bytes(service.template())
