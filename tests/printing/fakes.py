"""Printers on this machine that parse what they get, and fail as real ones do."""

import re
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from aril.printing.address import LOCAL, Address, Reach
from aril.printing.patience import Patience

HASTY = Patience(connect=2, answer=0.3, take=1, label=0.6, between=0.001)
"""For tests of what happens when a printer keeps one waiting."""

CALM = Patience(connect=10, answer=20, take=20, label=20, between=0.001)
"""For tests in which every wait ends."""

_BITMAP = re.compile(rb"BITMAP \d+,\d+,(\d+),(\d+),0,")


@dataclass
class FakePrinter:
    """A raw printer. What it is told to be wrong, it is from its `healthy`-th label on."""

    language: str
    healthy: int = 10**9
    wrong: bytes | None = b""
    """What it then answers instead; None is nothing at all."""
    drops: bool = False
    """It then breaks the connection instead."""
    answers: bool = True
    printed_between: int = 10**9
    """How many labels it prints between two questions."""
    port: int = 0
    received: bytearray = field(default_factory=bytearray)
    """Everything that is to be printed, without the questions."""
    labels: int = 0
    waiting: int = 0
    most_waiting: int = 0
    questions: list[bytes] = field(default_factory=list)
    connections: int = 0

    @property
    def address(self) -> Address:
        return Address.parse(f"127.0.0.1:{self.port}", ipp=False)

    @property
    def reach(self) -> Reach:
        return Reach(LOCAL, frozenset({self.port}))

    def serve(self, line: socket.socket) -> None:
        buffer = b""
        while part := line.recv(65536):
            buffer += part
            while (taken := self._command(buffer)) is not None:
                command, buffer = buffer[:taken], buffer[taken:]
                if command.startswith((b"~H", b"\x1b!")):
                    self._answer(line, command)
                    continue
                self.received += command
                if b"^FO" in command or command.endswith(b"PRINT 1,1\r\n"):
                    self.labels += 1
                    self.waiting += 1
                    self.most_waiting = max(self.most_waiting, self.waiting)
                if self.drops and self.labels >= self.healthy:
                    # With a reset, as when the plug is pulled.
                    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    return

    def _command(self, buffer: bytes) -> int | None:
        """How long the first command is; None while it is incomplete."""
        if buffer.startswith(b"\x1b!"):
            return 3 if len(buffer) >= 3 else None
        if self.language == "tspl":
            bitmap = _BITMAP.match(buffer)
            if bitmap:
                end = bitmap.end() + int(bitmap[1]) * int(bitmap[2]) + 2
                return end if len(buffer) >= end else None
        end = buffer.find(b"\n")
        return end + 1 if end >= 0 else None

    def _answer(self, line: socket.socket, question: bytes) -> None:
        self.questions.append(question)
        self.waiting = max(0, self.waiting - self.printed_between)
        if not self.answers:
            return
        if self.labels >= self.healthy:
            if self.wrong is not None:
                line.sendall(self.wrong)
        elif question.startswith(b"~HQES"):
            line.sendall(error_status())
        elif question.startswith(b"~HS"):
            line.sendall(host_status(waiting=self.waiting))
        else:
            line.sendall(b"\x20" if self.waiting else b"\x00")


def host_status(
    *, paper_out: int = 0, paused: int = 0, head_up: int = 0, ribbon_out: int = 0, waiting: int = 0
) -> bytes:
    """An answer to ~HS as a ZT410 gives it."""
    strings = (
        f"030,{paper_out},{paused},0591,{waiting:03d},0,0,0,000,0,0,0",
        f"000,0,{head_up},{ribbon_out},1,2,6,0,00000000,1,000",
        "1234,0",
    )
    return "".join(f"\x02{string}\x03\r\n" for string in strings).encode()


def error_status(errors: int = 0, warnings: int = 0) -> bytes:
    """An answer to ~HQES."""
    lines = ("  PRINTER STATUS", _bits("ERRORS", errors), _bits("WARNINGS", warnings))
    return ("\x02\r\n" + "\r\n".join(lines) + "\r\n\x03").encode()


def _bits(kind: str, bits: int) -> str:
    return f"   {kind + ':':<15} {int(bits > 0)} 00000000 {bits:08X}"


@contextmanager
def running(printer: FakePrinter) -> Iterator[FakePrinter]:
    """The printer switched on, one connection after the other."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        printer.port = server.getsockname()[1]

        def accept() -> None:
            with suppress(OSError):
                while True:
                    line, _ = server.accept()
                    printer.connections += 1
                    with line, suppress(OSError):
                        printer.serve(line)

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        try:
            yield printer
        finally:
            server.shutdown(socket.SHUT_RDWR)
    thread.join(10)
