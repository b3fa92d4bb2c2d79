"""Things a test needs to exist: organisations, people, times. Each call makes another one."""

import itertools
from collections.abc import Iterable
from datetime import UTC, datetime

from flask.testing import FlaskClient

from aril.domain.enterprise import Activity, EnterpriseKind, FilingStatus
from aril.domain.membership import Member, Role
from aril.services.people import accounts
from aril.services.people.accounts import Person
from aril.services.people.passwords import Passwords
from aril.store.database import Database
from aril.store.organisations import OrganisationRow

NOW = datetime(2026, 9, 12, 0, 30, tzinfo=UTC)
PASSWORD = "seven red seeds"
PASSWORDS = Passwords(memory_mib=1, passes=1)
PASSWORD_HASH = PASSWORDS.hash(PASSWORD)

YICHENG = "370404"
ZAOZHUANG = "370400"
BEIJING = "110105"

_numbers = itertools.count(1)


def number() -> int:
    return next(_numbers)


def organisation(
    db: Database, *, activity: Activity = Activity.GROWER, region: str = YICHENG, name: str = ""
) -> str:
    """An approved organisation; answers its id."""
    n = number()
    with db.write() as session:
        session.add(
            OrganisationRow(
                id=f"organisation-{n}",
                name=name or f"示例合作社 {n}",
                kind=EnterpriseKind.COOPERATIVE,
                activity=activity,
                uscc=f"uscc-{n}",
                region=region,
                address="榴园镇 1 号",
                legal_representative="示例 代表",
                phone="13900000000",
                chief_quality_officer="示例 质量官",
                chain="pomegranate",
                certificates=[],
                status=FilingStatus.APPROVED,
                approved_at=NOW,
                changed_at=NOW,
                party=f"https://aril.example/party/{n}",
            )
        )
    return f"organisation-{n}"


def member(db: Database, *roles: Role, organisation_id: str = "", region: str = YICHENG) -> Member:
    """A person with these roles, in an organisation of their own where none is given."""
    organisation_id = organisation_id or organisation(db, region=region)
    n = number()
    user_id = accounts.add_person(
        db, Person(f"person-{n}", f"示例 {n}", PASSWORD_HASH), organisation_id, roles, NOW
    )
    with db.read() as session:
        row = session.get_one(OrganisationRow, organisation_id)
        return Member(user_id, f"示例 {n}", row.id, row.name, row.region, frozenset(roles))


def login_of(member: Member) -> str:
    return "person-" + member.user_name.removeprefix("示例 ")


def sign_in(client: FlaskClient, member: Member) -> None:
    """Sign a member in, as the form does."""
    client.get("/sign-in")
    answer = client.post(
        "/sign-in",
        data={"login": login_of(member), "password": PASSWORD, "csrf_token": token_of(client)},
    )
    assert answer.status_code == 302, answer.text


def token_of(client: FlaskClient, path: str = "/sign-in") -> str:
    """The form token of a page."""
    page = client.get(path).text
    return page.split('name="csrf_token" value="')[1].split('"')[0]


def roles(*several: Iterable[Role]) -> tuple[frozenset[Role], ...]:
    return tuple(frozenset(each) for each in several)
