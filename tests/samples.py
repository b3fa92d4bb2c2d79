"""A small chain with people in it, for tests: everything goes through the services, as a user would."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from stdnum.cn.uscc import calc_check_digit

from aril.domain.enterprise import Activity, Enterprise, EnterpriseKind, FilingAction
from aril.domain.farm import Plot
from aril.domain.lot import Lot
from aril.domain.membership import Member, Role
from aril.domain.moment import CHINA
from aril.domain.terms import Terms
from aril.epcis.reading import read_event
from aril.services.enterprises import chain, filing
from aril.services.label_press import label_jobs, label_order, label_print
from aril.services.label_press.label_jobs import PrintJob
from aril.services.ledger import capture
from aril.services.orchards import farm, harvest
from aril.services.quality import inspection
from aril.services.site import Site
from aril.store import lots
from aril.store.database import Database
from tests.epcis.examples import LOT, object_event

NAMESPACE = "https://trace.example/"
BASE_URL = "https://trace.example"
DAY = datetime(2026, 9, 12, 9, 30, tzinfo=CHINA)
"""The day on which tests take place, unless they say otherwise."""

CHAIN = """
[chain]
code = "test-pomegranate"
name = "示例石榴链"
name_en = "Example pomegranate chain"
region = "370400"
office = "示例石榴链办公室"
office_phone = "0632-7711234"

[[stage]]
code = "harvest"
name = "采收"
name_en = "Harvest"

[[product]]
code = "pomegranate"
name = "石榴"
name_en = "Pomegranate"
commodity = ["水果", "热带和亚热带水果", "石榴"]
shelf_life_days = 60
varieties = [
    { code = "daqingpitian", name = "大青皮甜", name_en = "Daqingpitian" },
    { code = "dahongpao", name = "大红袍", name_en = "Dahongpao" },
]
grades = [{ code = "first", name = "一级", name_en = "First grade" }]

[[panel]]
substance = "carbendazim"
name = "多菌灵"
name_en = "Carbendazim"
unit = "mg/kg"
method = "GB 23200.121"

[[panel]]
substance = "chlorpyrifos"
name = "毒死蜱"
name_en = "Chlorpyrifos"
unit = "mg/kg"
method = "GB 23200.121"

[indication]
name = "峄城石榴"
name_en = "Yicheng pomegranate"
west = 117.366
south = 34.583
east = 117.816
north = 34.85
"""

LIMIT = {
    "commodity_path": "水果",
    "limit": "0.5",
    "unit": "mg/kg",
    "standard": "示例限量",
    "edition": "2026",
    "effective_from": "2026-01-01",
    "jurisdiction": "CN",
    "verified_by": "示例",
    "verified_on": "2026-02-01",
}

PLOT = {
    "code": "A1",
    "name": "北坡一号",
    "region": "370404",
    "area": "12.5",
    "area_unit": "mu",
    "product": "pomegranate",
    "variety": "daqingpitian",
}

SPRAY = {
    "kind": "pesticide",
    "name": "示例杀菌剂",
    "maker": "示例农药厂",
    "target": "干腐病",
    "dose": "1000 倍液",
    "operator": "示例操作员",
    "used_on": "2026-09-01",
    "interval_days": "14",
}

REPORT = {"number": "R-1", "sample_number": "S-1", "task": "routine", "sampled_on": "2026-09-12"}

OFFICE = Member("u0", "示例监管员", "office", "示例石榴链办公室", "370400", frozenset({Role.REGULATOR}))


def uscc(seed: int, prefix: str = "93370404") -> str:
    """A code that is well formed and nobody's."""
    body = f"{prefix}{seed:09d}"
    return body + calc_check_digit(body)


def enterprise(seed: int = 1, activity: Activity = Activity.GROWER, **changes: object) -> Enterprise:
    """What example enterprise number `seed` files."""
    filed = Enterprise(
        name=f"示例合作社{seed}",
        kind=EnterpriseKind.COOPERATIVE,
        activity=activity,
        uscc=uscc(seed),
        region="370404",
        address="榴园镇示例村",
        legal_representative="示例甲",
        phone="13800000000",
        chief_quality_officer="示例乙",
        chain="test-pomegranate",
    )
    return replace(filed, **changes)  # type: ignore[arg-type]


@dataclass
class Orchard:
    """A site with an adopted chain, and an approved grower with one plot."""

    site: Site
    grower: Member
    plot: Plot

    def member(self, seed: int, activity: Activity, *roles: Role, **changes: object) -> Member:
        """A member of a newly filed and approved enterprise."""
        return approved(self.site, enterprise(seed, activity, **changes), *roles)

    def harvest(self, kg: str = "1000", on: str = "2026-09-12", **values: str) -> Lot:
        return harvest.record(
            self.site,
            self.plot.id,
            {"harvested_on": on, "quantity": kg, "unit": "kg"} | values,
            self.grower,
            DAY + timedelta(milliseconds=self._tick()),
        )

    def harvest_in(self, region: str) -> Lot:
        """A lot from another plot of the same grower, in another region."""
        plot, _ = farm.add_plot(self.site, PLOT | {"code": region, "region": region}, self.grower, DAY)
        values = {"harvested_on": "2026-09-12", "quantity": "1000", "unit": "kg"}
        return harvest.record(self.site, plot.id, values, self.grower, DAY)

    def lot_without_plot(self) -> Lot:
        """A lot of the grower's that came from somewhere else, nobody knows where."""
        made = object_event(
            action="ADD",
            bizStep="commissioning",
            epcList=None,
            quantityList=[{"epcClass": LOT, "quantity": 90, "uom": "KGM"}],
        )
        with self.site.db.write() as session:
            capture.event(session, self.site, read_event(made), self.grower, DAY)
            (lot,) = lots.lots_by_epc(session, [LOT]).values()
            return lot

    def inspect(self, lot: Lot, by: Member, **values: str) -> inspection.Inspected:
        return inspection.report(
            self.site, lot.code, REPORT | values, by, DAY + timedelta(milliseconds=self._tick())
        )

    def print_labels(self, lot: Lot, **values: str) -> PrintJob:
        """Labels of a lot, printed to the end."""
        job = label_order.order(self.site, lot.code, values, self.grower, DAY)
        return self.printed(job)

    def printed(self, job: str) -> PrintJob:
        """A print job after somebody printed what is due."""
        label_print.print_now(self.site, job, self.grower, DAY)
        while label_print.work(self.site, DAY):
            pass
        return label_jobs.show(self.site, job, self.grower)

    def file_of(self, job: PrintJob, pages: str = "") -> bytes:
        return b"".join(label_jobs.download(self.site, job.id, self.grower, pages).content)

    def load_limits(self, *substances: str) -> None:
        rows = [(2 + at, LIMIT | {"substance": name}) for at, name in enumerate(substances)]
        inspection.load_limits(self.site, rows, "示例限量.csv", OFFICE, DAY)

    def _tick(self) -> int:
        self._now = getattr(self, "_now", 0) + 1
        return self._now


def site(database: Database, folder: Path) -> Site:
    """A site on an empty database, its chain adopted."""
    made = Site(database, Terms(NAMESPACE), BASE_URL, folder, (Path("labels"),))
    chain.adopt(made, CHAIN, "chain.toml", OFFICE, DAY)
    return made


def approved(site: Site, filed: Enterprise, *roles: Role) -> Member:
    """A member of an enterprise that files itself and is approved."""
    organisation = filing.submit(site, filed, filed.legal_representative, DAY)
    filing.decide(site, organisation, FilingAction.APPROVE, "", OFFICE, DAY)
    return Member(
        f"u-{filed.uscc}",
        filed.legal_representative,
        organisation,
        filed.name,
        filed.region,
        frozenset(roles),
    )


def orchard(database: Database, folder: Path) -> Orchard:
    """The whole small world."""
    made = site(database, folder)
    grower = approved(made, enterprise(), Role.GROWER, Role.PACKER)
    plot, _ = farm.add_plot(made, PLOT, grower, DAY)
    return Orchard(made, grower, plot)
