"""What is still going on when somebody looks: goods on the way, and a spray that forbids a harvest."""

from datetime import datetime, timedelta
from functools import partial

from aril.demonstration import deeds
from aril.demonstration.founding import treat
from aril.demonstration.scene import Scene
from aril.domain.farm import InputKind

ON_THE_WAY = (("fragrance", "corner-shop"), ("north-slope", "fragrance"))
"""Who has sent something to whom this morning: to the shop and to the packing house that have log-ins."""


def leave(scene: Scene) -> None:
    """Put the last things on the agenda."""
    scene.agenda.at(scene.until - timedelta(days=3), partial(_spray, scene))
    for number, (sender, receiver) in enumerate(ON_THE_WAY, 1):
        moment = scene.until - timedelta(hours=2, minutes=20 * number)
        scene.agenda.at(moment, partial(_send_some, scene, sender, receiver))


def _spray(scene: Scene, at: datetime) -> None:
    grower = scene.firms["north-slope"]
    treatment = next(
        each
        for each in scene.cast.input
        if each.kind is InputKind.PESTICIDE and each.chain == grower.player.chain
    )
    treat(scene, grower, grower.plots[0], treatment, at)


def _send_some(scene: Scene, sender: str, receiver: str, at: datetime) -> None:
    firm = scene.firms[sender]
    batch = max(firm.stock, key=lambda each: each.kg)
    deeds.send(scene, firm, scene.firms[receiver], batch, deeds.part(batch, 25), at)
