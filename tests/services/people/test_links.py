"""Links that work once."""

from datetime import timedelta
from pathlib import Path

import pytest

from aril.domain.enterprise import Activity
from aril.domain.errors import Invalid, NotFound
from aril.domain.membership import Role
from aril.domain.terms import Terms
from aril.services.enterprises import chain
from aril.services.people import accounts, links
from aril.services.people.accounts import Credentials, Rules
from aril.services.people.links import Answer, Invitation, LinkIsSpent, LinkPurpose, SharedPerson
from aril.services.site import Site
from aril.store.database import Database
from tests import make, samples
from tests.make import NOW, PASSWORD

RULES = Rules(passwords=make.PASSWORDS)
SPENT = "This link is unknown, was used, or is past its time. Ask for a new one."


def signs_in(db: Database, login: str, password: str) -> bool:
    try:
        accounts.sign_in(db, RULES, Credentials(login, password, ""), NOW)
    except Invalid:
        return False
    return True


def test_an_invitation_makes_a_person_with_the_roles_it_names(database: Database):
    administrator = make.member(database, Role.ADMINISTRATOR)
    invitation = Invitation("13900000001", "示例 果农", frozenset({Role.GROWER, Role.PACKER}))
    token = links.invite(database, RULES, administrator, invitation, NOW)

    opened = links.redeem(database, RULES, token, Answer("the garden gate", ""), NOW)

    found = accounts.member_of(database, opened.token, NOW)
    assert found is not None
    assert found[1] is not None
    assert found[1].user_name == "示例 果农"
    assert found[1].organisation_id == administrator.organisation_id
    assert found[1].roles == {Role.GROWER, Role.PACKER}
    assert signs_in(database, "13900000001", "the garden gate")


def test_a_link_works_once_and_for_three_days(database: Database):
    administrator = make.member(database, Role.ADMINISTRATOR)
    invitation = Invitation("somebody", "Somebody", frozenset({Role.GROWER}))
    used = links.invite(database, RULES, administrator, invitation, NOW)
    old = links.invite(database, RULES, administrator, invitation, NOW)
    links.redeem(database, RULES, used, Answer("the garden gate", ""), NOW)

    for token, at in ((used, NOW), (old, NOW + timedelta(hours=72)), ("guessed", NOW)):
        with pytest.raises(LinkIsSpent, match=SPENT):
            links.open_link(database, token, at)
        with pytest.raises(LinkIsSpent, match=SPENT):
            links.redeem(database, RULES, token, Answer("the garden gate", ""), at)


def test_somebody_known_joins_with_the_password_they_have(database: Database):
    administrator = make.member(database, Role.ADMINISTRATOR)
    known = make.member(database, Role.GROWER)
    invitation = Invitation(make.login_of(known), "Another name", frozenset({Role.TRADER}))
    token = links.invite(database, RULES, administrator, invitation, NOW)

    with pytest.raises(Invalid):
        links.redeem(database, RULES, token, Answer("a password of my own", ""), NOW)
    opened = links.redeem(database, RULES, token, Answer(PASSWORD, ""), NOW)

    found = accounts.member_of(database, opened.token, NOW)
    assert found is not None
    assert found[1] is not None
    assert (found[1].organisation_id, found[1].roles) == (administrator.organisation_id, {Role.TRADER})
    assert len(accounts.organisations_of(database, known.user_id)) == 2


def test_a_weak_password_leaves_the_link_as_it_was(database: Database):
    administrator = make.member(database, Role.ADMINISTRATOR)
    invitation = Invitation("somebody", "Somebody", frozenset({Role.GROWER}))
    token = links.invite(database, RULES, administrator, invitation, NOW)

    with pytest.raises(Invalid) as caught:
        links.redeem(database, RULES, token, Answer("short", ""), NOW)

    assert str(caught.value.findings[0]) == "A password has at least 10 characters; this one has 5."
    assert links.open_link(database, token, NOW).login == "somebody"


def test_an_invitation_needs_a_role(database: Database):
    administrator = make.member(database, Role.ADMINISTRATOR)

    with pytest.raises(Invalid, match="roles: Choose at least one role"):
        links.invite(database, RULES, administrator, Invitation("somebody", "Somebody", frozenset()), NOW)


def test_a_new_password_link_closes_every_session(database: Database):
    administrator = make.member(database, Role.ADMINISTRATOR)
    member = make.member(database, Role.GROWER, organisation_id=administrator.organisation_id)
    credentials = Credentials(make.login_of(member), PASSWORD, "")
    lost = accounts.sign_in(database, RULES, credentials, NOW).token
    token = links.offer_new_password(database, RULES, administrator, member.user_id, NOW)

    links.redeem(database, RULES, token, Answer("the garden gate", ""), NOW)

    assert accounts.member_of(database, lost, NOW) is None
    assert not signs_in(database, make.login_of(member), PASSWORD)
    assert signs_in(database, make.login_of(member), "the garden gate")


def test_no_administrator_sets_the_password_of_somebody_elses_colleague(database: Database):
    administrator = make.member(database, Role.ADMINISTRATOR)
    stranger = make.member(database, Role.GROWER)

    with pytest.raises(NotFound):
        links.offer_new_password(database, RULES, administrator, stranger.user_id, NOW)


def test_no_administrator_sets_the_password_of_somebody_shared(database: Database):
    administrator = make.member(database, Role.ADMINISTRATOR)
    member = make.member(database, Role.GROWER, organisation_id=administrator.organisation_id)
    token = links.offer_new_password(database, RULES, administrator, member.user_id, NOW)
    with database.write() as session:
        elsewhere = make.organisation(database)
        accounts.store.set_roles(session, member.user_id, elsewhere, [Role.GROWER], NOW)

    with pytest.raises(SharedPerson):
        links.offer_new_password(database, RULES, administrator, member.user_id, NOW)
    with pytest.raises(LinkIsSpent):
        links.redeem(database, RULES, token, Answer("the garden gate", ""), NOW)


def test_the_first_link_is_there_until_there_is_an_administrator(database: Database):
    first = links.invite_first(database, RULES, NOW)

    assert first is not None
    assert links.open_link(database, first, NOW).purpose is LinkPurpose.FIRST
    make.member(database, Role.ADMINISTRATOR)
    assert links.invite_first(database, RULES, NOW) is None


def test_the_first_administrator_files_the_office_and_oversees_its_region(database: Database, tmp_path: Path):
    site = Site(database, Terms(samples.NAMESPACE), samples.BASE_URL, tmp_path, ())
    chain.adopt(site, samples.CHAIN, "test.toml", samples.OFFICE, NOW)
    token = links.invite_first(database, RULES, NOW)
    assert token is not None
    office = samples.enterprise(9, Activity.OFFICE, region=make.ZAOZHUANG)

    opened = links.redeem_first(
        site, RULES, token, Answer("the garden gate", "", "boss", "示例 主任"), office, NOW
    )

    found = accounts.member_of(database, opened.token, NOW)
    assert found is not None
    assert found[1] is not None
    assert found[1].roles == {Role.ADMINISTRATOR, Role.REGULATOR}
    assert found[1].oversees(make.YICHENG)
    assert not found[1].oversees(make.BEIJING)
    with pytest.raises(LinkIsSpent):
        links.open_link(database, token, NOW)
