"""`aril up`: everything a site needs to run, made on the way; `aril demo` serves by it too."""

import contextlib
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import waitress
from prometheus_client import start_http_server

from aril import assembly, config, resources, secret, wsgi
from aril.cli.options import CONFIG, DATA
from aril.cli.terminal import say
from aril.clock import utc_now
from aril.config import Settings
from aril.domain.membership import Member
from aril.services.enterprises import chain
from aril.services.people import links
from aril.services.site import Site
from aril.store import migrate
from aril.web import logs, uploads

STARTER = Member("", "aril up", "", "", "", frozenset())
"""Who adopts the chain that the settings name."""

HOST = click.option("--host", help="The address to listen on; 0.0.0.0 for phones in the same network.")


UNSET = config.load(resources.default_settings()).site.base_url
"""The address of the shipped settings: one that nobody chose, so it follows `--host` and `--port`."""


@click.command()
@CONFIG
@DATA
@HOST
@click.option("--port", type=int, help="The port to listen on.")
def up(path: Path | None, data: Path | None, host: str | None, port: int | None) -> None:
    """Bring the database up to date, make what is missing, and serve."""
    given = {"server.data": data, "server.host": host, "server.port": port}
    settings = config.load(path).changed({key: value for key, value in given.items() if value is not None})
    if settings.site.base_url == UNSET:
        settings = settings.changed({"site.base_url": address_of(settings.server.host, settings.server.port)})
    site = prepared(settings)
    source = Path(settings.chain.file) if settings.chain.file else resources.chain()
    chain.adopt(site, source.read_text(encoding="utf-8"), source.name, STARTER, utc_now())
    token = links.invite_first(site.db, assembly.rules_of(settings), utc_now())
    if token:
        say(
            "This site has no administrator yet. Open this address; it works once, for {hours} hours:",
            hours=settings.security.link_hours,
        )
        click.echo(f"{settings.site.base_url}/link/{token}")
    serve(settings, site)


def prepared(settings: Settings) -> Site:
    """The site with its secret made and its database up to date."""
    logs.configure(settings.log.level)
    secret.make(settings)
    database = assembly.database_of(settings)
    migrate.upgrade(database)
    return assembly.site_of(settings, database)


def serve(settings: Settings, site: Site) -> None:
    """Serve until Ctrl+C or SIGTERM; what is not done in requests is done beside."""
    app = wsgi.assemble(settings, site.db)
    if settings.server.metrics_port:
        start_http_server(settings.server.metrics_port, "127.0.0.1", registry=app.extensions["aril.figures"])
    server = waitress.create_server(
        app,
        host=settings.server.host,
        port=settings.server.port,
        threads=settings.server.threads,
        max_request_body_size=settings.uploads.max_bytes * uploads.PATIENCE,  # the pages say it better
        ident=None,
    )
    say("{name} serves {address} (Ctrl+C ends it)", name=settings.site.name, address=settings.site.base_url)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # end as Ctrl+C does, with the log signed
    wsgi.settle()
    with worked(settings, site):
        server.run()


@contextlib.contextmanager
def worked(settings: Settings, site: Site) -> Iterator[None]:
    """Keep the log up and do what is due outside requests, for as long as the block."""
    threads = wsgi.beside(settings, site)
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for thread in reversed(threads):
            thread.stop()
        site.db.close()


def free_port(host: str, wanted: int) -> int:
    """The port itself, or the next one that nobody listens on."""
    for port in range(wanted, min(wanted + 100, 65536)):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
            return port
    raise click.ClickException(f"No port from {wanted} to {wanted + 99} is free on {host}.")


def address_of(host: str, port: int) -> str:
    """Where a browser finds this service; from another machine too, where it listens on all addresses."""
    return f"http://{_reachable(host)}:{port}"


def _reachable(host: str) -> str:
    if host != "0.0.0.0":  # noqa: S104 - a comparison
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, contextlib.suppress(OSError):
        probe.connect(("192.0.2.1", 9))  # no packet is sent: this only asks which way it would go
        return str(probe.getsockname()[0])
    return "127.0.0.1"
