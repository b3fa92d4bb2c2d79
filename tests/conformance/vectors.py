"""The standards' vectors, read where they lie."""

import json
import os
from pathlib import Path
from typing import Any

from tests.conftest import missing

FOLDER = Path(os.environ.get("ARIL_CONFORMANCE", "../shared/conformance"))


def text(name: str) -> str:
    """A file of the vectors."""
    path = FOLDER / name
    if not path.is_file():
        missing(f"{path} is missing: set ARIL_CONFORMANCE to the folder of the standards' vectors")
    return path.read_text(encoding="utf-8")


def data(name: str) -> Any:
    """A JSON file of the vectors."""
    return json.loads(text(name))
