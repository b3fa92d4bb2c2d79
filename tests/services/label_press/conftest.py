"""A printer on this machine, and twenty labels for it."""

from dataclasses import replace

import pytest

from aril.services.label_press import printers
from aril.services.site import Site
from tests.printing.fakes import FakePrinter, running
from tests.samples import DAY, Orchard
from tests.services.label_press.sending import DESIGN


@pytest.fixture
def fake():
    with running(FakePrinter("zpl")) as printer:
        yield printer


@pytest.fixture
def site(orchard: Orchard, fake: FakePrinter) -> Site:
    return replace(orchard.site, printers=fake.reach)


@pytest.fixture
def zebra(orchard: Orchard, fake: FakePrinter) -> str:
    described = {"name": "包装间", "kind": "zpl", "address": str(fake.address), "dpi": "203"}
    return printers.add(orchard.site, described, orchard.grower, DAY).id


@pytest.fixture
def job(orchard: Orchard) -> str:
    return orchard.print_labels(orchard.harvest(), design=DESIGN, count="20").id
