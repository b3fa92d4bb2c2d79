"""Certificates of promised conformity, each with a number of its own."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest

from aril.services.quality import certificate
from aril.store import papers
from tests.samples import DAY, Orchard


def test_two_certificates_of_one_moment_have_two_numbers(
    orchard: Orchard, monkeypatch: pytest.MonkeyPatch
) -> None:
    several = [orchard.harvest() for _ in range(2)]
    counted, both = papers.count_certificates, threading.Barrier(2)

    def count_together(*arguments: Any) -> int:
        found = counted(*arguments)
        with suppress(threading.BrokenBarrierError):  # whoever is alone goes on
            both.wait(1)
        return found

    def issue(at: int) -> str:
        return certificate.issue(orchard.site, several[at].code, ["controls"], orchard.grower, DAY).number

    monkeypatch.setattr(papers, "count_certificates", count_together)

    with ThreadPoolExecutor(2) as pool:
        numbers = sorted(pool.map(issue, range(2)))

    assert numbers == ["20260912-00001", "20260912-00002"]
