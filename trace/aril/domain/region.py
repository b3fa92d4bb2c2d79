"""Administrative regions of China 行政区划 (GB/T 2260): six digits, province, prefecture, county."""

import re
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
        """Raises `Invalid` for anything that is not in the list."""
        code = text.strip()
        if code not in _names():
            raise Invalid.at(
                where, "Expected a six-digit region of GB/T 2260 such as 370404, found “{value}”.", value=text
            )
        return cls(code)

    @property
    def name(self) -> str:
        """The county's own name in Chinese."""
        return _names()[self.code]

    @property
    def full_name(self) -> str:
        """Province, prefecture and county in one line, as an address begins."""
        names = _names()
        above = [names.get(code, "") for code in (f"{self.code[:2]}0000", f"{self.code[:4]}00")]
        return "".join(dict.fromkeys([*above, self.name]))

    def within(self, other: "Region") -> bool:
        """Whether this region is `other` or lies in it."""
        return self.code.startswith(other.stem)

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
    codes = (code for code in sorted(_names()) if code.startswith(prefix) and code[4:] not in {"00", "01"})
    return tuple(Region(code) for code in codes)


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
