"""The parts a value is made of, written as the General Specifications write them: N14, X..20, N13 and maybe X..17."""

from dataclasses import dataclass, replace

from aril.gs1.linters import Linter
from aril.gs1.linters.characters import digits, set_39, set_64, set_82


@dataclass(frozen=True, slots=True)
class Component:
    """A stretch of a value: how long it may be, and its linters, the one of its character set first."""

    least: int
    most: int
    linters: tuple[Linter, ...]
    optional: bool = False


def n(length: int, *linters: Linter) -> Component:
    """Exactly `length` digits."""
    return Component(length, length, (digits, *linters))


def n_upto(most: int, *linters: Linter) -> Component:
    """One to `most` digits."""
    return Component(1, most, (digits, *linters))


def x(length: int, *linters: Linter) -> Component:
    """Exactly `length` characters of set 82."""
    return Component(length, length, (set_82, *linters))


def x_upto(most: int, *linters: Linter) -> Component:
    """One to `most` characters of set 82."""
    return Component(1, most, (set_82, *linters))


def y_upto(most: int, *linters: Linter) -> Component:
    """One to `most` characters of set 39."""
    return Component(1, most, (set_39, *linters))


def z_upto(most: int, *linters: Linter) -> Component:
    """One to `most` characters of set 64."""
    return Component(1, most, (set_64, *linters))


def maybe(part: Component) -> Component:
    """A part that may be left out, with all that follow it."""
    return replace(part, optional=True)
