"""What a ZPL printer is asked and how it answers (ZPL II Programming Guide: ~HS, ~HQES, ^PR, ~SD)."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from aril.printing.state import Condition, Status

SPEEDS = range(2, 15)
"""^PR: inches a second."""

DARKNESS = range(31)
"""~SD."""

HOST_STATUS = b"~HS\r\n"
"""Answered with three strings between STX and ETX; some models are silent while they cannot print."""

ERROR_STATUS = b"~HQES\r\n"
"""Answered with a page of text: errors and warnings, each a flag and 64 bits in hexadecimal."""

_STRINGS = re.compile(rb"\x02([^\x02\x03]*)\x03")
_FLAGS: Mapping[tuple[int, int], Condition] = MappingProxyType(
    {
        (0, 1): Condition.PAPER_OUT,  # b
        (0, 2): Condition.PAUSED,  # c
        (0, 5): Condition.BUSY,  # f, the receive buffer is full
        (0, 9): Condition.SETTINGS_LOST,  # j, corrupt RAM
        (0, 10): Condition.TOO_COLD,  # k
        (0, 11): Condition.TOO_HOT,  # l
        (1, 2): Condition.HEAD_OPEN,  # o
        (1, 3): Condition.RIBBON_OUT,  # p
    }
)
"""String and place in it → what a 1 there means."""

_FIELDS = (12, 11)
"""How many fields the first two strings have at least; the third has a password and a RAM flag, not needed here."""
_IN_BUFFER = (0, 4)  # eee, formats in the receive buffer
_IN_BATCH = (1, 8)  # uuuuuuuu, labels remaining in the batch

_BITS = re.compile(rb"(ERRORS|WARNINGS):\s*([01])\s+([0-9A-Fa-f]{8})\s+([0-9A-Fa-f]{8})")
_ERRORS: Mapping[int, Condition] = MappingProxyType(
    {
        0x0000_0001: Condition.PAPER_OUT,
        0x0000_0002: Condition.RIBBON_OUT,
        0x0000_0004: Condition.HEAD_OPEN,
        0x0000_0008: Condition.CUTTER_FAULT,
        0x0000_0010: Condition.TOO_HOT,  # the head
        0x0000_0020: Condition.TOO_HOT,  # the motor
        0x0000_0040: Condition.HEAD_FAULT,  # a bad element
        0x0000_0080: Condition.HEAD_FAULT,  # none detected
        0x0000_0100: Condition.OTHER_FAULT,  # invalid firmware configuration
        0x0000_0200: Condition.HEAD_FAULT,  # its thermistor is open
        0x0000_1000: Condition.PAPER_JAM,  # while retracting
        0x0000_2000: Condition.OTHER_FAULT,  # the presenter does not run
        0x0000_4000: Condition.PAPER_JAM,  # paper feed error
        0x0000_8000: Condition.PAPER_JAM,  # the paper path could not be cleared
        0x0001_0000: Condition.PAUSED,
        0x0002_0000: Condition.OTHER_FAULT,  # retracting took too long
        0x0004_0000: Condition.MARK_NOT_FOUND,  # black mark calibration
        0x0008_0000: Condition.MARK_NOT_FOUND,
    }
)
_WARNINGS: Mapping[int, Condition] = MappingProxyType(
    {
        0x1: Condition.NOT_CALIBRATED,
        0x2: Condition.HEAD_DIRTY,  # clean it
        0x4: Condition.HEAD_DIRTY,  # replace it
        0x8: Condition.PAPER_LOW,
    }
)


def is_label(chunk: bytes) -> bool:
    """Whether some bytes print a label; those that only store or delete a picture draw nothing."""
    return chunk.endswith(b"^XZ\n") and b"^FO" in chunk


def settings(speed: int | None, darkness: int | None) -> bytes:
    """What is sent before a job."""
    parts = [f"~SD{darkness:02d}\n"] if darkness is not None else []
    if speed is not None:
        parts.append(f"^XA^PR{speed}^XZ\n")
    return "".join(parts).encode("ascii")


def read_host_status(answer: bytes) -> Status | None:
    """What `~HS` was answered with; None while it is incomplete. Raises ValueError for what is no such answer."""
    strings = _STRINGS.findall(answer)
    if len(strings) < 3:
        return None
    fields = [string.decode("ascii", "replace").split(",") for string in strings[:3]]
    if any(len(found) < least for found, least in zip(fields, _FIELDS, strict=False)):
        raise ValueError("~HS")
    found = [condition for (string, place), condition in _FLAGS.items() if fields[string][place] == "1"]
    waiting = sum(int(fields[string][place]) for string, place in (_IN_BUFFER, _IN_BATCH))
    return Status.of(found, waiting)


def read_error_status(answer: bytes) -> Status | None:
    """What `~HQES` was answered with; None while it is incomplete."""
    lines = {kind: (flag, int(low, 16)) for kind, flag, _, low in _BITS.findall(answer)}
    if len(lines) < 2:
        return None
    found: list[Condition] = []
    for kind, table in ((b"ERRORS", _ERRORS), (b"WARNINGS", _WARNINGS)):
        flag, bits = lines[kind]
        named = [condition for bit, condition in table.items() if bits & bit]
        if kind == b"ERRORS" and flag == b"1" and not named:
            named = [Condition.OTHER_FAULT]
        found += named
    return Status.of(found)
