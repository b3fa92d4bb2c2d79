"""`aril backup` and `aril restore`: a whole site in one file, and back."""

from pathlib import Path

import click

from aril import assembly
from aril.cli.opening import opened, settings_of
from aril.cli.options import CONFIG, DATA
from aril.cli.terminal import gettext as _
from aril.cli.terminal import say
from aril.clock import utc_now
from aril.domain.moment import CHINA
from aril.services import backup as service
from aril.services.merkle_log import verification
from aril.store import migrate


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@CONFIG
@DATA
def backup(file: Path | None, path: Path | None, data: Path | None) -> None:
    """Copy the whole site into FILE, while it runs: database, uploads and keys, each with its checksum.

    Keep it where only you can read it: it holds the site's secrets.
    """
    now = utc_now()
    with opened(path, data) as site:
        target = file or Path(f"aril-{now.astimezone(CHINA):%Y-%m-%d-%H%M%S}.zip")
        manifest = service.save(site, target, now)
    size = sum(part.size for part in manifest.parts) / 1e6
    say(
        "{file}: {count} files, {size} MB.",
        file=str(target),
        count=len(manifest.parts),
        size=f"{size:.1f}",
    )


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@CONFIG
@DATA
def restore(file: Path, path: Path | None, data: Path | None) -> None:
    """Bring a site back from FILE into an empty data folder, and verify its log."""
    settings = settings_of(path, data)
    manifest = service.restore(file, settings.server.data)
    say("{folder} is the site as of {moment}.", folder=str(settings.server.data), moment=manifest.made_at)
    database = assembly.database_of(settings)
    try:
        migrate.upgrade(database)
        count, fault = verification.verify(assembly.site_of(settings, database))
    finally:
        database.close()
    if fault:
        raise click.ClickException(_("Its log has a fault; see `aril log verify`."))
    say("The log is intact: {count} entries.", count=count)
