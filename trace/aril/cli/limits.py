"""`aril limits`: residue limits from a table whose rows name their source."""

import csv
import sys
from pathlib import Path

import click

from aril.cli.imports import chosen
from aril.cli.opening import office_at, opened
from aril.cli.serve import CONFIG, DATA
from aril.cli.terminal import findings_by_line, say
from aril.domain.errors import Invalid
from aril.domain.limits import COLUMNS
from aril.services import inspection, tables
from aril.web.here import utc_now

MOST_ROWS = 50_000
"""Five times the limits of GB 2763-2026."""


@click.group()
def limits() -> None:
    """Load residue limits with their source, or print an empty table for them."""


@limits.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--chain", "code", help="For whose office; not needed where there is one chain only.")
@CONFIG
@DATA
def load(file: Path, code: str | None, path: Path | None, data: Path | None) -> None:
    """Load the limits of a table (.csv or .xlsx), all or nothing. They add to those there are; none is replaced."""
    with opened(path, data) as site, findings_by_line():
        office = office_at(site, chosen(site, code).region, f"aril limits load {file.name}")
        table = tables.read(file.read_bytes(), MOST_ROWS)
        if table.findings:
            raise Invalid(table.findings)
        rows = ((row.number, dict(zip(table.headings, row.cells, strict=False))) for row in table.rows)
        count = inspection.load_limits(site, rows, file.name, office, utc_now())
        say("{count} limits are loaded from {file}.", count=count, file=file.name)


@limits.command()
def template() -> None:
    """Print the headings of a limit table."""
    csv.writer(sys.stdout).writerow(COLUMNS)
