"""Who may come where, said beside each view; and which records a member may see, said once for each kind.

A view declares itself with `@public`, `@signed_in` or `@allow(...)`; `web/access.py` enforces it. A room
that has records of its own says who sees them with `@visible("plot")`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from sqlalchemy.orm import Session

from aril.domain.errors import Forbidden
from aril.domain.membership import Member, Role
from aril.store import accounts

View = TypeVar("View", bound=Callable[..., Any])
Visibility = Callable[[Session, Member, str], bool]


@dataclass(frozen=True, slots=True)
class Access:
    """What a view declares.

    `roles` is None where anybody may come, and empty where anybody who is signed in may. `subjects` are
    the URL arguments that name a record; the argument's name is its kind.
    """

    roles: frozenset[Role] | None
    subjects: tuple[str, ...] = ()


class RoleMissing(Forbidden):
    """The member has none of the roles that a view is for."""

    template: ClassVar[str] = "This page is for these roles: {roles}."

    def __init__(self, roles: frozenset[Role]) -> None:
        self.roles = tuple(sorted(roles))
        super().__init__(" ".join(self.roles))

    @property
    def data(self) -> dict[str, object]:
        return {"roles": self.roles}


def public(view: View) -> View:
    """Anybody may come: consumers, and people who are about to sign in."""
    return _declare(view, Access(None))


def signed_in(view: View) -> View:
    """Anybody who is signed in may come, whatever their role, even without an organisation."""
    return _declare(view, Access(frozenset()))


def allow(*roles: Role, subject: str | tuple[str, ...] = ()) -> Callable[[View], View]:
    """Members with one of the roles may come, and only to subjects they may see."""
    if not roles:
        raise TypeError("allow() needs a role; use signed_in for anybody who is signed in")
    subjects = (subject,) if isinstance(subject, str) else subject
    return lambda view: _declare(view, Access(frozenset(roles), subjects))


def declared(view: Callable[..., Any]) -> Access | None:
    """What a view declares, or None where it says nothing."""
    return getattr(view, "access", None)


VISIBLE: dict[str, Visibility] = {}
"""For each kind of record, whether a member may see the one with this id."""


def visible(kind: str) -> Callable[[Visibility], Visibility]:
    """Register the function that says who sees records of this kind.

    It answers False for an unknown id too, so that a stranger cannot tell a foreign record from none.
    """

    def register(function: Visibility) -> Visibility:
        VISIBLE[kind] = function
        return function

    return register


def may_see(session: Session, member: Member, kind: str, key: str) -> bool:
    return VISIBLE[kind](session, member, key)


@visible("colleague")
def _sees_colleague(session: Session, member: Member, user_id: str) -> bool:
    return bool(accounts.roles_of(session, user_id, member.organisation_id))


def _declare(view: View, access: Access) -> View:
    view.access = access  # type: ignore[attr-defined]
    return view
