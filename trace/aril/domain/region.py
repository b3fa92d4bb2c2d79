"""Administrative regions of China 行政区划 (GB/T 2260): six digits, province, prefecture, county."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Self

from aril.domain.errors import Invalid


@dataclass(frozen=True, slots=True)
class Region:
    """A region by its six-digit code. `37 04 00` is the prefecture, `37 04 04` a county within it."""

    code: str

    @classmethod
    def parse(cls, text: str, where: str = "region") -> Self:
        """Read a code, or a name as people write it: 370404, 峄城区, 枣庄市峄城区, 山东省枣庄市峄城区.

        Raises `Invalid` for anything that is not in the list, and for a name that several places have.
        """
        written = "".join(text.split())
        if written in _names():
            return cls(written)
        codes = _codes().get(written, ())
        if not codes:
            raise Invalid.at(
                where,
                "Expected a region of GB/T 2260 by its name or its six digits, such as 370404, found “{value}”.",
                value=text,
            )
        if len(codes) > 1:
            raise Invalid.at(
                where,
                "“{value}” is the name of several places: {places}. Write the city before it.",
                value=text,
                places=tuple(cls(code).full_name for code in codes),
            )
        return cls(codes[0])

    @property
    def name(self) -> str:
        """The county's own name in Chinese."""
        return _names()[self.code]

    @property
    def full_name(self) -> str:
        """Province, prefecture and county in one line, as an address begins."""
        return "".join(_line(self.code))

    def within(self, other: "Region") -> bool:
        """Whether this region is `other` or lies in it."""
        return self.code.startswith(other.stem)

    @classmethod
    def around(cls, codes: Iterable[str]) -> tuple[Self, ...]:
        """The smallest region in which all of several lie; where that is none of the list, their provinces."""
        several = sorted(set(codes))
        provinces = [f"{code[:2]}0000" for code in several]
        wider = map(cls, [*several, *(f"{code[:4]}00" for code in several), *provinces])
        smallest = next((found for found in wider if all(cls(code).within(found) for code in several)), None)
        return (smallest,) if smallest else tuple(map(cls, dict.fromkeys(provinces)))

    @property
    def stem(self) -> str:
        """The digits that every region within this one begins with."""
        return self.code[: 2 if self.code.endswith("0000") else 4 if self.code.endswith("00") else 6]

    def __str__(self) -> str:
        return self.code


def counties(prefix: str) -> tuple[Region, ...]:
    """The counties whose code begins with `prefix` (two digits a province, four a prefecture), in order.

    `市辖区` (codes ending 01) is a heading of the list and nobody's county.
    """
    return tuple(
        Region(code)
        for code, name in sorted(_names().items())
        if code.startswith(prefix) and code[4:] != "00" and name not in _HEADINGS
    )


_HEADINGS = frozenset({"市辖区", "县", "省直辖县级行政单位", "自治区直辖县级行政单位"})
"""Names that stand in the list where a prefecture has none of its own; nobody lives in one."""

_LINE = re.compile(
    r'^(?P<province>\d{2}) province="(?P<name>[^"]+)"|^ +(?P<rest>\d{4}) county="(?P<names>[^"]+)"'
)
_IN_FORCE = re.compile(r"(?:^|,)(?:\[\d*-\])?([^\[\],]+)$")


@cache
def _names() -> dict[str, str]:
    """Code → name of every region in force today; python-stdnum carries the list with its history."""
    names: dict[str, str] = {}
    province = ""
    for line in files("stdnum").joinpath("cn/loc.dat").read_text(encoding="utf-8").splitlines():
        found = _LINE.match(line)
        if not found:
            continue
        if found["province"]:
            province = found["province"]
            names[f"{province}0000"] = found["name"]
        elif current := _IN_FORCE.search(found["names"]):
            names[province + found["rest"]] = current[1]
    return names


def _line(code: str) -> list[str]:
    """The names of a region and of those around it, widest first, headings left out."""
    names = _names()
    line = [names.get(each, "") for each in (f"{code[:2]}0000", f"{code[:4]}00", code)]
    return [name for name in dict.fromkeys(line) if name and name not in _HEADINGS]


@cache
def _codes() -> dict[str, tuple[str, ...]]:
    """Name → codes, for every way of writing a region: alone, behind its city, behind its province, or both."""
    codes: dict[str, set[str]] = {}
    for code, name in _names().items():
        if name in _HEADINGS:
            continue
        line = _line(code)
        for written in {name, "".join(line[-2:]), "".join(line), line[0] + name if line[0] != name else name}:
            codes.setdefault(written, set()).add(code)
    return {written: tuple(sorted(found)) for written, found in codes.items()}
