import pytest
from hypothesis import given
from hypothesis import strategies as st

from aril.domain.pass_rate import PassRate


@pytest.mark.parametrize(
    ("conforming", "tested", "low", "high"),
    [(99, 100, "94.6", "99.8"), (300, 300, "98.7", "100.0"), (992, 1000, "98.4", "99.6")],
)
def test_the_interval_is_wilsons(conforming: int, tested: int, low: str, high: str) -> None:
    rate = PassRate.of(conforming, tested)

    assert rate.low is not None
    assert rate.high is not None
    assert (f"{rate.low * 100:.1f}", f"{rate.high * 100:.1f}") == (low, high)


def test_without_a_sample_there_is_no_rate() -> None:
    assert PassRate.of(0, 0) == PassRate(0, 0, None, None, None)


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_rate_lies_in_its_interval_and_that_between_none_and_all(counted: tuple[int, int]) -> None:
    rate = PassRate.of(*counted)

    assert rate.rate is not None
    assert rate.low is not None
    assert rate.high is not None
    assert 0 <= rate.low <= rate.rate + 1e-12
    assert rate.rate - 1e-12 <= rate.high <= 1


def test_more_passes_than_samples_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="expected 0 ≤ conforming ≤ tested, got 3 of 2"):
        PassRate.of(3, 2)
