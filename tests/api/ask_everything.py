"""Schemathesis asks the running service whether its description is true, with every check it has.

`ARIL_EXAMPLES=40` looks ten times as long.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from aril.store.database import Database
from tests.api.live import live

ROOT = Path(__file__).parents[2]
EXAMPLES = os.environ.get("ARIL_EXAMPLES", "4")
LOOKS = {
    "drawn at random": ("--phases", "examples,fuzzing,stateful", "--max-examples", EXAMPLES),
    "each bound and each fault": ("--phases", "coverage", "--exclude-operation-id", "findEvents"),
    "each parameter of events": ("--phases", "coverage", "--include-operation-id", "findEvents"),
}
"""Three runs, so that a machine with several cores does them side by side."""


@pytest.mark.parametrize("look", LOOKS)
def test_what_the_interface_says_of_itself_is_true(sqlite: Database, tmp_path: Path, look: str) -> None:
    with live(sqlite, tmp_path) as service:
        looked = subprocess.run(
            [
                Path(sys.executable).parent / "st",
                "--config-file", ROOT / "tests/api/schemathesis.toml",
                "run", f"{service.url}/api/openapi.json",
                "--header", f"Authorization: Bearer {service.token}",
                "--continue-on-failure", "--no-shrink", "--no-color", "--seed", "20260912",
                *LOOKS[look],
            ],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(ROOT), "SCHEMATHESIS_HOOKS": "tests.api.schemathesis_hooks"},
            capture_output=True,
            text=True,
            check=False,
        )  # fmt: skip

    assert looked.returncode == 0, looked.stdout[-20_000:]
