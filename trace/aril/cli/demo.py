"""`aril demo`: an invented chain to look at, in a folder of its own."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from aril import config, resources
from aril.cli.serve import HOST, address_of, free_port, prepared, serve
from aril.cli.terminal import gettext as _
from aril.cli.terminal import progress_bar, say
from aril.clock import utc_now
from aril.config import Settings
from aril.services.site import Site

if TYPE_CHECKING:
    from aril.demonstration.tour import Loaded

EVERYWHERE = "0.0.0.0"  # noqa: S104 - only when it is asked for
HERE = "127.0.0.1"


@click.command()
@click.option(
    "--port", type=int, default=8000, show_default=True, help="The port; the next free one if taken."
)
@click.option("--data", type=click.Path(path_type=Path), default=Path("data/demo"), show_default=True)
@HOST
@click.option("--base-url", help="What stands in the QR codes; else the address it is served at.")
def demo(port: int, data: Path, host: str | None, base_url: str | None) -> None:
    """Serve a demonstration: 24 enterprises, two seasons, one recall, all of it invented.

    The first start loads it, later ones go on from there. The codes on its labels lead to this machine; with
    --host 0.0.0.0 phones in the same network can open them.
    """
    host = host or HERE
    port = free_port(host, port)
    settings = config.load(resources.default_settings()).changed({
        "site.mode": "demonstration",
        "site.base_url": base_url or address_of(host, port),
        "server.data": data,
        "server.host": host,
        "server.port": port,
    })  # fmt: skip
    site = prepared(settings)
    show(loaded(site), settings)
    serve(settings, site)


def loaded(site: Site) -> "Loaded":
    """The demonstration in a site, loaded now if it was not before; the first load shows how far it is."""
    from aril.demonstration.load import load  # noqa: PLC0415 - other commands need not wait for it

    with progress_bar(_("Loading the demonstration")) as tell:
        return load(site, utc_now(), tell)


def show(found: "Loaded", settings: Settings) -> None:
    """What to open, each address on a line of its own, and who signs in how."""
    say("Everything here is invented, the limits too.")
    say("A lot on a consumer's phone:")
    click.echo(found.consumer)
    say("One without a GTIN, one on hold, one recalled:")
    for address in (found.without_gtin, found.on_hold, found.recalled):
        click.echo(address)
    say("The office and everybody else sign in here:")
    click.echo(found.office)
    say("Log-in name and password:")
    for each in found.log_ins:
        click.echo(f"  {each.login:<14} {each.password}  {each.person}, {each.organisation}")
    host, port = settings.server.host, settings.server.port
    if host == EVERYWHERE:
        say("On this machine it is also at {address}", address=f"http://{HERE}:{port}")
    elif host == HERE and (outside := address_of(EVERYWHERE, port)) != address_of(HERE, port):
        say(
            "For phones in the same network too, start it with --host 0.0.0.0; it is then {address}",
            address=outside,
        )
