"""When a notification is tried again."""

from datetime import timedelta
from itertools import pairwise

from aril.domain.subscription import LONGEST_PAUSE, MOST_ATTEMPTS, retry_at
from tests.make import NOW


def test_each_pause_is_twice_the_one_before_and_none_is_endless() -> None:
    pauses = [retry_at(failures, NOW) - NOW for failures in range(1, MOST_ATTEMPTS)]

    assert pauses[:3] == [timedelta(seconds=30), timedelta(minutes=1), timedelta(minutes=2)]
    assert all(later == min(2 * earlier, LONGEST_PAUSE) for earlier, later in pairwise(pauses))
    assert timedelta(hours=12) < sum(pauses, timedelta()) < timedelta(days=1)


def test_after_enough_failures_nothing_is_tried_any_more() -> None:
    assert retry_at(MOST_ATTEMPTS, NOW) is None
