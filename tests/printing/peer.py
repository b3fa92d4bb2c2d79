"""An IPP printer on this machine that answers as it is told."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

from aril.printing.address import LOCAL, Address, Reach
from aril.printing.ipp import Operation
from aril.printing.ipp_message import Attribute, Group, GroupTag, Message, Tag


class Peer:
    """An IPP printer that answers as it is told."""

    def __init__(
        self,
        *,
        status: int = 200,
        body: bytes | None = None,
        silent: bool = False,
        operations: tuple[Operation, ...] = tuple(Operation),
        scalings: tuple[str, ...] = (),
        reasons: tuple[str, ...] = ("none",),
        state: int = 3,
        accepting: bool = True,
        breaks_on: Operation | None = None,
        refuses: Operation | None = None,
        code: int = 0,
    ) -> None:
        self.status, self.body, self.silent = status, body, silent
        self.breaks_on, self.refuses, self.code = breaks_on, refuses, code
        self.printer = (
            Attribute.of("printer-state", Tag.ENUM, state),
            Attribute.of("printer-state-reasons", Tag.KEYWORD, *reasons),
            Attribute.of("printer-is-accepting-jobs", Tag.BOOLEAN, accepting),
            Attribute.of("operations-supported", Tag.ENUM, *operations),
            *([Attribute.of("print-scaling-supported", Tag.KEYWORD, *scalings)] if scalings else []),
        )
        self.asked: list[int] = []
        self.document = b""
        self.job = Message(0, 1, ())
        self.port = 0
        self.done = threading.Event()
        self.on_document: Callable[[], object] = lambda: None
        """Called when a document has come, before it is answered."""

    @property
    def address(self) -> Address:
        return Address.parse(f"ipp://127.0.0.1:{self.port}/ipp/print", ipp=True)

    @property
    def reach(self) -> Reach:
        return Reach(LOCAL, frozenset({self.port}))

    def answer(self, content: bytes) -> bytes | None:
        request = Message.decoded(content)
        self.asked.append(request.code)
        if self.silent:
            self.done.wait(20)
            return None
        if request.code == self.breaks_on:
            return None
        if self.body is not None:
            return self.body
        if request.code == self.refuses:
            return Message(self.code, request.request_id, ()).encoded()
        if request.code in {Operation.CREATE_JOB, Operation.PRINT_JOB}:
            self.job = request
        if request.code in {Operation.SEND_DOCUMENT, Operation.PRINT_JOB}:
            self.document = content[len(request.encoded()) :]
            self.on_document()
        group = Group(
            GroupTag.JOB, (Attribute.of("job-id", Tag.INTEGER, 7), Attribute.of("job-state", Tag.ENUM, 9))
        )
        if request.code == Operation.GET_PRINTER_ATTRIBUTES:
            group = Group(GroupTag.PRINTER, self.printer)
        return Message(0, request.request_id, (group,)).encoded()


@contextmanager
def serving(peer: Peer) -> Iterator[Peer]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            answer = peer.answer(self._content())
            self.close_connection = True
            if answer is None:
                return
            self.send_response(peer.status)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def _content(self) -> bytes:
            if "Content-Length" in self.headers:
                return self.rfile.read(int(self.headers["Content-Length"]))
            parts = []
            while length := int(self.rfile.readline(), 16):
                parts.append(self.rfile.read(length))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(parts)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        peer.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield peer
        finally:
            peer.done.set()
            server.shutdown()
            thread.join(10)
