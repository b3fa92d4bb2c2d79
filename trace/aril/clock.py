"""What time it is: asked once where a request or a command comes in, and handed down from there."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    return datetime.now(UTC)
