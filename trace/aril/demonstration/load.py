"""Loading the demonstration: a story of two autumns, told through the services, the same for each seed."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, time
from random import Random
from typing import ClassVar

from sqlalchemy import event
from sqlalchemy.orm import Session

from aril.demonstration import cast, founding, incidents, loose_ends
from aril.demonstration.calendar import Agenda, seasons
from aril.demonstration.laboratory import Laboratory
from aril.demonstration.scene import Scene
from aril.demonstration.season import INSPECTED, Autumn
from aril.demonstration.tour import PASSWORD, PLACES, Loaded, is_loaded, tour
from aril.domain.errors import Refusal
from aril.domain.membership import Role
from aril.domain.moment import CHINA
from aril.services.merkle_log import log
from aril.services.people import accounts
from aril.services.people.accounts import Person
from aril.services.people.passwords import Passwords
from aril.services.site import Site
from aril.store import ledger
from aril.store.chains import ChainRow
from aril.store.farm import PlotRow
from aril.store.organisations import OrganisationRow

SEED = 2026
ADMINISTRATOR = "郝示例"

Progress = Callable[[int, int], None]
"""Told how many of how many lots were inspected."""


@dataclass(eq=False)
class NotADemonstration(Refusal):
    template: ClassVar[str] = (
        "This site has {count} records of its own. A demonstration needs a data folder of its own."
    )
    count: int


def load(
    site: Site, at: datetime, progress: Progress = lambda _done, _all: None, *, seed: int = SEED
) -> Loaded:
    """Tell the story as it stands at the moment `at`, unless it was told before; answers what there is to see.

    All of it is one transaction, and then the log of it is signed. Raises `NotADemonstration` for a site that
    holds something else.
    """
    with site.db.write() as session:
        new = not is_loaded(session)
        if new:
            if count := ledger.count_entries(session):
                raise NotADemonstration(count)
            _remember(session)
            scene = _told(replace(site, entropy=_chance("codes", seed).randbytes), at, progress, seed)
            _admit(scene, at)
    if new:
        log.sequence(site)
        log.sign_head(site, at)
    return tour(site)


def _remember(session: Session) -> None:
    """Keep the rows that every act asks for, so that they need not be read again for each."""
    kept = session.info.setdefault("kept", [])

    @event.listens_for(session, "loaded_as_persistent")
    def keep(_session: Session, row: object) -> None:
        if isinstance(row, OrganisationRow | PlotRow | ChainRow):
            kept.append(row)


def _told(site: Site, at: datetime, progress: Progress, seed: int) -> Scene:
    done, total = 0, sum(INSPECTED) + 1

    def inspected() -> None:
        nonlocal done
        done += 1
        progress(done, total)

    chance = _chance("story", seed)
    until = at.astimezone(CHINA)
    scene = Scene(
        site=site,
        cast=cast.read(),
        chance=chance,
        agenda=Agenda(until, chance),
        seasons=seasons(until.date()),
        until=until,
        inspected=inspected,
    )
    laboratory = Laboratory(scene)
    founding.found(scene)
    for season in scene.seasons:
        autumn = Autumn(scene, laboratory, season)
        scene.agenda.at(datetime.combine(season.first, time(0), CHINA), autumn.plan)
    incidents.recall(scene, laboratory, scene.seasons[1])
    loose_ends.leave(scene)
    scene.agenda.run()
    return scene


def _admit(scene: Scene, at: datetime) -> None:
    """Let one person in for each role. One hash is enough: all have the same password, and it is no secret."""
    password_hash = Passwords().hash(PASSWORD)
    for role, key in PLACES.items():
        firm = scene.firms[key]
        name = ADMINISTRATOR if role is Role.ADMINISTRATOR else firm.member.user_name
        accounts.add_person(scene.site.db, Person(role, name, password_hash), firm.id, {role}, at)


def _chance(what: str, seed: int) -> Random:
    return Random(f"{what} {seed}")  # noqa: S311 - to be the same each time is what it is for
