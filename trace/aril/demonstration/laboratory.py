"""What the laboratory measures and reports."""

import itertools
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from aril.demonstration.scene import Scene
from aril.domain.inspection import TaskKind
from aril.domain.lot import Lot
from aril.domain.membership import Member
from aril.services.quality import inspection
from aril.services.quality.inspection import Inspected, PanelLine

LOQ = "0.01"
CENT = Decimal("0.01")


@dataclass(eq=False)
class Laboratory:
    """Writes reports with readings below the limits, or with one above."""

    scene: Scene
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    _panels: dict[str, tuple[PanelLine, ...]] = field(default_factory=dict)

    def report(
        self, lot: Lot, task: TaskKind, sampled_on: date, at: datetime, *, by: Member, fails: bool = False
    ) -> Inspected:
        """A report on a lot by a member of the laboratory, or of an enterprise that tests its own."""
        number = next(self._numbers)
        values = {
            "number": f"示例-{at:%Y}-{number:04}",
            "sample_number": f"示例样-{number:04}",
            "task": task,
            "accreditation": "示例 CMA" if task is not TaskKind.SELF else "",
            "sampled_on": sampled_on.isoformat(),
        }
        readings = self._readings(self._panel(lot, sampled_on), fails=fails)
        return inspection.report(self.scene.site, lot.code, values | readings, by, at)

    def _panel(self, lot: Lot, on: date) -> tuple[PanelLine, ...]:
        """A chain's panel; the invented limits are in force from the first day to the last."""
        if lot.chain not in self._panels:
            self._panels[lot.chain] = inspection.panel(self.scene.site, lot, on)
        return self._panels[lot.chain]

    def _readings(self, panel: tuple[PanelLine, ...], *, fails: bool) -> dict[str, str]:
        chance = self.scene.chance
        culprit = chance.choice(panel) if fails else None
        values: dict[str, str] = {}
        for line in panel:
            assert line.limit is not None, "the demonstration has a limit for each item"
            cents = int(line.limit.limit / CENT)
            name = line.item.substance
            if line is culprit:
                values[f"value-{name}"] = str(chance.randint(cents + 5, 3 * cents) * CENT)
            elif self.scene.likely(15):
                values[f"value-{name}"] = str(chance.randint(2, cents // 2) * CENT)
            else:
                values |= {f"not-detected-{name}": "1", f"loq-{name}": LOQ}
        return values
