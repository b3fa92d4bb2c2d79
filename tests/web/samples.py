"""A record of each kind for `test_access`: one that a member may see, and one that they may not.

A room with records of its own adds one function here, named by the argument of its URLs.
"""

from collections.abc import Callable
from dataclasses import dataclass

from aril.domain.membership import Member, Role
from aril.store.database import Database
from tests import make


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
