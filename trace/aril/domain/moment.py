"""Instants and their offsets as EPCIS writes them."""

from datetime import datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "UTC+08:00")
"""China has one time, and no summer time since 1991."""


def offset_of(moment: datetime) -> str:
    """The offset of an aware moment as `±hh:mm` (EPCIS 2.0, section 7.4.1, eventTimeZoneOffset)."""
    offset = moment.utcoffset()
    if offset is None:
        raise ValueError(f"expected a time with its offset, got {moment.isoformat()}")
    minutes = round(offset.total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
