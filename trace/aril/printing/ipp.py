"""Printing over the Internet Printing Protocol 2.0 (RFC 8011), to a printer or to a queue of CUPS.

A job is made first and its document follows (4.2.4, 4.3.1), so that there is a job to ask about should the line break;
a printer that cannot do so is sent both at once (4.2.1). The document goes out as it is drawn.
"""

import http.client
import itertools
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType

from aril.printing.address import Address, Reach
from aril.printing.errors import (
    ConnectionLost,
    JobRefused,
    NotReached,
    NotReady,
    NotTrusted,
    NotUnderstood,
    PrinterError,
    Progress,
    Silent,
    Stuck,
)
from aril.printing.ipp_message import Attribute, Group, GroupTag, IppMalformed, Message, Tag
from aril.printing.patience import Patience
from aril.printing.state import Condition, Status


class Operation(IntEnum):
    """operation-id (5.4.15)."""

    PRINT_JOB = 0x0002
    CREATE_JOB = 0x0005
    SEND_DOCUMENT = 0x0006
    CANCEL_JOB = 0x0008
    GET_JOB_ATTRIBUTES = 0x0009
    GET_PRINTER_ATTRIBUTES = 0x000B


STATUS_WORDS: Mapping[int, str] = MappingProxyType(
    {
        0x0401: "client-error-forbidden",
        0x0402: "client-error-not-authenticated",
        0x0403: "client-error-not-authorized",
        0x0404: "client-error-not-possible",
        0x0406: "client-error-not-found",
        0x0408: "client-error-request-entity-too-large",
        0x040A: "client-error-document-format-not-supported",
        0x040B: "client-error-attributes-or-values-not-supported",
        0x0500: "server-error-internal-error",
        0x0501: "server-error-operation-not-supported",
        0x0502: "server-error-service-unavailable",
        0x0503: "server-error-version-not-supported",
        0x0504: "server-error-device-error",
        0x0505: "server-error-temporary-error",
        0x0506: "server-error-not-accepting-jobs",
        0x0507: "server-error-busy",
    }
)
"""status-code (appendix B.1)."""

_REASONS: Mapping[str, Condition | None] = MappingProxyType(
    {
        "none": None,
        "connecting-to-device": Condition.BUSY,
        "cover-open": Condition.COVER_OPEN,
        "deactivated": Condition.NOT_ACCEPTING,
        "developer-empty": Condition.TONER_OUT,
        "developer-low": Condition.SUPPLY_LOW,
        "door-open": Condition.COVER_OPEN,
        "input-tray-missing": Condition.TRAY_MISSING,
        "interlock-open": Condition.COVER_OPEN,
        "marker-supply-empty": Condition.TONER_OUT,
        "marker-supply-low": Condition.SUPPLY_LOW,
        "media-empty": Condition.PAPER_OUT,
        "media-jam": Condition.PAPER_JAM,
        "media-low": Condition.PAPER_LOW,
        "media-needed": Condition.PAPER_OUT,
        "moving-to-paused": Condition.PAUSED,
        "output-area-full": Condition.OUTPUT_FULL,
        "output-area-almost-full": None,
        "paused": Condition.PAUSED,
        "shutdown": Condition.NOT_ACCEPTING,
        "toner-empty": Condition.TONER_OUT,
        "toner-low": Condition.SUPPLY_LOW,
    }
)
"""printer-state-reasons (5.4.12), without the severity at its end."""

_SEVERITIES = ("-error", "-warning", "-report")
_STOPPED = 5  # printer-state (5.4.11)
_PENDING, _HELD, _CANCELED, _ABORTED, _COMPLETED = 3, 4, 7, 8, 9  # job-state (5.3.7)
_NOT_FOUND, _NOT_ACCEPTING = 0x0406, 0x0506
_LAST_SUCCESS = 0x00FF
_MOST_ANSWER = 1_000_000
_CHARSET = (
    Attribute.of("attributes-charset", Tag.CHARSET, "utf-8"),
    Attribute.of("attributes-natural-language", Tag.LANGUAGE, "en"),
)
"""The first two attributes of every request (4.1.4)."""


@dataclass(frozen=True, slots=True)
class IppPrinter:
    """A printer or queue that takes PDF; `address` has a path."""

    address: Address
    patience: Patience = Patience()  # noqa: RUF009 - frozen

    def status(self, reach: Reach) -> Status:
        """How the printer is; raises a PrinterError when it cannot be asked."""
        return _status(self._attributes(reach.pin(self.address)))

    def deliver(self, reach: Reach, document: Iterable[bytes], name: str, labels: int) -> Iterator[Progress]:
        """Prints a PDF of so many labels as it comes, and answers how far it is until the printer is done.

        `name` is what the job is called there. Raises a PrinterError with the progress so far. Nothing is sent
        to a printer that cannot print.
        """
        ip = reach.pin(self.address)
        printer = self._attributes(ip)
        status = _status(printer)
        if status.stops:
            raise NotReady(0, 0, status.stops)
        job = self._submit(ip, printer, document, name, labels)
        yield Progress(labels, labels)
        yield from self._watch(ip, job, labels)

    def _submit(self, ip: str, printer: Message, document: Iterable[bytes], name: str, labels: int) -> int:
        """Sends the job; answers its number."""
        about = [Attribute.of("job-name", Tag.NAME, name)]
        kind = Attribute.of("document-format", Tag.MIME, "application/pdf")
        wanted = _job_template(printer)
        known = printer.values("operations-supported")
        if Operation.CREATE_JOB not in known or Operation.SEND_DOCUMENT not in known:
            answer = self._ask(ip, Operation.PRINT_JOB, [*about, kind], wanted, document, labels=labels)
            return _job_id(answer)
        job = _job_id(self._ask(ip, Operation.CREATE_JOB, about, wanted))
        target = [
            Attribute.of("job-id", Tag.INTEGER, job),
            kind,
            Attribute.of("last-document", Tag.BOOLEAN, True),
        ]
        try:
            self._ask(ip, Operation.SEND_DOCUMENT, target, (), document, labels=labels)
        except BaseException:
            # Half a document is no job: the printer shall not wait for its rest.
            with suppress(PrinterError):
                self._ask(ip, Operation.CANCEL_JOB, [Attribute.of("job-id", Tag.INTEGER, job)])
            raise
        return job

    def _watch(self, ip: str, job: int, labels: int) -> Iterator[Progress]:
        """Until the job is printed, or waits its turn in a queue, a word with each page; raises what stops it."""
        done, changed = 0, time.monotonic()
        about = [
            Attribute.of("job-id", Tag.INTEGER, job),
            Attribute.of("requested-attributes", Tag.KEYWORD, "job-state", "job-impressions-completed"),
        ]
        while True:
            try:
                answer = self._ask(ip, Operation.GET_JOB_ATTRIBUTES, about, labels=labels)
            except JobRefused as error:
                if error.status == STATUS_WORDS[_NOT_FOUND]:
                    return  # done, and forgotten
                raise
            state = _number(answer, "job-state")
            if state in {_COMPLETED, 0}:
                return
            if state in {_CANCELED, _ABORTED}:
                raise JobRefused(labels, labels, "job-canceled" if state == _CANCELED else "job-aborted")
            status = _status(self._attributes(ip, labels))
            if status.stops:
                raise NotReady(labels, labels, status.stops)
            pages = _number(answer, "job-impressions-completed")
            if pages > done:
                done, changed = pages, time.monotonic()
                yield Progress(labels, labels)
            elif time.monotonic() - changed > self.patience.label:
                if state in {_PENDING, _HELD}:
                    return
                raise Stuck(labels, labels, round(self.patience.label))
            time.sleep(self.patience.between)

    def _attributes(self, ip: str, labels: int = 0) -> Message:
        wanted = (
            "printer-state",
            "printer-state-reasons",
            "printer-is-accepting-jobs",
            "operations-supported",
            "print-scaling-supported",
            "queued-job-count",
        )
        about = [Attribute.of("requested-attributes", Tag.KEYWORD, *wanted)]
        return self._ask(ip, Operation.GET_PRINTER_ATTRIBUTES, about, labels=labels)

    def _ask(
        self,
        ip: str,
        operation: Operation,
        about: Iterable[Attribute],
        job: Iterable[Attribute] = (),
        document: Iterable[bytes] = (),
        *,
        labels: int = 0,
    ) -> Message:
        """One request and its answer; `labels` are those whose fate is open when it breaks."""
        target = (
            Attribute.of("printer-uri", Tag.URI, str(self.address)),
            Attribute.of("requesting-user-name", Tag.NAME, "aril"),
        )
        groups = [Group(GroupTag.OPERATION, (*_CHARSET, target[0], *_ordered(about, target[1])))]
        template = tuple(job)
        if template:
            groups.append(Group(GroupTag.JOB, template))
        request = Message(operation, next(_numbers), tuple(groups)).encoded()
        sends = operation in {Operation.SEND_DOCUMENT, Operation.PRINT_JOB}
        arrived = 0 if sends else labels
        try:
            body = itertools.chain((request,), document) if sends else request
            answer = self._post(ip, body, sends=sends)
        except ssl.SSLCertVerificationError as error:
            raise NotTrusted(str(self.address), error.verify_message) from error
        except (OSError, http.client.HTTPException) as error:
            if labels:
                raise ConnectionLost(labels, arrived) from error
            if isinstance(error, TimeoutError):
                raise Silent(str(self.address)) from error
            raise NotReached(str(self.address)) from error
        try:
            message = Message.decoded(answer)
        except IppMalformed as error:
            raise NotUnderstood(str(self.address), "IPP") from error
        if message.code == _NOT_ACCEPTING:
            raise NotReady(arrived, arrived, (Condition.NOT_ACCEPTING,))
        if message.code > _LAST_SUCCESS:
            raise JobRefused(arrived, arrived, STATUS_WORDS.get(message.code, f"0x{message.code:04x}"))
        return message

    def _post(self, ip: str, body: Iterable[bytes] | bytes, *, sends: bool) -> bytes:
        """An HTTP request to the very address that was judged (RFC 8010, 4): no redirect is followed."""
        patience = self.patience.take if sends else self.patience.answer
        connection = _Pinned(ip, self.address, patience)
        try:
            connection.request(
                "POST",
                self.address.path,
                body,
                {"Content-Type": "application/ipp"},
                encode_chunked=not isinstance(body, bytes),
            )
            with _within(connection.sock, patience):
                response = connection.getresponse()
                content = response.read(_MOST_ANSWER)
        finally:
            connection.close()
        if response.status != http.client.OK:
            raise NotUnderstood(str(self.address), "IPP")
        return content


class _Pinned(http.client.HTTPConnection):
    """A connection to an address that was judged, under the name that was typed."""

    def __init__(self, ip: str, address: Address, timeout: float) -> None:
        super().__init__(address.host, address.port, timeout=timeout)
        self._ip = ip
        self._secure = address.secure

    def connect(self) -> None:
        line = socket.create_connection((self._ip, self.port), self.timeout)
        self.sock = (
            ssl.create_default_context().wrap_socket(line, server_hostname=self.host)
            if self._secure
            else line
        )


@contextmanager
def _within(line: socket.socket, seconds: float) -> Iterator[None]:
    """Cut off an answer of which always something comes, but never the end; raises `TimeoutError`."""
    too_late = threading.Event()

    def cut() -> None:
        too_late.set()
        with suppress(OSError):
            socket.socket.shutdown(line, socket.SHUT_RDWR)

    watch = threading.Timer(seconds, cut)
    watch.start()
    try:
        yield
    except (OSError, http.client.HTTPException):
        if not too_late.is_set():
            raise
    finally:
        watch.cancel()
    if too_late.is_set():
        raise TimeoutError


_numbers = itertools.cycle(range(1, 2**31))
"""request-id: any positive number (4.1.2)."""


def _ordered(about: Iterable[Attribute], user: Attribute) -> tuple[Attribute, ...]:
    """The job's number belongs right behind the printer's address (4.1.5)."""
    first = tuple(each for each in about if each.name == "job-id")
    rest = tuple(each for each in about if each.name != "job-id")
    return (*first, user, *rest)


def _job_template(printer: Message) -> tuple[Attribute, ...]:
    """Labels must not be fitted to the page (PWG 5100.16, print-scaling)."""
    if "none" not in printer.values("print-scaling-supported"):
        return ()
    return (Attribute.of("print-scaling", Tag.KEYWORD, "none"),)


def _status(printer: Message) -> Status:
    found: list[Condition] = []
    for reason in printer.values("printer-state-reasons"):
        plain = str(reason)
        harmless = plain.endswith(_SEVERITIES[1:])
        for severity in _SEVERITIES:
            plain = plain.removesuffix(severity)
        condition = _REASONS.get(plain)
        if condition is not None and not (harmless and condition in _ONLY_WARNED):
            found.append(condition)
    if False in printer.values("printer-is-accepting-jobs"):
        found.append(Condition.NOT_ACCEPTING)
    if _number(printer, "printer-state") == _STOPPED and not Status.of(found).stops:
        found.append(Condition.OTHER_FAULT)
    return Status.of(found)


_ONLY_WARNED = frozenset({Condition.OUTPUT_FULL, Condition.TONER_OUT, Condition.TRAY_MISSING})
"""What a printer prints on with when it only warns of it: a colour that is out, one of two trays."""


def _number(message: Message, name: str) -> int:
    return next((value for value in message.values(name) if isinstance(value, int)), 0)


def _job_id(answer: Message) -> int:
    return _number(answer, "job-id")
