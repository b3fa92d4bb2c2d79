"""`aril label --lot …`: labels of a lot, as an order of the site, acting for somebody who belongs to it."""

import secrets
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

import click

from aril.cli.terminal import gettext as _
from aril.cli.terminal import progress_bar
from aril.clock import utc_now
from aril.domain.label import JobState
from aril.domain.membership import Member, Role
from aril.domain.printer import Printer, SendingState
from aril.i18n import translate
from aril.services.label_press import label_jobs, label_order, label_print, label_sending, printers
from aril.services.label_press.label_jobs import PrintJob
from aril.services.label_press.label_sending import Sending
from aril.services.site import Site
from aril.store import accounts

_AT_A_TIME = 1 << 16


def member_named(site: Site, login: str) -> Member:
    """Whoever signs in by this name, acting for the one enterprise in which they grow or pack."""
    with site.db.read() as session:
        found = [each for each in accounts.members_of(session, login) if each.has(Role.GROWER, Role.PACKER)]
    if len(found) != 1:
        raise click.ClickException(
            _(
                "“{login}” grows or packs for {count} enterprises; expected one.",
                login=login,
                count=len(found),
            )
        )
    return found[0]


def printer_named(site: Site, name: str, actor: Member) -> Printer:
    """The enterprise's printer of this name that labels can be sent to, whether or not this site reaches it."""
    found = {each.name: each for each in printers.printers_of(site, actor) if each.kind.is_direct}
    if name not in found:
        raise click.ClickException(
            _(
                "There is no printer “{name}” to send to; there are: {names}.",
                name=name,
                names=", ".join(found),
            )
        )
    return found[name]


def print_lot(
    site: Site, lot: str, values: Mapping[str, str], actor: Member, out: str | None, to: Printer | None = None
) -> PrintJob:
    """Order labels and write them as they are finished, with a bar on standard error where somebody watches.

    Nothing is ordered where the file cannot be written. It has the name FILE.part until it is finished; should it break
    off, the job itself goes on in the service, and `OSError` is raised. Labels that go `to` a printer have no file
    beside the site's own.
    """
    wanted = {**values, "printer": to.id} if to else values

    def order() -> str:
        return label_order.order(site, lot, wanted, actor, utc_now(), secrets.token_hex(8), waits=True)

    if out is None:
        return _printed(site, order(), actor, None)
    if out == "-":
        return _printed(site, order(), actor, sys.stdout.buffer)
    path = Path(out)
    unfinished = path.with_name(f"{path.name}.part")
    try:
        with unfinished.open("wb") as file:
            done = _printed(site, order(), actor, file)
        if done.state == JobState.DONE:
            unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return done


def _printed(site: Site, job: str, actor: Member, to: BinaryIO | None) -> PrintJob:
    """Print a job and pass its file on; raises the `OSError` of where it goes when it is printed all the same."""
    total = label_jobs.show(site, job, actor).count
    path = label_print.path_of(site, job)
    hidden = not sys.stderr.isatty()
    with progress_bar(_("Labels"), hidden=hidden) as shown:

        def tell(done: int, length: int) -> None:
            shown(done, total)
            if to is None or broken:
                return
            try:
                pass_on(to, length)
            except OSError as error:  # no fault of the job's
                broken.append(error)

        def pass_on(to: BinaryIO, length: int) -> None:
            with path.open("rb") as file:
                file.seek(passed[0])
                while passed[0] < length and (piece := file.read(min(_AT_A_TIME, length - passed[0]))):
                    to.write(piece)
                    passed[0] += len(piece)
            to.flush()

        passed, broken = [0], list[OSError]()
        label_print.print_now(site, job, actor, utc_now(), tell)
    if broken:
        raise broken[0]
    return label_jobs.show(site, job, actor)


def send(site: Site, job: PrintJob, to: Printer, actor: Member) -> Sending:
    """Send printed labels, here unless a service that runs on the same site takes them first."""
    wish = label_sending.send(site, job.id, {"printer": to.id}, actor, utc_now())
    while True:
        (sent,) = (each for each in label_sending.sending(site, job.id, actor).sendings if each.id == wish)
        if sent.state != SendingState.WAITING or not label_sending.work(site, utc_now()):
            return sent


def told_of_sending(sent: Sending, language: str) -> str:
    """How far labels came on their way to a printer, and why no farther."""
    if sent.fault:
        return " ".join([translate(sent.fault, language), *(_(each) for each in sent.advice)])
    if sent.is_going_on:
        return _("The service sends them to {printer}.", printer=sent.printer)
    return _("{count} labels have arrived at {printer}.", count=sent.arrived, printer=sent.printer)


def told(job: PrintJob, language: str) -> str:
    """The proof's result, or why there is none."""
    if job.fault:
        return translate(job.fault, language)
    if job.is_going_on:
        return _("The service prints them, and its page of the print job hands them out.")
    return (
        f"{job.done} labels, {job.symbols_checked} symbols decode-verified, "
        f"{job.pages_rendered} pages rendered and read"
    )
