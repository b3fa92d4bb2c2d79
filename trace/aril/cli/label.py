"""`aril label`: labels from a job file, without any database; or of a lot of a site."""

import secrets
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path
from typing import BinaryIO, TextIO

import click

from aril import config, resources
from aril.cli.options import CONFIG, DATA
from aril.cli.terminal import gettext
from aril.cli.terminal import language as language_of_terminal
from aril.domain.label import JobState
from aril.labelling.design import Design
from aril.labelling.font import Font
from aril.labelling.job import Job
from aril.labelling.press import Press, press
from aril.labelling.proof import Proof
from aril.labelling.record import LabelRecord
from aril.labelling.writers import WRITERS
from aril.printing.address import Address, Reach
from aril.printing.ipp import IppPrinter
from aril.printing.raw import LANGUAGES, RawPrinter

#: Outputs that are one picture a label, and so a file a label.
PICTURES = frozenset({"png", "svg"})


@click.command()
@click.argument("job_file", metavar="[JOB.toml]", type=click.File("r", encoding="utf-8"), required=False)
@click.option(
    "--lot", help="Labels of this lot of a site instead of a job file's: its code, or what its label says."
)
@click.option(
    "--as", "login", metavar="USER", help="With --lot: who orders them, by the name to sign in with."
)
@click.option("--net-weight", help="With --lot: the net weight of one box in kg.")
@click.option(
    "--origin", help="With --lot: where it grew, where that is not known: a county, a city or a province."
)
@click.option("--language", type=click.Choice(("zh", "en")), help="With --lot: the language of the label.")
@click.option("--out", metavar="FILE", help="Where to write; - is standard output.")
@click.option(
    "--printer",
    metavar="ADDRESS",
    help="Print it: tcp://192.168.1.50:9100 for zpl and tspl, ipp://… for pdf; with --lot a printer's name.",
)
@click.option("--format", "output", type=click.Choice(tuple(WRITERS)), default="pdf", show_default=True)
@click.option("--dpi", type=int, default=300, show_default=True, help="The printer's dots per inch.")
@click.option("--design", help="Another design than the job's: a name, or a path to a TOML file.")
@click.option("--count", type=click.IntRange(min=1), help="Another number of labels than the job's.")
@click.option("--font", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Another font.")
@CONFIG
@DATA
def label(  # noqa: PLR0913, PLR0917 - its options
    job_file: TextIO | None,
    lot: str | None,
    login: str | None,
    net_weight: str | None,
    origin: str | None,
    language: str | None,
    out: str | None,
    printer: str | None,
    output: str,
    dpi: int,
    design: str | None,
    count: int | None,
    font: Path | None,
    path: Path | None,
    data: Path | None,
) -> None:
    """Draw the labels of a job file, or with --lot, --as and --count those of a lot, as the site's pages do.

    Every symbol is read back before its label is written, and the last line on standard error says how many. With
    png and svg a job of several labels becomes FILE-00001, FILE-00002 and so on.
    """
    if (out is None) == (printer is None):
        raise click.UsageError("give either --out or --printer")
    if lot is not None:
        if job_file or not login or not count or output != "pdf" or font:
            raise click.UsageError(
                "--lot goes with --as USER and --count, and makes a PDF or goes to a printer of the site; "
                "a job file stands alone"
            )
        values = {
            "design": design or "",
            "count": str(count),
            "net_weight": net_weight or "",
            "origin": origin or "",
            "language": language or "",
        }
        _of_lot(path, data, lot, values, login, out, printer)
        return
    if job_file is None:
        raise click.UsageError("expected a job file, or --lot")
    job = Job.parse(job_file.read())
    job = replace(job, count=count or job.count)
    chosen = read_design(design or job.design)
    job.require_known(chosen.samples)
    face = Font.load(font) if font else Font.shipped()
    records = _counted(job.records(secrets.token_bytes), job.count)
    pressed = press(chosen, records, format=output, dpi=dpi, font=face, language=job.language)
    if printer is not None:
        proof = send(pressed, printer, output, job.count)
    else:
        proof = _written(pressed, str(out), output, job.count)
    done = f"{proof.labels} labels, {proof.symbols} symbols decode-verified"
    click.echo(f"{done}, {proof.pages_rendered} pages rendered and read", err=True)


def send(pressed: Press, printer: str, output: str, count: int) -> Proof:
    """Sends a job to a printer at an address; raises a PrinterError that says how far it came.

    Who types a command may reach what their machine reaches, so no network is closed to it.
    """
    if output not in {"pdf", *LANGUAGES}:
        raise click.UsageError("a printer takes --format zpl, tspl or pdf")
    address = Address.parse(printer, ipp=output == "pdf", where="--printer")
    everywhere = Reach((ip_network("0.0.0.0/0"), ip_network("::/0")), frozenset({address.port}))
    if output == "pdf":
        told = IppPrinter(address).deliver(everywhere, pressed, "aril", count)
    else:
        told = RawPrinter(address, output).deliver(everywhere, pressed)
    for progress in told:
        click.echo(f"{progress.arrived} labels have arrived", err=True)
    return pressed.proof


def _written(pressed: Press, out: str, output: str, count: int) -> Proof:
    try:
        return write(pressed, out, pictures=output in PICTURES, count=count)
    except OSError as error:
        raise click.ClickException(f"{out}: {error.strerror or error}; no label was left behind") from error


def _of_lot(
    path: Path | None,
    data: Path | None,
    lot: str,
    values: Mapping[str, str],
    login: str,
    out: str | None,
    printer: str | None,
) -> None:
    from aril.cli import lot_labels  # noqa: PLC0415 - a job file needs no site, and should not wait for one
    from aril.cli.opening import opened  # noqa: PLC0415

    with opened(path, data) as site:
        actor = lot_labels.member_named(site, login)
        to = lot_labels.printer_named(site, printer, actor) if printer else None
        try:
            job = lot_labels.print_lot(site, lot, values, actor, out, to)
        except OSError as error:
            raise click.ClickException(f"{out}: {error.strerror or error}") from error
        if job.over:
            over = gettext(
                "The labels of this lot promise {kg} more than was packed of it.", kg=f"{job.over:f} kg"
            )
            click.echo(over, err=True)
        click.echo(lot_labels.told(job, language_of_terminal()), err=True)
        is_done = job.state == JobState.DONE
        sent = lot_labels.send(site, job, to, actor) if to and is_done else None
    if sent:
        click.echo(lot_labels.told_of_sending(sent, language_of_terminal()), err=True)
    if not is_done or (sent and sent.fault):
        raise SystemExit(1)


def read_design(name: str) -> Design:
    """A design of this installation or of the site's own folder by name, or any by the path of its file."""
    known = resources.designs(config.load().label_folders)
    path = Path(name) if name.endswith(".toml") else known.get(name)
    if path is None or not path.is_file():
        raise click.ClickException(f"there is no design “{name}”; there are {', '.join(known)}")
    return Design.parse(path.read_bytes(), path.stem)


def write(pressed: Press, out: str, *, pictures: bool, count: int) -> Proof:
    """Writes a job to its file or files; an unfinished one leaves none behind."""
    several = pictures and count > 1
    if out == "-":
        if several:
            raise click.UsageError("standard output takes one picture; give a file name for several")
        _pour(pressed, sys.stdout.buffer)
    elif several:
        _write_pictures(pressed, Path(out))
    else:
        _write_file(pressed, Path(out))
    return pressed.proof


def _write_file(chunks: Iterator[bytes], path: Path) -> None:
    """Under another name until it is complete."""
    unfinished = path.with_name(f"{path.name}.part")
    try:
        with unfinished.open("wb") as file:
            _pour(chunks, file)
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def _write_pictures(chunks: Iterator[bytes], path: Path) -> None:
    with ExitStack() as undo:
        for number, chunk in enumerate(chunks, 1):
            picture = path.with_name(f"{path.stem}-{number:05d}{path.suffix}")
            undo.callback(picture.unlink, missing_ok=True)
            picture.write_bytes(chunk)
        undo.pop_all()


def _pour(chunks: Iterator[bytes], file: BinaryIO) -> None:
    file.writelines(chunks)
    file.flush()


def _counted(records: Iterator[LabelRecord], count: int) -> Iterator[LabelRecord]:
    """The records, with a progress bar on standard error where somebody watches."""
    hidden = not sys.stderr.isatty()
    with click.progressbar(records, length=count, label="Labels", file=sys.stderr, hidden=hidden) as shown:
        yield from shown
