"""Numbers with a meaning: flags, positions, parts of a whole, coordinates."""

from aril.gs1.linters.characters import digits
from aril.gs1.linters.fault import Fault


def nonzero(value: str) -> Fault | None:
    """A number above zero."""
    if fault := digits(value):
        return fault
    if value.strip("0"):
        return None
    return Fault("illegal-zero-value", 0, len(value), {"found": value})


def zero(value: str) -> Fault | None:
    """The filler digit of a GRAI."""
    if value and not value.strip("0"):
        return None
    return Fault("not-zero", 0, len(value), {"found": value})


def no_leading_zero(value: str) -> Fault | None:
    """A number that does not start with zero."""
    if value.startswith("0"):
        return Fault("illegal-zero-prefix", 0, 1, {"found": value})
    return digits(value)


def yes_or_no(value: str) -> Fault | None:
    """0 for no, 1 for yes."""
    return None if value in {"0", "1"} else Fault("not-zero-or-one", 0, len(value), {"found": value})


def winding(value: str) -> Fault | None:
    """How a roll is wound: 0 face out, 1 face in, 9 undefined (General Specifications, 3.9.1)."""
    return (
        None
        if value in {"0", "1", "9"}
        else Fault("invalid-winding-direction", 0, len(value), {"found": value})
    )


def latitude(value: str) -> Fault | None:
    """Ten digits: degrees north of the South Pole, in ten-millionths."""
    return _coordinate(value, 1_800_000_000, "latitude")


def longitude(value: str) -> Fault | None:
    """Ten digits: degrees east, 0 to 360, in ten-millionths."""
    return _coordinate(value, 3_600_000_000, "longitude")


def piece_of_total(value: str) -> Fault | None:
    """Number of a piece and count of all pieces, in equally many digits."""
    if fault := digits(value):
        return fault
    half, odd = divmod(len(value), 2)
    if odd or not half:
        return Fault("invalid-length-for-piece-of-total", 0, len(value), {"found": value})
    piece, total = value[:half], value[half:]
    if not piece.strip("0"):
        return Fault("zero-piece-number", 0, half, {"found": value})
    if not total.strip("0"):
        return Fault("zero-total-pieces", half, half, {"found": value})
    if piece > total:
        return Fault("piece-number-exceeds-total", 0, len(value), {"piece": piece, "total": total})
    return None


def position_of_total(value: str) -> Fault | None:
    """`1/3`: a position and the end of the sequence, neither with leading zeros."""
    position, slash, end = value.partition("/")
    if not (value.isascii() and slash and position.isdigit() and end.isdigit()):
        return Fault("position-in-sequence-malformed", 0, len(value), {"found": value})
    if position[0] == "0":
        return Fault("illegal-zero-prefix", 0, len(position), {"found": position})
    if end[0] == "0":
        return Fault("illegal-zero-prefix", len(position) + 1, len(end), {"found": end})
    if (len(position), position) > (len(end), end):
        return Fault("position-exceeds-end", 0, len(value), {"position": position, "end": end})
    return None


def _coordinate(value: str, most: int, name: str) -> Fault | None:
    if len(value) != 10:
        return Fault(f"{name}-invalid-length", 0, len(value), {"found": value})
    if fault := digits(value):
        return fault
    if int(value) > most:
        return Fault(f"invalid-{name}", 0, 10, {"found": value, "most": most})
    return None
