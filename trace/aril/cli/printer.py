"""`aril printer`: an enterprise's printers, acting for somebody who belongs to it."""

from datetime import UTC, datetime
from pathlib import Path

import click

from aril.cli.lot_labels import member_named
from aril.cli.opening import opened
from aril.cli.options import CONFIG, DATA
from aril.cli.terminal import gettext as _
from aril.cli.terminal import language, say
from aril.domain.errors import NotFound
from aril.domain.membership import Member
from aril.domain.printer import Printer, PrinterKind
from aril.i18n import translate, word
from aril.printing.state import ADVICE
from aril.services.label_press import printers as service
from aril.services.site import Site

LOGIN = click.option(
    "--as", "login", required=True, metavar="USER", help="Who signs in by this name, and so for whom."
)
NAME = click.argument("name")


@click.group()
def printer() -> None:
    """List and add an enterprise's printers, print a test label, ask how they are."""


@printer.command("list")
@LOGIN
@CONFIG
@DATA
def list_(login: str, path: Path | None, data: Path | None) -> None:
    """Print each printer on a line: its name, kind, resolution and address."""
    with opened(path, data) as site:
        for each in service.printers_of(site, member_named(site, login)):
            click.echo("\t".join((each.name, each.kind, f"{each.dpi} dpi", each.address)).rstrip())


@printer.command()
@NAME
@click.option(
    "--kind",
    type=click.Choice([each.value for each in PrinterKind]),
    required=True,
    help="The language it speaks.",
)
@click.option("--address", default="", help="Such as 192.168.1.50:9100, or ipp://192.168.1.60:631/ipp/print.")
@click.option("--dpi", type=click.Choice([str(each) for each in service.RESOLUTIONS]), default="203")
@click.option("--design", default="", help="The label that it usually prints.")
@click.option("--mute", is_flag=True, help="This model never answers how it is.")
@LOGIN
@CONFIG
@DATA
def add(
    name: str,
    kind: str,
    address: str,
    dpi: str,
    design: str,
    mute: bool,
    login: str,
    path: Path | None,
    data: Path | None,
) -> None:
    """Add a printer under a NAME."""
    values = {"name": name, "kind": kind, "address": address, "dpi": dpi, "design": design}
    with opened(path, data) as site:
        actor = member_named(site, login)
        added = service.add(site, values | ({"mute": "on"} if mute else {}), actor, datetime.now(UTC))
    say("Printer “{name}” is added.", name=added.name)


@printer.command()
@NAME
@click.option("--design", default="", help="Another label than the one that it usually prints.")
@LOGIN
@CONFIG
@DATA
def test(name: str, design: str, login: str, path: Path | None, data: Path | None) -> None:
    """Print one label with sample data on the printer of a NAME."""
    with opened(path, data) as site:
        actor = member_named(site, login)
        chosen = _named(site, name, actor)
        wanted = design or service.usual_design(chosen)
        progress = service.print_test_label(site, chosen.id, wanted, actor, datetime.now(UTC))
    say("{arrived} labels have arrived.", arrived=progress.arrived)


@printer.command()
@NAME
@LOGIN
@CONFIG
@DATA
def status(name: str, login: str, path: Path | None, data: Path | None) -> None:
    """Ask the printer of a NAME how it is, and what to do. Ends with 1 where it does not print."""
    with opened(path, data) as site:
        actor = member_named(site, login)
        asked = service.ask(site, _named(site, name, actor).id, actor)
    if asked.fault:
        raise click.ClickException(translate(asked.fault, language()))
    for condition in asked.status.conditions:
        click.echo(f"{word(language(), condition)}: {_(ADVICE[condition])}")
    if asked.status.stops:
        raise SystemExit(1)
    say("It prints.")


def _named(site: Site, name: str, actor: Member) -> Printer:
    for each in service.printers_of(site, actor):
        if each.name == name:
            return each
    raise NotFound("printer", name)
