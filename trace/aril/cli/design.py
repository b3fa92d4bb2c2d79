"""`aril design`: what is wrong with a label design, all of it, before anybody prints with it."""

from pathlib import Path

import click

from aril.cli.terminal import gettext as _
from aril.cli.terminal import language, say
from aril.i18n import translate
from aril.labelling.checking import check, resolutions
from aril.labelling.design import Design
from aril.labelling.font import Font
from aril.labelling.geometry import mm
from aril.labelling.press import press


@click.command()
@click.argument("file", metavar="DESIGN.toml", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--dpi", type=int, multiple=True, help="The printer's dots per inch; may be given more than once."
)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Draw a sample label into this SVG file."
)
def design(file: Path, dpi: tuple[int, ...], out: Path | None) -> None:
    """Say everything that is wrong with a label design.

    Its file is read, and a sample label is laid out in each of its languages, at the resolutions of the printers it is
    for. Ends with 2 when something is wrong.
    """
    read, faults = check(file.read_bytes(), file.stem, font=Font.shipped(), dpi=dpi)
    for fault in faults:
        click.echo(translate(fault, language()), err=True)
    if faults or read is None:
        raise SystemExit(2)
    say(
        "{name}: {width} × {height} mm, {places} to a page, {elements} elements; nothing is wrong at {dpi} dpi.",
        name=read.name,
        width=mm(read.width),
        height=mm(read.height),
        places=read.per_page,
        elements=len(read.elements),
        dpi=dpi or resolutions(read),
    )
    if out:
        out.write_bytes(_sample(read))
        click.echo(_("A sample label stands in {file}.", file=out), err=True)


def _sample(read: Design) -> bytes:
    finest = max(resolutions(read))
    return b"".join(press(read, [read.sample()], format="svg", dpi=finest, font=Font.shipped()))
