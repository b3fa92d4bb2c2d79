"""The session secret: from the environment, or from a file that only its owner may read."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from aril.config import Settings
from aril.domain.errors import SettingError

VARIABLE = "ARIL_SECRET"
LEAST = 32


def read(settings: Settings, environment: Mapping[str, str] | None = None) -> str:
    """The secret that signs sessions and form tokens.

    Raises `SettingError` where there is none, where it is shorter than 32 characters, or where others on
    this machine may read its file.
    """
    environment = os.environ if environment is None else environment
    path = _path(settings)
    if VARIABLE in environment:
        return _long_enough(environment[VARIABLE], f"${VARIABLE}")
    if not path.is_file():
        raise SettingError(
            str(path), 0, f"there is no secret here and none in ${VARIABLE}; `aril up` makes one"
        )
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise SettingError(str(path), 0, f"others may read the secret; run: chmod 600 {path}")
    return _long_enough(path.read_text(encoding="ascii").strip(), str(path))


def make(settings: Settings) -> None:
    """Write a new secret, unless there is one."""
    path = _path(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48) + "\n")


def _path(settings: Settings) -> Path:
    return settings.server.data / "secret"


def _long_enough(secret: str, source: str) -> str:
    if len(secret) < LEAST:
        problem = f"the secret has {len(secret)} characters; expected at least {LEAST}"
        raise SettingError(source, 1, problem)
    return secret
