"""Who plays in the demonstration: read from `cast.toml`, with numbers that nobody has."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files

from pydantic import TypeAdapter
from stdnum.cn.uscc import calc_check_digit

from aril.domain.enterprise import Activity, Enterprise, EnterpriseKind
from aril.domain.farm import InputKind
from aril.domain.membership import Role
from aril.gs1.check_characters import digit_for

PHONE = "0632-00000{:02}"
"""No number begins with 0 behind the area code, so nobody is called by mistake."""


class Fate(StrEnum):
    """What becomes of a filing."""

    APPROVED = "approved"
    WAITING = "waiting"
    ASKED = "asked"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Player:
    """An enterprise of the demonstration. `centre` is where its plots lie: longitude and latitude."""

    key: str
    name: str
    name_en: str
    kind: EnterpriseKind
    activity: Activity
    chain: str
    region: str
    address: str
    prefix: str = ""
    plots: int = 0
    centre: tuple[float, float] = (0.0, 0.0)
    fate: Fate = Fate.APPROVED

    @property
    def roles(self) -> frozenset[Role]:
        """What its people may do."""
        return _ROLES[self.activity]


@dataclass(frozen=True, slots=True)
class Treatment:
    """An input that every plot of a chain gets each year, so many days before its first harvest."""

    chain: str
    days_before: int
    kind: InputKind
    name: str
    maker: str
    dose: str
    registration: str = ""
    substance: str = ""
    target: str = ""
    interval_days: int | None = None


@dataclass(frozen=True, slots=True)
class Cast:
    enterprise: tuple[Player, ...]
    input: tuple[Treatment, ...]


def read() -> Cast:
    """The cast of `cast.toml`."""
    return TypeAdapter(Cast).validate_python(tomllib.loads(text_of("cast.toml")))


def text_of(name: str) -> str:
    """A file of the demonstration by its name."""
    return files("aril.demonstration").joinpath(name).read_text(encoding="utf-8")


def filed(player: Player, number: int) -> Enterprise:
    """What enterprise `number` of the cast files about itself."""
    return Enterprise(
        name=player.name,
        name_en=player.name_en,
        kind=player.kind,
        activity=player.activity,
        uscc=uscc(_REGISTRIES[player.kind] + player.region, number),
        region=player.region,
        address=player.address,
        legal_representative=person(number),
        phone=PHONE.format(number),
        chief_quality_officer=person(number + len(_SURNAMES) // 2),
        chain=player.chain,
        gs1_prefix=player.prefix,
        gln=gln(player.prefix) if player.prefix else "",
    )


def person(number: int) -> str:
    """A person's name; the given name says that nobody is meant."""
    return f"{_SURNAMES[number % len(_SURNAMES)]}示例"


def uscc(start: str, number: int) -> str:
    """A unified social credit code that is well formed and can never be issued.

    `start` are its first eight characters. The organisation code within it has a check character of its own
    (GB 11714-1997), and here that one does not fit.
    """
    body = f"{number:08}"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    right = -sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11
    code = f"{start}{body}{(right + 1) % 10}"
    return code + calc_check_digit(code)


def gln(prefix: str) -> str:
    """The first location under a company prefix."""
    return _keyed(prefix, 0)


def gtin(prefix: str, item: int) -> str:
    """Trade item number `item`, from 1, under a company prefix."""
    return _keyed(prefix, item)


def _keyed(prefix: str, number: int) -> str:
    body = f"{prefix}{number:0{12 - len(prefix)}}"
    return body + digit_for(body)


_ROLES = {
    Activity.GROWER: frozenset({Role.GROWER}),
    Activity.PACKER: frozenset({Role.PACKER}),
    Activity.TRADER: frozenset({Role.TRADER}),
    Activity.LABORATORY: frozenset({Role.INSPECTOR}),
    Activity.OFFICE: frozenset({Role.REGULATOR}),
}

_REGISTRIES = {
    EnterpriseKind.ENTERPRISE: "91",
    EnterpriseKind.COOPERATIVE: "93",
    EnterpriseKind.FAMILY_FARM: "92",
    EnterpriseKind.INDIVIDUAL: "92",
    EnterpriseKind.COLLECTIVE: "N2",
}
"""The first two characters of a unified social credit code: who registered it, and as what (GB 32100-2015)."""

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛"
