"""Where a printer is, and whether this site may print there.

An address is typed by somebody who is signed in and lies in the local network by nature, so without a fence it would
let them knock at any machine behind the firewall: only the networks and ports in the settings are reached. A name is
resolved once, and the connection goes to the very address that was judged.
"""

import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Self

from aril.domain.errors import Invalid
from aril.printing.errors import NotAllowed, NotReached, PortNotAllowed

Network = IPv4Network | IPv6Network

RAW_PORT, IPP_PORT = 9100, 631
PORTS = frozenset({IPP_PORT, *range(9100, 9110)})
"""The ports that are reached unless the settings add others."""

LOCAL = tuple(
    ip_network(each)
    for each in ("127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
)
"""This machine and private networks (RFC 1918, RFC 4193): what a site in development prints to."""

_ADDRESS = re.compile(
    r"(?:(?P<scheme>tcp|socket|ipps?|https?)://)?"
    r"(?P<host>[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252})|\[[0-9A-Fa-f:.]{2,45}\])"
    r"(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<path>/[A-Za-z0-9._~%/+-]{0,200})?"
)
_SECURE = {"ipps", "https"}
_IPP = {"ipp", "http"} | _SECURE

Resolve = Callable[[str, int], Sequence[str]]
"""A name and a port → the numeric addresses that it has; raises OSError."""


@dataclass(frozen=True, slots=True)
class Address:
    """A host and a port, and for IPP a path; `host` is without brackets."""

    host: str
    port: int
    path: str = ""
    secure: bool = False

    @classmethod
    def parse(cls, text: str, *, ipp: bool, where: str = "address") -> Self:
        """Reads `192.168.1.50`, `printer.local:9101`, `tcp://…`, or for IPP `ipps://cups:631/printers/labels`.

        Raises Invalid.
        """
        found = _ADDRESS.fullmatch(text.strip())
        scheme = (found["scheme"] or "") if found else ""
        port = int(found["port"]) if found and found["port"] else IPP_PORT if ipp else RAW_PORT
        fits = found and (scheme in _IPP if ipp else scheme not in _IPP and not found["path"])
        if not found or not (fits or (ipp and not scheme)) or not 0 < port < 65536:
            example = "ipp://192.168.1.50:631/ipp/print" if ipp else "192.168.1.50:9100"
            raise Invalid.at(
                where,
                "Expected an address such as {example}, found “{value}”.",
                example=example,
                value=text[:60],
            )
        path = (found["path"] or "/ipp/print") if ipp else ""
        return cls(found["host"].strip("[]").lower(), port, path, scheme in _SECURE)

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        scheme = ("ipps://" if self.secure else "ipp://") if self.path else ""
        return f"{scheme}{host}:{self.port}{self.path}"


def resolve(host: str, port: int) -> Sequence[str]:
    """What the system's resolver answers."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(each[4][0]) for each in found]


@dataclass(frozen=True, slots=True)
class Reach:
    """Which networks and ports a site prints to; none unless said otherwise."""

    networks: tuple[Network, ...] = ()
    ports: frozenset[int] = PORTS
    resolve: Resolve = resolve

    @property
    def is_open(self) -> bool:
        """Whether any printer can be reached at all; otherwise labels are downloaded."""
        return bool(self.networks)

    def pin(self, address: Address) -> str:
        """The numeric address to connect to; raises NotAllowed, or NotReached for a name that nobody has."""
        if not self.is_open:
            raise NotAllowed(str(address))
        if address.port not in self.ports:
            raise PortNotAllowed(str(address))
        try:
            found = self.resolve(address.host, address.port)
        except (OSError, UnicodeError) as error:
            raise NotReached(str(address)) from error
        for each in found:
            ip = _plain(each)
            if any(ip.version == network.version and ip in network for network in self.networks):
                return str(ip)
        raise NotAllowed(str(address))

    def endpoint(self, address: Address) -> str:
        """Where a printer is, the same however its address is written: IP and port, and for IPP its queue.

        Raises as `pin`.
        """
        return str(replace(address, host=self.pin(address), secure=False))


def _plain(text: str) -> IPv4Address | IPv6Address:
    """An address without its zone; one of IPv4 in the clothes of IPv6 is judged as what it is."""
    ip = ip_address(text.partition("%")[0])
    return (ip.ipv4_mapped or ip) if isinstance(ip, IPv6Address) else ip
