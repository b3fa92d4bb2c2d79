"""The examples of the documentation are what a running service answers, and every command in it works.

What came back is kept in `build/examples.json`; `make examples` makes it the documentation's.
"""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import asdict
from http.client import parse_headers
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from aril.api import docs, openapi
from aril.api.description import Operation
from aril.api.examples import Kept, kept
from aril.store.database import Database
from tests.api.live import Live, live

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "build" / "examples.json"
DOCUMENT = ROOT / "docs" / "api.md"

CHANGING = {
    r"\b[0-9a-f]{64}\b": "(hash)",
    r"\b[0-9a-f]{32}\b": "(salt)",
    r"\b[0-9a-f]{20}\b": "(id)",
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)": "(time)",
    r"http://127\.0\.0\.1:\d+|127\.0\.0\.1:\d+": "(site)",
    r"[A-Za-z0-9+/]{42,}=*": "(bytes)",
    r"[+ ][0-9a-f]{8}\b": "(key)",
    r"/10/[0-9A-Z]{13}\b": "/10/(lot)",
}
"""What differs from one run to the next."""


@pytest.fixture(scope="module")
def served(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    folder = tmp_path_factory.mktemp("examples")
    (folder / "aril.db").write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{folder}/aril.db")
    with live(database, folder) as running:
        yield running
    database.close()


@pytest.fixture(scope="module")
def answers(served: Live) -> dict[str, Kept]:
    """What each operation answers to its example, asked for by the command of the documentation."""
    found: dict[str, Kept] = {}
    known: dict[str, dict[str, str]] = {}
    steps = [each for each in openapi.operations(served.app) if each[1] != "OPTIONS" and each[2].answers]
    for path, method, operation in sorted(steps, key=_is_it_an_end):
        arguments = {**operation.example.path, **known.get(operation.id, {})}
        command = docs.command(served.url, path, method, operation, arguments)
        found[operation.id] = answer = _run(served, command, arguments, operation)
        links = {each.status: each.links for each in operation.answers}.get(answer.status, {})
        for link, values in links.items():
            known[link] = {name: _at(expression, operation, answer) for name, expression in values.items()}
    KEPT.parent.mkdir(exist_ok=True)
    KEPT.write_text(
        json.dumps({name: asdict(each) for name, each in found.items()}, ensure_ascii=False, indent=1)
    )
    return found


def test_every_command_of_the_documentation_works(answers: dict[str, Kept]) -> None:
    assert [f"{name}: {each.answer}" for name, each in answers.items() if each.status >= 400] == []


def test_every_example_is_what_the_service_answers(answers: dict[str, Kept]) -> None:
    stale = [name for name, each in answers.items() if _lasting(each) != _lasting(kept(name))]

    assert stale == [], "make examples"


def test_five_minutes_with_curl_take_no_longer(served: Live) -> None:
    """Every block of `docs/api.md` runs as it stands there."""
    environment = os.environ | {"ARIL": served.url, "ARIL_TOKEN": served.token}
    blocks = re.findall(r"```sh\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)

    printed = [
        subprocess.run(
            ["bash", "-ec", block], env=environment, capture_output=True, text=True, check=True
        ).stdout
        for block in blocks
    ]

    said = "\n".join(printed)
    assert '"success": true' in said or '"success":true' in said
    assert "您现有 100 kg" in said
    assert '"path": "EQ_bizSteps"' in said
    assert said.count('"eventList"') == 2
    assert "\n— " in said  # the log's head is signed


def _is_it_an_end(step: tuple[str, str, Operation]) -> int:
    """What ends something comes last, and the inner before the outer."""
    path, method, _ = step
    return 1000 - path.count("/") if method == "DELETE" else 0


def _run(served: Live, command: str, arguments: dict[str, str], operation: Operation) -> Kept:
    ran = subprocess.run(
        ["bash", "-c", f"{command} --silent --show-error --include --header 'Accept-Language: en'"],
        env=os.environ | {"ARIL_TOKEN": served.token},
        capture_output=True,
        check=True,
    )
    head, _, body = ran.stdout.partition(b"\r\n\r\n")
    status, _, headers = head.partition(b"\r\n")
    media_type = str(parse_headers(BytesIO(headers)).get("Content-Type", "")).partition(";")[0]
    return Kept(
        status=int(status.split()[1]),
        media_type=media_type,
        answer=_said(media_type, body),
        path=arguments,
        query=dict(operation.example.query),
    )


def _said(media_type: str, body: bytes) -> Any:
    if media_type.endswith("json"):
        said = json.loads(body)
        return said if "openapi" not in said else {"openapi": said["openapi"], "paths": {}}
    return body.decode() if media_type == "text/plain" else None


def _at(expression: str, operation: Operation, answer: Kept) -> str:
    """What a runtime expression of OpenAPI names: `$response.body#/id`."""
    source, _, pointer = expression.partition("#/")
    return str((answer.answer if source == "$response.body" else operation.example.body)[pointer])


def _lasting(example: Kept | None) -> str:
    text = json.dumps(example and asdict(example), ensure_ascii=False, sort_keys=True)
    for pattern, name in CHANGING.items():
        text = re.sub(pattern, name, text)
    return text
