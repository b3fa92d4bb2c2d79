"""When things happen: the two autumns before a moment, and an agenda that is worked through in order."""

import heapq
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from aril.domain.moment import CHINA

Act = Callable[[datetime], object]
"""Something that happens, told its moment."""

OPENS, CLOSES = (9, 10), (10, 31)
"""First and last day of the harvest, as month and day."""

SETTLING = timedelta(days=14)
"""From a harvest until its lot was sampled, reported, packed and received."""


@dataclass(frozen=True, slots=True)
class Season:
    """One autumn: its number (0 is last year's), and the first and the last day of its harvest."""

    number: int
    first: date
    last: date

    def day(self, share: float) -> date:
        """The day that lies so far (0 to 1) into the harvest."""
        return self.first + timedelta(days=int(share * (self.last - self.first).days))


def seasons(today: date) -> tuple[Season, Season]:
    """The last autumn of which enough has passed to be told, and the one before it.

    An autumn that still runs ends two weeks ago, so that its last lots have reached a shop; and what happened
    more than 24 months ago, the span of the office's first page, is left out.
    """
    year = today.year if today >= date(today.year, *OPENS) + SETTLING + timedelta(days=7) else today.year - 1
    two_years_ago = date(today.year - 2, today.month, 1) + timedelta(days=31)
    return (
        Season(0, max(date(year - 1, *OPENS), two_years_ago.replace(day=1)), date(year - 1, *CLOSES)),
        Season(1, date(year, *OPENS), min(date(year, *CLOSES), today - SETTLING)),
    )


class Agenda:
    """Acts in the order of their moments; an act may put down further ones. Past `until` nothing happens."""

    def __init__(self, until: datetime, chance: Random) -> None:
        self._until, self._chance = until, chance
        self._waiting: list[tuple[datetime, int, Act]] = []
        self._numbers = itertools.count()

    def at(self, moment: datetime, act: Act) -> None:
        heapq.heappush(self._waiting, (moment, next(self._numbers), act))

    def on(self, day: date, hours: tuple[int, int], act: Act) -> None:
        """Put an act down for some second of a day between two hours, China's time."""
        second = self._chance.randrange(hours[0] * 3600, hours[1] * 3600)
        self.at(datetime.combine(day, time(0), CHINA) + timedelta(seconds=second), act)

    def after(self, moment: datetime, days: tuple[int, int], act: Act) -> None:
        """Put an act down for a working hour, so many days (least, most; 1 is tomorrow) after a moment."""
        self.on(moment.date() + timedelta(days=self._chance.randint(*days)), (8, 18), act)

    def run(self) -> None:
        while self._waiting:
            moment, _, act = heapq.heappop(self._waiting)
            if moment <= self._until:
                act(moment)
