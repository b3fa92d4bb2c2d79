"""Signing in and out, passwords and roles."""

import hashlib
import math
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import uuid4

from sqlalchemy.orm import Session

from aril.domain.enterprise import Activity
from aril.domain.errors import Invalid, NotFound, Refusal, TooManyAttempts
from aril.domain.membership import Member, Role, check_password, check_roles, read_login, roles_open_to
from aril.services.people.passwords import Passwords
from aril.store import accounts as store
from aril.store import organisations
from aril.store.accounts import Colleague, SignInRow, UserRow
from aril.store.database import Database


@dataclass(frozen=True, slots=True)
class Rules:
    """How strict the door is. `attempts` and `address_attempts` count within `window`."""

    attempts: int = 10
    address_attempts: int = 100
    window: timedelta = timedelta(minutes=15)
    session: timedelta = timedelta(hours=12)
    link: timedelta = timedelta(hours=72)
    passwords: Passwords = field(default_factory=Passwords)


@dataclass(frozen=True, slots=True)
class Credentials:
    """A try to get in: what was typed, and the network address it came from."""

    login: str
    password: str = field(repr=False)
    address: str


@dataclass(frozen=True, slots=True)
class PasswordChange:
    """What a person types to change their password, and where from."""

    old: str = field(repr=False)
    new: str = field(repr=False)
    address: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody new, whose password was hashed before."""

    login: str
    name: str
    password_hash: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that was just opened; `token` is the secret that only the cookie holds."""

    token: str = field(repr=False)
    user_id: str


@dataclass(eq=False)
class LastAdministrator(Refusal):
    template: ClassVar[str] = "{name} is the last administrator here. Give somebody else that role first."
    name: str


# Sessions


def sign_in(db: Database, rules: Rules, credentials: Credentials, at: datetime) -> SignedIn:
    """Open a session.

    Raises `Invalid` for a wrong pair, in the same words and after the same work whether the log-in name is
    known or not, and `TooManyAttempts` while the name or the address has to wait.
    """
    user_id = checked(db, rules, credentials, at)
    return open_session(db, rules, user_id, at)


def member_of(db: Database, token: str, at: datetime) -> tuple[str, Member | None] | None:
    """The user and member of an open session; None where the token opens nothing (any more)."""
    with db.read() as session:
        return store.member_of(session, hashed(token), at)


def sign_out(db: Database, token: str) -> None:
    """Close one session; its cookie opens nothing from now on."""
    with db.write() as session:
        store.close_sign_in(session, hashed(token))


def act_for(db: Database, token: str, user_id: str, organisation_id: str) -> None:
    """Go on for another organisation of the same person; `NotFound` where they do not belong to it."""
    with db.write() as session:
        if not store.roles_of(session, user_id, organisation_id):
            raise NotFound("organisation", organisation_id)
        store.act_for(session, hashed(token), organisation_id)


def change_password(
    db: Database, rules: Rules, member: Member, change: PasswordChange, at: datetime
) -> SignedIn:
    """Set a new password, close every session of the person, and open one for the browser that asked."""
    with db.read() as session:
        login = session.get_one(UserRow, member.user_id).login
    check_password(change.new, login, "new")
    try:
        checked(db, rules, Credentials(login, change.old, change.address), at)
    except Invalid:
        raise Invalid.at("old", "This is not your password.") from None
    renewed = rules.passwords.hash(change.new)
    with db.write() as session:
        session.get_one(UserRow, member.user_id).password_hash = renewed
        store.close_sign_ins(session, member.user_id)
    return open_session(db, rules, member.user_id, at, member.organisation_id)


# People and roles


def add_person(
    db: Database, person: Person, organisation_id: str, roles: Iterable[Role], at: datetime
) -> str:
    """Add a person to an organisation; answers their id. Raises `Invalid` for a log-in name that is taken."""
    with db.write() as session:
        user = new_user(session, person, at)
        store.set_roles(session, user.id, organisation_id, roles, at)
        return user.id


def colleagues(db: Database, member: Member) -> list[Colleague]:
    """The people of the member's organisation."""
    with db.read() as session:
        return store.colleagues(session, member.organisation_id)


def organisations_of(db: Database, user_id: str) -> Sequence[tuple[str, str]]:
    """Id and name of each organisation a person belongs to."""
    with db.read() as session:
        return store.organisations_of(session, user_id)


def roles_of_colleagues(db: Database, member: Member) -> tuple[Role, ...]:
    """What people may do in the member's organisation."""
    with db.read() as session:
        return roles_open_to(activity_of(session, member.organisation_id))


def set_roles(db: Database, member: Member, user_id: str, roles: frozenset[Role], at: datetime) -> None:
    """Give a colleague exactly these roles; none ends the membership.

    Raises `NotFound` for somebody else's colleague, `Invalid` for a role that such an organisation does not have, and
    `LastAdministrator` where nobody could undo it.
    """
    with db.write() as session:
        check_roles(roles, activity_of(session, member.organisation_id, lock=True))
        colleague = colleague_of(session, member, user_id)
        loses = Role.ADMINISTRATOR in colleague.roles and Role.ADMINISTRATOR not in roles
        if loses and store.count_administrators(session, member.organisation_id) == 1:
            raise LastAdministrator(colleague.name)
        store.set_roles(session, user_id, member.organisation_id, roles, at)


# For `links`, which lets people in by the same door


def checked(db: Database, rules: Rules, credentials: Credentials, at: datetime) -> str:
    """The id of the user whose password this is.

    The try is written down as failed and committed before it is counted, so that tries at the same
    moment, in whatever process, see each other; and no lock is held while the hash is computed.
    """
    try:
        login = read_login(credentials.login)
    except Invalid:
        login = ""  # nobody has it: it fails like any other wrong pair
    with db.write() as session:
        attempt = store.note_attempt(session, login, credentials.address, at)
    since = at - rules.window
    with db.write() as session:
        of_login = store.failures_of_login(session, login, since)
        of_address = store.failures_of_address(session, credentials.address, since)
        wait = max(
            _wait(of_login, rules.attempts, rules.window, at),
            _wait(of_address, rules.address_attempts, rules.window, at),
        )
        if wait:
            store.settle_attempt(session, attempt, "blocked")
        user = store.user_by_login(session, login)
    if wait:
        raise TooManyAttempts(wait)
    if user is not None and user.closed_at is not None:
        user = None
    if not rules.passwords.fits(credentials.password, user.password_hash if user else None) or user is None:
        raise Invalid.at("password", "The log-in name and the password do not belong together.")
    renewed = None
    if rules.passwords.is_outdated(user.password_hash):
        renewed = rules.passwords.hash(credentials.password)
    with db.write() as session:
        store.settle_attempt(session, attempt, "succeeded")
        if renewed:
            session.get_one(UserRow, user.id).password_hash = renewed
    return user.id


def _wait(failures: Sequence[datetime], allowed: int, window: timedelta, at: datetime) -> int:
    """Whole minutes until a try is looked at again; 0 for now. The newest failure is the try itself."""
    if len(failures) <= allowed:
        return 0
    opens = failures[-allowed - 1] + window
    return max(1, math.ceil((opens - at) / timedelta(minutes=1)))


def open_session(
    db: Database, rules: Rules, user_id: str, at: datetime, organisation_id: str | None = None
) -> SignedIn:
    token = secrets.token_urlsafe(32)
    with db.write() as session:
        if organisation_id is None:
            mine = store.organisations_of(session, user_id)
            organisation_id = mine[0][0] if mine else None
        store.open_sign_in(
            session,
            SignInRow(
                token_hash=hashed(token),
                user_id=user_id,
                organisation_id=organisation_id,
                at=at,
                expires_at=at + rules.session,
            ),
        )
    return SignedIn(token, user_id)


def new_user(session: Session, person: Person, at: datetime) -> UserRow:
    login = read_login(person.login)
    if store.user_by_login(session, login) is not None:
        raise Invalid.at("login", "The log-in name “{login}” is taken.", login=login)
    name = person.name.strip()
    if not name:
        raise Invalid.at("name", "This is needed.")
    user = UserRow(id=uuid4().hex, login=login, name=name, password_hash=person.password_hash, created_at=at)
    session.add(user)
    session.flush()
    return user


def activity_of(session: Session, organisation_id: str, *, lock: bool = False) -> Activity:
    """What an organisation does; with `lock` nobody else gives roles in it before this transaction ends."""
    row = organisations.organisation(session, organisation_id, lock=lock)
    if row is None:
        raise NotFound("organisation", organisation_id)
    return Activity(row.activity)


def colleague_of(session: Session, member: Member, user_id: str) -> Colleague:
    for each in store.colleagues(session, member.organisation_id):
        if each.user_id == user_id:
            return each
    raise NotFound("colleague", user_id)


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
