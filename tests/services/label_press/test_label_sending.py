"""Finished labels on their way to a printer: sent once, halted with a number, gone on where a person says."""

import itertools
import socket
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from aril.domain.enterprise import Activity
from aril.domain.errors import Invalid, NotFound
from aril.domain.membership import Role
from aril.domain.printer import SendingState
from aril.printing.ipp import Operation
from aril.printing.raw import TOGETHER
from aril.services.label_press import label_jobs, label_order, label_print, label_sending, printers
from aril.services.label_press.label_jobs import NotReleased
from aril.services.label_press.label_sending import StillSending
from aril.services.label_press.printers import NotDirect
from aril.services.ledger import rebuild
from aril.services.site import Site
from aril.store import claims
from aril.store import label_sendings as store
from aril.store.label_sendings import LabelSendingRow
from tests.labelling.paper import read, render_zpl
from tests.printing.fakes import FakePrinter, host_status
from tests.printing.peer import Peer, serving
from tests.samples import DAY, Orchard
from tests.services import at_once
from tests.services.label_press.sending import DESIGN, LATER, last, send


def test_labels_arrive_once_and_in_their_order(
    orchard: Orchard, site: Site, zebra: str, job: str, fake: FakePrinter
) -> None:
    label_sending.send(site, job, {"printer": zebra}, orchard.grower, DAY)
    waiting = last(orchard, site, job)
    assert label_sending.work(site, DAY)

    done = last(orchard, site, job)
    assert (waiting.state, done.state) == (SendingState.WAITING, SendingState.DONE)
    assert (done.first, done.last, done.sent, done.arrived, done.fault) == (1, 20, 20, 20, None)
    codes = [read(label)[0] for label in render_zpl(bytes(fake.received))]
    assert len(set(codes)) == len(codes) == 20
    assert not label_sending.work(site, LATER)
    assert fake.labels == 20


def test_labels_lie_where_the_printer_s_offset_puts_them(
    orchard: Orchard, site: Site, zebra: str, job: str, fake: FakePrinter
) -> None:
    send(orchard, site, job, zebra, **{"from": "1", "to": "1"})
    printers.keep_offset(site, zebra, {"design": DESIGN, "right": "2", "down": "1"}, orchard.grower, DAY)
    send(orchard, site, job, zebra, **{"from": "1", "to": "1", "sent_again": "偏了"})

    before, after = render_zpl(bytes(fake.received))
    assert (after[8:, 16:] == before[:-8, :-16]).all()


def test_the_same_wish_under_one_key_is_one_sending(
    orchard: Orchard, site: Site, zebra: str, job: str, fake: FakePrinter
) -> None:
    first = label_sending.send(site, job, {"printer": zebra, "key": "k"}, orchard.grower, DAY)
    label_sending.work(site, DAY)
    again = label_sending.send(
        site, job, {"printer": zebra, "key": "k", "from": "1", "sent_again": "again"}, orchard.grower, LATER
    )

    assert again == first
    assert not label_sending.work(site, LATER)
    assert fake.labels == 20


def test_a_job_is_not_sent_twice_at_the_same_time(orchard: Orchard, site: Site, zebra: str, job: str) -> None:
    label_sending.send(site, job, {"printer": zebra}, orchard.grower, DAY)

    with pytest.raises(StillSending):
        label_sending.send(site, job, {"printer": zebra}, orchard.grower, DAY)


def test_what_was_sent_before_is_sent_again_only_with_a_reason_that_is_recorded(
    orchard: Orchard, site: Site, zebra: str, job: str, fake: FakePrinter
) -> None:
    send(orchard, site, job, zebra)
    with pytest.raises(Invalid, match="Labels up to number 20 were sent to a printer before"):
        label_sending.send(site, job, {"printer": zebra, "from": "5", "to": "6"}, orchard.grower, LATER)

    send(orchard, site, job, zebra, **{"from": "5", "to": "6", "sent_again": "弄脏了"})

    assert fake.labels == 22
    assert rebuild.differences(site) == []


def test_paper_that_runs_out_halts_it_and_a_person_goes_on(
    orchard: Orchard, site: Site, zebra: str, job: str, fake: FakePrinter
) -> None:
    fake.healthy, fake.wrong = 3, host_status(paper_out=1)
    send(orchard, site, job, zebra)
    halted = last(orchard, site, job)
    fake.healthy = 10**9

    assert (halted.state, halted.sent, halted.arrived) == (SendingState.HALTED, TOGETHER, TOGETHER)
    assert halted.fault is not None
    assert halted.fault.template.startswith("The printer has stopped")
    assert halted.advice == ("Put in labels, then press feed once.",)
    assert not label_sending.work(site, LATER)
    assert label_sending.sending(site, job, orchard.grower).next == TOGETHER + 1
    send(orchard, site, job, zebra)
    assert (last(orchard, site, job).first, fake.labels) == (TOGETHER + 1, 20)


def test_a_broken_line_halts_it_with_what_surely_arrived(
    orchard: Orchard, site: Site, zebra: str, job: str, fake: FakePrinter
) -> None:
    fake.healthy, fake.drops = 11, True

    send(orchard, site, job, zebra)

    halted = last(orchard, site, job)
    assert (halted.state, halted.arrived) == (SendingState.HALTED, TOGETHER)
    assert halted.fault is not None
    assert halted.fault.template.startswith("The connection broke")
    assert not label_sending.work(site, LATER)


def test_a_worker_that_dies_while_it_sends_leaves_it_to_a_person(
    orchard: Orchard, site: Site, zebra: str, job: str, fake: FakePrinter
) -> None:
    label_sending.send(site, job, {"printer": zebra}, orchard.grower, DAY)
    with site.db.write() as session:
        row = claims.claim(session, LabelSendingRow, "the dead", DAY, timedelta(minutes=5))
        assert row is not None
        claims.keep(session, row, DAY + timedelta(minutes=5), state="sending", sent=9, arrived=8)

    assert not label_sending.work(site, DAY + timedelta(minutes=4))
    assert label_sending.work(site, LATER)

    cut = last(orchard, site, job)
    assert (cut.state, cut.sent, cut.arrived, fake.labels) == (SendingState.HALTED, 9, 8, 0)
    assert cut.fault is not None
    assert cut.fault.template.startswith("This service was stopped while it sent labels")
    assert label_sending.sending(site, job, orchard.grower).next == 9


def test_labels_are_recorded_as_sent_before_they_leave(
    orchard: Orchard, site: Site, zebra: str, job: str, fake: FakePrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer, seen = fake._answer, []

    def watched(line: socket.socket, question: bytes) -> None:
        seen.append((fake.labels, last(orchard, site, job).sent))
        answer(line, question)

    monkeypatch.setattr(fake, "_answer", watched)

    send(orchard, site, job, zebra)

    assert {labels for labels, _ in seen} >= {0, TOGETHER, 20}
    assert all(labels <= sent for labels, sent in seen)
    assert last(orchard, site, job).sent == 20


def test_whoever_stops_it_is_obeyed_after_a_few_labels(
    orchard: Orchard, site: Site, zebra: str, job: str, fake: FakePrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = fake._answer

    def stop_meanwhile(line: socket.socket, question: bytes) -> None:
        if fake.labels:
            label_sending.stop(site, job, orchard.grower, LATER)
        answer(line, question)

    with monkeypatch.context() as patched:
        patched.setattr(fake, "_answer", stop_meanwhile)
        send(orchard, site, job, zebra)
    stopped = last(orchard, site, job)
    send(orchard, site, job, zebra, **{"from": "9"})

    assert (stopped.state, stopped.sent, stopped.arrived) == (SendingState.HALTED, TOGETHER, 0)
    assert str(stopped.fault).startswith(f"{orchard.grower.user_name} stopped it.")
    assert fake.labels == 20


def test_what_waits_for_a_printer_is_stopped_before_it_leaves(
    orchard: Orchard, site: Site, zebra: str, job: str, fake: FakePrinter
) -> None:
    label_sending.send(site, job, {"printer": zebra}, orchard.grower, DAY)
    with pytest.raises(NotFound):
        label_sending.stop(site, job, orchard.member(2, Activity.GROWER, Role.GROWER), DAY)

    label_sending.stop(site, job, orchard.grower, DAY)

    assert not label_sending.work(site, LATER)
    assert (last(orchard, site, job).state, fake.labels) == (SendingState.HALTED, 0)


def test_a_long_document_is_taken_back_when_somebody_stops_it(
    orchard: Orchard, job: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    minutes = itertools.count()

    def now() -> datetime:
        if (minute := next(minutes)) == 10:
            label_sending.stop(site, job, orchard.grower, LATER)
        return DAY + timedelta(minutes=minute)

    with serving(Peer()) as peer:
        site = replace(orchard.site, printers=peer.reach)
        described = {"name": "办公室", "kind": "ipp", "address": str(peer.address), "dpi": "300"}
        office = printers.add(site, described, orchard.grower, DAY).id
        label_sending.send(site, job, {"printer": office}, orchard.grower, DAY)
        monkeypatch.setattr(label_sending, "clock_from", lambda at: now if at == DAY else lambda: at)
        label_sending.work(site, DAY)

    assert peer.asked[-1] == Operation.CANCEL_JOB
    stopped = last(orchard, site, job)
    assert (stopped.state, stopped.sent, stopped.arrived) == (SendingState.HALTED, 20, 0)


def test_a_printer_that_answers_nonsense_in_the_middle_does_not_make_its_labels_unsent(
    orchard: Orchard, site: Site, zebra: str, job: str, fake: FakePrinter
) -> None:
    fake.healthy, fake.wrong = 1, b"\x02a\x03\x02b\x03\x02c\x03"
    send(orchard, site, job, zebra)

    halted = last(orchard, site, job)
    assert (halted.state, halted.sent, halted.arrived) == (SendingState.HALTED, TOGETHER, 0)
    assert fake.labels == TOGETHER
    with pytest.raises(Invalid, match="Labels up to number 8 were sent to a printer before"):
        label_sending.send(site, job, {"printer": zebra, "from": "1"}, orchard.grower, LATER)


def test_a_printer_that_takes_a_long_document_slowly_is_not_declared_cut_off(
    orchard: Orchard, job: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    minutes = itertools.count()
    monkeypatch.setattr(label_sending, "clock_from", lambda at: lambda: at + timedelta(minutes=next(minutes)))
    with serving(Peer()) as peer:
        site = replace(orchard.site, printers=peer.reach)
        described = {"name": "办公室", "kind": "ipp", "address": str(peer.address), "dpi": "300"}
        office = printers.add(site, described, orchard.grower, DAY).id
        others, seen = [], []

        def another_worker_looks() -> None:
            others.append(label_sending.work(site, LATER))
            seen.append(last(orchard, site, job))

        peer.on_document = another_worker_looks
        label_sending.send(site, job, {"printer": office}, orchard.grower, DAY)
        label_sending.work(site, DAY)

    assert others == [False]
    assert [(each.state, each.sent, each.arrived) for each in seen] == [(SendingState.SENDING, 20, 0)]
    assert last(orchard, site, job).state == SendingState.DONE


def test_two_who_send_the_same_job_at_the_same_moment_do_not_send_it_twice(
    orchard: Orchard, site: Site, zebra: str, job: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def send(_: int) -> str:
        with suppress(StillSending):
            return label_sending.send(site, job, {"printer": zebra}, orchard.grower, DAY)
        return ""

    sent = at_once.both(monkeypatch, store, "is_going_on", send)

    assert "" in sent
    assert len(label_sending.sending(site, job, orchard.grower).sendings) == 1


def test_labels_that_are_still_being_made_are_sent_as_soon_as_all_of_them_are(
    orchard: Orchard, site: Site, zebra: str, fake: FakePrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = being_made(orchard, monkeypatch)

    label_sending.send(site, job, {"printer": zebra}, orchard.grower, DAY)

    assert not label_sending.work(site, LATER)
    assert (last(orchard, site, job).state, fake.labels) == (SendingState.WAITING, 0)
    assert label_print.work(site, DAY)
    assert label_sending.work(site, LATER)
    assert (last(orchard, site, job).state, fake.labels) == (SendingState.DONE, 20)


def test_labels_of_a_job_that_is_stopped_before_all_are_made_are_never_sent(
    orchard: Orchard, site: Site, zebra: str, fake: FakePrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = being_made(orchard, monkeypatch)
    label_sending.send(site, job, {"printer": zebra}, orchard.grower, DAY)

    label_jobs.cancel(site, job, "", orchard.grower, DAY)

    assert not label_sending.work(site, LATER)
    assert last(orchard, site, job).state == SendingState.HALTED
    assert "stopped before its labels were sent" in str(last(orchard, site, job).fault)
    with pytest.raises(NotReleased):
        label_sending.send(site, job, {"printer": zebra}, orchard.grower, DAY)
    assert fake.labels == 0


def being_made(orchard: Orchard, monkeypatch: pytest.MonkeyPatch) -> str:
    """A job that waits for a worker."""
    monkeypatch.setattr(label_order, "AT_ONCE", 10)
    values = {"design": DESIGN, "count": "20"}
    return label_order.order(orchard.site, orchard.harvest().code, values, orchard.grower, DAY)


def test_what_cannot_be_sent_is_said_before_anything_is(
    orchard: Orchard, site: Site, zebra: str, job: str, fake: FakePrinter
) -> None:
    office = printers.add(site, {"name": "办公室", "kind": "office", "dpi": "300"}, orchard.grower, DAY).id
    other = orchard.member(2, Activity.GROWER, Role.GROWER)
    large = label_order.order(
        site, orchard.harvest().code, {"design": DESIGN, "count": "1500"}, orchard.grower, DAY
    )
    label_jobs.cancel(site, large, "", orchard.grower, DAY)

    for values, who, which, error in (
        ({"printer": "nobody"}, orchard.grower, job, NotFound),
        ({"printer": zebra}, other, job, NotFound),
        ({"printer": office}, orchard.grower, job, NotDirect),
        ({"printer": zebra}, orchard.grower, large, NotReleased),
        ({"printer": zebra, "from": "21"}, orchard.grower, job, Invalid),
        ({"printer": zebra, "from": "9", "to": "8"}, orchard.grower, job, Invalid),
    ):
        with pytest.raises(error):
            label_sending.send(site, which, values, who, DAY)
    assert fake.labels == 0


def test_a_printer_that_was_removed_meanwhile_is_sent_nothing(
    orchard: Orchard, site: Site, zebra: str, job: str, fake: FakePrinter
) -> None:
    label_sending.send(site, job, {"printer": zebra}, orchard.grower, DAY)
    printers.remove(site, zebra, orchard.grower)

    label_sending.work(site, DAY)

    assert last(orchard, site, job).state == SendingState.HALTED
    assert fake.connections == 0
