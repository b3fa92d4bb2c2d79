"""Rolls printed in advance: bound to a lot by their first and last label, and what a consumer is told before."""

from contextlib import suppress
from decimal import Decimal

import pytest

from aril.domain.enterprise import Activity
from aril.domain.errors import Invalid, NotFound
from aril.domain.label import JobState, LabelsUnbound
from aril.domain.lot import Lot
from aril.domain.membership import Role
from aril.domain.records import from_json, to_json
from aril.domain.units import MassUnit
from aril.services.label_press import label_jobs, label_order, label_rolls
from aril.services.label_press.label_jobs import LabelsInUse
from aril.services.label_press.label_rolls import Binding, LabelsNotBound, LabelsTaken, LotHasLeft, Unbinding
from aril.services.ledger import capture, rebuild
from aril.services.lots import consumer, desk, finding, trade
from aril.services.lots.finding import LabelWithdrawn, NotYetInUse
from aril.store import labels as store
from tests.samples import DAY, Orchard
from tests.services import at_once


@pytest.fixture
def roll(orchard: Orchard) -> list[str]:
    """The codes of a printed roll of ten labels."""
    return printed(orchard, 10)


def printed(orchard: Orchard, count: int) -> list[str]:
    job = label_order.order_roll(orchard.site, {"count": str(count), "language": "zh"}, orchard.grower, DAY)
    orchard.printed(job)
    with orchard.site.db.read() as session:
        return list(store.serials_of(session, job, 1, count))


def bind(orchard: Orchard, first: str, last: str, lot: str, **more: str) -> Binding:
    values = {"first": first, "last": last, "lot": lot} | more
    return label_rolls.bind(orchard.site, values, orchard.grower, DAY)


def unbind(orchard: Orchard, bound: str, **values: str) -> Unbinding:
    return label_rolls.unbind(orchard.site, bound, {"reason": "扫错卷"} | values, orchard.grower, DAY)


def sell(orchard: Orchard, lot: Lot) -> None:
    trade.sell(orchard.site, lot.code, "5", MassUnit.KG, orchard.grower, DAY)


def stretches(orchard: Orchard) -> list[tuple[int, int, str]]:
    """What of the roll stands for which lot."""
    (shown,) = label_rolls.rolls_of(orchard.site, orchard.grower)
    return [(each.first, each.last, each.lot) for each in shown.bindings]


def test_a_label_says_kindly_that_it_is_not_in_use_until_it_is_bound(
    orchard: Orchard, roll: list[str]
) -> None:
    lot = orchard.harvest()

    with pytest.raises(NotYetInUse):
        consumer.view(orchard.site, f"/t/{roll[4]}", DAY)
    bound = bind(orchard, f"https://trace.example/t/{roll[2]}", roll[6].lower(), lot.code)
    seen = consumer.view(orchard.site, f"/t/{roll[4]}", DAY)

    assert (bound.first, bound.last, bound.count, bound.lot) == (3, 7, 5, lot.code)
    assert seen.lot.epc == lot.epc
    assert seen.unit is not None
    assert (seen.unit.serial, seen.unit.number) == (roll[4], 5)
    with pytest.raises(NotYetInUse):
        consumer.view(orchard.site, f"/t/{roll[7]}", DAY)
    assert rebuild.differences(orchard.site) == []


def test_each_label_counts_its_own_look_ups(orchard: Orchard, roll: list[str]) -> None:
    lot = orchard.harvest()
    bind(orchard, roll[0], roll[9], lot.code)

    seen = [consumer.view(orchard.site, f"/t/{code}", DAY).scan_count for code in (roll[0], roll[0], roll[1])]

    assert seen == [1, 2, 1]
    assert consumer.view(orchard.site, f"/t/{lot.code}", DAY).scan_count == 1


def test_a_bound_label_is_scanned_and_typed_like_its_lot(orchard: Orchard, roll: list[str]) -> None:
    lot = orchard.harvest()
    bind(orchard, roll[0], roll[9], lot.code)
    grouped = f"{roll[3][:4]}-{roll[3][4:8]}-{roll[3][8:12]}-{roll[3][12:]}"

    with orchard.site.db.read() as session:
        scanned = [
            finding.lot_of_scan(session, orchard.site, text).epc
            for text in (roll[3], grouped, f"https://trace.example/t/{roll[3]}")
        ]

    assert scanned == [lot.epc] * 3
    assert consumer.find(orchard.site, grouped.lower()) == f"/t/{roll[3]}"


def test_no_label_stands_for_two_lots(orchard: Orchard, roll: list[str]) -> None:
    first, second = orchard.harvest(), orchard.harvest()
    bind(orchard, roll[0], roll[4], first.code)

    with pytest.raises(LabelsTaken, match=f"Labels 1 to 5 of this roll stand for lot {first.code} already"):
        bind(orchard, roll[4], roll[9], second.code)
    bind(orchard, roll[5], roll[9], second.code)

    assert stretches(orchard) == [(1, 5, first.code), (6, 10, second.code)]
    (shown,) = label_rolls.rolls_of(orchard.site, orchard.grower)
    assert shown.free == 0


def test_labels_that_promise_more_than_was_packed_are_noted(orchard: Orchard, roll: list[str]) -> None:
    lot = orchard.harvest("20")

    assert bind(orchard, roll[0], roll[3], lot.code, net_weight="5").over == 0
    assert bind(orchard, roll[4], roll[5], lot.code, net_weight="5").over == Decimal(10)


def test_what_cannot_be_bound_is_named(orchard: Orchard, roll: list[str]) -> None:
    lot, other = orchard.harvest(), printed(orchard, 2)
    units = orchard.print_labels(lot, design="unit-a4-48", count="2")
    with orchard.site.db.read() as session:
        (unit, _) = store.serials_of(session, units.id, 1, 2)
    says = {}

    for name, (first, last) in {
        "two rolls": (roll[0], other[1]),
        "backwards": (roll[3], roll[1]),
        "a lot's code": (lot.code, roll[1]),
        "a unit's": (unit, roll[1]),
    }.items():
        with pytest.raises(Invalid) as refused:
            bind(orchard, first, last, lot.code)
        says[name] = str(refused.value)

    assert says == {
        "two rolls": "last: The first and the last label are of two rolls. Bind each roll by itself.",
        "backwards": "last: The last label has number 2, before the first with number 4.",
        "a lot's code": f"first: “{lot.code}” is no code of a label printed in advance.",
        "a unit's": f"first: “{unit}” is on none of your rolls.",
    }


def test_a_stranger_binds_nothing(orchard: Orchard, roll: list[str]) -> None:
    lot = orchard.harvest()
    stranger = orchard.member(8, Activity.GROWER, Role.GROWER)

    with pytest.raises(Invalid, match="is on none of your rolls"):
        label_rolls.bind(orchard.site, {"first": roll[0], "last": roll[1], "lot": lot.code}, stranger, DAY)


def test_a_mistake_is_undone_as_a_whole_while_the_lot_is_whole(orchard: Orchard, roll: list[str]) -> None:
    wrong, right = orchard.harvest(), orchard.harvest()
    bound = bind(orchard, roll[0], roll[9], wrong.code)

    undone = unbind(orchard, bound.id)
    with pytest.raises(NotFound):
        unbind(orchard, bound.id)
    bind(orchard, roll[0], roll[9], right.code)

    assert (undone.first, undone.last, undone.ends, undone.stay) == (1, 10, (roll[0], roll[9]), ())
    assert consumer.view(orchard.site, f"/t/{roll[0]}", DAY).lot.epc == right.epc
    cards = {card.lot.epc: card.labelled for card in desk.held(orchard.site, orchard.grower)}
    assert cards == {wrong.epc: False, right.epc: True}
    assert rebuild.differences(orchard.site) == []


def test_once_something_has_left_it_is_asked_which_labels_are_still_here(
    orchard: Orchard, roll: list[str]
) -> None:
    lot = orchard.harvest("100")
    bound = bind(orchard, roll[0], roll[9], lot.code)
    assert not label_rolls.undoable(orchard.site, bound.id, orchard.grower).has_left

    sell(orchard, lot)

    assert label_rolls.undoable(orchard.site, bound.id, orchard.grower).has_left
    with pytest.raises(LotHasLeft, match="Scan the first and the last label that you still have"):
        unbind(orchard, bound.id)
    assert stretches(orchard) == [(1, 10, lot.code)]


def test_labels_that_are_still_here_are_bound_to_the_right_lot_and_those_that_left_stay(
    orchard: Orchard, roll: list[str]
) -> None:
    wrong, right = orchard.harvest(), orchard.harvest()
    bound = bind(orchard, roll[0], roll[9], wrong.code)
    sell(orchard, wrong)

    undone = unbind(orchard, bound.id, first=f"https://trace.example/t/{roll[2]}")
    bind(orchard, *undone.ends, right.code)

    assert (undone.first, undone.last, undone.stay) == (3, 10, (range(1, 3),))
    assert stretches(orchard) == [(1, 2, wrong.code), (3, 10, right.code)]
    seen = [consumer.view(orchard.site, f"/t/{code}", DAY).lot.epc for code in roll]
    assert seen == [wrong.epc] * 2 + [right.epc] * 8
    (shown,) = label_rolls.rolls_of(orchard.site, orchard.grower)
    assert [(each.first, each.last, each.lot, each.reason) for each in shown.undone] == [
        (3, 10, wrong.code, "扫错卷")
    ]
    assert rebuild.differences(orchard.site) == []


def test_what_is_still_here_may_lie_anywhere_between_what_left(orchard: Orchard, roll: list[str]) -> None:
    lot = orchard.harvest("100")
    bound = bind(orchard, roll[0], roll[9], lot.code, net_weight="5")
    sell(orchard, lot)

    middle = unbind(orchard, bound.id, first="4", last=roll[5])
    before, after = label_rolls.show(orchard.site, middle.roll, orchard.grower).bindings
    front = unbind(orchard, after.id, last="8")

    assert middle.stay == (range(1, 4), range(7, 11))
    assert (front.first, front.last, front.stay) == (7, 8, (range(9, 11),))
    assert stretches(orchard) == [(1, 3, lot.code), (9, 10, lot.code)]
    assert (before.id, before.count) == (bound.id, 3)
    with pytest.raises(NotYetInUse):
        consumer.view(orchard.site, f"/t/{roll[4]}", DAY)
    with orchard.site.db.read() as session:
        assert sum(count for count, _ in store.issued(session, lot.epc)) == 5
    unbind(orchard, before.id, first="1")
    assert stretches(orchard) == [(9, 10, lot.code)]
    assert rebuild.differences(orchard.site) == []


def test_an_undoing_that_was_recorded_before_it_could_be_in_part_is_of_the_whole(
    orchard: Orchard, roll: list[str]
) -> None:
    lot = orchard.harvest()
    bound = bind(orchard, roll[0], roll[9], lot.code)
    fact = LabelsUnbound(bound.id, orchard.grower.organisation_id, "扫错卷", orchard.grower.user_name)
    old = {name: value for name, value in to_json(fact).items() if name not in {"first", "last"}}

    with orchard.site.db.write() as session:
        capture.record(session, orchard.site, from_json("label-unbinding", old), lot.epc, orchard.grower, DAY)

    assert stretches(orchard) == []
    assert rebuild.differences(orchard.site) == []


def test_only_labels_that_stand_for_the_lot_are_taken_from_it(orchard: Orchard, roll: list[str]) -> None:
    lot, other = orchard.harvest(), printed(orchard, 2)
    bound = bind(orchard, roll[2], roll[6], lot.code)

    for name, values in {
        "first: “{0}” is not on this roll.": {"first": other[0]},
        "last: “nonsense” is no code of a label printed in advance.": {"last": "nonsense"},
        "last: The last label comes before the first.": {"first": "5", "last": roll[3]},
        "reason: This is needed.": {"reason": ""},
    }.items():
        with pytest.raises(Invalid) as refused:
            unbind(orchard, bound.id, **values)
        assert str(refused.value) == name.format(other[0])
    for values in {"first": "2"}, {"last": "2"}, {"first": "8"}, {"last": "8"}:
        with pytest.raises(LabelsNotBound, match=f"stand for lot {lot.code}: only 3 to 7 do"):
            unbind(orchard, bound.id, **values)
    with pytest.raises(NotFound):
        label_rolls.unbind(
            orchard.site, bound.id, {"reason": "x"}, orchard.member(8, Activity.GROWER, Role.GROWER), DAY
        )


def test_two_who_undo_the_same_binding_at_once_undo_it_once(
    orchard: Orchard, roll: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    bound = bind(orchard, roll[0], roll[9], orchard.harvest().code)

    def undo(_: int) -> bool:
        with suppress(NotFound):
            return bool(unbind(orchard, bound.id))
        return False

    assert sorted(at_once.both(monkeypatch, store, "binding", undo)) == [False, True]
    assert rebuild.differences(orchard.site) == []


def test_a_label_of_a_stopped_print_was_withdrawn(orchard: Orchard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(label_order, "AT_ONCE", 1)
    job = label_order.order_roll(orchard.site, {"count": "5"}, orchard.grower, DAY)
    label_jobs.cancel(orchard.site, job, "", orchard.grower, DAY)
    with orchard.site.db.read() as session:
        code, *_ = store.serials_of(session, job, 1, 5)

    with pytest.raises(LabelWithdrawn):
        consumer.view(orchard.site, f"/t/{code}", DAY)


def test_a_roll_of_which_labels_stand_for_a_lot_is_not_stopped(orchard: Orchard) -> None:
    job = label_order.order_roll(orchard.site, {"count": "1500"}, orchard.grower, DAY)
    with orchard.site.db.write() as session:
        store.stop(session, job, JobState.FAILED, None, done=10)
        codes = store.serials_of(session, job, 1, 10)
    lot = orchard.harvest()
    bound = bind(orchard, codes[2], codes[6], lot.code)

    with pytest.raises(LabelsInUse, match=f"Labels 3 to 7 of this roll stand for lot {lot.code}"):
        label_jobs.cancel(orchard.site, job, "", orchard.grower, DAY)

    assert consumer.view(orchard.site, f"/t/{codes[4]}", DAY).lot.epc == lot.epc
    unbind(orchard, bound.id)
    label_jobs.cancel(orchard.site, job, "", orchard.grower, DAY)
    with pytest.raises(Invalid, match="Label 1 of this roll was not printed"):
        bind(orchard, codes[0], codes[1], lot.code)
