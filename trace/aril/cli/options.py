"""Options that several commands take."""

from pathlib import Path

import click

CONFIG = click.option(
    "--config",
    "path",
    type=click.Path(path_type=Path),
    help="The settings; else $ARIL_CONFIG or ./config.toml.",
)
DATA = click.option("--data", type=click.Path(path_type=Path), help="The folder of the site's data.")
