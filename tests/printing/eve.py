"""CUPS' own IPP Everywhere printer as a peer: `ippeveprinter`, with a bus of its own for what it announces."""

import os
import shutil
import socket
import subprocess
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from aril.printing.address import LOCAL, Address, Reach

PROGRAM = shutil.which("ippeveprinter", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
BUS = shutil.which("dbus-daemon")

_COMMAND = """#!/bin/sh
# Prints by keeping the document, says what the file state says, and is busy while it is held.
cp "$1" "{folder}/printed.pdf"
[ -f "{folder}/state" ] && cat "{folder}/state" >&2
[ -p "{folder}/hold" ] && read _ < "{folder}/hold"
exit 0
"""


@dataclass(frozen=True)
class Eve:
    """A running printer; `folder` is where it keeps what it printed."""

    port: int
    folder: Path

    @property
    def address(self) -> Address:
        return Address.parse(f"ipp://localhost:{self.port}/ipp/print", ipp=True)

    @property
    def reach(self) -> Reach:
        return Reach(LOCAL, frozenset({self.port}))

    def says(self, state: str) -> None:
        """From the next job on it says so: `+media-empty-error`."""
        (self.folder / "state").write_text(f"STATE: {state}\n")

    def holds(self) -> None:
        """From the next job on it is busy for ever."""
        os.mkfifo(self.folder / "hold")


@contextmanager
def eve(folder: Path) -> Iterator[Eve]:
    """The printer switched on."""
    assert PROGRAM
    assert BUS
    command = folder / "print"
    command.write_text(_COMMAND.format(folder=folder))
    command.chmod(0o755)
    with subprocess.Popen(
        [BUS, "--session", "--nofork", "--print-address=1"], stdout=subprocess.PIPE, text=True
    ) as bus:
        assert bus.stdout is not None
        environment = os.environ | {"DBUS_SYSTEM_BUS_ADDRESS": bus.stdout.readline().strip()}
        port = _free_port()
        formats = "application/pdf"
        arguments = ["-v", "-d", folder, "-p", str(port), "-n", "localhost", "-f", formats, "-c", command]
        try:
            with subprocess.Popen(
                [PROGRAM, *arguments, "-r", "off", "Aril"],
                env=environment,
                stderr=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                text=True,
            ) as printer:
                assert printer.stderr is not None
                for line in printer.stderr:
                    if line.startswith("printer-uuid"):  # the last that it says before it serves
                        break
                listener = threading.Thread(target=deque, args=(printer.stderr, 0))
                listener.start()
                try:
                    yield Eve(port, folder)
                finally:
                    _release(folder / "hold")
                    printer.kill()
                    listener.join(10)
        finally:
            bus.kill()


def _release(hold: Path) -> None:
    with suppress(OSError):  # nobody waits there
        os.close(os.open(hold, os.O_WRONLY | os.O_NONBLOCK))


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
