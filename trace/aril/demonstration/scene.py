"""What every part of the story works with: the site, the agenda, and the enterprises with what they hold."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from random import Random

from aril.demonstration.calendar import Agenda, Season
from aril.demonstration.cast import Cast, Player
from aril.domain.chain import Chain
from aril.domain.enterprise import Activity
from aril.domain.farm import Plot
from aril.domain.lot import Lot
from aril.domain.membership import Member
from aril.services.site import Site


@dataclass
class Batch:
    """So many kg of a lot, in somebody's hands."""

    lot: Lot
    kg: Decimal


@dataclass(eq=False)
class Firm:
    """An enterprise that was approved: who acts for it, its land, its trade items and its goods.

    `items` maps a grade to the GTIN under which it is packed. `shed` holds what is to be packed, by product and
    variety, `stock` what is to be sold or sent on.
    """

    player: Player
    member: Member
    chain: Chain
    plots: list[Plot] = field(default_factory=list)
    items: dict[str, str] = field(default_factory=dict)
    shed: dict[tuple[str, str], list[Batch]] = field(default_factory=dict)
    stock: list[Batch] = field(default_factory=list)

    @property
    def id(self) -> str:
        return self.member.organisation_id


@dataclass(eq=False)
class Scene:
    """`chance` decides the story and the site's own entropy its codes, so that one does not move the other.

    `inspected` is told of every lot that the laboratory has reported on.
    """

    site: Site
    cast: Cast
    chance: Random
    agenda: Agenda
    seasons: tuple[Season, Season]
    until: datetime
    inspected: Callable[[], None]
    firms: dict[str, Firm] = field(default_factory=dict)

    def firms_of(self, activity: Activity, chain: str = "") -> list[Firm]:
        """The firms of one activity, of one chain where it is named, in the order of the cast."""
        return [
            self.firms[player.key]
            for player in self.cast.enterprise
            if player.key in self.firms and player.activity is activity and chain in {"", player.chain}
        ]

    def likely(self, percent: int) -> bool:
        return self.chance.randrange(100) < percent
