"""Lists that are longer than a page: each page knows from where the next one goes on."""

from collections.abc import Callable, Iterable, Sequence
from typing import Self, TypeVar

A_PAGE = 50
Row = TypeVar("Row")


class Page(tuple[Row, ...]):  # noqa: SLOT001 - a tuple has no room for slots of its own
    """The rows of one page. `following` names the last of them where more follow, and is empty at the end."""

    following: str

    def __new__(cls, rows: Iterable[Row], following: str = "") -> Self:
        page = super().__new__(cls, rows)
        page.following = following
        return page


def page_of(rows: Sequence[Row], name: Callable[[Row], str], most: int) -> Page[Row]:
    """A page of `most` rows, of which one more was asked for to see whether there is one."""
    return Page(rows[:most], name(rows[most - 1]) if len(rows) > most else "")
