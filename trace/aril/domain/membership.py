"""Who acts, for whom, and what a person may call themselves and their password."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from aril.domain.enterprise import Activity
from aril.domain.errors import Finding, Invalid
from aril.domain.region import Region

PASSWORD_LEAST = 10
PASSWORD_MOST = 128
LOGIN_LEAST = 3
LOGIN_MOST = 64


class Role(StrEnum):
    """What a person may do in an organisation; a person may have several roles there."""

    GROWER = "grower"
    PACKER = "packer"
    INSPECTOR = "inspector"
    TRADER = "trader"
    REGULATOR = "regulator"
    ADMINISTRATOR = "administrator"


FIRST_ROLES: Mapping[Activity, frozenset[Role]] = {
    Activity.GROWER: frozenset({Role.GROWER, Role.PACKER, Role.TRADER, Role.ADMINISTRATOR}),
    Activity.PACKER: frozenset({Role.PACKER, Role.TRADER, Role.ADMINISTRATOR}),
    Activity.TRADER: frozenset({Role.TRADER, Role.PACKER, Role.ADMINISTRATOR}),
    Activity.LABORATORY: frozenset({Role.INSPECTOR, Role.ADMINISTRATOR}),
}
"""What the person who files an enterprise may do in it. An office files itself by the first link of a site."""


def roles_open_to(activity: Activity) -> tuple[Role, ...]:
    """What people may do in an organisation: only an office has regulators, who decide about others."""
    return tuple(role for role in Role if role is not Role.REGULATOR or activity is Activity.OFFICE)


def check_roles(roles: Iterable[Role], activity: Activity, where: str = "roles") -> None:
    """Refuse roles that nobody can have in such an organisation. Raises `Invalid`."""
    if not set(roles) <= set(roles_open_to(activity)):
        raise Invalid.at(where, "Only a chain's office has regulators.")


@dataclass(frozen=True, slots=True)
class Member:
    """A person acting for one organisation: what every service receives as its actor.

    `region` is the organisation's six-digit code of GB/T 2260.
    """

    user_id: str
    user_name: str
    organisation_id: str
    organisation_name: str
    region: str
    roles: frozenset[Role]

    def has(self, *roles: Role) -> bool:
        """Whether this member has at least one of the roles."""
        return not self.roles.isdisjoint(roles)

    def oversees(self, region: str) -> bool:
        """Whether this member is a regulator and the region lies in theirs: 370400 covers 370404."""
        return Role.REGULATOR in self.roles and Region(region).within(Region(self.region))


def read_login(typed: str, where: str = "login") -> str:
    """The one spelling of a log-in name: full-width digits and capitals do not make another person.

    Raises `Invalid` for one that is too short, too long, or has a space in it.
    """
    login = unicodedata.normalize("NFKC", typed).strip().casefold()
    if not LOGIN_LEAST <= len(login) <= LOGIN_MOST:
        raise Invalid.at(
            where,
            "A log-in name has {least} to {most} characters; this one has {found}.",
            least=LOGIN_LEAST,
            most=LOGIN_MOST,
            found=len(login),
        )
    if any(sign.isspace() or unicodedata.category(sign).startswith("C") for sign in login):
        raise Invalid.at(where, "A log-in name has no spaces in it.")
    return login


def check_password(password: str, login: str, where: str = "password") -> None:
    """Refuse a password that is short, or easily guessed from the log-in name.

    Length counts, not kinds of characters (ASVS 5.0, 6.2.1 and 6.2.5). Raises `Invalid`.
    """
    found = list(_faults(password, login, where))
    if found:
        raise Invalid(found)


def _faults(password: str, login: str, where: str) -> Iterable[Finding]:
    if len(password) < PASSWORD_LEAST:
        yield Finding(
            where,
            "A password has at least {least} characters; this one has {found}.",
            {"least": PASSWORD_LEAST, "found": len(password)},
        )
    elif len(password) > PASSWORD_MOST:
        yield Finding(
            where,
            "A password has at most {most} characters; this one has {found}.",
            {"most": PASSWORD_MOST, "found": len(password)},
        )
    elif login and login in password.casefold():
        yield Finding(where, "The password contains the log-in name. Choose another one.")
    elif len(set(password)) < 5:
        yield Finding(where, "The password repeats the same few characters. Choose another one.")
