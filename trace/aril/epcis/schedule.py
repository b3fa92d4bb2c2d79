"""When a subscription reports: the query schedule of EPCIS, like a line of cron with seconds.

A field is a list of numbers and ranges: `0,[15-20]`. A moment fits when each field fits. A field that is left out fits
any value, but where it is finer than every field that is given, only its first: `{"hour": "1", "minute": "5"}` is once
a day at 01:05:00, not at each of that minute's seconds.

Source: EPCIS 2.0, section 8.2.5.3, and its query schedule schema.
"""

import calendar
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Self

from aril.epcis.contexts import Json
from aril.epcis.errors import Refusal
from aril.epcis.kinds import shown

FIELDS: Mapping[str, range] = {
    "second": range(60),
    "minute": range(60),
    "hour": range(24),
    "dayOfMonth": range(1, 32),
    "month": range(1, 13),
    "dayOfWeek": range(1, 8),
}
"""Field → its values; a week begins with Monday, 1."""

CLOCK = ("second", "minute", "hour")
"""The fields within a day, the finest first."""

YEARS = 41
"""No two days that fit the same schedule are further apart: a 29 February on a given day of the week, around 2100."""

_ELEMENT = re.compile(r"(\d{1,2})|\[(\d{1,2})-(\d{1,2})\]", re.ASCII)


@dataclass(frozen=True, slots=True)
class Schedule:
    """For each field the values that fit; `said` is how it came."""

    said: Mapping[str, str]
    values: Mapping[str, tuple[int, ...]]

    @classmethod
    def read(cls, json: Json) -> Self:
        """Raises `Refusal` with everything that is wrong."""
        if not isinstance(json, dict) or not json:
            raise Refusal.of("no-schedule", expected=", ".join(FIELDS))
        problems = []
        values: dict[str, tuple[int, ...]] = {}
        for name, pattern in json.items():
            try:
                values[name] = _values(name, pattern)
            except Refusal as refusal:
                problems += refusal.under(name)
        if problems:
            raise Refusal(problems)
        given = [at for at, name in enumerate(CLOCK) if name in values]
        finest = min(given, default=len(CLOCK))
        for at, name in enumerate(CLOCK):
            values.setdefault(name, (0,) if at < finest else tuple(FIELDS[name]))
        for name in FIELDS:
            values.setdefault(name, tuple(FIELDS[name]))
        schedule = cls(dict(json), values)
        if next(schedule._days(date(2000, 1, 1)), None) is None:
            raise Refusal.of("never")
        return schedule

    def next_after(self, moment: datetime) -> datetime:
        """The first moment later than this one that fits, on the clock of this one's offset."""
        today = moment.date()
        passed = moment.time()
        for day in self._days(today):
            for at in self._times():
                if day > today or at > passed:
                    return datetime.combine(day, at, moment.tzinfo)
        raise OverflowError(moment)  # in the year 9999

    def _days(self, start: date) -> Iterator[date]:
        for year in range(start.year, min(start.year + YEARS, date.max.year + 1)):
            for month in self.values["month"]:
                if (year, month) < (start.year, start.month):
                    continue
                for day in self.values["dayOfMonth"]:
                    if day > calendar.monthrange(year, month)[1]:
                        break
                    found = date(year, month, day)
                    if found >= start and found.isoweekday() in self.values["dayOfWeek"]:
                        yield found

    def _times(self) -> Iterator[time]:
        for hour in self.values["hour"]:
            for minute in self.values["minute"]:
                for second in self.values["second"]:
                    yield time(hour, minute, second)


def _values(name: str, pattern: Json) -> tuple[int, ...]:
    if name not in FIELDS:
        raise Refusal.of("not-in-schedule", found=shown(name), expected=", ".join(FIELDS))
    allowed = FIELDS[name]
    found: set[int] = set()
    for element in pattern.split(",") if isinstance(pattern, str) else [""]:
        match = _ELEMENT.fullmatch(element)
        first, last = (int(match[1] or match[2]), int(match[1] or match[3])) if match else (1, 0)
        if first > last or first not in allowed or last not in allowed:
            raise Refusal.of(
                "not-a-pattern-of-time", found=shown(pattern), least=allowed[0], most=allowed[-1]
            )
        found.update(range(first, last + 1))
    return tuple(sorted(found))
