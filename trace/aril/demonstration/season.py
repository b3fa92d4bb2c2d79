"""What an autumn is: lots are picked, sampled, packed, sent and sold."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial

from aril.demonstration import deeds
from aril.demonstration.calendar import Season
from aril.demonstration.incidents import ENDS, End, failed
from aril.demonstration.laboratory import Laboratory
from aril.demonstration.scene import Batch, Firm, Scene
from aril.domain.enterprise import Activity
from aril.domain.farm import Plot
from aril.domain.inspection import TaskKind
from aril.domain.moment import CHINA

INSPECTED = (180, 242)
"""Harvested lots that the laboratory samples in each season; in the second, one more is sampled in a shop."""
UNSAMPLED = 4
"""Lots of the very last day, which nobody has sampled yet."""
SIGNED_AFTER = timedelta(minutes=30)
"""From packing a lot until its certificate is issued."""

Onwards = Callable[[Firm, Batch, datetime], None]
"""What an enterprise does with goods that have just arrived."""


class Autumn:
    """One season's lots, each on its way from act to act."""

    def __init__(self, scene: Scene, laboratory: Laboratory, season: Season) -> None:
        self._scene, self._laboratory, self._season = scene, laboratory, season
        self._chance, self._agenda = scene.chance, scene.agenda

    def plan(self, _at: datetime) -> None:
        """Put the harvests on the agenda, plot after plot and round after round."""
        plots = [(firm, plot) for firm in self._scene.firms_of(Activity.GROWER) for plot in firm.plots]
        lots, endings = INSPECTED[self._season.number], ENDS[self._season.number]
        ends = dict(zip(self._chance.sample(range(lots), len(endings)), endings, strict=True))
        rounds = -(-lots // len(plots))
        for number in range(lots):
            firm, plot = plots[number % len(plots)]
            day = self._season.day((number // len(plots) + self._chance.random()) / rounds)
            self._agenda.on(day, (6, 11), partial(self._harvest, firm, plot, ends.get(number)))
        if self._season.number:
            for firm, plot in plots[:: len(plots) // UNSAMPLED][:UNSAMPLED]:
                self._agenda.on(self._season.last, (11, 12), partial(self._harvest_only, firm, plot))

    def _harvest(self, firm: Firm, plot: Plot, end: End | None, at: datetime) -> None:
        batch = self._harvest_only(firm, plot, at)
        sampled_on = at.astimezone(CHINA).date() + timedelta(days=self._chance.randint(0, 1))
        self._agenda.after(at, (2, 4), partial(self._report, firm, batch, sampled_on, end))

    def _harvest_only(self, firm: Firm, plot: Plot, at: datetime) -> Batch:
        return deeds.pick(self._scene, firm, plot, self._chance.randrange(300, 1500, 5), at)

    def _report(self, firm: Firm, batch: Batch, sampled_on: date, end: End | None, at: datetime) -> None:
        """The laboratory's report; a lot that passes goes on, one that fails meets its end."""
        inspector = self._scene.firms["laboratory"].member
        task = TaskKind.ROUTINE if self._scene.likely(85) else TaskKind.SUPERVISION
        self._laboratory.report(batch.lot, task, sampled_on, at, by=inspector, fails=end is not None)
        self._scene.inspected()
        if end is not None:
            failed(self._scene, self._laboratory, firm, batch, end, at)
            return
        if self._scene.likely(5):
            own = partial(self._laboratory.report, batch.lot, TaskKind.SELF, sampled_on, by=firm.member)
            self._agenda.at(at + timedelta(hours=1), own)
        packers = self._scene.firms_of(Activity.PACKER, firm.player.chain)
        match self._chance.randrange(100):
            case draw if draw < 14 or (draw < 24 and not packers):
                self._keep_to_pack(firm, batch, at)
            case draw if draw < 24:
                self._agenda.after(at, (1, 2), partial(self._deliver, firm, batch))
            case draw if draw < 32:
                self._agenda.after(at, (1, 3), partial(self._sell, firm, batch))
            case _:
                firm.stock.append(batch)

    def _deliver(self, firm: Firm, batch: Batch, at: datetime) -> None:
        """From a grower to a packing house."""
        packer = self._chance.choice(self._scene.firms_of(Activity.PACKER, firm.player.chain))
        self._send(firm, packer, batch, 100, self._keep_to_pack, at)

    def _keep_to_pack(self, firm: Firm, batch: Batch, at: datetime) -> None:
        """What ripens together is packed together: the first batch of a variety waits some days for others."""
        key = (batch.lot.product, batch.lot.variety)
        if key not in firm.shed:
            self._agenda.after(at, (3, 7), partial(self._pack, firm, key))
        firm.shed.setdefault(key, []).append(batch)

    def _pack(self, firm: Firm, key: tuple[str, str], at: datetime) -> None:
        batches = firm.shed.pop(key)
        kg = int(sum(batch.kg for batch in batches)) * self._chance.randint(95, 99) // 100
        packed = deeds.pack(self._scene, firm, batches, kg, at)
        signed = at + SIGNED_AFTER
        self._agenda.at(signed, lambda then: deeds.certify(self._scene, firm, packed.lot, then))
        self._agenda.after(at, (1, 3), partial(self._ship, firm, packed))

    def _ship(self, firm: Firm, batch: Batch, at: datetime) -> None:
        """From whoever packed to a shop: the one at the corner buys as much as all others together."""
        traders = self._scene.firms_of(Activity.TRADER, firm.player.chain)
        buyer = traders[0] if self._scene.likely(50) else self._chance.choice(traders)
        self._send(firm, buyer, batch, self._chance.choice((60, 80, 100)), self._trade, at)
        firm.stock.append(batch)

    def _trade(self, firm: Firm, batch: Batch, at: datetime) -> None:
        """A shop sells some of what it received; the wholesaler sends half of it on."""
        others = [
            other for other in self._scene.firms_of(Activity.TRADER, firm.player.chain) if other is not firm
        ]
        if firm.player.key == "wholesale" and others:
            self._agenda.after(at, (1, 2), partial(self._send_on, firm, self._chance.choice(others), batch))
        else:
            self._agenda.after(at, (1, 6), partial(self._sell, firm, batch))
        firm.stock.append(batch)

    def _send_on(self, firm: Firm, other: Firm, batch: Batch, at: datetime) -> None:
        self._send(firm, other, batch, 50, self._trade, at)

    def _sell(self, firm: Firm, batch: Batch, at: datetime) -> None:
        deeds.sell(self._scene, firm, batch, deeds.part(batch, self._chance.randint(20, 70)), at)

    def _send(self, firm: Firm, other: Firm, batch: Batch, percent: int, then: Onwards, at: datetime) -> None:
        kg = deeds.part(batch, percent)
        deeds.send(self._scene, firm, other, batch, kg, at)

        def arrive(moment: datetime) -> None:
            then(other, deeds.take(self._scene, other, batch.lot, kg, moment), moment)

        self._agenda.after(at, (1, 2), arrive)
