"""Notifications lead outside, whatever address somebody names, and end in time, whatever somebody answers."""

import socket
import ssl
from collections.abc import Sequence
from pathlib import Path

import pytest

from aril.services.subscribing import webhook
from aril.services.subscribing.webhook import (
    LeadsInside,
    NotAnAddress,
    NotHttps,
    NotReached,
    Outside,
    TooSlow,
    is_public,
)
from tests import receiver, tls
from tests.receiver import misbehaving, receiving, until_it_goes

HERE = frozenset({"localhost"})

INSIDE = (
    "127.0.0.1", "127.1", "127.0.1", "0x7f.1", "0x7f000001", "2130706433", "0177.0.0.1", "017700000001",
    "0", "0.0.0.0", "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "169.254.169.254", "100.64.0.1", "100.127.255.255", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.7",
    "203.0.113.9", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
    "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::ffff:10.0.0.1]", "[::127.0.0.1]",
    "[64:ff9b::7f00:1]", "[64:ff9b::a00:1]", "[64:ff9b:1::1]", "[2002:7f00:1::]", "[2002:a00:1::1]",
    "[2001:0:7f00:1::]", "[2001:db8::1]", "[fe80::1]", "[fec0::1]", "[fc00::1]", "[fd12:3456::1]", "[ff02::1]",
    "[100::1]",
)  # fmt: skip


@pytest.mark.parametrize("host", INSIDE)
def test_an_address_that_leads_inside_is_refused_before_anything_is_sent(host: str) -> None:
    address = f"https://{host}:8443/events"

    with pytest.raises(LeadsInside):
        Outside().check(address)
    with pytest.raises(LeadsInside):
        Outside().post(address, b"{}", {})


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "100.128.0.1", "172.32.0.1", "2606:4700::1111"])
def test_an_address_of_the_public_internet_is_none_of_them(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "https://somebody@example.org/", "https://example.org@127.0.0.1/", "https:///events", "https://",
        "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/", "example.org", "",
        "https://example.org:port/", "https://example.org:99999/", "https://exa mple.org/", "https://[::1/",
        "https://example.org\\@127.0.0.1/", "https://example.org/\r\nHost: inside", "https://例子.中国/",
        f"https://{'a' * 64}.example.org/",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(NotAnAddress):
        Outside().check(address)
    with pytest.raises(NotAnAddress):
        Outside().post(address, b"{}", {})


def test_plain_http_is_for_hosts_that_the_settings_name() -> None:
    with pytest.raises(NotHttps, match="does not begin with https"):
        Outside().check("http://client.example.com/events")

    Outside(frozenset({"client.example.com"})).check("http://client.example.com/events")
    Outside().check("https://client.example.com/events")


@pytest.mark.parametrize(
    "found", [["127.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["::ffff:10.0.0.1"], ["fe80::1%eth0"]]
)
def test_a_name_is_refused_when_any_of_its_addresses_is_inside(found: list[str]) -> None:
    outside = Outside(resolve=lambda _host, _port: found)

    outside.check("https://client.example.com/")
    with pytest.raises(LeadsInside, match="leads to"):
        outside.post("https://client.example.com/", b"{}", {})


def test_a_name_that_leads_elsewhere_at_the_second_look_is_looked_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    connected: list[tuple[str, int]] = []

    def rebinding(host: str, _port: int) -> Sequence[str]:
        asked.append(host)
        return ["8.8.8.8"] if len(asked) == 1 else ["127.0.0.1"]

    def nobody_there(to: tuple[str, int], _timeout: float) -> socket.socket:
        connected.append(to)
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(socket, "create_connection", nobody_there)

    with pytest.raises(NotReached, match="Connection refused"):
        Outside(resolve=rebinding).post("https://rebinding.example.com/", b"{}", {})

    assert asked == ["rebinding.example.com"]
    assert connected == [("8.8.8.8", 443)]


def test_what_is_sent_arrives_as_it_is() -> None:
    with receiving() as partner:
        status = Outside(HERE).post(f"{partner.url}?for=us#there", b'{"a": 1}', {"GS1-Signature": "s"})

    assert status == 200
    (received,) = partner.received
    assert received.path == "/events?for=us"
    assert received.body == b'{"a": 1}'
    assert received.headers["GS1-Signature"] == "s"
    assert partner.url.split("/")[2] == received.headers["Host"]


def test_the_certificate_is_asked_for_the_name_though_the_address_is_pinned(tmp_path: Path) -> None:
    pem = tls.certificate(tmp_path)
    trusting = ssl.create_default_context(cafile=pem)

    with receiving(pem) as partner:
        named = partner.url
        stranger = named.replace("localhost", "client.example.com")
        hosts = HERE | {"client.example.com"}
        here = Outside(hosts, resolve=lambda _host, _port: ["127.0.0.1"], context=trusting)

        assert here.post(named, b"{}", {}) == 200
        with pytest.raises(NotReached, match=r"[Hh]ostname mismatch"):
            here.post(stranger, b"{}", {})
        with pytest.raises(NotReached, match="self-signed certificate"):
            Outside(HERE).post(named, b"{}", {})

    assert len(partner.received) == 1


def test_a_redirect_is_answered_and_not_followed() -> None:
    with receiving() as inside, receiving() as partner:
        partner.statuses = [302, 307, 308]
        partner.headers = {"Location": inside.url}

        assert [Outside(HERE).post(partner.url, b"{}", {}) for _ in range(3)] == [302, 307, 308]

    assert inside.received == []


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(until_it_goes, id="nothing"),
        pytest.param(lambda visitor: until_it_goes(visitor, b"H"), id="a letter at a time"),
        pytest.param(
            lambda visitor: until_it_goes(visitor, b"HTTP/1.1 100 Continue\r\n\r\n"), id="wait, wait"
        ),
    ],
)
def test_who_does_not_come_to_an_end_is_cut_off(answer: receiver.Callable[[socket.socket], None]) -> None:
    with misbehaving(answer) as address, pytest.raises(TooSlow, match="did not answer within"):
        Outside(HERE, seconds=0.3).post(address, b"{}", {})


def test_a_handshake_without_end_is_cut_off_too() -> None:
    with misbehaving(until_it_goes) as address, pytest.raises(TooSlow):
        Outside(HERE, seconds=0.3).post(address.replace("http", "https", 1), b"{}", {})


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: x\r\n" * 200 + b"\r\n",
        b"x" * 100_000 + b"\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"",
    ],
)
def test_an_answer_that_is_too_large_or_none_at_all_is_a_failure(answer: bytes) -> None:
    with (
        misbehaving(lambda visitor: (visitor.recv(65536), visitor.sendall(answer))) as address,
        pytest.raises(NotReached),
    ):
        Outside(HERE).post(address, b"{}", {})


def test_nonsense_is_not_quoted_at_length() -> None:
    nonsense = b"<html>" + b"x" * 60_000 + b"\r\n"
    with (
        misbehaving(lambda visitor: (visitor.recv(65536), visitor.sendall(nonsense))) as address,
        pytest.raises(NotReached) as missed,
    ):
        Outside(HERE).post(address, b"{}", {})

    assert missed.value.reason.startswith("<html>xx")
    assert len(missed.value.reason) == webhook.LONGEST


def test_a_body_without_end_is_not_read() -> None:
    def flood(visitor: socket.socket) -> None:
        visitor.recv(65536)
        visitor.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n")
        until_it_goes(visitor, b"x" * 65536)

    with misbehaving(flood) as address:
        assert Outside(HERE).post(address, b"{}", {}) == 200


def test_a_name_that_nobody_has_is_told_so() -> None:
    def nobody(_host: str, _port: int) -> Sequence[str]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with pytest.raises(NotReached) as missed:
        Outside(resolve=nobody).post("https://no.example.com/", b"{}", {})

    assert str(missed.value) == "“https://no.example.com/” could not be reached: Name or service not known."
