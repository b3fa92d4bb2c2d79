"""What did not fit in what was recorded, as the office and whoever recorded it read it."""

from aril.domain.membership import Member
from aril.services.paging import A_PAGE
from aril.services.site import Site
from aril.store import doubts
from aril.store.doubts import Noted


def of_region(site: Site, actor: Member, before: int | None = None) -> tuple[list[Noted], int | None]:
    """The latest doubts of the actor's region before an entry, and the entry before which the next page begins."""
    with site.db.read() as session:
        found = doubts.of_region(session, actor.region, A_PAGE + 1, before)
    return (found, None) if len(found) <= A_PAGE else _whole_entries(found)


def _whole_entries(found: list[Noted]) -> tuple[list[Noted], int | None]:
    """A page ends where an entry does, so that the next one begins with all doubts of another."""
    last = found[-1].entry_id
    page = [each for each in found if each.entry_id != last] or found
    return page, page[-1].entry_id
