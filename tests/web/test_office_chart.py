"""Where everything stands in the chart of the pass rate."""

from aril.domain.pass_rate import PassRate
from aril.services.office import Month, months_before
from aril.web.office import chart
from tests.samples import DAY


def months(*samples: tuple[int, int] | None) -> list[Month]:
    """Months up to September 2026, each with (passed, tested), or None where nothing was tested."""
    last = len(samples) - 1
    return [
        Month(f"{months_before(DAY.date(), last - at):%Y-%m}", PassRate.of(*(sample or (0, 0))))
        for at, sample in enumerate(samples)
    ]


def test_a_month_without_samples_breaks_the_line_and_has_no_point() -> None:
    drawn = chart.draw(months((9, 10), (10, 10), None, (10, 10), (8, 10), None, (7, 10)))

    assert len(drawn.dots) == 5
    assert [len(line.split()) for line in drawn.lines] == [2, 2]
    assert [len(band.split()) for band in drawn.bands] == [4, 4]


def test_the_scale_ends_at_all_and_begins_below_the_worst_month() -> None:
    drawn = chart.draw(months((99, 100), (93, 100)))

    assert [text for _, text in drawn.levels] == ["80%", "85%", "90%", "95%", "100%"]
    assert [y for y, _ in drawn.levels] == [180, 135, 90, 45, 0]
    assert [dot.y for dot in drawn.dots] == [5, 35]


def test_nothing_is_drawn_outside_its_box() -> None:
    drawn = chart.draw(months((0, 1), (1, 1), (500, 1000)))

    points = [
        float(number) for shape in drawn.lines + drawn.bands for number in shape.replace(",", " ").split()
    ]
    assert all(0 <= number <= 100 for number in points)
    assert [text for _, text in drawn.levels] == ["0%", "20%", "40%", "60%", "80%", "100%"]


def test_the_first_and_last_month_and_the_years_between_are_named() -> None:
    drawn = chart.draw(months(*[(9, 10)] * 24))

    assert [(text, anchor) for _, text, anchor in drawn.labels] == [
        ("2024-10", "start"),
        ("2026-01", "middle"),
        ("2026-09", "end"),
    ]


def test_no_samples_at_all_leave_an_empty_frame() -> None:
    drawn = chart.draw(months(*[None] * 24))

    assert (drawn.dots, drawn.lines, drawn.bands) == ((), (), ())
    assert drawn.levels[-1] == (0, "100%")
