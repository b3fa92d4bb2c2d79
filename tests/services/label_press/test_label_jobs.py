"""Print jobs: ordered once, printed to the end whoever dies, handed out page by page, printed again."""

import errno
import hashlib
import itertools
import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pypdfium2
import pytest
import zxingcpp

from aril.domain.enterprise import Activity
from aril.domain.errors import Invalid, NotFound
from aril.domain.label import JobState, LabelsOrdered
from aril.domain.lot import Lot
from aril.domain.records import from_json
from aril.labelling.errors import ProofFailed
from aril.labelling.record import LabelRecord
from aril.labelling.serial import is_serial
from aril.services.label_press import label_jobs, label_order, label_print, label_reprint, label_rolls
from aril.services.label_press.label_jobs import AlreadyPrinted, FileGone, NotFinished, NotReleased
from aril.services.label_press.label_order import KeyReused
from aril.services.ledger import rebuild
from aril.store import claims, ledger
from aril.store import labels as store
from aril.store.labels import LabelJobRow
from tests.samples import DAY, Orchard

UNITS = "unit-a4-48"
GROUPED = re.compile("[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{2}")
LATER = DAY + timedelta(minutes=5)
MANY = "480"
"""More than are printed at once, once that is fewer."""


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few labels are many, so that tests are quick."""
    monkeypatch.setattr(label_order, "AT_ONCE", 120)
    monkeypatch.setattr(label_print, "TOGETHER", 240)


def serials_on(document: bytes) -> list[str]:
    """The serial numbers that stand on the labels of a document, page by page, along the rows."""
    pages = (page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(document))
    return [found.replace("-", "") for page in pages for found in GROUPED.findall(page)]


def codes_on(document: bytes) -> set[str]:
    """What the codes of a document's first page say."""
    picture = pypdfium2.PdfDocument(document)[0].render(scale=300 / 72, grayscale=True).to_numpy()
    return {each.text for each in zxingcpp.read_barcodes(picture, zxingcpp.BarcodeFormat.QRCode)}


def reserved(orchard: Orchard, job: str) -> list[str]:
    with orchard.site.db.read() as session:
        return list(store.serials_of(session, job, 1, 10**6))


def facts(orchard: Orchard, kind: str) -> list[object]:
    with orchard.site.db.read() as session:
        return [from_json(kind, each.fact) for each in ledger.entries_in_order(session) if each.kind == kind]


def order(orchard: Orchard, key: str = "", **values: str) -> str:
    lot = orchard.harvest()
    return label_order.order(
        orchard.site, lot.code, {"design": UNITS, "count": MANY} | values, orchard.grower, DAY, key
    )


def test_each_unit_has_a_serial_of_its_own_that_is_reserved_with_the_order(orchard: Orchard) -> None:
    job = orchard.print_labels(orchard.harvest(), design=UNITS, count="60")

    kept = reserved(orchard, job.id)
    (fact,) = facts(orchard, "label-order")

    assert len(set(kept)) == 60
    assert all(is_serial(each) for each in kept)
    assert serials_on(orchard.file_of(job)) == kept
    assert codes_on(orchard.file_of(job)) == {f"https://trace.example/t/{each}" for each in kept[:48]}
    assert isinstance(fact, LabelsOrdered)
    assert fact.serials == hashlib.sha256("".join(f"{each}\n" for each in kept).encode()).hexdigest()
    assert rebuild.differences(orchard.site) == []


def test_a_large_job_waits_for_a_worker_and_its_finished_pages_do_not_wait_for_the_rest(
    orchard: Orchard, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = order(orchard)
    seen = []

    def look(made: list[object]) -> None:
        shown = label_jobs.show(orchard.site, job, orchard.grower)
        if shown.done and not seen:
            seen.append((shown, orchard.file_of(shown, "1")))
            with pytest.raises(NotFinished):
                orchard.file_of(shown)

    _watch(monkeypatch, look)
    before = label_jobs.show(orchard.site, job, orchard.grower)
    after = orchard.printed(job)

    (half, page), *_ = seen
    assert (before.state, before.done, before.pages) == (JobState.QUEUED, 0, 0)
    assert half.state == JobState.PRINTING
    assert 0 < half.pages < half.all_pages == 10
    assert half.rest is not None
    assert serials_on(page) == reserved(orchard, job)[:48]
    assert (after.state, after.done, after.symbols_checked) == (JobState.DONE, 480, 480)


def _watch(monkeypatch: pytest.MonkeyPatch, look: object) -> None:
    """Call `look` with every batch of labels before it is written."""
    press_of = label_print.press_of

    class Watched:
        def __init__(self, *arguments: object, **options: object) -> None:
            self._press = press_of(*arguments, **options)  # type: ignore[arg-type]

        def __getattr__(self, name: str) -> object:
            return getattr(self._press, name)

        def batches(self) -> object:
            for pieces in self._press.batches():
                look(pieces)  # type: ignore[operator]
                yield pieces

    monkeypatch.setattr(label_print, "press_of", Watched)


def test_the_same_key_is_the_same_job_and_another_order_under_it_is_refused(orchard: Orchard) -> None:
    lot = orchard.harvest()

    def ordered(count: str) -> str:
        return label_order.order(orchard.site, lot.code, {"count": count}, orchard.grower, DAY, "till-7")

    first, again = ordered("24"), ordered("24")
    with pytest.raises(KeyReused, match="“till-7” was used for another order"):
        ordered("25")

    assert first == again
    assert len(facts(orchard, "label-order")) == 1


def test_labels_that_promise_more_than_was_packed_are_noted(orchard: Orchard) -> None:
    lot = orchard.harvest("100")

    fits = orchard.print_labels(lot, count="20", net_weight="5")
    over = orchard.print_labels(lot, count="2", net_weight="5")

    assert (fits.over, over.over) == (0, Decimal(10))
    assert [fact.over for fact in facts(orchard, "label-order")] == [0, Decimal(10)]  # type: ignore[attr-defined]


def test_a_job_that_fails_its_proof_is_not_released_and_says_which_label(
    orchard: Orchard, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = order(orchard)

    def fail(pieces: list[object]) -> None:
        if label_jobs.show(orchard.site, job, orchard.grower).done:
            raise ProofFailed(70, "qr", "https://trace.example/t/A", "https://trace.example/t/B")

    _watch(monkeypatch, fail)
    failed = orchard.printed(job)

    assert failed.state == JobState.FAILED
    assert "Label 70" in str(failed.fault)
    with pytest.raises(NotReleased):
        orchard.file_of(failed, "1")
    assert facts(orchard, "labels") == []


def test_a_full_disk_fails_cleanly_and_the_job_goes_on_when_there_is_room(
    orchard: Orchard, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = order(orchard)

    def fill(pieces: list[object]) -> None:
        if label_jobs.show(orchard.site, job, orchard.grower).done:
            raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as full:
        _watch(full, fill)
        failed = orchard.printed(job)
    label_jobs.go_on(orchard.site, job, orchard.grower, DAY)
    done = orchard.printed(job)

    assert failed.state == JobState.FAILED
    assert str(failed.fault).startswith(
        "There is no room left on this service's disk: 48 of 480 labels are kept"
    )
    assert done.state == JobState.DONE
    assert serials_on(orchard.file_of(done)) == reserved(orchard, job)


def test_a_file_that_is_gone_is_begun_anew_with_the_same_numbers(
    orchard: Orchard, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = order(orchard)
    path = label_print.path_of(orchard.site, job)
    with monkeypatch.context() as torn:
        _watch(torn, lambda _pieces: _die_behind(orchard, job))
        with pytest.raises(KeyboardInterrupt):
            label_print.work(orchard.site, DAY)
    path.write_bytes(path.read_bytes()[:1000])
    kept = reserved(orchard, job)

    label_print.work(orchard.site, LATER)
    done = label_jobs.show(orchard.site, job, orchard.grower)

    assert (done.state, done.done) == (JobState.DONE, 480)
    assert serials_on(orchard.file_of(done)) == kept
    path.unlink()
    with pytest.raises(FileGone):
        orchard.file_of(done)


def _die_behind(orchard: Orchard, job: str) -> None:
    if label_jobs.show(orchard.site, job, orchard.grower).done:
        raise KeyboardInterrupt


def test_pages_and_stretches_are_printed_again_with_a_reason(orchard: Orchard) -> None:
    job = orchard.print_labels(orchard.harvest(), design=UNITS, count="120")
    kept = reserved(orchard, job.id)

    def again(**values: str) -> list[str]:
        made = label_reprint.reprint(orchard.site, job.id, {"reason": "卡纸"} | values, orchard.grower, DAY)
        return serials_on(b"".join(made.content))

    assert again(pages="2") == kept[48:96]
    assert again(first="7", last="9") == kept[6:9]
    assert again(first=kept[99], last=kept[101]) == kept[99:102]
    stretches = [(fact.first, fact.last) for fact in facts(orchard, "label-reprint")]  # type: ignore[attr-defined]
    assert stretches == [(49, 96), (7, 9), (100, 102)]


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"pages": "1"}, "reason: This is needed."),
        ({"pages": "3-1", "reason": "x"}, "pages: Expected pages such as 3 or 1-40, of the 1 that are finished;"),
        ({"first": "3", "last": "2", "reason": "x"}, "last: The last label comes before the first."),
        ({"first": "25", "last": "25", "reason": "x"}, "first: Expected a whole number from 1 to 24, found “25”."),
        ({"reason": "x"}, "first: This is needed."),
    ],
)  # fmt: skip
def test_what_cannot_be_printed_again_is_named(orchard: Orchard, values: dict[str, str], says: str) -> None:
    job = orchard.print_labels(orchard.harvest(), count="24")

    with pytest.raises(Invalid) as refused:
        label_reprint.reprint(orchard.site, job.id, values, orchard.grower, DAY)

    assert says in str(refused.value)


def test_a_job_is_stopped_before_its_end_and_never_after(orchard: Orchard) -> None:
    done, waiting = orchard.print_labels(orchard.harvest(), count="24"), order(orchard)

    label_jobs.cancel(orchard.site, waiting, "订错了", orchard.grower, DAY)
    label_jobs.cancel(orchard.site, waiting, "订错了", orchard.grower, DAY)
    with pytest.raises(AlreadyPrinted):
        label_jobs.cancel(orchard.site, done.id, "", orchard.grower, DAY)

    assert orchard.printed(waiting).state == JobState.CANCELLED
    assert [fact.reason for fact in facts(orchard, "label-cancel")] == ["订错了"]  # type: ignore[attr-defined]


def test_nobody_elses_job_is_shown_stopped_or_handed_out(orchard: Orchard) -> None:
    job = orchard.print_labels(orchard.harvest(), count="24")
    stranger = orchard.member(8, Activity.GROWER)

    for deed in (
        lambda: label_jobs.show(orchard.site, job.id, stranger),
        lambda: label_jobs.download(orchard.site, job.id, stranger),
        lambda: label_jobs.cancel(orchard.site, job.id, "", stranger, DAY),
        lambda: label_jobs.go_on(orchard.site, job.id, stranger, DAY),
        lambda: label_reprint.reprint(orchard.site, job.id, {"pages": "1", "reason": "x"}, stranger, DAY),
    ):
        with pytest.raises(NotFound):
            deed()


def test_jobs_and_rolls_are_looked_through_a_page_at_a_time(
    orchard: Orchard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(label_jobs, "A_PAGE", 2)
    lot, other, stranger = orchard.harvest(), orchard.harvest(), orchard.member(8, Activity.GROWER)

    def ordered(lot: Lot, minutes: int) -> str:
        at = DAY + timedelta(minutes=minutes // 2)  # some at the same moment
        return label_order.order(orchard.site, lot.code, {"count": "1"}, orchard.grower, at)

    mine = {ordered(lot, number) for number in range(5)}
    ordered(other, 9)
    roll = label_order.order_roll(orchard.site, {"count": "1"}, orchard.grower, DAY)

    pages, after = [], ""
    while not pages or after:
        page = label_jobs.jobs_of(orchard.site, orchard.grower, lot.epc, after)
        pages.append([job.id for job in page])
        after = page.following

    assert [len(page) for page in pages] == [2, 2, 1]
    assert {job for page in pages for job in page} == mine
    assert [each.job.id for each in label_rolls.rolls_of(orchard.site, orchard.grower)] == [roll]
    assert label_rolls.rolls_of(orchard.site, orchard.grower, roll) == ()
    with pytest.raises(NotFound):
        label_jobs.jobs_of(orchard.site, stranger, after=roll)


def test_a_finished_file_is_cleared_away_in_time_and_its_labels_can_be_printed_again(
    orchard: Orchard,
) -> None:
    job = orchard.print_labels(orchard.harvest(), count="24", design=UNITS)
    path, day_before = label_print.path_of(orchard.site, job.id), DAY + orchard.site.keep_labels / 2
    kept = orchard.file_of(job)

    assert not label_print.work(orchard.site, day_before)
    assert path.is_file()
    label_print.work(orchard.site, LATER + orchard.site.keep_labels)
    cleared = label_jobs.show(orchard.site, job.id, orchard.grower)
    values = {"pages": "1", "reason": "jam"}
    again = label_reprint.reprint(orchard.site, job.id, values, orchard.grower, LATER)

    assert not path.exists()
    assert (cleared.state, cleared.is_kept, job.is_kept) == (JobState.DONE, False, True)
    with pytest.raises(FileGone):
        orchard.file_of(cleared)
    assert serials_on(b"".join(again.content)) == serials_on(kept)
    assert not label_print.work(orchard.site, LATER + 2 * orchard.site.keep_labels)


def test_what_a_stopped_job_had_written_is_cleared_away(orchard: Orchard) -> None:
    job = order(orchard)
    path = label_print.path_of(orchard.site, job)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"%PDF")

    label_jobs.cancel(orchard.site, job, "", orchard.grower, DAY)
    label_print.work(orchard.site, LATER)

    assert not path.exists()
    assert label_jobs.show(orchard.site, job, orchard.grower).state == JobState.CANCELLED


def test_a_machine_that_draws_slowly_keeps_its_job(orchard: Orchard, monkeypatch: pytest.MonkeyPatch) -> None:
    job, drawn, due = order(orchard, count="1440"), itertools.count(), []
    records, now = label_print.records_of, [DAY]

    def slowly(*arguments: object) -> Iterator[LabelRecord]:
        for record in records(*arguments):  # type: ignore[arg-type]
            now[0] += timedelta(seconds=0.1)
            if next(drawn) % 20 == 0:
                with orchard.site.db.read() as session:
                    due.append(claims.is_due(session, LabelJobRow, now[0]))
            yield record

    monkeypatch.setattr(label_print, "TOGETHER", 2400)
    monkeypatch.setattr(label_print, "records_of", slowly)
    monkeypatch.setattr(label_print, "clock_from", lambda _: lambda: now[0])

    assert orchard.printed(job).state == JobState.DONE
    assert now[0] > DAY + 2 * label_print.LEASE
    assert not any(due)


def test_what_nobody_thought_of_fails_a_job_once_and_is_said(
    orchard: Orchard, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, press = order(orchard), label_print.press_of

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(label_print, "press_of", broken)
    with pytest.raises(ZeroDivisionError):
        label_print.work(orchard.site, DAY)
    failed = label_jobs.show(orchard.site, job, orchard.grower)
    again = label_print.work(orchard.site, LATER)
    monkeypatch.setattr(label_print, "press_of", press)
    label_jobs.go_on(orchard.site, job, orchard.grower, LATER)

    assert failed.state == JobState.FAILED
    assert str(failed.fault).startswith(
        f"This service failed at it, and its log says why: 0 of {MANY} labels"
    )
    assert not again
    assert orchard.printed(job).state == JobState.QUEUED
    assert label_print.work(orchard.site, LATER)
    assert label_jobs.show(orchard.site, job, orchard.grower).state == JobState.DONE
