"""Numbers under a company prefix, each given out once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from aril.domain.allotment import NumberKind, NumberOrder
from aril.domain.enterprise import Activity, FilingAction
from aril.domain.errors import Invalid, NotFound
from aril.domain.membership import Role
from aril.gs1.keys import Gtin, Sscc
from aril.services.codes import numbers
from aril.services.codes.numbers import PrefixOverlaps
from aril.services.enterprises import filing
from aril.services.enterprises.filing import NotApproved
from aril.services.ledger import projection, rebuild
from aril.services.orchards import farm
from aril.store.allotments import AllotmentRow
from aril.store.database import Database
from tests.coded import GTIN, Coded, coded
from tests.samples import DAY, OFFICE

SSCCS = NumberOrder(NumberKind.SSCC, count=3)
ONE_GTIN = NumberOrder(NumberKind.GTIN)


@pytest.fixture
def shop(database: Database, tmp_path: Path) -> Coded:
    return coded(database, tmp_path)


def test_numbers_follow_on_what_was_given_out_before(shop: Coded) -> None:
    first, second = _give(shop, SSCCS), _give(shop, replace(SSCCS, count=2))

    assert first == ("069012340000000009", "069012340000000016", "069012340000000023")
    assert second == ("069012340000000030", "069012340000000047")
    assert all(str(Sscc.parse(number)) == number for number in first + second)


def test_each_extension_digit_and_each_kind_has_a_range_of_its_own(shop: Coded) -> None:
    _give(shop, SSCCS)

    assert _give(shop, replace(SSCCS, extension=3, count=1)) == ("369012340000000000",)
    assert _give(shop, ONE_GTIN) == ("06901234000009",)


def test_an_enterprise_may_begin_behind_what_it_used_elsewhere_and_never_goes_back(shop: Coded) -> None:
    (ahead,) = _give(shop, replace(SSCCS, count=1, start=500))

    assert ahead[-10:-1] == "000000500"
    assert _give(shop, replace(SSCCS, count=1, start=7))[0][-10:-1] == "000000501"


def test_an_sscc_that_an_event_names_already_is_passed_over(shop: Coded) -> None:
    shop.pack("069012340000000016")

    assert _give(shop, SSCCS) == ("069012340000000023", "069012340000000030", "069012340000000047")


def test_a_gtin_that_stands_for_a_product_or_its_grouping_is_passed_over(shop: Coded) -> None:
    site, grower = shop.orchard.site, shop.orchard.grower
    grouped = str(Gtin.parse("06901234000016").grouped(1))
    farm.add_trade_item(site, {"gtin": grouped, "name": "箱"}, grower, DAY)

    given = [_give(shop, ONE_GTIN)[0] for _ in range(2)]

    assert given == ["06901234000009", "06901234000023"]
    near = replace(ONE_GTIN, start=int(GTIN[8:13]))
    assert _give(shop, near)[0][8:13] == f"{int(GTIN[8:13]) + 1:05}"


def test_many_who_ask_at_once_are_given_different_numbers(shop: Coded) -> None:
    def ask(_: int) -> tuple[str, ...]:
        return _give(shop, SSCCS)

    with ThreadPoolExecutor(max_workers=8) as pool:
        given = [number for numbers_ in pool.map(ask, range(24)) for number in numbers_]

    assert len(given) == len(set(given)) == 72
    assert max(given)[-10:-1] == "000000071"


def test_what_fails_takes_no_numbers_with_it(shop: Coded) -> None:
    site = shop.orchard.site

    lost: list[tuple[str, ...]] = []

    def fail() -> None:
        with site.db.write():
            lost.append(_give(shop, SSCCS))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert [_give(shop, SSCCS)] == lost


def test_the_database_itself_refuses_to_give_a_number_out_twice(shop: Coded) -> None:
    _give(shop, SSCCS)

    with pytest.raises(IntegrityError), shop.orchard.site.db.write() as session:
        session.execute(
            text(
                "INSERT INTO allotment (id, organisation_id, kind, prefix, extension, first, count, by, allotted_at)"
                " SELECT 'x', organisation_id, kind, prefix, extension, first, 1, by, allotted_at FROM allotment"
            )
        )


def test_a_prefix_that_begins_like_another_is_refused(shop: Coded) -> None:
    _give(shop, SSCCS)
    for number, prefix in enumerate(("69012345", "690123"), 2):
        other = shop.orchard.member(number, Activity.GROWER, Role.GROWER, gs1_prefix=prefix.ljust(7, "4"))
        with shop.orchard.site.db.write() as session:
            session.execute(
                text("UPDATE organisation SET gs1_prefix = :prefix WHERE id = :id"),
                {"prefix": prefix, "id": other.organisation_id},
            )

        with pytest.raises(PrefixOverlaps, match=f"{prefix} could be the same .* under 6901234"):
            numbers.give_out(shop.orchard.site, SSCCS, other, DAY)


def test_two_enterprises_of_one_prefix_share_one_range(shop: Coded) -> None:
    other = shop.orchard.member(2, Activity.GROWER, Role.GROWER, gs1_prefix="6901234")

    ours = _give(shop, SSCCS)
    theirs = numbers.give_out(shop.orchard.site, SSCCS, other, DAY).numbers

    assert set(ours).isdisjoint(theirs)


def test_a_range_ends(shop: Coded) -> None:
    with pytest.raises(Invalid, match="start: 100001 is outside the range of 6901234, which goes to 99999"):
        _give(shop, replace(ONE_GTIN, start=100_001))
    with pytest.raises(Invalid) as refused:
        _give(shop, replace(ONE_GTIN, start=99_999, count=2))

    assert refused.value.findings[0].where == "count"
    assert _give(shop, replace(ONE_GTIN, start=99_999))[0].startswith("0690123499999")


def test_whoever_has_no_prefix_or_is_suspended_is_given_none(shop: Coded) -> None:
    site, grower = shop.orchard.site, shop.orchard.grower
    bare = shop.orchard.member(2, Activity.GROWER, Role.GROWER)

    with pytest.raises(Invalid, match="no GS1 company prefix"):
        numbers.give_out(site, SSCCS, bare, DAY)
    filing.decide(site, grower.organisation_id, FilingAction.SUSPEND, "票据不全", OFFICE, DAY)
    with pytest.raises(NotApproved):
        _give(shop, SSCCS)


def test_what_was_given_is_listed_and_shown_to_its_enterprise_alone(shop: Coded) -> None:
    site, grower = shop.orchard.site, shop.orchard.grower
    other = shop.orchard.member(2, Activity.GROWER, Role.GROWER, gs1_prefix="6909999")
    allotment = numbers.give_out(site, SSCCS, grower, DAY)

    form = numbers.form(site, grower)

    assert (form.prefix, [row.id for row in form.given]) == ("6901234", [allotment.id])
    assert numbers.given(site, allotment.id, grower) == allotment
    assert numbers.form(site, other).given == ()
    with pytest.raises(NotFound):
        numbers.given(site, allotment.id, other)


def test_the_ledger_knows_what_was_given_out(shop: Coded) -> None:
    _give(shop, SSCCS)

    assert AllotmentRow in projection.PROJECTIONS
    assert rebuild.differences(shop.orchard.site) == []


def test_every_fault_of_an_order_is_named() -> None:
    with pytest.raises(Invalid) as refused:
        NumberOrder.parse({"kind": "gln", "count": "0", "extension": "10", "start": "-1"})

    assert [finding.where for finding in refused.value.findings] == ["kind", "count", "extension", "start"]
    assert NumberOrder.parse({"kind": "gtin", "count": "2", "extension": "3"}) == NumberOrder(
        NumberKind.GTIN, 2
    )


def _give(shop: Coded, order: NumberOrder) -> tuple[str, ...]:
    return numbers.give_out(shop.orchard.site, order, shop.orchard.grower, DAY).numbers
