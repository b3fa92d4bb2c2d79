"""`aril doctor`: whether this machine and this site are well, one line each, and what to do where not."""

import ipaddress
import shutil
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import click
from sqlalchemy import text

from aril import assembly, config, resources
from aril.cli.options import CONFIG, DATA
from aril.clock import utc_now
from aril.config import Settings
from aril.domain.subscription import SubscriptionState
from aril.labelling.checking import check
from aril.labelling.font import Font
from aril.services.merkle_log import verification
from aril.services.site import Site
from aril.store import ledger, subscriptions, version
from aril.store.database import sqlite_is_safe, sqlite_module

Seen = TypeVar("Seen", Settings, Site)
LEAST_FREE = 2_000_000_000
SIGNS = {"well": "✓", "look": "!", "ill": "✗"}
COLOURS = {"well": "green", "look": "yellow", "ill": "red"}


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """`state` is `well`, `look` (worth a look) or `ill` (it will not work)."""

    state: str
    what: str
    says: str


@click.command()
@CONFIG
@DATA
def doctor(path: Path | None, data: Path | None) -> None:
    """Look whether this machine and this site are well."""
    settings = config.load(path).changed({"server.data": data} if data else {})
    found = list(examine(settings))
    for each in found:
        sign = click.style(SIGNS[each.state], fg=COLOURS[each.state], bold=True)
        click.echo(f"{sign} {each.what:<10} {each.says}")
    if any(each.state == "ill" for each in found):
        raise SystemExit(1)


def examine(settings: Settings) -> Iterator[Diagnosis]:
    """Every check in turn. One that breaks is a finding of its own and stops no other."""
    for look in MACHINE:
        yield from _safely(look, settings)
    if not settings.database.url and not (settings.server.data / "aril.db").is_file():
        # opening a database that is not there would make it
        yield Diagnosis("look", "site", f"there is none in {settings.server.data} yet; `aril up` makes one")
        return
    site = assembly.site_of(settings, assembly.database_of(settings))
    for look_at in SITE:
        yield from _safely(look_at, site)
    site.db.close()


def _safely(look: Callable[[Seen], Iterator[Diagnosis]], seen: Seen) -> Iterator[Diagnosis]:
    try:
        yield from look(seen)
    except Exception as error:  # noqa: BLE001 - whatever breaks is what the doctor is asked about
        first = str(error).partition("\n")[0]
        yield Diagnosis("ill", look.__name__.strip("_"), f"{type(error).__name__}: {first}")


def _sqlite(_settings: Settings) -> Iterator[Diagnosis]:
    version = sqlite_module().sqlite_version_info
    spelled = ".".join(map(str, version))
    if sqlite_is_safe(version):
        yield Diagnosis("well", "sqlite", spelled)
    else:
        yield Diagnosis("look", "sqlite", f"{spelled} can damage a WAL; 3.51.3 or newer cannot")


def _database(site: Site) -> Iterator[Diagnosis]:
    if site.db.engine.dialect.name != "sqlite":
        with site.db.read() as session:
            version = session.scalar(text("SHOW server_version"))
        yield Diagnosis("well", "database", f"PostgreSQL {version} answers")
        return
    with site.db.read() as session:
        mode = session.scalar(text("PRAGMA journal_mode"))
    if mode == "wal":
        yield Diagnosis("well", "database", "SQLite with a write-ahead log")
    else:
        yield Diagnosis("ill", "database", f"SQLite with the journal {mode}; expected wal")


def _schema(site: Site) -> Iterator[Diagnosis]:
    if version.is_current(site.db):
        yield Diagnosis("well", "schema", "up to date")
    else:
        yield Diagnosis("ill", "schema", "behind this version; `aril up` brings it up to date")


def _disk(settings: Settings) -> Iterator[Diagnosis]:
    folder = settings.server.data
    while not folder.exists():
        folder = folder.absolute().parent
    free = shutil.disk_usage(folder).free
    state = "well" if free > LEAST_FREE else "look"
    yield Diagnosis(state, "disk", f"{free / 1e9:.1f} GB free for {settings.server.data}")


def _clock(site: Site) -> Iterator[Diagnosis]:
    """A clock that runs behind would date new records before old ones."""
    now = utc_now()
    with site.db.read() as session:
        head = ledger.latest_head(session)
    if head is not None and head.signed_at > now:
        says = f"{now:%Y-%m-%d %H:%M} UTC is before the log's last head of {head.signed_at:%Y-%m-%d %H:%M}"
        yield Diagnosis("ill", "clock", says)
    else:
        yield Diagnosis("well", "clock", f"{now:%Y-%m-%d %H:%M} UTC")


def _fonts(_settings: Settings) -> Iterator[Diagnosis]:
    missing = [sign for sign in "石榴检Aril" if sign not in Font.shipped()]
    if missing:
        yield Diagnosis("ill", "fonts", f"the label font has no {' '.join(missing)}")
    else:
        yield Diagnosis("well", "fonts", "the label font is here and knows Chinese")


def _designs(settings: Settings) -> Iterator[Diagnosis]:
    known = resources.designs(settings.label_folders)
    for name, path in known.items():
        _, faults = check(path.read_bytes(), name, font=Font.shipped())
        if faults:
            yield Diagnosis("ill", "designs", f"{path}: {faults[0]} See `aril design {path}`")
            return
    yield Diagnosis("well", "designs", f"{len(known)} label designs, nothing wrong with any")


def _address(settings: Settings) -> Iterator[Diagnosis]:
    url = settings.site.base_url
    host = urlsplit(url).hostname or ""
    if host == "localhost" or _is_loopback(host):
        yield Diagnosis(
            "look", "address", f"{url} is this machine itself: a phone that scans a label cannot open it"
        )
        return
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=5):  # noqa: S310 - http or https, by the settings
            yield Diagnosis("well", "address", f"{url} answers")
    except (urllib.error.URLError, OSError) as error:
        yield Diagnosis("ill", "address", f"{url} does not answer ({error}); no label can be opened")


def _log(site: Site) -> Iterator[Diagnosis]:
    count, fault = verification.verify(site)
    if fault:
        yield Diagnosis(
            "ill",
            "log",
            f"entry {fault.entry_id} ({fault.kind} {fault.subject}): {fault.what}; see `aril log verify`",
        )
    else:
        yield Diagnosis("well", "log", f"intact, {count} entries")


def _subscriptions(site: Site) -> Iterator[Diagnosis]:
    with site.db.read() as session:
        states = subscriptions.states(session)
    failing, count = states.get(SubscriptionState.FAILING, 0), sum(states.values())
    if failing:
        says = f"{failing} of {count} are not delivered any more; the organisation's page “Subscriptions” says why"
        yield Diagnosis("look", "notify", says)
    else:
        yield Diagnosis("well", "notify", f"{count} subscriptions, none of them given up")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


MACHINE: tuple[Callable[[Settings], Iterator[Diagnosis]], ...] = (_sqlite, _disk, _fonts, _designs, _address)
SITE: tuple[Callable[[Site], Iterator[Diagnosis]], ...] = (_database, _schema, _clock, _log, _subscriptions)
