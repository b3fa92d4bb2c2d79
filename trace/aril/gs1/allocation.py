"""Numbers to give out: keys made from a company prefix, each once.

A range is a value. `take` answers keys and the range that is left; whoever stores what is left in the transaction
that uses the keys gives no number out twice.
"""

from dataclasses import dataclass, replace
from typing import Generic, NamedTuple, TypeVar

from aril.gs1.check_characters import digit_for
from aril.gs1.errors import Gs1Error
from aril.gs1.keys import Gtin, Key, Sscc

SHORTEST_PREFIX, LONGEST_PREFIX = 4, 12
"""How many digits a GS1 Company Prefix may have (General Specifications, 1.4.4)."""

AnyKey = TypeVar("AnyKey", bound=Key)


class Taken(NamedTuple, Generic[AnyKey]):
    """Keys, and the range without them."""

    keys: tuple[AnyKey, ...]
    left: "Range[AnyKey]"


@dataclass(frozen=True, slots=True)
class Range(Generic[AnyKey]):
    """The keys of a kind that begin with `start` and have `free` digits before the check digit, from `following` on."""

    kind: type[AnyKey]
    start: str
    free: int
    following: int

    def __post_init__(self) -> None:
        if not 0 <= self.following <= self.size:
            raise Gs1Error.of("range-start", prefix=self.start, found=self.following, last=self.size - 1)

    @property
    def size(self) -> int:
        """How many keys the range had at first."""
        return int("1" + "0" * self.free)

    @property
    def left(self) -> int:
        """How many it has now."""
        return self.size - self.following

    def take(self, count: int) -> Taken[AnyKey]:
        """The next `count` keys; raises `Gs1Error` when there are not so many."""
        if not 0 <= count <= self.left:
            raise Gs1Error.of("range-exhausted", prefix=self.start, left=self.left, wanted=count)
        numbers = range(self.following, self.following + count)
        return Taken(tuple(map(self._key, numbers)), replace(self, following=numbers.stop))

    def _key(self, number: int) -> AnyKey:
        body = self.start + (str(number).zfill(self.free) if self.free else "")
        return self.kind.parse(body + digit_for(body))


def ssccs(prefix: str, *, extension: int = 0, following: int = 0) -> Range[Sscc]:
    """The SSCCs of a company under one extension digit (General Specifications, 2.2.1)."""
    _check_prefix(prefix)
    if not 0 <= extension <= 9:
        raise Gs1Error.of("range-extension", found=extension)
    return Range(Sscc, f"{extension}{prefix}", 16 - len(prefix), following)


def gtins(prefix: str, *, following: int = 0) -> Range[Gtin]:
    """The GTIN-13s of a company (General Specifications, 2.1)."""
    _check_prefix(prefix)
    return Range(Gtin, prefix, 12 - len(prefix), following)


def _check_prefix(prefix: str) -> None:
    if not (prefix.isascii() and prefix.isdigit() and SHORTEST_PREFIX <= len(prefix) <= LONGEST_PREFIX):
        raise Gs1Error.of("range-prefix", found=prefix, least=SHORTEST_PREFIX, most=LONGEST_PREFIX)
