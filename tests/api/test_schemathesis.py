"""Schemathesis asks the running service whether its description is true, with every check it has.

`make ask` asks twenty times as much (`ARIL_EXAMPLES=40`), by another seed each time; `ARIL_SEED` asks the same again.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from aril.store.database import Database
from tests.api.live import live
from tests.api.schemathesis_hooks import EXAMPLES, EXHAUSTIVE

ROOT = Path(__file__).parents[2]
SEED = os.environ.get("ARIL_SEED", "20260912")
LOOKS = {
    "drawn at random": ("--phases", "examples,fuzzing,stateful", "--max-examples", str(EXAMPLES)),
    "each bound and each fault": (
        *("--phases", "coverage"),
        *("--exclude-operation-id-regex", "^(capture|recordEvent)$"),
    ),
}
if EXAMPLES >= EXHAUSTIVE:
    LOOKS["each field of an event"] = ("--phases", "coverage", "--include-operation-id", "recordEvent")
    """14 000 cases. What is captured is drawn at random only: 45 000 more, of the same events inside of documents."""


@pytest.mark.parametrize("look", LOOKS)
def test_what_the_interface_says_of_itself_is_true(sqlite: Database, tmp_path: Path, look: str) -> None:
    with live(sqlite, tmp_path) as service:
        looked = subprocess.run(
            [
                Path(sys.executable).parent / "st",
                "--config-file", ROOT / "tests/api/schemathesis.toml",
                "run", f"{service.url}/api/openapi.json",
                "--header", f"Authorization: Bearer {service.token}",
                "--continue-on-failure", "--no-shrink", "--no-color", "--suppress-health-check", "all", "--seed", SEED,
                *LOOKS[look],
            ],
            cwd=tmp_path,
            env=os.environ | {
                "PYTHONPATH": str(ROOT),
                "SCHEMATHESIS_HOOKS": "tests.api.schemathesis_hooks",
                "HYPOTHESIS_STORAGE_DIRECTORY": str(ROOT / ".hypothesis"),
            },
            capture_output=True,
            text=True,
            check=False,
        )  # fmt: skip

    assert looked.returncode == 0, looked.stdout[-20_000:]
