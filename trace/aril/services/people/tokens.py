"""API tokens of an organisation: made by its administrator, shown once, revoked at any time."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from aril.domain.enterprise import Activity
from aril.domain.errors import Forbidden, Invalid, NotFound
from aril.domain.membership import Member, Role
from aril.services.people.access import visible
from aril.services.people.accounts import hashed
from aril.services.site import Site
from aril.store import organisations
from aril.store import tokens as store
from aril.store.organisations import OrganisationRow
from aril.store.tokens import ApiTokenRow

PREFIX = "aril_"
"""By it a scanner of leaked secrets knows one."""

USE_NOTED = timedelta(minutes=5)
"""How exactly the last use is kept: a write for every request would cost more than the request."""

log = structlog.get_logger("aril.services")


class Scope(StrEnum):
    """What a token opens."""

    CAPTURE = "capture"
    QUERY = "query"
    LINKS = "links"
    NUMBERS = "numbers"
    LABELS = "labels"


@dataclass(eq=False)
class TokenUnknown(Forbidden):
    template: ClassVar[str] = "Show an API token of your organisation: Authorization: Bearer {prefix}…"
    prefix: str

    def __init__(self) -> None:
        self.prefix = PREFIX
        super().__init__("")

    @property
    def data(self) -> dict[str, object]:
        return {"prefix": self.prefix}


@dataclass(eq=False)
class ScopeMissing(Forbidden):
    template: ClassVar[str] = "This token is not for {scope}; it opens: {scopes}."
    scope: str
    scopes: str

    def __init__(self, scope: Scope, scopes: Iterable[Scope]) -> None:
        self.scope, self.scopes = scope, ", ".join(sorted(scopes))
        super().__init__("")

    @property
    def data(self) -> dict[str, object]:
        return {"scope": self.scope, "scopes": self.scopes}


@dataclass(eq=False)
class OrganisationMayNotAct(Forbidden):
    template: ClassVar[str] = (
        "{organisation} is not approved, or is suspended: nothing can be recorded for it."
    )
    organisation: str

    def __init__(self, organisation: str) -> None:
        self.organisation = organisation
        super().__init__("")

    @property
    def data(self) -> dict[str, object]:
        return {"organisation": self.organisation}


@dataclass(frozen=True, slots=True)
class Token:
    """A token as its administrator sees it."""

    id: str
    label: str
    scopes: frozenset[Scope]
    created_at: datetime
    last_used_at: datetime | None


def make(site: Site, member: Member, label: str, scopes: Iterable[Scope], at: datetime) -> str:
    """A new token for the member's organisation; answers its secret, which nobody can be shown again."""
    chosen = frozenset(scopes)
    if not chosen:
        raise Invalid.at("scopes", "Choose at least one thing that the token opens.")
    secret = PREFIX + secrets.token_urlsafe(32)
    with site.db.write() as session:
        session.add(
            ApiTokenRow(
                id=site.new_id(),
                token_hash=hashed(secret),
                organisation_id=member.organisation_id,
                label=label,
                scopes=" ".join(sorted(chosen)),
                created_by=member.user_name[:64],
                created_at=at,
            )
        )
    return secret


def tokens_of(site: Site, member: Member) -> list[Token]:
    """The tokens that act for the member's organisation, newest first."""
    with site.db.read() as session:
        return [
            Token(row.id, row.label, _scopes(row), row.created_at, row.last_used_at)
            for row in store.tokens_of(session, member.organisation_id)
        ]


def revoke(site: Site, member: Member, token_id: str, at: datetime) -> None:
    """End a token of the member's organisation at once; raises `NotFound` for another's."""
    with site.db.write() as session:
        row = store.token(session, token_id)
        if row is None or row.organisation_id != member.organisation_id:
            raise NotFound("token", token_id)
        row.revoked_at = row.revoked_at or at


def holder(site: Site, secret: str, scope: Scope, at: datetime) -> Member:
    """For whom a program acts that shows this secret, for something that needs `scope`.

    Raises `TokenUnknown`, `ScopeMissing`, or `OrganisationMayNotAct` for recording.
    """
    with site.db.read() as session:
        row = store.by_hash(session, hashed(secret)) if secret.startswith(PREFIX) else None
        if row is None:
            raise TokenUnknown
        found = organisations.organisation(session, row.organisation_id)
        assert found is not None  # a foreign key says so
        if scope not in (scopes := _scopes(row)):
            raise ScopeMissing(scope, scopes)
        if scope is Scope.CAPTURE and not found.may_act:
            raise OrganisationMayNotAct(found.name)
        member = program_of(found, row.label)
        is_stale = row.last_used_at is None or at - row.last_used_at >= USE_NOTED
    if is_stale:
        _note_use(site, row.id, at)
    return member


def program_of(organisation: OrganisationRow, label: str) -> Member:
    """A program that acts for an organisation; an office's sees its region."""
    is_office = organisation.activity == Activity.OFFICE
    roles = frozenset({Role.REGULATOR}) if is_office else frozenset[Role]()
    return Member("", label, organisation.id, organisation.name, organisation.region, roles)


def _note_use(site: Site, token_id: str, at: datetime) -> None:
    try:
        with site.db.tally() as session:
            store.note_use(session, token_id, at)
    except (SQLAlchemyError, OSError) as error:
        log.warning("use of a token not noted", token=token_id, reason=str(error))


def _scopes(row: ApiTokenRow) -> frozenset[Scope]:
    return frozenset(Scope(each) for each in row.scopes.split())


@visible("token")
def _sees_token(session: Session, member: Member, token_id: str) -> bool:
    row = store.token(session, token_id)
    return row is not None and row.organisation_id == member.organisation_id
