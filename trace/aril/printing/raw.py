"""Printing over a plain TCP connection (port 9100): commands down, status up, one label after the other.

The printer is asked before the first label and then again after every few. As the bytes of a connection keep
their order, an answer proves that all labels before the question have arrived; and as no more are sent while
many wait in its memory, the printer always has room to take the next question.
"""

import fcntl
import socket
import struct
import termios
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType

from aril.printing import tspl, zpl
from aril.printing.address import Address, Reach
from aril.printing.errors import (
    ConnectionLost,
    NotReached,
    NotReady,
    NotUnderstood,
    Progress,
    Silent,
    Stuck,
)
from aril.printing.patience import Patience
from aril.printing.state import Condition, Status

LANGUAGES: dict[str, ModuleType] = {"zpl": zpl, "tspl": tspl}

TOGETHER = 8
"""So many labels are sent before the printer is asked again, and so many may wait in its memory."""

_MOST_ANSWER = 4096
_MOST_WORDS = 64


@dataclass(frozen=True, slots=True)
class RawPrinter:
    """A printer at a raw port; `answers` is False for a model that never says how it is."""

    address: Address
    language: str
    answers: bool = True
    patience: Patience = Patience()  # noqa: RUF009 - frozen

    def status(self, reach: Reach) -> Status:
        """How the printer is; raises a PrinterError when it cannot be asked."""
        with self._connected(reach) as line:
            return line.status(thorough=True)

    def deliver(self, reach: Reach, chunks: Iterable[bytes], settings: bytes = b"") -> Iterator[Progress]:
        """Sends a job a label at a time, and answers how far it has come now and then, and at its end.

        A chunk is at most one label, as the writers of `labelling` make them.
        Raises a PrinterError with the progress so far. Nothing is sent to a printer that cannot print.
        """
        with self._connected(reach) as line:
            if self.answers:
                line.require_ready(Progress())
            yield from line.deliver(chunks, settings)

    @contextmanager
    def _connected(self, reach: Reach) -> Iterator["_Line"]:
        ip = reach.pin(self.address)
        try:
            found = socket.create_connection((ip, self.address.port), self.patience.connect)
        except OSError as error:
            raise NotReached(str(self.address)) from error
        with found:
            found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            try:
                yield _Line(found, self)
            except OSError as error:  # before a label was sent
                raise Silent(str(self.address)) from error


class _Line:
    """An open connection."""

    def __init__(self, line: socket.socket, printer: RawPrinter) -> None:
        self._line = line
        self._printer = printer
        self._patience = printer.patience
        self._language = LANGUAGES[printer.language]
        self._sent = 0
        self._ends: deque[int] = deque()
        """In bytes: what was sent, and where each label that is not known to have arrived ends."""

    def status(self, *, thorough: bool = False) -> Status:
        if self._printer.language == "tspl":
            return self._asked(tspl.STATUS, tspl.read_status)
        try:
            status = self._asked(zpl.HOST_STATUS, zpl.read_host_status)
        except Silent:
            # Some models do not answer this while they cannot print, but do answer what is wrong.
            return self._asked(zpl.ERROR_STATUS, zpl.read_error_status)
        if not status.stops and not thorough:
            return status
        try:
            return status.joined(self._asked(zpl.ERROR_STATUS, zpl.read_error_status))
        except (Silent, NotUnderstood):
            return status  # an older or a compatible model

    def require_ready(self, progress: Progress) -> Status:
        status = self.status()
        if status.stops:
            raise NotReady(progress.sent, progress.arrived, status.stops)
        return status

    def deliver(self, chunks: Iterable[bytes], settings: bytes) -> Iterator[Progress]:
        progress = Progress()
        try:
            self._send(settings)
            for chunk in chunks:
                self._send(chunk)
                if not self._language.is_label(chunk):
                    continue
                progress = self._sent_one(progress)
                if progress.sent % TOGETHER == 0:
                    progress = self._confirmed(progress)
                    yield progress
            progress = self._confirmed(progress, last=True)
        except TimeoutError as error:
            raise Stuck(progress.sent, progress.arrived, round(self._patience.take)) from error
        except OSError as error:
            raise ConnectionLost(progress.sent, progress.arrived) from error
        yield progress

    def _sent_one(self, progress: Progress) -> Progress:
        """One label more. Of a printer that never answers, its network card at least says what it has received."""
        arrived = progress.arrived
        if not self._printer.answers:
            self._ends.append(self._sent)
            received = self._sent - _unacknowledged(self._line)
            while self._ends and self._ends[0] <= received:
                self._ends.popleft()
                arrived += 1
        return Progress(progress.sent + 1, arrived)

    def _confirmed(self, progress: Progress, *, last: bool = False) -> Progress:
        """Waits until the printer has said that what was sent has arrived, and has room for more."""
        if not self._printer.answers:
            if not last:
                return progress
            self._hang_up()
            return Progress(progress.sent, progress.sent)
        least, changed = TOGETHER * 1000, time.monotonic()
        while True:
            waiting = least
            try:
                status = self.status()
            except Silent:
                pass  # some models say nothing while they are busy
            else:
                progress = Progress(progress.sent, progress.sent)
                if status.stops:
                    raise NotReady(progress.sent, progress.arrived, status.stops)
                waiting = _waiting(status)
                if waiting < TOGETHER and not (last and waiting):
                    return progress
            if waiting < least:
                least, changed = waiting, time.monotonic()
            elif time.monotonic() - changed > self._patience.label:
                raise Stuck(progress.sent, progress.arrived, round(self._patience.label))
            time.sleep(self._patience.between)

    def _hang_up(self) -> None:
        """Says that there is no more, and waits until the printer has taken all of it and hangs up too."""
        self._line.shutdown(socket.SHUT_WR)
        end = time.monotonic() + self._patience.take
        while (left := end - time.monotonic()) > 0:
            self._line.settimeout(left)
            if not self._line.recv(_MOST_ANSWER):
                return
        raise TimeoutError

    def _send(self, content: bytes) -> None:
        """In pieces, so that the time-out is that of a standstill and not of the whole."""
        self._line.settimeout(self._patience.take)
        left = memoryview(content)
        while left:
            count = self._line.send(left)
            self._sent += count
            left = left[count:]

    def _asked(self, question: bytes, read: Callable[[bytes], Status | None]) -> Status:
        """Raises Silent when no answer comes in time, NotUnderstood for one that is none."""
        address = str(self._printer.address)
        self._discard()
        self._send(question)
        answer, end = b"", time.monotonic() + self._patience.answer
        while len(answer) < _MOST_ANSWER:
            left = end - time.monotonic()
            if left <= 0:
                break
            self._line.settimeout(left)
            try:
                part = self._line.recv(_MOST_ANSWER)
            except TimeoutError:
                break
            if not part:
                raise ConnectionResetError
            answer += part
            try:
                status = read(answer)
            except ValueError as error:
                raise NotUnderstood(address, self._printer.language.upper()) from error
            if status is not None:
                return status
        if answer:
            raise NotUnderstood(address, self._printer.language.upper())
        raise Silent(address)

    def _discard(self) -> None:
        """Late words from before are no answer to the next question; raises NotUnderstood where they have no end."""
        self._line.settimeout(0)
        try:
            for _ in range(_MOST_WORDS):
                if not self._line.recv(_MOST_ANSWER):
                    return
        except BlockingIOError:
            return
        raise NotUnderstood(str(self._printer.address), self._printer.language.upper())


def _waiting(status: Status) -> int:
    """How many labels wait in the printer; one that only says that it prints may have all that were sent."""
    if status.waiting is not None:
        return status.waiting
    return TOGETHER if Condition.BUSY in status.conditions else 0


def _unacknowledged(line: socket.socket) -> int:
    """Bytes that the other side's network card has not confirmed yet (Linux: SIOCOUTQ)."""
    return int(struct.unpack("i", fcntl.ioctl(line, termios.TIOCOUTQ, b"\0\0\0\0"))[0])
