"""`aril import`: enterprises from a workbook, filed and approved at once."""

from pathlib import Path

import click

from aril.cli.opening import office_at, opened
from aril.cli.options import CONFIG, DATA
from aril.cli.terminal import findings_by_line, say, tell
from aril.cli.terminal import gettext as _
from aril.clock import utc_now
from aril.domain.chain import Chain
from aril.services.enterprises import chain as chains
from aril.services.site import Site
from aril.services.spreadsheets import workbook


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--chain", "code", help="The code of the chain; not needed where there is one only.")
@click.option("--check", is_flag=True, help="Only say what is wrong; file nothing.")
@CONFIG
@DATA
def import_(file: Path, code: str | None, check: bool, path: Path | None, data: Path | None) -> None:
    """File the enterprises of a workbook (.xlsx) or table (.csv), all or nothing.

    Its first row names the columns; the office's page has a template. Every bad cell is named with what was
    expected.
    """
    with opened(path, data) as site, findings_by_line():
        chain = chosen(site, code)
        office = office_at(site, chain.region, f"aril import {file.name}")
        found = workbook.preview(site, file.read_bytes(), chain.code, office)
        if found.bad_cells:
            tell(bad.finding for bad in found.bad_cells)
            raise click.ClickException(
                _("{count} cells have to be changed. Nothing was imported.", count=len(found.bad_cells))
            )
        if check:
            say("{count} enterprises can be imported.", count=len(found.enterprises))
            return
        count = workbook.run(site, file.read_bytes(), chain.code, office, utc_now())
        say(
            "{count} enterprises are filed and approved in the chain {chain}.",
            count=count,
            chain=chain.name,
        )


def chosen(site: Site, code: str | None) -> Chain:
    """The chain with a code, or the only one there is."""
    known = {chain.code: chain for chain in chains.in_force(site)}
    if code is None and len(known) == 1:
        return next(iter(known.values()))
    if code not in known:
        raise click.UsageError(_("Name the chain with --chain: {known}.", known=tuple(known)))
    return known[code]
