"""`aril epcis`: check EPCIS documents and hash their events. Each answer is one line of JSON."""

import json
from collections.abc import Iterable

import click

from aril.epcis.contexts import Json
from aril.epcis.errors import EpcisError, Finding
from aril.epcis.event_hash import event_hash, prehash
from aril.epcis.jsontext import loads
from aril.epcis.reading import event_objects, read_document
from aril.epcis.remarks import remarks

SOURCE = click.Path(exists=True, dir_okay=False, allow_dash=True)
FILES = click.argument("files", metavar="FILE…", nargs=-1, required=True, type=SOURCE)


@click.group()
def epcis() -> None:
    """Check and hash EPCIS events."""


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

    Ends with 1 when a file is refused.
    """
    all_valid = True
    for file in files:
        try:
            events = read_document(_read(file)).events
        except EpcisError as error:
            _say({"file": file, "errors": _shown(error.findings)})
            all_valid = False
            continue
        for number, event in enumerate(events):
            text = {"prehash": prehash(event)} if with_prehash else {}
            _say({"file": file, "event": number, "hash": event_hash(event), **text})
    context.exit(0 if all_valid else 1)


def _read(file: str) -> Json:
    with click.open_file(file, "rb") as source:
        return loads(source.read())


def _shown(findings: Iterable[Finding]) -> list[dict[str, object]]:
    return [
        {"event": each.event, "path": each.path, "code": each.code, "message": each.message}
        for each in findings
    ]


def _say(answer: dict[str, object]) -> None:
    click.echo(json.dumps(answer, ensure_ascii=False))
