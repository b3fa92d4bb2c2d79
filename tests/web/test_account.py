"""Signing in and out, links, and the people of an organisation, as a browser sees them."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from aril.domain.enterprise import Activity
from aril.domain.membership import Member, Role
from aril.services.people import accounts, links
from aril.services.people.accounts import Rules
from aril.services.people.links import Invitation
from aril.store.database import Database
from tests import make

RULES = Rules(passwords=make.PASSWORDS)


@pytest.fixture
def administrator(sqlite: Database) -> Member:
    return make.member(sqlite, Role.ADMINISTRATOR)


def send(client: FlaskClient, path: str, page: str = "", **typed: object):
    """Fill in the form of a page and send it."""
    return client.post(path, data={"csrf_token": make.token_of(client, page or path), **typed})


def test_a_wrong_password_keeps_the_name_and_says_nothing_about_which_was_wrong(client: FlaskClient):
    answer = send(client, "/sign-in", login="somebody", password="not the password")

    assert answer.status_code == 422
    assert "The log-in name and the password do not belong together." in answer.text
    assert 'name="login" type="text" value="somebody"' in answer.text
    assert "not the password" not in answer.text


def test_the_eleventh_wrong_password_has_to_wait_in_another_worker_too(
    app: Flask, client: FlaskClient, administrator
):
    login = make.login_of(administrator)
    for _ in range(10):
        assert send(client, "/sign-in", login=login, password="wrong").status_code == 422

    answer = send(app.test_client(), "/sign-in", login=login, password=make.PASSWORD)

    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "900"


def test_a_cookie_from_before_signing_out_opens_nothing(
    app: Flask, client: FlaskClient, administrator: Member
):
    make.sign_in(client, administrator)
    copied = client.get_cookie("aril")
    assert copied
    thief = app.test_client()
    thief.set_cookie("aril", copied.value)
    assert thief.get("/people").status_code == 200

    send(client, "/sign-out", "/account")

    assert thief.get("/people").status_code == 302
    assert client.get("/people").status_code == 302


def test_signing_in_makes_a_new_session(client: FlaskClient, administrator: Member):
    client.get("/sign-in")
    before = client.get_cookie("aril")

    make.sign_in(client, administrator)

    after = client.get_cookie("aril")
    assert before
    assert after
    assert before.value != after.value


def test_a_new_password_signs_other_browsers_out(app: Flask, client: FlaskClient, administrator: Member):
    other = app.test_client()
    make.sign_in(other, administrator)
    make.sign_in(client, administrator)

    answer = send(client, "/account/password", "/account", old=make.PASSWORD, new="the garden gate")

    assert answer.status_code == 302
    assert "The new password is set." in client.get("/account").text
    assert other.get("/account").status_code == 302


def test_a_wrong_old_password_is_said_beside_its_field(client: FlaskClient, administrator: Member):
    make.sign_in(client, administrator)

    answer = send(client, "/account/password", "/account", old="not mine", new="the garden gate")

    assert answer.status_code == 422
    assert '<p class="wrong" id="w-old">This is not your password.</p>' in answer.text


def test_an_invitation_is_given_redeemed_and_used_up(app: Flask, client: FlaskClient, administrator: Member):
    make.sign_in(client, administrator)
    send(client, "/people", name="示例 果农", login="13900000001", roles=["grower", "packer"])
    shown = re.search(
        r'<code class="address">http://127\.0\.0\.1:8000(/link/[\w-]+)</code>', client.get("/people").text
    )
    assert shown
    newcomer = app.test_client()
    newcomer.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"

    assert "You will act as: grower, packer." in newcomer.get(shown[1]).text
    answer = send(newcomer, shown[1], password="the garden gate", repeated="the garden gate")

    assert answer.location == "/start"
    assert "You act for 示例合作社" in newcomer.get("/account").text
    assert newcomer.get(shown[1]).status_code == 404
    assert "This link is unknown, was used, or is past its time." in newcomer.get(shown[1]).text


def test_two_different_passwords_are_refused(
    app: Flask, client: FlaskClient, sqlite: Database, administrator: Member
):
    invitation = Invitation("somebody", "Somebody", frozenset({Role.GROWER}))
    path = f"/link/{links.invite(sqlite, RULES, administrator, invitation, make.NOW)}"

    answer = send(client, path, password="the garden gate", repeated="the garden wall")

    assert answer.status_code == 422
    assert '<p class="wrong" id="w-repeated">The two passwords differ.</p>' in answer.text


def test_somebody_known_is_asked_for_the_password_they_have(
    client: FlaskClient, sqlite: Database, administrator
):
    known = make.member(sqlite, Role.GROWER)
    invitation = Invitation(make.login_of(known), "", frozenset({Role.TRADER}))
    path = f"/link/{links.invite(sqlite, RULES, administrator, invitation, make.NOW)}"

    assert "You have an account already." in client.get(path).text
    send(client, path, password=make.PASSWORD)

    page = client.get("/account").text
    assert "as: trader." in page
    assert 'value="' + administrator.organisation_id + '" checked' in page
    send(client, "/account/organisation", "/account", organisation=known.organisation_id)
    assert "as: grower." in client.get("/account").text


def test_an_organisation_of_others_cannot_be_chosen(
    client: FlaskClient, sqlite: Database, administrator: Member
):
    make.sign_in(client, administrator)

    answer = send(client, "/account/organisation", "/account", organisation=make.organisation(sqlite))

    assert answer.status_code == 404


def test_roles_are_changed_and_a_membership_ended(
    client: FlaskClient, sqlite: Database, administrator: Member
):
    member = make.member(sqlite, Role.GROWER, organisation_id=administrator.organisation_id)
    make.sign_in(client, administrator)
    path = f"/people/{member.user_id}"

    assert send(client, path).status_code == 422
    assert send(client, path, roles=["packer"]).location == "/people"
    assert [
        each.roles for each in accounts.colleagues(sqlite, administrator) if each.user_id == member.user_id
    ] == [{Role.PACKER}]
    assert send(client, f"{path}/remove", path).location == "/people"
    assert len(accounts.colleagues(sqlite, administrator)) == 1


def test_nobody_makes_a_regulator_outside_an_office(
    client: FlaskClient, sqlite: Database, administrator: Member
):
    make.sign_in(client, administrator)
    path = f"/people/{administrator.user_id}"
    sentence = "Only a chain&#39;s office has regulators."

    changed = send(client, path, roles=["administrator", "regulator"])
    invited = send(client, "/people", name="示例 监管员", login="13900000001", roles=["regulator"])

    assert (changed.status_code, invited.status_code) == (422, 422)
    assert sentence in changed.text
    assert sentence in invited.text
    assert 'value="regulator"' not in client.get("/people").text + client.get(path).text
    assert [each.roles for each in accounts.colleagues(sqlite, administrator)] == [{Role.ADMINISTRATOR}]


def test_an_office_gives_its_people_the_role_of_a_regulator(client: FlaskClient, sqlite: Database):
    office = make.organisation(sqlite, activity=Activity.OFFICE, region=make.ZAOZHUANG)
    administrator = make.member(sqlite, Role.ADMINISTRATOR, organisation_id=office)
    make.sign_in(client, administrator)

    answer = send(client, f"/people/{administrator.user_id}", roles=["administrator", "regulator"])

    assert answer.location == "/people"
    assert [each.roles for each in accounts.colleagues(sqlite, administrator)] == [
        {Role.ADMINISTRATOR, Role.REGULATOR}
    ]


def test_the_last_administrator_is_told_why_they_must_stay(client: FlaskClient, administrator: Member):
    make.sign_in(client, administrator)
    path = f"/people/{administrator.user_id}"

    answer = send(client, f"{path}/remove", path)

    assert answer.status_code == 409
    assert "is the last administrator here. Give somebody else that role first." in answer.text
    assert f"<h1>{administrator.user_name}</h1>" in answer.text


def test_a_colleague_gets_a_link_for_a_new_password(
    client: FlaskClient, sqlite: Database, administrator: Member
):
    member = make.member(sqlite, Role.GROWER, organisation_id=administrator.organisation_id)
    make.sign_in(client, administrator)
    path = f"/people/{member.user_id}"

    send(client, f"{path}/password", path)

    shown = re.search(r"http://127\.0\.0\.1:8000(/link/[\w-]+)<", client.get("/people").text)
    assert shown
    assert "<h1>A new password</h1>" in client.get(shown[1]).text


def test_somebody_without_an_organisation_sees_their_account_and_nothing_else(
    client: FlaskClient, sqlite: Database, administrator: Member
):
    member = make.member(sqlite, Role.GROWER, organisation_id=administrator.organisation_id)
    make.sign_in(client, member)
    accounts.set_roles(sqlite, administrator, member.user_id, frozenset(), make.NOW)

    assert "You belong to no organisation." in client.get("/account").text
    assert client.get("/people").status_code == 403
    assert client.get("/start").location == "/example/form"


def test_a_stranger_starts_where_everybody_does_and_a_member_at_their_first_page(
    client: FlaskClient, administrator: Member
):
    assert client.get("/start").location == "/"

    make.sign_in(client, administrator)

    assert client.get("/start").location == "/example/form"
