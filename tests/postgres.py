"""A PostgreSQL of the tests' own: started from the machine's binaries on a free port, and stopped again."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

USER = "aril"
_QUICK = (
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "autovacuum=off",
    "max_connections=50",
)


def binaries() -> Path | None:
    """The newest PostgreSQL of the machine, or None."""
    if (found := shutil.which("postgres")) is not None:
        return Path(found).parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    return installed[-1] if installed else None


@contextmanager
def server(programs: Path) -> Iterator[str]:
    """Run a server for as long as the block; gives its URL up to and without the database's name."""
    folder = Path(tempfile.mkdtemp(prefix="aril-postgres-"))
    person = _person()
    if person:
        shutil.chown(folder, person["user"])
    try:
        data, port = folder / "data", _free_port()
        initdb = [
            programs / "initdb",
            "-D",
            data,
            "-U",
            USER,
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
        ]
        _run([*initdb, "--no-sync"], person)
        options = " ".join(f"-c {option}" for option in _QUICK)
        options += f" -c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder}"
        control = [programs / "pg_ctl", "-D", data, "-w", "-t", "60"]
        _run([*control, "-l", folder / "log", "-o", options, "start"], person)
        try:
            yield f"postgresql+psycopg://{USER}@127.0.0.1:{port}"
        finally:
            _run([*control, "-m", "immediate", "stop"], person)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def statement(server_url: str, sql: str) -> None:
    """Run one statement outside a transaction, in the server's own database."""
    with psycopg.connect(f"{server_url.replace('+psycopg', '')}/postgres", autocommit=True) as connection:
        connection.execute(sql.encode())


def _run(command: list[str | Path], person: dict[str, Any]) -> None:
    done = subprocess.run(
        [str(part) for part in command],
        check=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        cwd="/",
        **person,
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]} ended with {done.returncode}: {done.stderr.decode()}")


def _person() -> dict[str, Any]:
    """As whom to run it: PostgreSQL refuses to be root."""
    if os.name != "posix" or os.geteuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    name = "postgres" if "postgres" in names else "nobody"
    return {"user": name, "group": pwd.getpwnam(name).pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
