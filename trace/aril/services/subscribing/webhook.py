"""The only way from this service to an address that somebody else named: guarded, so that it never leads inside.

A name is resolved once, every address it has must be one of the public internet, and the connection goes to the very
address that was looked at: a name that leads elsewhere a moment later leads nobody astray. TLS still asks for a
certificate of the name. Redirects are not followed, the answer's body is not read, and all of it has one time limit.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import ClassVar
from urllib.parse import SplitResult, urlsplit

from aril.domain.errors import Refusal

SECONDS = 15.0
"""How long a notification may take in all."""

LONGEST = 200
"""So many characters of a reason are kept."""

PUBLIC_IPV6 = ipaddress.IPv6Network("2000::/3")
"""All that is given out to the public; what lies outside of it maps or translates other addresses."""

TUNNELS = tuple(ipaddress.IPv6Network(each) for each in ("2001::/32", "2002::/16"))
"""Teredo and 6to4: an IPv4 address in disguise."""

Resolve = Callable[[str, int], Sequence[str]]


@dataclass(eq=False)
class AddressRefused(Refusal):
    """The root of what makes an address none to send to, whenever it is tried."""

    template: ClassVar[str] = "Nothing can be sent to “{address}”."
    address: str


@dataclass(eq=False)
class NotHttps(AddressRefused):
    template: ClassVar[str] = "“{address}” does not begin with https://; events are sent encrypted only."


@dataclass(eq=False)
class NotAnAddress(AddressRefused):
    template: ClassVar[str] = "“{address}” is no address such as https://client.example.com/events."


@dataclass(eq=False)
class LeadsInside(AddressRefused):
    template: ClassVar[str] = "“{address}” leads to {found}, which is no address of the public internet."
    found: str


@dataclass(eq=False)
class NotReached(Refusal):
    """The root of what may go better the next time."""

    template: ClassVar[str] = "“{address}” could not be reached: {reason}."
    address: str
    reason: str


@dataclass(eq=False)
class TooSlow(Refusal):
    template: ClassVar[str] = "“{address}” did not answer within {seconds} seconds."
    address: str
    seconds: int


def resolved(host: str, port: int) -> list[str]:
    """Every address of a host, each once; raises `OSError`."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


@dataclass(frozen=True, slots=True)
class Outside:
    """How the outside is reached. `inside_hosts` are trusted: they may speak plain HTTP and be anywhere, for tests."""

    inside_hosts: frozenset[str] = frozenset()
    seconds: float = SECONDS
    resolve: Resolve = resolved
    context: ssl.SSLContext | None = None

    def check(self, address: str) -> None:
        """Raise `AddressRefused` for an address to which nothing will ever be sent; asks nobody for it."""
        parts, port = self._parted(address)
        host = str(parts.hostname)
        if host not in self.inside_hosts:
            with suppress(OSError):  # a name; where it leads is seen when something is sent
                found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
                _refuse_inside(address, [str(each[4][0]) for each in found])

    def post(self, address: str, body: bytes, headers: Mapping[str, str]) -> int:
        """Send a body; answers the status of the answer. Raises `AddressRefused`, `NotReached` or `TooSlow`."""
        parts, port = self._parted(address)
        until = time.monotonic() + self.seconds
        try:
            found = self.resolve(str(parts.hostname), port)
        except OSError as error:
            raise NotReached(address, _reason(error)) from None
        if parts.hostname not in self.inside_hosts:
            _refuse_inside(address, found)
        connection = _Pinned(parts, port, found, self.context or _public_context(), until)
        too_late = threading.Event()
        watch = threading.Timer(max(until - time.monotonic(), 0), _cut, (connection, too_late))
        watch.start()
        try:
            path = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
            connection.request("POST", path, body, {**headers, "Connection": "close"})
            return connection.getresponse().status
        except (OSError, http.client.HTTPException) as error:
            if too_late.is_set() or isinstance(error, TimeoutError):
                raise TooSlow(address, round(self.seconds)) from None
            raise NotReached(address, _reason(error)) from None
        finally:
            watch.cancel()
            connection.close()

    def _parted(self, address: str) -> tuple[SplitResult, int]:
        try:
            parts = urlsplit(address)
            port = parts.port or (443 if parts.scheme == "https" else 80)
            host = (parts.hostname or "").encode("idna").decode()
        except ValueError:
            raise NotAnAddress(address) from None
        is_plain = address.isascii() and address.isprintable() and " " not in address and "\\" not in address
        if not is_plain or not host or "@" in parts.netloc or parts.scheme not in ("http", "https"):
            raise NotAnAddress(address)
        if parts.scheme == "http" and host not in self.inside_hosts:
            raise NotHttps(address)
        return parts, port


class _Pinned(http.client.HTTPConnection):
    """A connection to one of the addresses that were looked at, whatever the name leads to by now."""

    def __init__(
        self, parts: SplitResult, port: int, to: Sequence[str], context: ssl.SSLContext, until: float
    ) -> None:
        super().__init__(str(parts.hostname), port)
        self._to, self._until = to, until
        self._context = context if parts.scheme == "https" else None
        self.default_port = 443 if self._context else 80  # so that Host names only an unusual port

    def connect(self) -> None:
        error: OSError = TimeoutError()
        for address in self._to:
            try:
                self.sock = socket.create_connection((address, self.port), self._left())
                break
            except OSError as found:
                error = found
        else:
            raise error
        if self._context is not None:
            # In two steps, so that a handshake without end can be cut off too.
            self.sock = shaking = self._context.wrap_socket(
                self.sock, server_hostname=self.host, do_handshake_on_connect=False
            )
            shaking.do_handshake()
        self.sock.settimeout(self._left())

    def _left(self) -> float:
        return max(self._until - time.monotonic(), 0.001)


@cache
def _public_context() -> ssl.SSLContext:
    return ssl.create_default_context()


def _cut(connection: http.client.HTTPConnection, too_late: threading.Event) -> None:
    """End a conversation in which something always comes, but never the end."""
    too_late.set()
    with suppress(OSError, AttributeError):
        socket.socket.shutdown(
            connection.sock, socket.SHUT_RDWR
        )  # TLS's own would let a last word out in clear


def _refuse_inside(address: str, found: Sequence[str]) -> None:
    for each in found:
        if not is_public(each):
            raise LeadsInside(address, each)


def is_public(address: str) -> bool:
    """Whether an address is one of the public internet, and none that stands for another."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if not ip.is_global or ip.is_multicast or ip.is_reserved:
        return False
    return ip.version == 4 or (ip in PUBLIC_IPV6 and not any(ip in each for each in TUNNELS))


def _reason(error: Exception) -> str:
    """What went wrong, in the words of whoever noticed it, which may quote the other side."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error)[:LONGEST] or type(error).__name__
