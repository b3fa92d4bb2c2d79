"""A printer is sent one thing after the other, whoever sends it and whichever of its entries they chose."""

import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from aril.domain.enterprise import Activity
from aril.domain.membership import Role
from aril.domain.printer import SendingState
from aril.printing.errors import Progress
from aril.services.label_press import label_sending, printers
from aril.services.label_press.printers import PrinterBusy
from aril.services.orchards import farm
from aril.services.site import Site
from aril.store import claims
from aril.store import label_sendings as store
from aril.store.label_sendings import LabelSendingRow
from tests.printing.fakes import FakePrinter
from tests.samples import DAY, PLOT, Orchard
from tests.services.label_press.sending import DESIGN, LATER, last, send


def while_it_prints(monkeypatch: pytest.MonkeyPatch, fake: FakePrinter, act: Callable[[], None]) -> None:
    """Let something happen once, when the first labels are out and the printer is asked how it is."""
    answer, happened = fake._answer, []

    def meanwhile(line: socket.socket, question: bytes) -> None:
        if fake.labels and not happened:
            happened.append(True)
            act()
        answer(line, question)

    monkeypatch.setattr(fake, "_answer", meanwhile)


@pytest.mark.parametrize("second", ["the same", "another entry", "another name", "another's entry"])
def test_two_jobs_for_one_printer_arrive_one_after_the_other(
    orchard: Orchard,
    site: Site,
    zebra: str,
    job: str,
    fake: FakePrinter,
    monkeypatch: pytest.MonkeyPatch,
    second: str,
) -> None:
    """Whichever of its entries they name, and however that names it."""
    site = replace(site, printers=replace(fake.reach, resolve=lambda *_: ["127.0.0.1"]))
    theirs = another_orchard(orchard) if second == "another's entry" else orchard
    other = theirs.print_labels(theirs.harvest(), design=DESIGN, count="5").id
    host = "zebra.local" if second == "another name" else "127.0.0.1"
    described = {"name": "冷库", "kind": "zpl", "address": f"{host}:{fake.port}", "dpi": "203"}
    to = zebra if second == "the same" else printers.add(site, described, theirs.grower, DAY).id
    answer, done_meanwhile = fake._answer, []

    def meanwhile(line: socket.socket, question: bytes) -> None:
        if not done_meanwhile:
            done_meanwhile.append(label_sending.send(site, other, {"printer": to}, theirs.grower, DAY))
            done_meanwhile.extend([label_sending.work(site, DAY), label_sending.work(site, DAY)])
        answer(line, question)

    monkeypatch.setattr(fake, "_answer", meanwhile)
    send(orchard, site, job, zebra)
    waiting, connections = last(theirs, site, other), fake.connections
    assert label_sending.work(site, LATER + timedelta(minutes=1))

    assert done_meanwhile[1:] == [True, False]
    assert (waiting.state, connections) == (SendingState.WAITING, 1)
    assert (last(orchard, site, job).state, last(theirs, site, other).state) == (
        SendingState.DONE,
        SendingState.DONE,
    )
    assert fake.labels == 25


def test_a_printer_that_is_described_anew_while_it_prints_is_still_the_same(
    orchard: Orchard, site: Site, zebra: str, job: str, fake: FakePrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = orchard.print_labels(orchard.harvest(), design=DESIGN, count="5").id
    described = {"name": "包装间", "kind": "zpl", "address": str(fake.address), "dpi": "203"}
    seen = []

    def describe_anew() -> None:
        printers.remove(site, zebra, orchard.grower)
        anew = printers.add(site, described, orchard.grower, DAY).id
        label_sending.send(site, other, {"printer": anew}, orchard.grower, DAY)
        label_sending.work(site, DAY)
        seen.append(last(orchard, site, other).state)

    while_it_prints(monkeypatch, fake, describe_anew)
    send(orchard, site, job, zebra)

    assert seen == [SendingState.WAITING]
    assert label_sending.work(site, LATER + timedelta(minutes=1))
    assert (last(orchard, site, job).state, fake.labels) == (SendingState.DONE, 25)


def test_a_printer_is_free_only_when_whoever_was_stopped_has_hung_up(
    orchard: Orchard, site: Site, zebra: str, job: str, fake: FakePrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = orchard.print_labels(orchard.harvest(), design=DESIGN, count="5").id
    seen = []

    def stop_it() -> None:
        label_sending.stop(site, job, orchard.grower, LATER)
        label_sending.send(site, other, {"printer": zebra}, orchard.grower, LATER)
        label_sending.work(site, LATER)
        seen.append(last(orchard, site, other).state)

    while_it_prints(monkeypatch, fake, stop_it)
    send(orchard, site, job, zebra)

    assert seen == [SendingState.WAITING]
    assert label_sending.work(site, LATER + timedelta(minutes=1))
    assert (last(orchard, site, job).state, last(orchard, site, other).state) == (
        SendingState.HALTED,
        SendingState.DONE,
    )


def test_nothing_is_tried_on_a_printer_in_the_middle_of_its_labels(
    orchard: Orchard, site: Site, zebra: str, job: str, fake: FakePrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = []

    def try_it() -> None:
        for trial in (printers.print_test_label, partial(printers.print_calibration, language="zh")):
            with pytest.raises(PrinterBusy, match="is printing labels that were sent before"):
                trial(site, zebra, DESIGN, actor=orchard.grower, at=LATER)
            refused.append(trial)

    while_it_prints(monkeypatch, fake, try_it)
    send(orchard, site, job, zebra)
    printers.print_test_label(site, zebra, DESIGN, orchard.grower, LATER)

    assert (len(refused), fake.labels, fake.connections) == (2, 21, 2)


def test_two_workers_who_look_at_the_same_moment_do_not_both_send(
    orchard: Orchard, site: Site, zebra: str, job: str, fake: FakePrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = orchard.print_labels(orchard.harvest(), design=DESIGN, count="5").id
    described = {"name": "冷库", "kind": "zpl", "address": str(fake.address), "dpi": "203"}
    second = printers.add(site, described, orchard.grower, DAY).id
    for which, to in ((job, zebra), (other, second)):
        label_sending.send(site, which, {"printer": to}, orchard.grower, DAY)
    looked, both_look, both_send = store.busy_until, threading.Barrier(2), threading.Barrier(2)
    deliver, together = printers.deliver, []

    def look_together(*arguments: Any) -> datetime | None:
        found = looked(*arguments)
        with suppress(threading.BrokenBarrierError):  # whoever is alone goes on
            both_look.wait(1)
        return found

    def send_together(*arguments: Any) -> Iterator[Progress]:
        with suppress(threading.BrokenBarrierError):
            both_send.wait(2)
            together.append(arguments)
        return deliver(*arguments)

    monkeypatch.setattr(store, "busy_until", look_together)
    monkeypatch.setattr(printers, "deliver", send_together)
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(lambda _: label_sending.work(site, DAY), range(2))) == [True, True]
    while label_sending.work(site, LATER):
        pass

    assert together == []
    assert fake.labels == 25


def test_a_printer_is_free_again_when_whoever_sent_to_it_is_gone(
    orchard: Orchard, site: Site, zebra: str, job: str, fake: FakePrinter
) -> None:
    other = orchard.print_labels(orchard.harvest(), design=DESIGN, count="5").id
    label_sending.send(site, job, {"printer": zebra}, orchard.grower, DAY)
    with site.db.write() as session:
        row = claims.claim(session, LabelSendingRow, "the dead", DAY, timedelta(minutes=5))
        assert row is not None
        until = DAY + timedelta(minutes=5)
        claims.keep(session, row, until, state="sending", endpoint=str(fake.address), turn_until=until)
    label_sending.send(site, other, {"printer": zebra}, orchard.grower, DAY)

    tried = [label_sending.work(site, DAY + timedelta(minutes=minute)) for minute in (1, 4, 20, 21, 22)]

    assert tried == [True, False, True, True, False]
    assert (last(orchard, site, job).state, last(orchard, site, other).state) == (
        SendingState.HALTED,
        SendingState.DONE,
    )
    assert fake.labels == 5


def another_orchard(orchard: Orchard) -> Orchard:
    """Another enterprise in the same place."""
    grower = orchard.member(2, Activity.GROWER, Role.GROWER, Role.PACKER)
    plot, _ = farm.add_plot(orchard.site, PLOT, grower, DAY)
    return Orchard(orchard.site, grower, plot)
