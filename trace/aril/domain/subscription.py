"""What becomes of a subscription when the other side does not take what it is sent."""

from datetime import datetime, timedelta
from enum import StrEnum

MOST_ATTEMPTS = 12
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=6)


class SubscriptionState(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"
    FAILING = "failing"
    """Nothing is tried any more until somebody says so."""


def retry_at(failures: int, failed_at: datetime) -> datetime | None:
    """When to try again after so many failures in a row, the last one at `failed_at`; None when there were enough.

    Each pause is twice the one before, up to the longest: twelve attempts take half a day.
    """
    if failures >= MOST_ATTEMPTS:
        return None
    return failed_at + min(FIRST_PAUSE * (1 << (failures - 1)), LONGEST_PAUSE)
