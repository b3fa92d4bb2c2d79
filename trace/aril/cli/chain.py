"""`aril chain`: adopting a chain from its file, and showing those in force."""

from pathlib import Path

import click

from aril.cli.opening import office_at, opened
from aril.cli.options import CONFIG, DATA
from aril.cli.terminal import findings_by_line, say
from aril.cli.terminal import gettext as _
from aril.clock import utc_now
from aril.domain.chain_file import parse_chain
from aril.services.enterprises import chain as chains


@click.group()
def chain() -> None:
    """Adopt a chain from its file, or show those in force."""


@chain.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@CONFIG
@DATA
def adopt(file: Path, path: Path | None, data: Path | None) -> None:
    """Put the chain of a TOML file into force; what was in force before stays in the ledger."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise click.ClickException(_("{file} is no text in UTF-8.", file=file.name)) from None
    with opened(path, data) as site, findings_by_line():
        wanted = parse_chain(text, file.name)
        if wanted in chains.in_force(site):
            say("{chain} is in force already, just as in {file}.", chain=wanted.name, file=file.name)
            return
        office = office_at(site, wanted.region, f"aril chain adopt {file.name}")
        chains.adopt(site, text, file.name, office, utc_now())
        say(
            "{chain} is in force: {products} products, {items} items to measure.",
            chain=wanted.name,
            products=len(wanted.products),
            items=len(wanted.panel),
        )


@chain.command()
@CONFIG
@DATA
def show(path: Path | None, data: Path | None) -> None:
    """List the chains in force: code, region, name."""
    with opened(path, data) as site:
        for each in chains.in_force(site):
            click.echo(f"{each.code}\t{each.region}\t{each.name}")
