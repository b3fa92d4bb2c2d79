"""A shelf of lots, one for each thing that a consumer or an inspector can meet. Every limit in it is invented."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from aril.domain.certificate import Basis
from aril.domain.enterprise import Activity, HeldCertificate
from aril.domain.lot import Lot
from aril.domain.membership import Member, Role
from aril.domain.units import MassUnit
from aril.services.enterprises import chain
from aril.services.lots import hold, packing, trade
from aril.services.merkle_log import log
from aril.services.orchards import farm
from aril.services.quality import certificate
from aril.services.site import Site
from aril.store.database import Database
from tests import samples
from tests.samples import CHAIN, DAY, OFFICE, PLOT, REPORT, SPRAY, Orchard

MORE = (
    ("difenoconazole", "苯醚甲环唑", "Difenoconazole"),
    ("tebuconazole", "戊唑醇", "Tebuconazole"),
    ("acetamiprid", "啶虫脒", "Acetamiprid"),
    ("imidacloprid", "吡虫啉", "Imidacloprid"),
    ("cypermethrin", "氯氰菊酯", "Cypermethrin"),
    ("lambda-cyhalothrin", "高效氯氟氰菊酯", "Lambda-cyhalothrin"),
    ("thiamethoxam", "噻虫嗪", "Thiamethoxam"),
    ("pyraclostrobin", "吡唑醚菌酯", "Pyraclostrobin"),
    ("abamectin", "阿维菌素", "Abamectin"),
    ("lead", "铅", "Lead"),
    ("cadmium", "镉", "Cadmium"),
)
PANEL = ("carbendazim", "chlorpyrifos", *(substance for substance, _, _ in MORE))
"""The 13 items of the shelf's chain."""


@dataclass(frozen=True)
class Shelf:
    """The lots by what is known of them, and who made and tested them."""

    orchard: Orchard
    inspector: Member
    shop: Member
    passed: Lot
    untested: Lot
    not_judged: Lot
    on_hold: Lot
    recalled: Lot
    packed_of_recalled: Lot


def shelf(database: Database, folder: Path) -> Shelf:
    """A shelf in a database that has nothing in it."""
    return fill(samples.site(database, folder))


def fill(site: Site) -> Shelf:
    """A shelf on a site that may have other things on it."""
    orchard = _orchard(site)
    inspector = orchard.member(73, Activity.LABORATORY, Role.INSPECTOR, name="示例检验中心")
    shop = orchard.member(72, Activity.TRADER, Role.TRADER, name="示例果品店", name_en="Example fruit shop")
    recalled = orchard.harvest("640", grade="first")
    packed_of_recalled = pack(orchard, recalled, "300")
    inspect(orchard, recalled, inspector, "R-3", **{"value-carbendazim": "0.83", **_clean()})
    hold.recall(
        orchard.site, recalled.code, recalled.code, "多菌灵残留超过示例限量", OFFICE, DAY + timedelta(hours=4)
    )
    on_hold = orchard.harvest("210")
    inspect(orchard, on_hold, inspector, "R-2", **{"value-carbendazim": "0.61", **_clean()})
    not_judged = orchard.harvest("330")
    inspect(orchard, not_judged, inspector, "R-4", **{"value-carbendazim": "0.02"})
    passed = _sold(orchard, inspector, shop)
    log.sequence(orchard.site)
    log.sign_head(orchard.site, DAY + timedelta(hours=9))
    return Shelf(
        orchard=orchard,
        inspector=inspector,
        shop=shop,
        passed=passed,
        untested=orchard.harvest("98.5"),
        not_judged=not_judged,
        on_hold=on_hold,
        recalled=recalled,
        packed_of_recalled=packed_of_recalled,
    )


def inspect(orchard: Orchard, lot: Lot, by: Member, number: str, **values: str) -> None:
    orchard.inspect(lot, by, **REPORT | {"number": number, "sample_number": f"S{number[1:]}"} | values)


def pack(orchard: Orchard, lot: Lot, kg: str) -> Lot:
    values = {"packed_on": "2026-09-12", "unit": "kg", "quantity": kg, "grade": "first"}
    return packing.record(orchard.site, values, [(lot.code, kg)], orchard.grower, DAY + timedelta(hours=1))


def _orchard(site: Site) -> Orchard:
    chain.adopt(site, CHAIN + "".join(_item(*each) for each in MORE), "chain.toml", OFFICE, DAY)
    held = (
        HeldCertificate("绿色食品", "LB-18-示例", "示例认证中心", date(2024, 5, 1), date(2027, 4, 30)),
        HeldCertificate("地理标志", "AGI-示例", "示例登记机关", date(2019, 3, 1), date(2026, 2, 28)),
    )
    filed = samples.enterprise(
        71, name="示例榴园农民专业合作社", name_en="Example pomegranate cooperative", certificates=held
    )
    grower = samples.approved(site, filed, Role.GROWER, Role.PACKER)
    plot, _ = farm.add_plot(site, PLOT, grower, DAY)
    orchard = Orchard(site, grower, plot)
    orchard.load_limits(*PANEL)
    for day, kind, name in (
        ("2026-03-20", "fertiliser", "示例有机肥"),
        ("2026-06-18", "bagging", "示例果袋"),
        ("2026-08-20", "pesticide", "示例杀菌剂"),
    ):
        use = SPRAY | {"used_on": day, "kind": kind, "name": name}
        farm.note_input(site, plot.id, use, grower, DAY)
    return orchard


def _sold(orchard: Orchard, inspector: Member, shop: Member) -> Lot:
    """A lot that went the whole way."""
    harvested = orchard.harvest("1250.5", on="2026-09-10", grade="first")
    inspect(
        orchard,
        harvested,
        inspector,
        "R-1",
        accreditation="CMA 示例 0001",
        **_clean(),
        **{"value-carbendazim": "0.02"},
    )
    inspect(orchard, harvested, inspector, "K-1", task="rapid", **_clean(), **_none("carbendazim"))
    packed = pack(orchard, harvested, "590")
    inspect(orchard, packed, inspector, "Z-1", task="self", **{"value-lead": "0.03"})
    hour = timedelta(hours=1)
    certificate.issue(
        orchard.site, packed.code, [Basis.CONTROLS, Basis.COMMISSIONED_TEST], orchard.grower, DAY + 2 * hour
    )
    trade.ship(
        orchard.site, packed.code, "200", MassUnit.KG, shop.organisation_id, orchard.grower, DAY + 3 * hour
    )
    trade.receive(orchard.site, packed.code, "", MassUnit.KG, shop, DAY + 5 * hour)
    for days in range(1, 4):
        trade.sell(orchard.site, packed.code, "4", MassUnit.JIN, shop, DAY + timedelta(days=days))
    return packed


def _clean() -> dict[str, str]:
    """Nothing detected of anything but carbendazim."""
    found: dict[str, str] = {}
    for substance in PANEL[1:]:
        found |= _none(substance)
    return found


def _none(substance: str) -> dict[str, str]:
    return {f"not-detected-{substance}": "1", f"loq-{substance}": "0.01"}


def _item(substance: str, name: str, name_en: str) -> str:
    lines = {"substance": substance, "name": name, "name_en": name_en, "unit": "mg/kg", "method": "示例方法"}
    return "\n[[panel]]\n" + "".join(f'{key} = "{value}"\n' for key, value in lines.items())
