"""A record of each kind for `test_access`: one that a member may see, and one that they may not.

A room with records of its own adds one function here, named by the argument of its URLs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from aril.domain.enterprise import HeldCertificate
from aril.domain.membership import Member, Role
from aril.services import files, filing
from aril.services.site import Site
from aril.store import organisations
from aril.store.database import Database
from tests import make, samples


@dataclass(frozen=True)
class World:
    """Two organisations that have nothing to do with each other, in different provinces."""

    db: Database
    mine: str
    theirs: str


@dataclass(frozen=True)
class Sample:
    """Ids of a record that the member may see and of one that exists and is not for them."""

    seen: str
    hidden: str


Sampler = Callable[[World, Member], Sample]
SAMPLES: dict[str, Sampler] = {}


def sample(kind: str) -> Callable[[Sampler], Sampler]:
    def register(sampler: Sampler) -> Sampler:
        SAMPLES[kind] = sampler
        return sampler

    return register


@sample("colleague")
def _colleague(world: World, member: Member) -> Sample:
    stranger = make.member(world.db, Role.GROWER, organisation_id=world.theirs)
    return Sample(member.user_id, stranger.user_id)


@sample("filing")
def _filing(world: World, _member: Member) -> Sample:
    return Sample(world.mine, world.theirs)


@sample("attachment")
def _attachment(world: World, _member: Member) -> Sample:
    return Sample(_scan_of(world, world.mine), _scan_of(world, world.theirs))


def site_of(world: World) -> Site:
    """A site on the world's database, its chain adopted."""
    return samples.site(world.db, Path(str(world.db.url.database)).parent)


def _scan_of(world: World, organisation_id: str) -> str:
    """A filing with a scan in it."""
    site = site_of(world)
    scan = files.park(site, b"%PDF-1.7", make.NOW)
    held = HeldCertificate("营业执照", "1", "", None, None, scan, "licence.pdf")
    with world.db.read() as session:
        row = session.get_one(organisations.OrganisationRow, organisation_id)
    changed = samples.enterprise(uscc=row.uscc, certificates=(held,))
    filing.submit(site, changed, "示例", make.NOW, organisation_id=organisation_id)
    return filing.attachment_key(organisation_id, held)
