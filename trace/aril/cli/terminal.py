"""Speaking in a terminal, in its language."""

import os

import click

from aril.i18n import SOURCE, gettext


def language() -> str:
    """`zh_CN` for a Chinese terminal, else English."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if chosen := os.environ.get(variable):
            return "zh_CN" if chosen.startswith("zh") else SOURCE
    return SOURCE


def say(message: str = "", /, **data: object) -> None:
    """Print a sentence in the terminal's language."""
    click.echo(gettext(language(), message, **data))
