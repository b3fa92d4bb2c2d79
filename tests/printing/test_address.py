"""Where printers may be: the fence before everything else in the network."""

from collections.abc import Sequence
from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aril.domain.errors import Invalid
from aril.printing.address import LOCAL, Address, Reach
from aril.printing.errors import NotAllowed, NotReached

OFFICE = (ip_network("192.168.1.0/24"), ip_network("fd00:1::/32"))


@pytest.mark.parametrize(
    ("typed", "ipp", "address"),
    [
        ("192.168.1.50", False, Address("192.168.1.50", 9100)),
        ("Zebra.local:9101", False, Address("zebra.local", 9101)),
        ("tcp://10.0.0.7:9100", False, Address("10.0.0.7", 9100)),
        ("[fd00:1::7]:9100", False, Address("fd00:1::7", 9100)),
        ("192.168.1.60", True, Address("192.168.1.60", 631, "/ipp/print")),
        ("ipp://cups:631/printers/labels", True, Address("cups", 631, "/printers/labels")),
        ("ipps://cups/printers/labels", True, Address("cups", 631, "/printers/labels", secure=True)),
    ],
)
def test_an_address_is_read_as_it_is_written_on_printers(typed: str, ipp: bool, address: Address) -> None:
    assert Address.parse(typed, ipp=ipp) == address
    assert Address.parse(str(address), ipp=ipp) == address


@pytest.mark.parametrize(
    ("typed", "ipp"),
    [
        ("", False),
        ("a b", False),
        ("192.168.1.50:0", False),
        ("192.168.1.50:70000", False),
        ("ipp://192.168.1.50", False),
        ("tcp://192.168.1.50", True),
        ("file:///etc/passwd", True),
        ("http://user@host/", True),
        ("192.168.1.50:9100/path", False),
        ("host\r\nX: y", True),
        ("ipp://host/\r\nX", True),
        ("gopher://host:9100", False),
    ],
)
def test_what_is_no_printers_address_is_refused(typed: str, ipp: bool) -> None:
    with pytest.raises(Invalid, match="Expected an address such as"):
        Address.parse(typed, ipp=ipp)


@given(st.text(max_size=60), st.booleans())
def test_no_address_smuggles_a_line_or_a_blank_into_a_request(typed: str, ipp: bool) -> None:
    try:
        address = Address.parse(typed, ipp=ipp)
    except Invalid:
        return

    assert all(32 < ord(character) < 127 for character in str(address))


@pytest.mark.parametrize(
    ("numeric", "port", "reached"),
    [
        ("192.168.1.50", 9100, True),
        ("192.168.1.50", 9109, True),
        ("192.168.1.50", 631, True),
        ("::ffff:192.168.1.50", 9100, True),
        ("fd00:1::7", 9100, True),
        ("192.168.2.50", 9100, False),
        ("127.0.0.1", 9100, False),
        ("::1", 631, False),
        ("::ffff:127.0.0.1", 9100, False),
        ("169.254.169.254", 631, False),
        ("8.8.8.8", 9100, False),
        ("192.168.1.50", 22, False),
        ("192.168.1.50", 80, False),
        ("192.168.1.50", 9110, False),
        ("192.168.1.50", 5432, False),
    ],
)
def test_only_the_listed_networks_and_ports_are_reached(numeric: str, port: int, reached: bool) -> None:
    reach = Reach(OFFICE, resolve=_answers(numeric))
    address = Address("printer.local", port)

    if reached:
        assert reach.pin(address) == numeric.removeprefix("::ffff:")
    else:
        with pytest.raises(NotAllowed, match=r"This site does not print to printer\.local"):
            reach.pin(address)


def test_a_port_that_is_not_reached_is_told_from_a_network() -> None:
    reach = Reach(OFFICE, resolve=_answers("192.168.1.50"))

    with pytest.raises(NotAllowed, match="can add the port to “ports”"):
        reach.pin(Address("printer.local", 6101))
    with pytest.raises(NotAllowed, match="can add the network to “networks”"):
        Reach(resolve=_answers("192.168.1.50")).pin(Address("printer.local", 6101))


def test_a_name_with_several_addresses_is_reached_at_the_one_that_is_allowed() -> None:
    reach = Reach(OFFICE, resolve=_answers("127.0.0.1", "192.168.1.9", "10.0.0.1"))

    assert reach.pin(Address("two-homes", 9100)) == "192.168.1.9"


def test_a_name_is_resolved_once_and_never_again_by_the_connection() -> None:
    asked: list[str] = []

    def rebinding(host: str, _port: int) -> Sequence[str]:
        asked.append(host)
        return ["192.168.1.9"] if len(asked) == 1 else ["127.0.0.1"]

    assert Reach(OFFICE, resolve=rebinding).pin(Address("rebind", 9100)) == "192.168.1.9"
    assert asked == ["rebind"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("zebra.local", "192.168.1.50:9100", True),
        ("[fd00:1:0:0::7]", "[fd00:1::7]:9100", True),
        ("192.168.1.50", "[::ffff:192.168.1.50]", True),
        ("192.168.1.50:9100", "192.168.1.50:9101", False),
        ("192.168.1.50", "192.168.1.51", False),
        ("ipp://192.168.1.50/printers/labels", "ipps://zebra.local/printers/labels", True),
        ("ipp://192.168.1.50/printers/labels", "ipp://192.168.1.50/printers/office", False),
    ],
)
def test_a_printer_has_one_endpoint_however_its_address_is_written(one: str, other: str, same: bool) -> None:
    reach = Reach(OFFICE, resolve=lambda host, _: ["192.168.1.50" if host == "zebra.local" else host])

    ends = [reach.endpoint(Address.parse(text, ipp=text.startswith("ipp"))) for text in (one, other)]

    assert (ends[0] == ends[1]) is same


def test_a_name_that_nobody_has_is_said_so() -> None:
    def unknown(_host: str, _port: int) -> Sequence[str]:
        raise OSError

    with pytest.raises(NotReached, match="Nobody answers at nobody"):
        Reach(LOCAL, resolve=unknown).pin(Address("nobody", 9100))


def test_nowhere_is_printed_to_unless_the_settings_say_so() -> None:
    assert not Reach().is_open
    with pytest.raises(NotAllowed):
        Reach(resolve=_answers("127.0.0.1")).pin(Address("localhost", 9100))


def _answers(*numeric: str):
    return lambda _host, _port: numeric
