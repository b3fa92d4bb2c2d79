"""Giving out an enterprise's own numbers: SSCCs for its cases and pallets, GTINs for its products, each once.

The next number is what the ledger says was given out last, plus one; the fact that numbers were given out is
recorded in the transaction that gives them out. Numbers that are in use already are passed over.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from sqlalchemy.orm import Session

from aril.domain.allotment import Allotment, NumberKind, NumberOrder
from aril.domain.errors import Invalid, NotFound, Refusal
from aril.domain.membership import Member
from aril.gs1.allocation import Range
from aril.gs1.errors import Gs1Error
from aril.gs1.keys import Gtin, Sscc
from aril.services.enterprises.filing import acting
from aril.services.ledger import capture
from aril.services.lots.parcel import epc_of
from aril.services.paging import A_PAGE, Page, page_of
from aril.services.people.access import visible
from aril.services.site import Site
from aril.store import allotments as store
from aril.store import organisations
from aril.store.allotments import AllotmentRow


@dataclass(eq=False)
class PrefixOverlaps(Refusal):
    template: ClassVar[str] = (
        "Numbers under {prefix} could be the same as those given out under {other}. Check the prefix in your filing."
    )
    prefix: str
    other: str


@dataclass(frozen=True, slots=True)
class NumberForm:
    """An enterprise's company prefix, empty where none is filed, and what it was given, newest first."""

    prefix: str
    given: Page[AllotmentRow]


def form(site: Site, actor: Member, after: str = "") -> NumberForm:
    """What a form for numbers offers; of what was given, what follows the allotment with the id `after`."""
    with site.db.read() as session:
        own = organisations.organisation(session, actor.organisation_id)
        rows = store.allotments_of(session, actor.organisation_id, A_PAGE + 1, after)
        return NumberForm(own.gs1_prefix if own else "", page_of(rows, lambda row: row.id, A_PAGE))


def given(site: Site, allotment_id: str, actor: Member) -> Allotment:
    """Numbers that the actor's enterprise was given; raises `NotFound` for another's as for none."""
    with site.db.read() as session:
        found = store.allotment(session, allotment_id)
    if found is None or found.organisation_id != actor.organisation_id:
        raise NotFound("numbers", allotment_id)
    return found


def given_under(session: Session, organisation_id: str, key: str) -> Allotment | None:
    """What an enterprise was given under a key; nobody is given anything after that until the transaction ends."""
    store.take_turn(session)
    return store.allotment(session, _named(organisation_id, key)) if key else None


def give_out(site: Site, order: NumberOrder, actor: Member, at: datetime, key: str = "") -> Allotment:
    """Give the actor's enterprise numbers that nobody was given before, and record that.

    Whoever asks again under the same `key` is given the same again. It may be part of a larger transaction, such as
    that of a load. Raises `Invalid` without a company prefix and when the range has not so many left,
    `PrefixOverlaps`, and `NotApproved`.
    """
    with site.db.write() as session:
        if known := given_under(session, actor.organisation_id, key):
            return known
        prefix = acting(session, actor).gs1_prefix
        if not prefix:
            raise Invalid.at("kind", "Your filing has no GS1 company prefix. Add it there first.")
        if other := store.overlapping(session, order.kind, prefix):
            raise PrefixOverlaps(prefix, other)
        first = _first_free(session, order, prefix)
        allotment = Allotment(
            id=_named(actor.organisation_id, key) if key else site.new_id(),
            organisation_id=actor.organisation_id,
            kind=order.kind,
            prefix=prefix,
            extension=order.extension,
            first=first,
            count=order.count,
            by=actor.user_name,
        )
        capture.record(session, site, allotment, prefix, actor, at)
        return allotment


def _named(organisation_id: str, key: str) -> str:
    return hashlib.sha256(f"{organisation_id} {key}".encode()).hexdigest()


def _first_free(session: Session, order: NumberOrder, prefix: str) -> int:
    """Where the next `count` numbers begin that were neither given out nor are in use; raises `Invalid`."""
    following = store.following(session, order.kind, prefix, order.extension)
    try:
        free = order.range(prefix, max(following, order.start))
        while (in_use := _last_in_use(session, order, free)) is not None:
            free = replace(free, following=in_use + 1)
    except Gs1Error as error:
        where = "start" if error.code == "range-start" else "count"
        raise Invalid.at(where, error.template, **error.data) from error
    return free.following


def _last_in_use(session: Session, order: NumberOrder, free: Range[Sscc] | Range[Gtin]) -> int | None:
    """The last of the numbers at the start of a range that is in use; raises `Gs1Error` where there are too few."""
    keys = free.take(order.count).keys
    first, last = str(keys[0]), str(keys[-1])
    if order.kind is NumberKind.SSCC:
        found = store.last_named(session, epc_of(first), epc_of(last))
        body = found.rpartition("/")[2][:-1] if found else ""
    else:
        body = store.last_registered(session, first[1:-1], last[1:-1]) or ""
    return int(body.removeprefix(free.start) or 0) if body else None


@visible("numbers")
def _sees_numbers(session: Session, member: Member, allotment_id: str) -> bool:
    found = store.allotment(session, allotment_id)
    return found is not None and found.organisation_id == member.organisation_id
