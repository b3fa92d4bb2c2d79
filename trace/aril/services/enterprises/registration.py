"""Registering: an enterprise files itself, and the person who does so gets an account, in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar

from aril.domain.errors import Forbidden, Refusal, TooManyAttempts
from aril.domain.membership import FIRST_ROLES, Member, Role, check_password, read_login
from aril.domain.reading import Fields, sure
from aril.services.enterprises import filing, filing_form
from aril.services.enterprises.filing_form import Scans
from aril.services.people import accounts, links
from aril.services.people.accounts import Person, Rules, SignedIn
from aril.services.people.links import Invitation
from aril.services.site import Site
from aril.services.spreadsheets.files import TooLarge
from aril.store import accounts as store

AN_HOUR = timedelta(hours=1)
AT_MOST = 30
"""Registrations from one address in an hour; a cooperative with more members sends the office a workbook."""


@dataclass(eq=False)
class HasPeople(Refusal):
    template: ClassVar[str] = "{name} has an administrator already, who can invite others."
    name: str


_ATTEMPT = "a registration"
"""How a try is written down; no log-in name has a space in it."""


def register(
    site: Site, rules: Rules, values: Mapping[str, str], scans: Scans, address: str, at: datetime
) -> SignedIn:
    """File the enterprise of a form, make its first person's account, and sign them in.

    The form has the fields of a filing and `person`, `login`, `password` and `repeated`. Raises `Invalid` or
    `TooLarge` with every fault, what `filing.submit` raises, and `TooManyAttempts` from one network address.
    """
    fields = Fields(values)
    enterprise = fields.attempt(lambda: filing_form.read(values, scans))
    name = fields.text("person", at_most=50)
    login = fields.through("login", read_login)
    password = values.get("password", "")
    if not password:
        fields.refuse("password", "This is needed.")
    else:
        fields.attempt(lambda: check_password(password, login or ""))
    if values.get("repeated", "") != password:
        fields.refuse("repeated", "The two passwords differ.")
    if scans.too_large:
        raise TooLarge(fields.findings)
    fields.check()
    filed = sure(enterprise)
    _count(site, address, at)
    person = Person(sure(login), name, rules.passwords.hash(password))
    with site.db.write() as session:
        user = accounts.new_user(session, person, at)
        organisation_id = filing.submit(site, filed, name, at)
        store.set_roles(session, user.id, organisation_id, FIRST_ROLES[filed.activity], at)
    return accounts.open_session(site.db, rules, user.id, at, organisation_id)


def change(site: Site, values: Mapping[str, str], scans: Scans, actor: Member, at: datetime) -> None:
    """File the actor's enterprise again with changes. Raises as `filing_form.read` and `filing.submit` do."""
    before = filing.show(site, actor.organisation_id).last
    enterprise = filing_form.read(values, scans, before)
    filing.submit(site, enterprise, actor.user_name, at, organisation_id=actor.organisation_id)


def invite_first_person(
    site: Site, rules: Rules, organisation_id: str, values: Mapping[str, str], actor: Member, at: datetime
) -> str:
    """A link for the first person of an enterprise that the office filed itself; answers its token.

    The form has `login` and `person`. Raises `HasPeople` once the enterprise has an administrator of its own,
    `Forbidden` outside the office's region, `NotFound`, and `Invalid`.
    """
    fields = Fields(values)
    login = fields.through("login", read_login)
    name = fields.text("person", at_most=50)
    fields.check()
    found = filing.show(site, organisation_id)
    if not actor.oversees(found.filed.region):
        raise Forbidden(Role.REGULATOR)
    if found.has_people:
        raise HasPeople(found.filed.name)
    for_them = replace(actor, organisation_id=organisation_id)
    invitation = Invitation(sure(login), name, FIRST_ROLES[found.filed.activity])
    return links.invite(site.db, rules, for_them, invitation, at)


def _count(site: Site, address: str, at: datetime) -> None:
    """Write a try down before the work is done, so that tries at the same moment see each other."""
    with site.db.write() as session:
        attempt = store.note_attempt(session, _ATTEMPT, address, at)
        store.settle_attempt(session, attempt, "counted")
        tries = store.attempts_of_address(session, _ATTEMPT, address, at - AN_HOUR)
    if tries > AT_MOST:
        raise TooManyAttempts(60)
