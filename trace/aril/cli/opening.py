"""A site as a command finds it: there already, and up to date. Only `aril up` and `aril demo` make one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from aril import assembly, config
from aril.cli.terminal import gettext as _
from aril.config import Settings
from aril.domain.membership import Member, Role
from aril.services.site import Site
from aril.store import organisations, version


def settings_of(path: Path | None, data: Path | None) -> Settings:
    """The settings of `--config`, with the folder of `--data` in their place."""
    return config.load(path).changed({"server.data": data} if data else {})


@contextmanager
def opened(path: Path | None, data: Path | None) -> Iterator[Site]:
    """The site of `--config` and `--data`, closed after the block; a folder without one is refused."""
    settings = settings_of(path, data)
    if not settings.database.url and not (settings.server.data / "aril.db").is_file():
        raise click.ClickException(
            _("There is no site in {folder}; `aril up` makes one.", folder=str(settings.server.data))
        )
    database = assembly.database_of(settings)
    try:
        if not version.is_current(database):
            raise click.ClickException(
                _("The database is behind this version; `aril up` brings it up to date.")
            )
        yield assembly.site_of(settings, database)
    finally:
        database.close()


def office_at(site: Site, region: str, command: str) -> Member:
    """Whoever types a command, acting for the office of a region; for no organisation where none has filed."""
    with site.db.read() as session:
        office = organisations.office_of(session, region)
    return Member(
        user_id="",
        user_name=command,
        organisation_id=office.id if office else "",
        organisation_name=office.name if office else "",
        region=region,
        roles=frozenset({Role.REGULATOR}),
    )
