"""People, what they may do where, their open sessions, their tries to get in, and one-time links."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from aril.domain.membership import Member, Role
from aril.store.database import Base
from aril.store.organisations import OrganisationRow
from aril.store.types import BIG_ID, NAME, SHORT, Utc

KEPT = timedelta(days=90)
"""How long tries to get in stay on record."""

HASH = String(64)
"""A SHA-256 in hex: of a secret that only its holder has, so that a stolen table opens nothing."""


class UserRow(Base):
    __tablename__ = "user_account"  # `user` is a word of PostgreSQL's own

    id: Mapped[str] = mapped_column(SHORT, primary_key=True)
    login: Mapped[str] = mapped_column(SHORT, unique=True)
    name: Mapped[str] = mapped_column(NAME)
    password_hash: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(Utc)
    closed_at: Mapped[datetime | None] = mapped_column(Utc)


class MembershipRow(Base):
    __tablename__ = "membership"

    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), primary_key=True, index=True)
    role: Mapped[str] = mapped_column(SHORT, primary_key=True)
    since: Mapped[datetime] = mapped_column(Utc)


class SignInRow(Base):
    """An open session: the cookie holds its token, the row decides whether it still opens anything."""

    __tablename__ = "sign_in"

    token_hash: Mapped[str] = mapped_column(HASH, primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id"), index=True)
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisation.id"))
    at: Mapped[datetime] = mapped_column(Utc)
    expires_at: Mapped[datetime] = mapped_column(Utc, index=True)


class LoginAttemptRow(Base):
    __tablename__ = "login_attempt"

    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True, autoincrement=True)
    login: Mapped[str] = mapped_column(SHORT, index=True)
    address: Mapped[str] = mapped_column(SHORT, index=True)
    at: Mapped[datetime] = mapped_column(Utc, index=True)
    outcome: Mapped[str] = mapped_column(SHORT)


class OneTimeLinkRow(Base):
    __tablename__ = "one_time_link"

    token_hash: Mapped[str] = mapped_column(HASH, primary_key=True)
    purpose: Mapped[str] = mapped_column(SHORT)
    login: Mapped[str] = mapped_column(SHORT, index=True)
    name: Mapped[str] = mapped_column(NAME)
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    """None on the first link of a site, whose holder files the office."""
    roles: Mapped[str] = mapped_column(String(200))
    created_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime] = mapped_column(Utc)
    expires_at: Mapped[datetime] = mapped_column(Utc)
    used_at: Mapped[datetime | None] = mapped_column(Utc)


@dataclass(frozen=True, slots=True)
class Colleague:
    """One person of an organisation, as its administrator sees them."""

    user_id: str
    login: str
    name: str
    roles: frozenset[Role]


# Open sessions


def member_of(session: Session, token_hash: str, at: datetime) -> tuple[str, Member | None] | None:
    """The user of an open session and the member they act as, or None where the session opens nothing.

    The member is None for a person who belongs to no organisation (any more).
    """
    rows = session.execute(
        select(
            UserRow.id,
            UserRow.name,
            OrganisationRow.id.label("organisation_id"),
            OrganisationRow.name.label("organisation_name"),
            OrganisationRow.region,
            MembershipRow.role,
        )
        .select_from(SignInRow)
        .join(UserRow, UserRow.id == SignInRow.user_id)
        .outerjoin(
            MembershipRow,
            (MembershipRow.user_id == SignInRow.user_id)
            & (MembershipRow.organisation_id == SignInRow.organisation_id),
        )
        .outerjoin(OrganisationRow, OrganisationRow.id == MembershipRow.organisation_id)
        .where(SignInRow.token_hash == token_hash, SignInRow.expires_at > at, UserRow.closed_at.is_(None))
    ).all()
    if not rows:
        return None
    first = rows[0]
    if first.organisation_id is None:
        return first.id, None
    return first.id, Member(
        user_id=first.id,
        user_name=first.name,
        organisation_id=first.organisation_id,
        organisation_name=first.organisation_name,
        region=first.region,
        roles=frozenset(Role(row.role) for row in rows),
    )


def open_sign_in(session: Session, row: SignInRow) -> None:
    session.execute(delete(SignInRow).where(SignInRow.expires_at <= row.at))
    session.add(row)


def close_sign_in(session: Session, token_hash: str) -> None:
    session.execute(delete(SignInRow).where(SignInRow.token_hash == token_hash))


def close_sign_ins(session: Session, user_id: str) -> None:
    session.execute(delete(SignInRow).where(SignInRow.user_id == user_id))


def act_for(session: Session, token_hash: str, organisation_id: str) -> None:
    session.execute(
        update(SignInRow).where(SignInRow.token_hash == token_hash).values(organisation_id=organisation_id)
    )


# People and their roles


def user_by_login(session: Session, login: str) -> UserRow | None:
    return session.scalar(select(UserRow).where(UserRow.login == login))


def organisations_of(session: Session, user_id: str) -> Sequence[tuple[str, str]]:
    """Id and name of each organisation a person belongs to, by name."""
    rows = session.execute(
        select(OrganisationRow.id, OrganisationRow.name)
        .distinct()
        .join(MembershipRow, MembershipRow.organisation_id == OrganisationRow.id)
        .where(MembershipRow.user_id == user_id)
        .order_by(OrganisationRow.name, OrganisationRow.id)
    )
    return [(row.id, row.name) for row in rows]


def members_of(session: Session, login: str) -> list[Member]:
    """A person acting for each organisation that they belong to."""
    user = user_by_login(session, login)
    if user is None:
        return []
    rows = [session.get_one(OrganisationRow, each) for each, _ in organisations_of(session, user.id)]
    return [
        Member(user.id, user.name, row.id, row.name, row.region, roles_of(session, user.id, row.id))
        for row in rows
    ]


def colleagues(session: Session, organisation_id: str) -> list[Colleague]:
    """The people of an organisation with their roles, by name."""
    rows = session.execute(
        select(UserRow.id, UserRow.login, UserRow.name, MembershipRow.role)
        .join(MembershipRow, MembershipRow.user_id == UserRow.id)
        .where(MembershipRow.organisation_id == organisation_id, UserRow.closed_at.is_(None))
        .order_by(UserRow.name, UserRow.id)
    ).all()
    found: dict[str, Colleague] = {}
    for row in rows:
        before = found[row.id].roles if row.id in found else frozenset()
        found[row.id] = Colleague(row.id, row.login, row.name, before | {Role(row.role)})
    return list(found.values())


def roles_of(session: Session, user_id: str, organisation_id: str) -> frozenset[Role]:
    """What a person may do in an organisation; nothing where they do not belong to it."""
    found = session.scalars(
        select(MembershipRow.role).where(
            MembershipRow.user_id == user_id, MembershipRow.organisation_id == organisation_id
        )
    )
    return frozenset(Role(role) for role in found)


def set_roles(
    session: Session, user_id: str, organisation_id: str, roles: Iterable[Role], at: datetime
) -> None:
    """Give a person exactly these roles in an organisation; no role ends the membership."""
    wanted = frozenset(roles)
    held = roles_of(session, user_id, organisation_id)
    session.execute(
        delete(MembershipRow).where(
            MembershipRow.user_id == user_id,
            MembershipRow.organisation_id == organisation_id,
            MembershipRow.role.in_(held - wanted),
        )
    )
    session.add_all(
        MembershipRow(user_id=user_id, organisation_id=organisation_id, role=role.value, since=at)
        for role in wanted - held
    )
    session.flush()


def count_administrators(session: Session, organisation_id: str | None = None) -> int:
    """How many people administer one organisation, or any."""
    query = (
        select(func.count(func.distinct(MembershipRow.user_id)))
        .join(UserRow, UserRow.id == MembershipRow.user_id)
        .where(MembershipRow.role == Role.ADMINISTRATOR.value, UserRow.closed_at.is_(None))
    )
    if organisation_id is not None:
        query = query.where(MembershipRow.organisation_id == organisation_id)
    return session.scalar(query) or 0


# Tries to get in


def note_attempt(session: Session, login: str, address: str, at: datetime) -> int:
    """Write down a try as failed before the password is looked at, and answer its number."""
    session.execute(delete(LoginAttemptRow).where(LoginAttemptRow.at < at - KEPT))
    row = LoginAttemptRow(login=login, address=address, at=at, outcome="failed")
    session.add(row)
    session.flush()
    return row.id


def settle_attempt(session: Session, number: int, outcome: str) -> None:
    """Say how a try ended: `succeeded`, or `blocked` when it was not looked at."""
    session.execute(update(LoginAttemptRow).where(LoginAttemptRow.id == number).values(outcome=outcome))


def failures_of_login(session: Session, login: str, since: datetime) -> Sequence[datetime]:
    """When this log-in name failed since then and since it last succeeded, oldest first."""
    last_success = (
        select(func.coalesce(func.max(LoginAttemptRow.id), 0))
        .where(LoginAttemptRow.login == login, LoginAttemptRow.outcome == "succeeded")
        .scalar_subquery()
    )
    return session.scalars(
        select(LoginAttemptRow.at)
        .where(
            LoginAttemptRow.login == login,
            LoginAttemptRow.outcome == "failed",
            LoginAttemptRow.at > since,
            LoginAttemptRow.id > last_success,
        )
        .order_by(LoginAttemptRow.at)
    ).all()


def failures_of_address(session: Session, address: str, since: datetime) -> Sequence[datetime]:
    """When tries from this address failed since then, oldest first."""
    return session.scalars(
        select(LoginAttemptRow.at)
        .where(
            LoginAttemptRow.address == address,
            LoginAttemptRow.outcome == "failed",
            LoginAttemptRow.at > since,
        )
        .order_by(LoginAttemptRow.at)
    ).all()


def attempts_of_address(session: Session, login: str, address: str, since: datetime) -> int:
    """How many tries under this name came from an address since then, however they ended."""
    found = select(func.count()).where(
        LoginAttemptRow.login == login, LoginAttemptRow.address == address, LoginAttemptRow.at > since
    )
    return session.scalar(found) or 0


# One-time links


def link_by_hash(session: Session, token_hash: str) -> OneTimeLinkRow | None:
    return session.get(OneTimeLinkRow, token_hash)


def use_link(session: Session, token_hash: str, at: datetime) -> bool:
    """Mark a link as used; False when somebody was faster or it is past its time."""
    used = session.execute(
        update(OneTimeLinkRow)
        .where(
            OneTimeLinkRow.token_hash == token_hash,
            OneTimeLinkRow.used_at.is_(None),
            OneTimeLinkRow.expires_at > at,
        )
        .values(used_at=at)
        .returning(OneTimeLinkRow.token_hash)
    )
    return used.first() is not None
