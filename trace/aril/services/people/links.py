"""One-time links: invitations into an organisation, and new passwords."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy.orm import Session

from aril.domain.enterprise import Enterprise, FilingAction
from aril.domain.errors import Invalid, NotFound, Refusal
from aril.domain.membership import Member, Role, check_password, check_roles, read_login
from aril.services.enterprises import filing
from aril.services.people import accounts
from aril.services.people.accounts import Credentials, Person, Rules, SignedIn
from aril.services.site import Site
from aril.store import accounts as store
from aril.store.accounts import OneTimeLinkRow
from aril.store.database import Database


class LinkPurpose(StrEnum):
    INVITATION = "invitation"
    FIRST = "first"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - a purpose, not a password


@dataclass(frozen=True, slots=True)
class Link:
    """What a one-time link is for. `is_known` says that its person has a password already."""

    purpose: LinkPurpose
    login: str
    name: str
    organisation_id: str | None
    roles: frozenset[Role]
    is_known: bool


@dataclass(frozen=True, slots=True)
class Invitation:
    """Who is asked to join, and as what."""

    login: str
    name: str
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the holder of a link types; `login` and `name` count only where the link leaves them open."""

    password: str = field(repr=False)
    address: str
    login: str = ""
    name: str = ""


@dataclass(eq=False)
class LinkIsSpent(NotFound):
    template: ClassVar[str] = "This link is unknown, was used, or is past its time. Ask for a new one."


@dataclass(eq=False)
class SharedPerson(Refusal):
    template: ClassVar[str] = (
        "{name} belongs to other organisations too, so no administrator of one can set the password."
    )
    name: str


def invite(db: Database, rules: Rules, member: Member, invitation: Invitation, at: datetime) -> str:
    """A link by which a person joins the member's organisation; answers its token.

    Nothing is said about whether the log-in name is known: the link itself asks for the right password.
    """
    login = read_login(invitation.login)
    if not invitation.roles:
        raise Invalid.at("roles", "Choose at least one role.")
    with db.read() as session:
        check_roles(invitation.roles, accounts.activity_of(session, member.organisation_id))
    return _link(
        db,
        OneTimeLinkRow(
            purpose=LinkPurpose.INVITATION,
            login=login,
            name=invitation.name,
            organisation_id=member.organisation_id,
            roles=_spelled(invitation.roles),
            created_by=member.user_id,
            created_at=at,
            expires_at=at + rules.link,
        ),
    )


def invite_first(db: Database, rules: Rules, at: datetime) -> str | None:
    """A link for the first administrator, who files the chain office; None once there is one."""
    with db.write() as session:
        if store.count_administrators(session):
            return None
        return _link(
            db,
            OneTimeLinkRow(
                purpose=LinkPurpose.FIRST,
                login="",
                name="",
                organisation_id=None,
                roles=_spelled({Role.ADMINISTRATOR, Role.REGULATOR}),
                created_by=None,
                created_at=at,
                expires_at=at + rules.link,
            ),
        )


def offer_new_password(db: Database, rules: Rules, member: Member, user_id: str, at: datetime) -> str:
    """A link by which a colleague sets a new password; answers its token. `NotFound` for anybody else.

    Somebody who belongs to other organisations too is refused with `SharedPerson`: one organisation's
    administrator must not get into another's records by way of a password.
    """
    with db.write() as session:
        colleague = accounts.colleague_of(session, member, user_id)
        if len(store.organisations_of(session, user_id)) > 1:
            raise SharedPerson(colleague.name)
        return _link(
            db,
            OneTimeLinkRow(
                purpose=LinkPurpose.PASSWORD_RESET,
                login=colleague.login,
                name=colleague.name,
                organisation_id=member.organisation_id,
                roles="",
                created_by=member.user_id,
                created_at=at,
                expires_at=at + rules.link,
            ),
        )


def open_link(db: Database, token: str, at: datetime) -> Link:
    """What a link is for; `NotFound` for one that is unknown, used or past its time."""
    with db.read() as session:
        row = store.link_by_hash(session, accounts.hashed(token))
        if row is None or row.used_at is not None or row.expires_at <= at:
            raise LinkIsSpent("link", "")
        return Link(
            purpose=LinkPurpose(row.purpose),
            login=row.login,
            name=row.name,
            organisation_id=row.organisation_id,
            roles=_roles(row.roles),
            is_known=bool(row.login) and store.user_by_login(session, row.login) is not None,
        )


def redeem(db: Database, rules: Rules, token: str, answer: Answer, at: datetime) -> SignedIn:
    """Use a link once and sign its person in.

    An invitation makes the person with this password, or, for somebody known, asks for the password they
    have. A new-password link sets the password and closes every open session.
    """
    link = open_link(db, token, at)
    match link.purpose:
        case LinkPurpose.PASSWORD_RESET:
            user_id = _reset(db, rules, token, link, answer, at)
        case _ if link.is_known:
            user_id = _join(db, rules, token, link, answer, at)
        case _:
            user_id = _enter(db, rules, token, link, answer, at)
    return accounts.open_session(db, rules, user_id, at, link.organisation_id)


def redeem_first(
    site: Site, rules: Rules, token: str, answer: Answer, office: Enterprise, at: datetime
) -> SignedIn:
    """Use a site's first link: file and approve the office, and sign in as its administrator and regulator."""
    link = open_link(site.db, token, at)
    if link.purpose is not LinkPurpose.FIRST:
        raise LinkIsSpent("link", "")
    with site.db.write():
        organisation_id = filing.submit(site, office, answer.name, at)
        founder = Member("", answer.name, organisation_id, office.name, office.region, link.roles)
        filing.decide(site, organisation_id, FilingAction.APPROVE, "", founder, at)
        user_id = _enter(site.db, rules, token, replace(link, organisation_id=organisation_id), answer, at)
    return accounts.open_session(site.db, rules, user_id, at, organisation_id)


def _reset(db: Database, rules: Rules, token: str, link: Link, answer: Answer, at: datetime) -> str:
    check_password(answer.password, link.login)
    password_hash = rules.passwords.hash(answer.password)
    with db.write() as session:
        _take(session, token, at)
        user = store.user_by_login(session, link.login)
        if user is None or len(store.organisations_of(session, user.id)) > 1:
            raise LinkIsSpent("link", "")  # they joined another organisation since it was made
        user.password_hash = password_hash
        store.close_sign_ins(session, user.id)
        return user.id


def _join(db: Database, rules: Rules, token: str, link: Link, answer: Answer, at: datetime) -> str:
    """Somebody with an account takes on roles in another organisation."""
    user_id = accounts.checked(db, rules, Credentials(link.login, answer.password, answer.address), at)
    with db.write() as session:
        _take(session, token, at)
        _give(session, link, user_id, at)
    return user_id


def _enter(db: Database, rules: Rules, token: str, link: Link, answer: Answer, at: datetime) -> str:
    """Somebody new sets a password."""
    login = link.login or read_login(answer.login)
    check_password(answer.password, login)
    password_hash = rules.passwords.hash(answer.password)
    with db.write() as session:
        _take(session, token, at)
        user = accounts.new_user(session, Person(login, link.name or answer.name, password_hash), at)
        _give(session, link, user.id, at)
        return user.id


def _give(session: Session, link: Link, user_id: str, at: datetime) -> None:
    assert link.organisation_id is not None
    check_roles(link.roles, accounts.activity_of(session, link.organisation_id))
    held = store.roles_of(session, user_id, link.organisation_id)
    store.set_roles(session, user_id, link.organisation_id, held | link.roles, at)


def _link(db: Database, row: OneTimeLinkRow) -> str:
    token = secrets.token_urlsafe(24)
    row.token_hash = accounts.hashed(token)
    with db.write() as session:
        session.add(row)
    return token


def _take(session: Session, token: str, at: datetime) -> None:
    if not store.use_link(session, accounts.hashed(token), at):
        raise LinkIsSpent("link", "")


def _spelled(roles: Iterable[Role]) -> str:
    return " ".join(sorted(roles))


def _roles(spelled: str) -> frozenset[Role]:
    return frozenset(Role(role) for role in spelled.split())
