"""What an office looks through: the lots and the enterprises of its region, filtered, a page at a time.

Pages are cut by key, never by offset: the five-hundredth costs as little as the first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select, tuple_
from sqlalchemy.orm import Session

from aril.domain.enterprise import Activity, FilingStatus
from aril.domain.lot import Lot, LotState
from aril.store.lots import LotRow
from aril.store.mapping import value_of
from aril.store.organisations import OrganisationRow, in_region


@dataclass(frozen=True, slots=True)
class LotSearch:
    """Which lots: in a state, of one maker, made from a day to a day, with a text in the code or the maker's name.

    `left` keeps only those of which something is left.
    """

    state: LotState | None = None
    maker: str = ""
    since: date | None = None
    until: date | None = None
    text: str = ""
    left: bool = False


@dataclass(frozen=True, slots=True)
class EnterpriseSearch:
    """Which enterprises: by status, by what they do, by county, with a text in the name or the code."""

    status: FilingStatus | None = None
    activity: Activity | None = None
    county: str = ""
    text: str = ""


def lots(
    session: Session, region: str, search: LotSearch, limit: int, after: Lot | None = None
) -> list[tuple[Lot, str]]:
    """Lots made in a region with their maker's name, newest first; those that follow `after`."""
    asked = (
        select(LotRow, OrganisationRow.name)
        .join(OrganisationRow, OrganisationRow.id == LotRow.organisation_id)
        .where(*_lots(region, search))
        .order_by(LotRow.made_on.desc(), LotRow.epc.desc())
        .limit(limit)
    )
    if after is not None:
        asked = asked.where(tuple_(LotRow.made_on, LotRow.epc) < (after.made_on, after.epc))
    return [(value_of(Lot, row), name) for row, name in session.execute(asked)]


def count_lots(session: Session, region: str, search: LotSearch) -> int:
    counted = (
        select(func.count())
        .select_from(LotRow)
        .join(OrganisationRow, OrganisationRow.id == LotRow.organisation_id)
        .where(*_lots(region, search))
    )
    return session.scalar(counted) or 0


def enterprises(
    session: Session, region: str, search: EnterpriseSearch, limit: int, after: OrganisationRow | None = None
) -> Sequence[OrganisationRow]:
    """Enterprises of a region, the last changed first; those that follow `after`.

    Of those that wait for a decision the longest waiting comes first.
    """
    asked = select(OrganisationRow).where(*_enterprises(region, search)).limit(limit)
    place = tuple_(OrganisationRow.changed_at, OrganisationRow.id)
    if search.status is FilingStatus.SUBMITTED:
        asked = asked.order_by(OrganisationRow.changed_at, OrganisationRow.id)
        beyond = place > (after.changed_at, after.id) if after else None
    else:
        asked = asked.order_by(OrganisationRow.changed_at.desc(), OrganisationRow.id.desc())
        beyond = place < (after.changed_at, after.id) if after else None
    return session.scalars(asked if beyond is None else asked.where(beyond)).all()


def count_enterprises(session: Session, region: str, search: EnterpriseSearch) -> dict[str, int]:
    """Status → how many enterprises have it that a search would find with any status."""
    anywhere = EnterpriseSearch(None, search.activity, search.county, search.text)
    rows = session.execute(
        select(OrganisationRow.status, func.count())
        .where(*_enterprises(region, anywhere))
        .group_by(OrganisationRow.status)
    )
    return dict(rows.all())


def _lots(region: str, search: LotSearch) -> list[ColumnElement[bool]]:
    asked = [in_region(region)]
    if search.state is not None:
        asked.append(LotRow.state == search.state)
    if search.maker:
        asked.append(LotRow.organisation_id == search.maker)
    if search.since:
        asked.append(LotRow.made_on >= search.since)
    if search.until:
        asked.append(LotRow.made_on <= search.until)
    if search.left:
        asked.append(LotRow.remaining > 0)
    if search.text:
        code = search.text.replace("-", "").upper()
        asked.append(or_(LotRow.code.startswith(code, autoescape=True), _named(search.text)))
    return asked


def _enterprises(region: str, search: EnterpriseSearch) -> list[ColumnElement[bool]]:
    asked = [in_region(region), OrganisationRow.activity != Activity.OFFICE]
    if search.status is not None:
        asked.append(OrganisationRow.status == search.status)
    if search.activity is not None:
        asked.append(OrganisationRow.activity == search.activity)
    if search.county:
        asked.append(in_region(search.county))
    if search.text:
        asked.append(or_(OrganisationRow.uscc == search.text.upper(), _named(search.text)))
    return asked


def _named(text: str) -> ColumnElement[bool]:
    """Whether every word of a text stands in an organisation's name."""
    return and_(*(OrganisationRow.name.icontains(word, autoescape=True) for word in text.split()))
