"""The pass rate over the months as an inline SVG: where everything stands, for the template to draw.

Lines are drawn in a box of 100 × 100 that is stretched to the page, texts outside of it, so that they are not.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from aril.services.office import Month

HEIGHT = 180
"""The height of the box on the page, in px."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A month with samples: its place in the box, and the month itself."""

    x: float
    y: float
    month: Month


@dataclass(frozen=True, slots=True)
class Chart:
    """Lines and areas as SVG points; texts with their place: px from the top, or per cent from the left."""

    dots: tuple[Dot, ...]
    lines: tuple[str, ...]
    bands: tuple[str, ...]
    levels: tuple[tuple[float, str], ...]
    labels: tuple[tuple[float, str, str], ...]


def draw(months: Sequence[Month]) -> Chart:
    """A line through the months that follow one another, and around it the 95 % interval."""
    rates = [month.rate.rate for month in months if month.rate.rate is not None]
    floor = max(0, int(min(rates, default=0.9) * 100 - 5) // 10 * 10)
    step = 100 / len(months)

    def height(rate: float) -> float:
        return round(max(0.0, min(100.0, (100 - rate * 100) / (100 - floor) * 100)), 2)

    runs = [
        [(round((at + 0.5) * step, 2), month) for at, month in run]
        for tested, run in groupby(enumerate(months), key=lambda pair: pair[1].rate.tested > 0)
        if tested
    ]
    return Chart(
        dots=tuple(Dot(x, height(month.rate.rate or 0), month) for run in runs for x, month in run),
        lines=tuple(
            _points((x, height(month.rate.rate or 0)) for x, month in run) for run in runs if len(run) > 1
        ),
        bands=tuple(
            _points(
                [(x, height(month.rate.high or 0)) for x, month in run]
                + [(x, height(month.rate.low or 0)) for x, month in reversed(run)]
            )
            for run in runs
            if len(run) > 1
        ),
        levels=tuple(
            (height(level / 100) * HEIGHT / 100, f"{level}%") for level in range(floor, 101, _interval(floor))
        ),
        labels=tuple(_labels(months, step)),
    )


def _interval(floor: int) -> int:
    return next(each for each in (2, 5, 10, 20, 25) if (100 - floor) / each <= 5)


def _points(places: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in places)


def _labels(months: Sequence[Month], step: float) -> Iterator[tuple[float, str, str]]:
    """The first month, the last, and each January between that has room beside them."""
    last = len(months) - 1
    for at, month in enumerate(months):
        if at == 0:
            yield 0, month.month, "start"
        elif at == last:
            yield 100, month.month, "end"
        elif month.month.endswith("-01") and min(at, last - at) > len(months) / 6:
            yield (at + 0.5) * step, month.month, "middle"
