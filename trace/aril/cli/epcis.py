"""`aril epcis`: check, hash, capture and export EPCIS documents. Each answer is one line of JSON."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import click

from aril import i18n
from aril.cli.opening import opened
from aril.cli.options import CONFIG, DATA
from aril.cli.terminal import gettext as _
from aril.cli.terminal import progress_bar
from aril.clock import utc_now
from aril.domain.moment import CHINA
from aril.epcis.contexts import Json
from aril.epcis.errors import EpcisError, Finding
from aril.epcis.event_hash import event_hash, left_out, prehash
from aril.epcis.jsontext import loads
from aril.epcis.reading import event_objects, read_document
from aril.epcis.remarks import remarks
from aril.services.ledger import archive, intake
from aril.services.ledger.documents import ErrorBehaviour, Problem
from aril.services.ledger.intake import Taken
from aril.store.archive import Chosen

SOURCE = click.Path(exists=True, dir_okay=False, allow_dash=True)
DAY = click.DateTime(["%Y-%m-%d"])
FILES = click.argument("files", metavar="FILE…", nargs=-1, required=True, type=SOURCE)


@click.group()
def epcis() -> None:
    """Check, hash, capture and export EPCIS events."""


@epcis.command()
@FILES
@click.pass_context
def check(context: click.Context, files: tuple[str, ...]) -> None:
    """Say what is wrong with EPCIS documents, query documents or single events; `-` is standard input.

    Ends with 1 when a file is refused. Remarks are about what may be said but better were not.
    """
    all_valid = True
    for file in files:
        answer: dict[str, object] = {"file": file, "valid": True, "events": 0, "errors": []}
        try:
            json_value = _read(file)
            answer["events"] = len(event_objects(json_value))
            if found := _shown(remarks(read_document(json_value))):
                answer["remarks"] = found
        except EpcisError as error:
            answer |= {"valid": False, "errors": _shown(error.findings)}
            all_valid = False
        _say(answer)
    context.exit(0 if all_valid else 1)


@epcis.command("hash")
@click.option("--prehash", "with_prehash", is_flag=True, help="Also the text of which the hash is taken.")
@FILES
@click.pass_context
def hash_(context: click.Context, files: tuple[str, ...], with_prehash: bool) -> None:
    """The event hash (CBV 2.0, section 8.9) of each event, numbered from 0; `-` is standard input.

    What a document says its repository added to events (`ignoreFields`) takes no part.
    Ends with 1 when a file is refused.
    """
    all_valid = True
    for file in files:
        try:
            document = read_document(_read(file))
        except EpcisError as error:
            _say({"file": file, "errors": _shown(error.findings)})
            all_valid = False
            continue
        without = left_out(document)
        for number, event in enumerate(document.events):
            text = {"prehash": prehash(event, without)} if with_prehash else {}
            _say({"file": file, "event": number, "hash": event_hash(event, without), **text})
    context.exit(0 if all_valid else 1)


@epcis.command()
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=SOURCE)
@click.option(
    "--for", "code", help="For which organisation: its unified social credit code, its GLN or its id."
)
@click.option(
    "--as-recorded",
    is_flag=True,
    help="For whom each event was recorded, as a file of `export` says it of itself.",
)
@click.option(
    "--rollback/--proceed",
    default=True,
    help="Nothing of a file with a bad event, or all good events. [rollback]",
)
@CONFIG
@DATA
@click.pass_context
def capture(
    context: click.Context,
    files: tuple[str, ...],
    code: str | None,
    as_recorded: bool,
    rollback: bool,
    path: Path | None,
    data: Path | None,
) -> None:
    """Record the events of EPCIS documents in this site, whatever their size; `-` is standard input.

    What is recorded already is passed over, so the same files can be sent again after a crash. Prints one line of
    JSON a file; ends with 1 when an event was refused.
    """
    if not code and not as_recorded:
        raise click.UsageError(_("Say for which organisation, with --for, or that it is --as-recorded."))
    behaviour = ErrorBehaviour.ROLLBACK if rollback else ErrorBehaviour.PROCEED
    all_taken: list[Taken] = []
    with opened(path, data) as site:
        actor = intake.acting_for(site, code, "aril epcis capture")
        for file in files:
            with progress_bar(file) as tell:
                taken = intake.capture_file(
                    site, _bytes(file), behaviour, actor, utc_now(), tell, as_recorded=as_recorded
                )
            all_taken.append(taken)
            _say(
                {
                    "file": file,
                    "captured": taken.captured,
                    "skipped": taken.skipped,
                    "errors": [_problem(each) for each in taken.errors],
                    "warnings": [_problem(each) for each in taken.warnings],
                }
            )
    summary = _(
        "{captured} events were recorded, {skipped} were recorded before, {refused} were refused.",
        captured=sum(each.captured for each in all_taken),
        skipped=sum(each.skipped for each in all_taken),
        refused=sum(len(each.errors) for each in all_taken),
    )
    click.echo(summary, err=True)
    context.exit(1 if any(each.errors for each in all_taken) else 0)


@epcis.command()
@click.option(
    "--lot",
    help="The code, URI or URN of a lot: all events of it, of what went into it, and of what was made of it.",
)
@click.option("--from", "since", type=DAY, help="The first day of the events, such as 2026-09-01.")
@click.option("--to", "until", type=DAY, help="The last day of the events.")
@click.option("--out", default="-", show_default=True, help="The file to write; `-` is standard output.")
@CONFIG
@DATA
def export(
    lot: str | None,
    since: datetime | None,
    until: datetime | None,
    out: str,
    path: Path | None,
    data: Path | None,
) -> None:
    """Write events as one EPCIS document, one event a line, in the order in which they were recorded.

    A file that was left unfinished is gone on with by the same command. Captured with --as-recorded into an empty
    site, it makes the same lots again.
    """
    with opened(path, data) as site, progress_bar(_("Writing events")) as tell:
        chosen = Chosen(
            archive.lot_called(site, lot) if lot else "",
            since and since.replace(tzinfo=CHINA),
            until and until.replace(tzinfo=CHINA) + timedelta(days=1),
        )
        if out == "-":
            with click.open_file("-", "wb") as screen:
                done = archive.export(site, chosen, screen, utc_now(), tell)
        else:
            done = archive.export_to(site, chosen, Path(out), utc_now(), tell)
    click.echo(_("{n} events, {before} of them from before.", n=done.events, before=done.before), err=True)


def _problem(each: Problem) -> dict[str, object]:
    return {
        "event": each.event,
        "eventID": each.event_id,
        "path": each.path,
        "code": each.code,
        "message": each.said[i18n.SOURCE],
    }


def _read(file: str) -> Json:
    return loads(_bytes(file))


def _bytes(file: str) -> bytes:
    with click.open_file(file, "rb") as source:
        content: bytes = source.read()
        return content


def _shown(findings: Iterable[Finding]) -> list[dict[str, object]]:
    return [
        {"event": each.event, "path": each.path, "code": each.code, "message": each.message}
        for each in findings
    ]


def _say(answer: dict[str, object]) -> None:
    click.echo(json.dumps(answer, ensure_ascii=False))
