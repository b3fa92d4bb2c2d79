"""Speaking in a terminal, in its language."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import click

from aril import i18n
from aril.domain.errors import Finding, Invalid


def language() -> str:
    """`zh_CN` for a Chinese terminal, else English."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if chosen := os.environ.get(variable):
            return "zh_CN" if chosen.startswith("zh") else i18n.SOURCE
    return i18n.SOURCE


def gettext(message: str, /, **data: object) -> str:
    """A sentence in the terminal's language. In commands: `from aril.cli.terminal import gettext as _`."""
    return i18n.gettext(language(), message, **data)


def say(message: str = "", /, **data: object) -> None:
    """Print a sentence in the terminal's language."""
    click.echo(gettext(message, **data))


@contextmanager
def progress_bar(label: str = "", *, hidden: bool = False) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error that appears with the first step, and so not at all where nothing is to be done."""
    with ExitStack() as shown:
        bars: list[Any] = []

        def tell(done: int, total: int) -> None:
            if not bars:
                bar = click.progressbar(length=total, label=label, file=sys.stderr, hidden=hidden)
                bars.append(shown.enter_context(bar))
            bars[0].update(done - bars[0].pos)

        yield tell


@contextmanager
def findings_by_line() -> Iterator[None]:
    """Say what is wrong with a file line by line, each with its place, and end with 2."""
    try:
        yield
    except Invalid as error:
        tell(error.findings)
        raise SystemExit(2) from None


def tell(findings: Iterable[Finding]) -> None:
    """Write findings to standard error, each with its place."""
    for finding in findings:
        click.echo(f"{finding.where}: {i18n.translate(finding, language())}", err=True)
