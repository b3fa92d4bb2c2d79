"""Certificates of promised conformity, each with a number of its own."""

import pytest

from aril.services.quality import certificate
from aril.store import papers
from tests.samples import DAY, Orchard
from tests.services import at_once


def test_two_certificates_of_one_moment_have_two_numbers(
    orchard: Orchard, monkeypatch: pytest.MonkeyPatch
) -> None:
    several = [orchard.harvest() for _ in range(2)]

    def issue(at: int) -> str:
        return certificate.issue(orchard.site, several[at].code, ["controls"], orchard.grower, DAY).number

    numbers = at_once.both(monkeypatch, papers, "count_certificates", issue)

    assert sorted(numbers) == ["20260912-00001", "20260912-00002"]
