"""Two who do the same at the same moment, so that each has looked before the other has written."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import wraps
from types import ModuleType
from typing import Any, TypeVar

import pytest

Answer = TypeVar("Answer")


def both(
    monkeypatch: pytest.MonkeyPatch, store: ModuleType, look: str, act: Callable[[int], Answer]
) -> list[Answer]:
    """What `act(0)` and `act(1)` answer, when neither goes on from a `look` of the store before the other is there.

    They meet before a look that locks, which would keep the other out, and after any other.
    """
    looked, met = getattr(store, look), threading.Barrier(2)

    def meet() -> None:
        with suppress(threading.BrokenBarrierError):  # whoever is alone goes on
            met.wait(1)

    @wraps(looked)
    def look_together(*arguments: Any, **more: Any) -> Any:
        if more.get("lock"):
            meet()
            return looked(*arguments, **more)
        found = looked(*arguments, **more)
        meet()
        return found

    monkeypatch.setattr(store, look, look_together)
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(act, range(2)))
