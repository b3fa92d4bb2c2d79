"""What the tests of sending to printers ask for: labels sent by one worker, and what became of them."""

import itertools
from datetime import timedelta

from aril.services.label_press import label_sending
from aril.services.label_press.label_sending import Sending
from aril.services.site import Site
from tests.samples import DAY, Orchard

LATER = DAY + timedelta(minutes=20)
DESIGN = "unit-40x30"
_moments = itertools.count()


def send(orchard: Orchard, site: Site, job: str, printer: str, **values: str) -> None:
    """Send labels of a job to a printer until they are there, or halt, each time a second later."""
    at = LATER + timedelta(seconds=next(_moments))
    label_sending.send(site, job, values | {"printer": printer}, orchard.grower, at)
    assert label_sending.work(site, at)


def last(orchard: Orchard, site: Site, job: str) -> Sending:
    """What was sent last of a job."""
    return label_sending.sending(site, job, orchard.grower).sendings[0]
