"""What comes as EPCIS JSON meets the same rules as a form, one event after another."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text

from aril.domain.enterprise import Activity
from aril.domain.lot_correction import EffectStands
from aril.domain.lot_rules import LotExists, NoDay, NotEnoughHeld, QuantityOutOfRange, WordTooLong
from aril.epcis.event_hash import event_hash
from aril.epcis.reading import read_event
from aril.services.ledger import capture, rebuild
from aril.services.ledger.capture import EventExists
from aril.services.ledger.correction import (
    AlreadyDeclared,
    AnotherEvent,
    DeclaredOnce,
    LotIsRestedOn,
    NotYourEvent,
)
from aril.services.ledger.indexing import IdentifierTooLong
from aril.store import doubts, lots, trail
from tests.epcis.examples import CONTEXT, LOT, UNIT, aggregation_event, object_event, transformation_event
from tests.samples import DAY, Orchard

WHOLE = {"epcList": None}


def harvest(kg: Any = 100, uom: str = "KGM", epc: str = LOT, **ilmd: Any) -> Mapping[str, Any]:
    return object_event(
        **WHOLE,
        action="ADD",
        bizStep="creating_class_instance",
        quantityList=[{"epcClass": epc, "quantity": kg, "uom": uom}],
        ilmd=ilmd or None,
    )


def sale(kg: Any, **fields: Any) -> Mapping[str, Any]:
    quantities = [{"epcClass": LOT, "quantity": kg, "uom": "KGM"}]
    return object_event(**WHOLE, bizStep="retail_selling", quantityList=quantities, **fields)


def judge(orchard: Orchard, *said: Mapping[str, Any]) -> capture.Judged:
    with orchard.site.db.read() as session:
        return capture.judge(
            session,
            orchard.site,
            [read_event(each, (CONTEXT,)) for each in said],
            orchard.grower,
            DAY,
            decided=True,
        )


def record(orchard: Orchard, *said: Mapping[str, Any]) -> list[str]:
    with orchard.site.db.write() as session:
        events = [read_event(each, (CONTEXT,)) for each in said]
        judged = capture.judge(session, orchard.site, events, orchard.grower, DAY, decided=True)
        assert not judged.refused
        return capture.keep(session, orchard.site, judged, orchard.grower, DAY)


def test_each_event_is_weighed_against_what_the_ones_before_it_leave(orchard: Orchard) -> None:
    judged = judge(orchard, harvest(100), sale(60), sale(60, disposition="retail_sold"), harvest(5))

    assert [type(each) for each in judged.refused.values()] == [NotEnoughHeld, LotExists]
    assert str(judged.refused[2]) == "You hold 40 kg of lot L7; 60 kg are more than that."
    assert len(judged.ready) == 2


def test_many_events_leave_what_they_would_leave_one_by_one(orchard: Orchard) -> None:
    record(orchard, harvest(100), sale(60), sale(1, eventTime="2026-09-13T00:00:00Z"))

    with orchard.site.db.read() as session:
        lot = lots.lot(session, LOT)
        held = lots.held_of(session, LOT, orchard.grower.organisation_id)

    assert lot is not None
    assert (lot.remaining, held) == (39, 39)
    assert rebuild.differences(orchard.site) == []


def test_an_event_is_recorded_once_even_within_one_document(orchard: Orchard) -> None:
    seen = object_event(epcList=[UNIT])

    assert isinstance(judge(orchard, seen, seen).refused[1], EventExists)
    record(orchard, seen)
    assert isinstance(judge(orchard, seen).refused[0], EventExists)


@pytest.mark.parametrize(
    ("event", "refusal"),
    [
        (harvest(-1), QuantityOutOfRange),
        (harvest(0), QuantityOutOfRange),
        (harvest(10**11), QuantityOutOfRange),
        (harvest(0.0001, "GRM"), QuantityOutOfRange),
        (harvest(**{"aril:lot": "L" * 65}), WordTooLong),
        (harvest(epc="https://example.org/lot/" + "L" * 65), WordTooLong),
        (harvest(**{"aril:harvestDate": "yesterday"}), NoDay),
        (object_event(epcList=["https://example.org/" + "x" * 512]), IdentifierTooLong),
    ],
)
def test_what_the_ledger_could_not_keep_is_refused(
    orchard: Orchard, event: Mapping[str, Any], refusal: type
) -> None:
    assert isinstance(judge(orchard, event).refused[0], refusal)


def test_a_shipment_of_less_than_nothing_is_refused(orchard: Orchard) -> None:
    record(orchard, harvest(100))

    assert isinstance(judge(orchard, sale(-5)).refused[0], QuantityOutOfRange)


def declared(event: Mapping[str, Any], event_id: str, **changes: Any) -> Mapping[str, Any]:
    wrong = {"declarationTime": "2026-09-20T00:00:00Z", "reason": "did_not_occur"}
    return {**event, "eventID": event_id, "errorDeclaration": wrong, **changes}


def test_an_event_that_moved_nothing_can_be_declared_wrong(orchard: Orchard) -> None:
    seen = object_event(bizStep="inspecting")
    (event_id,) = record(orchard, seen)

    again = record(orchard, declared(seen, event_id))

    assert again == [event_id]
    assert rebuild.differences(orchard.site) == []


def test_a_declaration_repeats_the_event_it_is_about(orchard: Orchard) -> None:
    seen = object_event(bizStep="inspecting")
    (event_id,) = record(orchard, seen)

    judged = judge(orchard, declared(seen, event_id, bizStep="sampling"))

    assert isinstance(judged.refused[0], AnotherEvent)


def test_only_who_recorded_an_event_declares_it_wrong(orchard: Orchard) -> None:
    seen = object_event(bizStep="inspecting")
    (event_id,) = record(orchard, seen)
    orchard.grower = orchard.member(2, Activity.TRADER)

    judged = judge(orchard, declared(seen, event_id))

    assert isinstance(judged.refused[0], NotYourEvent)


def test_what_moved_a_lot_is_undone_by_its_opposite_not_by_a_declaration(orchard: Orchard) -> None:
    record(orchard, harvest(100))
    (event_id,) = record(orchard, sale(10))

    judged = judge(orchard, declared(sale(10), event_id))

    assert isinstance(judged.refused[0], EffectStands)
    assert "moved lot L7" in str(judged.refused[0])


def packing(source: str, kg: int, made: str, **fields: Any) -> Mapping[str, Any]:
    return transformation_event(
        inputEPCList=None,
        outputEPCList=None,
        bizStep="commissioning",
        inputQuantityList=[{"epcClass": source, "quantity": kg, "uom": "KGM"}],
        outputQuantityList=[{"epcClass": made, "quantity": kg, "uom": "KGM"}],
        **fields,
    )


def remaining(orchard: Orchard, *epcs: str) -> list[Decimal]:
    with orchard.site.db.read() as session:
        known = lots.lots_by_epc(session, epcs)
    return [known[epc].remaining for epc in epcs]


PACKED = "https://id.gs1.org/01/09521141012345/10/P1"


@pytest.mark.parametrize("at_once", [True, False])
def test_within_a_document_or_after_it_a_making_is_declared_wrong_and_said_again(
    orchard: Orchard, at_once: bool
) -> None:
    wrong, right = harvest(100), harvest(10)
    name = event_hash(read_event(wrong, (CONTEXT,)))
    documents: list[list[Mapping[str, Any]]] = [[wrong], [declared(wrong, name), right, sale(6)]]

    for each in [[*documents[0], *documents[1]]] if at_once else documents:
        record(orchard, *each)

    assert remaining(orchard, LOT) == [4]
    assert rebuild.differences(orchard.site) == []


@pytest.mark.parametrize("at_once", [True, False])
def test_a_packing_gives_back_only_what_it_took(orchard: Orchard, at_once: bool) -> None:
    packed = packing(LOT, 40, PACKED)
    name = event_hash(read_event(packed, (CONTEXT,)))
    before: list[Mapping[str, Any]] = [
        packed,
        harvest(100),
    ]  # what went in is told afterwards, and lost nothing
    if not at_once:
        record(orchard, *before)
        before = []

    judged = judge(orchard, *before, declared(packed, name))

    (refusal,) = judged.refused.values()
    assert isinstance(refusal, EffectStands)
    assert "moved lot L7" in str(refusal)


@pytest.mark.parametrize("at_once", [True, False])
def test_a_packing_that_took_from_a_known_lot_gives_it_back(orchard: Orchard, at_once: bool) -> None:
    packed = packing(LOT, 40, PACKED)
    name = event_hash(read_event(packed, (CONTEXT,)))
    documents: list[list[Mapping[str, Any]]] = [[harvest(100), packed], [declared(packed, name)]]

    for each in [[*documents[0], *documents[1]]] if at_once else documents:
        record(orchard, *each)

    assert remaining(orchard, LOT, PACKED) == [100, 0]
    assert rebuild.differences(orchard.site) == []


@pytest.mark.parametrize("at_once", [True, False])
def test_the_making_of_what_is_on_a_pallet_is_not_declared_wrong(orchard: Orchard, at_once: bool) -> None:
    on = [{"epcClass": LOT, "quantity": 100, "uom": "KGM"}]
    before: list[Mapping[str, Any]] = [
        harvest(100),
        aggregation_event(childEPCs=None, childQuantityList=on),
    ]
    name = event_hash(read_event(before[0], (CONTEXT,)))
    if not at_once:
        record(orchard, *before)
        before = []

    judged = judge(orchard, *before, declared(harvest(100), name))

    assert [type(each) for each in judged.refused.values()] == [LotIsRestedOn]


def test_that_a_lot_was_made_is_declared_wrong_once(orchard: Orchard) -> None:
    (event_id,) = record(orchard, harvest(100))
    record(orchard, declared(harvest(100), event_id), harvest(10))
    later = {"declarationTime": "2026-09-21T00:00:00Z", "reason": "did_not_occur"}

    judged = judge(orchard, declared(harvest(100), event_id, errorDeclaration=later))

    assert isinstance(judged.refused[0], DeclaredOnce)
    assert remaining(orchard, LOT) == [10]


@pytest.mark.parametrize("first", ["without a weight", "declared by a stranger"])
def test_a_packing_gives_nothing_back_to_a_lot_that_was_only_named_before(
    orchard: Orchard, first: str
) -> None:
    packed = packing(LOT, 40, PACKED)
    name = event_hash(read_event(packed, (CONTEXT,)))
    grower, named = orchard.grower, harvest(100)
    if first == "without a weight":
        named = object_event(**WHOLE, action="ADD", quantityList=[{"epcClass": LOT}])
    else:
        orchard.grower = orchard.member(2, Activity.GROWER)
        named = declared(harvest(7), event_hash(read_event(harvest(7), (CONTEXT,))))
    record(orchard, named)
    orchard.grower = grower
    record(orchard, packed, harvest(100))
    record(orchard, sale(60))

    judged = judge(orchard, declared(packed, name))

    assert isinstance(judged.refused[0], EffectStands)


def test_a_test_counts_though_who_made_it_takes_it_back(orchard: Orchard) -> None:
    quantities = [{"epcClass": LOT, "quantity": 1, "uom": "KGM"}]
    test = object_event(**WHOLE, bizStep="sampling", quantityList=quantities)
    (made, tested) = record(orchard, harvest(100), test)
    record(orchard, declared(test, tested))

    judged = judge(orchard, declared(harvest(100), made))

    assert isinstance(judged.refused[0], LotIsRestedOn)


def test_of_a_packing_that_was_taken_back_no_way_leads_to_what_it_was_made_of(orchard: Orchard) -> None:
    other = "https://id.gs1.org/01/09521141012345/10/L8"
    wrong = packing(LOT, 40, PACKED)
    name = event_hash(read_event(wrong, (CONTEXT,)))
    record(orchard, harvest(100), harvest(100, epc=other), wrong)

    record(orchard, declared(wrong, name), packing(other, 30, PACKED))

    with orchard.site.db.read() as session:
        assert [edge.parent for edge in lots.ancestors(session, PACKED)] == [other]
        assert session.scalar(text("SELECT count(*) FROM edge")) == 1
    assert rebuild.differences(orchard.site) == []


def test_a_recall_finds_what_hardly_anything_went_into(orchard: Orchard) -> None:
    trace = transformation_event(
        inputEPCList=None,
        outputEPCList=None,
        inputQuantityList=[{"epcClass": LOT, "quantity": 0.4, "uom": "GRM"}],
        outputQuantityList=[{"epcClass": PACKED, "quantity": 99, "uom": "KGM"}],
    )
    record(orchard, harvest(100), trace)

    with orchard.site.db.read() as session:
        assert [edge.child for edge in lots.descendants(session, LOT)] == [PACKED]


def test_a_declaration_stands_once_within_a_document(orchard: Orchard) -> None:
    seen = object_event(bizStep="inspecting")
    (event_id,) = record(orchard, seen)

    judged = judge(orchard, declared(seen, event_id), declared(seen, event_id))

    assert isinstance(judged.refused[1], AlreadyDeclared)


def test_nobody_makes_the_void_lot_of_another(orchard: Orchard) -> None:
    (event_id,) = record(orchard, harvest(100))
    record(orchard, declared(harvest(100), event_id))
    orchard.grower = orchard.member(2, Activity.GROWER)

    assert isinstance(judge(orchard, harvest(10)).refused[0], LotExists)


def test_a_stranger_who_declares_first_takes_no_event_from_anybody(orchard: Orchard) -> None:
    grower, made = orchard.grower, harvest(100, **{"aril:harvestDate": "2026-09-13"})
    name = event_hash(read_event(made, (CONTEXT,)))
    orchard.grower = orchard.member(2, Activity.GROWER)
    record(orchard, declared(made, name))
    orchard.grower = grower

    assert record(orchard, made) == [name]

    with orchard.site.db.read() as session:
        noted = doubts.of_lot(session, LOT)
        passages = trail.passages_of(session, [LOT])
    assert [each.doubt.code for each in noted] == ["made-later"]
    assert [each.organisation for each in passages] == [grower.organisation_name]


def test_what_does_not_fit_is_kept_with_its_doubts_and_made_again_from_the_ledger(orchard: Orchard) -> None:
    stranger = orchard.member(2, Activity.TRADER)
    early = sale(1, eventTime="2026-09-01T08:00:00+08:00")
    record(orchard, harvest(100, **{"aril:harvestDate": "2026-09-10"}))

    record(orchard, early, sale(2, readPoint={"id": orchard.site.terms.place(stranger.organisation_id)}))

    with orchard.site.db.read() as session:
        noted = doubts.of_lot(session, LOT)
        owns = doubts.of_lot(session, LOT, stranger.organisation_id)
        in_region = doubts.of_region(session, "370400", 10)
    assert [each.doubt.code for each in noted] == ["at-anothers-place", "before-its-lot"]
    assert [each.lot_code for each in noted] == ["", "L7"]
    assert noted == in_region
    assert owns == []
    assert rebuild.differences(orchard.site) == []


def test_a_doubt_that_was_removed_behind_the_ledgers_back_is_missed(orchard: Orchard) -> None:
    record(orchard, harvest(100), sale(1, eventTime="2026-09-01T08:00:00+08:00"))

    with orchard.site.db.write() as session:
        session.execute(text("DELETE FROM doubt"))

    assert [each.table for each in rebuild.differences(orchard.site)] == ["doubt"]
