"""An orchard whose enterprise has GS1 numbers: a GTIN with a lot of it, and a GLN."""

from dataclasses import dataclass, replace
from pathlib import Path

from aril.domain.lot import Lot
from aril.domain.membership import Role
from aril.epcis.reading import read_event
from aril.services.ledger import capture
from aril.services.orchards import farm
from aril.store.database import Database
from aril.store.lots import LotRow
from aril.store.mapping import row_of
from tests import samples
from tests.samples import DAY, PLOT, Orchard

GTIN = "06901234567892"
GLN = "6901234000009"
SSCC = "369012345000000012"
NOBODYS_GTIN = "06901234567908"


@dataclass
class Coded:
    """The orchard, and a lot that has its code under `GTIN`."""

    orchard: Orchard
    lot: Lot

    @property
    def path(self) -> str:
        """The path of the lot's Digital Link."""
        return f"/01/{GTIN}/10/{self.lot.code}"

    @property
    def page(self) -> str:
        return f"/t/{GTIN}/{self.lot.code}"

    def pack(self, sscc: str) -> None:
        """Put 40 kg of the lot and a box on a pallet."""
        event = {
            "type": "AggregationEvent",
            "eventTime": "2026-09-12T10:00:00+08:00",
            "eventTimeZoneOffset": "+08:00",
            "action": "ADD",
            "bizStep": "packing",
            "parentID": f"https://id.gs1.org/00/{sscc}",
            "childEPCs": ["https://id.gs1.org/00/369012345000000029"],
            "childQuantityList": [{"epcClass": self.lot.epc, "quantity": 40, "uom": "KGM"}],
        }
        with self.orchard.site.db.write() as session:
            capture.event(session, self.orchard.site, read_event(event), self.orchard.grower, DAY)

    def numbered(self, code: str) -> Lot:
        """A lot of a partner, with the lot number that the partner chose."""
        site = self.orchard.site
        lot = replace(self.lot, epc=site.terms.lot(code, GTIN), code=code, gtin=GTIN)
        with site.db.write() as session:
            session.merge(row_of(LotRow, lot))
        return lot


def coded(database: Database, folder: Path) -> Coded:
    """Fill an empty database."""
    site = samples.site(database, folder)
    filed = samples.enterprise(gs1_prefix="6901234", gln=GLN)
    grower = samples.approved(site, filed, Role.GROWER, Role.PACKER)
    plot, _ = farm.add_plot(site, PLOT, grower, DAY)
    farm.add_trade_item(site, {"gtin": GTIN, "name": "石榴 5 kg"}, grower, DAY)
    orchard = Orchard(site, grower, plot)
    return Coded(orchard, orchard.harvest(gtin=GTIN))
