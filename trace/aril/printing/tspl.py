"""What a TSPL printer is asked and how it answers (TSPL programming manual: <ESC>!?, SPEED, DENSITY)."""

from collections.abc import Mapping
from types import MappingProxyType

from aril.printing.state import Condition, Status

SPEEDS = range(1, 15)
"""SPEED: inches a second."""

DARKNESS = range(16)
"""DENSITY."""

STATUS = b"\x1b!?"
"""Answered at any time, also in an error, with one byte of the bits below; 0 is ready."""

_BITS: Mapping[int, Condition] = MappingProxyType(
    {
        0x01: Condition.HEAD_OPEN,
        0x02: Condition.PAPER_JAM,
        0x04: Condition.PAPER_OUT,
        0x08: Condition.RIBBON_OUT,
        0x10: Condition.PAUSED,
        0x20: Condition.BUSY,  # printing
        0x40: Condition.COVER_OPEN,
        0x80: Condition.OTHER_FAULT,  # the surroundings are too hot or too cold, or another error
    }
)


def is_label(chunk: bytes) -> bool:
    """Whether some bytes print a label."""
    return chunk.endswith(b"PRINT 1,1\r\n")


def settings(speed: int | None, darkness: int | None) -> bytes:
    """What is sent before a job."""
    parts = [f"SPEED {speed}\r\n"] if speed is not None else []
    if darkness is not None:
        parts.append(f"DENSITY {darkness}\r\n")
    return "".join(parts).encode("ascii")


def read_status(answer: bytes) -> Status | None:
    """What `<ESC>!?` was answered with; None while there is no byte."""
    if not answer:
        return None
    return Status.of(condition for bit, condition in _BITS.items() if answer[-1] & bit)
