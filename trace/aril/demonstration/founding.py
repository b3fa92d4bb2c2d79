"""The spring before the first season: chains, limits, filings, plots, and what is put on them each year."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial

from aril.demonstration import cast, land
from aril.demonstration.cast import Fate, Player, Treatment
from aril.demonstration.scene import Firm, Scene
from aril.domain.enterprise import Activity, Enterprise, FilingAction, HeldCertificate
from aril.domain.farm import Plot
from aril.domain.membership import Member, Role
from aril.domain.moment import CHINA
from aril.services.enterprises import chain, filing
from aril.services.orchards import farm
from aril.services.quality import limits

CHAINS = ("pomegranate", "jujube")
HERALD = Member("", "示例装载程序", "", "示例", "370400", frozenset({Role.REGULATOR}))
"""Who puts the chains into force before anybody has filed."""


def found(scene: Scene) -> None:
    """Open the office, and put every filing on the agenda; plots and inputs follow when it is approved."""
    spring = date(scene.seasons[0].first.year, 2, 1)
    opening = datetime.combine(spring, time(9), CHINA)
    for name in CHAINS:
        chain.adopt(scene.site, cast.text_of(f"chains/{name}.toml"), f"{name}.toml", HERALD, opening)
    for number, player in enumerate(scene.cast.enterprise):
        if player.activity is Activity.OFFICE:
            _open_office(scene, player, number, opening + timedelta(hours=1))
            continue
        day = spring + timedelta(days=3 + number)
        if player.fate in {Fate.WAITING, Fate.ASKED}:
            day = (scene.until - timedelta(days=4 + number % 4)).astimezone(CHINA).date()
        scene.agenda.on(day, (8, 18), partial(_submit, scene, player, number))


def treat(scene: Scene, firm: Firm, plot: Plot, treatment: Treatment, at: datetime) -> None:
    """Note that a treatment was given to a plot today."""
    values = {
        "kind": treatment.kind,
        "name": treatment.name,
        "maker": treatment.maker,
        "registration": treatment.registration,
        "substance": treatment.substance,
        "target": treatment.target,
        "dose": treatment.dose,
        "used_on": at.astimezone(CHINA).date().isoformat(),
        "operator": firm.member.user_name,
        "interval_days": "" if treatment.interval_days is None else str(treatment.interval_days),
    }
    farm.note_input(scene.site, plot.id, values, firm.member, at)


def _open_office(scene: Scene, player: Player, number: int, at: datetime) -> None:
    enterprise = cast.filed(player, number)
    firm = _firm(scene, player, filing.submit(scene.site, enterprise, HERALD.user_name, at), enterprise)
    filing.decide(scene.site, firm.id, FilingAction.APPROVE, "", firm.member, at)
    limits.load(scene.site, cast.text_of("limits.csv").encode(), "示例限量（虚构）.csv", firm.member, at)


def _submit(scene: Scene, player: Player, number: int, at: datetime) -> None:
    enterprise = cast.filed(player, number)
    if player.plots and number % 2 == 0:
        enterprise = replace(enterprise, certificates=(_green_food(number, at.date()),))
    organisation = filing.submit(scene.site, enterprise, enterprise.legal_representative, at)
    match player.fate:
        case Fate.ASKED:
            scene.agenda.after(at, (1, 2), partial(_ask, scene, organisation))
        case Fate.APPROVED | Fate.SUSPENDED:
            scene.agenda.after(at, (1, 4), partial(_approve, scene, player, organisation, enterprise))


def _ask(scene: Scene, organisation: str, at: datetime) -> None:
    reason = "请补充果园位置图（示例）"
    filing.decide(
        scene.site, organisation, FilingAction.REQUEST_CHANGES, reason, scene.firms["office"].member, at
    )


def _approve(scene: Scene, player: Player, organisation: str, enterprise: Enterprise, at: datetime) -> None:
    office = scene.firms["office"].member
    filing.decide(scene.site, organisation, FilingAction.APPROVE, "", office, at)
    firm = _firm(scene, player, organisation, enterprise)
    if player.prefix and player.activity in {Activity.GROWER, Activity.PACKER}:
        scene.agenda.after(at, (1, 2), partial(_register_items, scene, firm))
    if player.plots:
        scene.agenda.after(at, (1, 5), partial(_add_plots, scene, firm))
    if player.fate is Fate.SUSPENDED:
        day = scene.seasons[0].last + timedelta(days=60)
        scene.agenda.on(day, (8, 18), partial(_suspend, scene, firm))


def _suspend(scene: Scene, firm: Firm, at: datetime) -> None:
    reason = "投入品记录不完整，限期整改（示例）"
    filing.decide(scene.site, firm.id, FilingAction.SUSPEND, reason, scene.firms["office"].member, at)
    del scene.firms[firm.player.key]


def _register_items(scene: Scene, firm: Firm, at: datetime) -> None:
    product = firm.chain.products[0]
    for number, grade in enumerate(product.grades[:2], 1):
        values = {
            "gtin": cast.gtin(firm.player.prefix, number),
            "product": product.code,
            "name": f"示例{product.name}{grade.name}礼盒",
            "grade": grade.code,
        }
        item = farm.add_trade_item(scene.site, values, firm.member, at)
        firm.items[grade.code] = item.gtin


def _add_plots(scene: Scene, firm: Firm, at: datetime) -> None:
    product = firm.chain.products[0]
    nth = scene.firms_of(Activity.GROWER).index(firm)
    for number, field in enumerate(land.fields(firm.player.centre, firm.player.plots, scene.chance)):
        variety = product.varieties[(nth + number // 3) % len(product.varieties)]
        values = {
            "code": f"{number + 1:02}",
            "name": f"示例{firm.player.name[:2]}{number + 1}号地",
            "region": firm.player.region,
            "area": str(field.area),
            "area_unit": "m2",
            "product": product.code,
            "variety": variety.code,
            "planted": str(scene.chance.randint(1995, 2018)),
            "trees": str(int(field.area) // 15),
            "outline": field.outline,
            "claims_indication": "1" if firm.chain.indication else "",
        }
        plot, _ = farm.add_plot(scene.site, values, firm.member, at)
        firm.plots.append(plot)
        for treatment in scene.cast.input:
            if treatment.chain == firm.player.chain:
                _plan(scene, firm, plot, treatment)


def _plan(scene: Scene, firm: Firm, plot: Plot, treatment: Treatment) -> None:
    for season in scene.seasons:
        day = season.first - timedelta(days=treatment.days_before + scene.chance.randrange(7))
        scene.agenda.on(day, (6, 18), partial(_treat_if_there, scene, firm, plot, treatment))


def _treat_if_there(scene: Scene, firm: Firm, plot: Plot, treatment: Treatment, at: datetime) -> None:
    if firm.player.key in scene.firms:
        treat(scene, firm, plot, treatment, at)


def _firm(scene: Scene, player: Player, organisation: str, enterprise: Enterprise) -> Firm:
    member = Member(
        "", enterprise.legal_representative, organisation, player.name, player.region, player.roles
    )
    known = {each.code: each for each in chain.in_force(scene.site)}
    firm = scene.firms[player.key] = Firm(player, member, known[player.chain])
    return firm


def _green_food(number: int, on: date) -> HeldCertificate:
    return HeldCertificate(
        kind="绿色食品（示例）",
        number=f"示例-GF-{number:04}",
        issuer="示例认证机构",
        valid_from=on,
        valid_to=on.replace(year=on.year + 3),
    )
