"""The whole service on a port of its own, an orchard with GS1 codes in it, and a token for everything."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import waitress
from flask import Flask

from aril import config, resources, secret
from aril.assembly import site_of
from aril.clock import utc_now
from aril.services.codes import own_links
from aril.services.label_press import label_order, label_print
from aril.services.merkle_log import log
from aril.services.people import tokens
from aril.services.people.tokens import Scope
from aril.store.database import Database
from aril.wsgi import assemble
from tests import coded
from tests.coded import GTIN, SSCC, Coded

HOST = "shop.example"
"""Where the enterprise's own links may lead."""
LOT = "EKLQETVAF7P8F"
"""A lot whose code is the same in each run."""
ROLL = 6
"""Labels of a roll whose codes are the same in each run."""


@dataclass(frozen=True)
class Live:
    """A running service: its address, its application, what is in it, and a token that opens everything."""

    url: str
    app: Flask
    shop: Coded
    token: str


@contextmanager
def live(database: Database, folder: Path) -> Iterator[Live]:
    """Serve an empty database, filled with the orchard, until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        settings = config.load(resources.default_settings()).changed({
            "server.data": folder, "security.argon2_memory_mib": 1, "security.argon2_passes": 1,
            "site.base_url": url, "site.namespace": "https://trace.example/",
        })  # fmt: skip
        secret.make(settings)
        shop = coded.coded(database, folder)
        shop.pack(SSCC)
        _known(shop)
        grower, site = shop.orchard.grower, site_of(settings, database)
        own_links.register_host(site, HOST, grower, utc_now())
        log.sequence(site)
        log.sign_head(site, utc_now())
        app = assemble(settings, database)
        server = waitress.create_server(app, sockets=[listening], threads=8)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        try:
            yield Live(url, app, shop, tokens.make(site, grower, "partner", Scope, utc_now()))
        finally:
            server.close()
            thread.join(10)


def _known(shop: Coded) -> None:
    """A lot and a roll whose codes are the same in each run."""
    orchard = shop.orchard
    lots = replace(orchard.site, entropy=lambda count: bytes(range(100, 100 + count)))
    replace(orchard, site=lots).harvest(gtin=GTIN)
    rolls = replace(orchard.site, entropy=lambda count: bytes(range(count)))
    job = label_order.order_roll(rolls, {"count": str(ROLL)}, orchard.grower, utc_now())
    label_print.print_now(rolls, job, orchard.grower, utc_now())
