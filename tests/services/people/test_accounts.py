"""Getting in, and being kept out."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from aril.domain.errors import Invalid, NotFound, TooManyAttempts
from aril.domain.membership import Role
from aril.services.people import accounts
from aril.services.people.accounts import Credentials, LastAdministrator, PasswordChange, Person, Rules
from aril.services.people.passwords import Passwords
from aril.store import accounts as store
from aril.store.accounts import UserRow
from aril.store.database import Database
from tests import make
from tests.make import NOW, PASSWORD
from tests.services import at_once

RULES = Rules(attempts=3, address_attempts=6, passwords=make.PASSWORDS)
WRONG = "The log-in name and the password do not belong together."


def attempt(
    db: Database, login: str, password: str, *, address: str = "198.51.100.1", minutes: int = 0
) -> str:
    opened = accounts.sign_in(
        db, RULES, Credentials(login, password, address), NOW + timedelta(minutes=minutes)
    )
    return opened.token


def refused(db: Database, login: str, password: str, *, address: str = "198.51.100.1") -> str:
    with pytest.raises((Invalid, TooManyAttempts)) as caught:
        attempt(db, login, password, address=address)
    return " ".join(map(str, getattr(caught.value, "findings", (caught.value,))))


def test_a_person_signs_in_and_acts_for_their_organisation(database: Database):
    member = make.member(database, Role.GROWER, Role.PACKER)

    token = attempt(database, make.login_of(member), PASSWORD)

    assert accounts.member_of(database, token, NOW) == (member.user_id, member)


def test_two_administrators_who_end_each_others_membership_leave_one(
    database: Database, monkeypatch: pytest.MonkeyPatch
):
    organisation = make.organisation(database)
    two = [make.member(database, Role.ADMINISTRATOR, organisation_id=organisation) for _ in range(2)]

    def end(at: int) -> str:
        try:
            accounts.set_roles(database, two[at], two[1 - at].user_id, frozenset(), NOW)
        except LastAdministrator as refused:
            return refused.code
        return "ended"

    said = at_once.both(monkeypatch, store, "count_administrators", end)

    assert sorted(said) == ["ended", "last-administrator"]
    assert len(accounts.colleagues(database, two[0])) == 1


def test_a_login_name_is_the_same_in_capitals_and_full_width(database: Database):
    member = make.member(database, Role.GROWER)

    token = attempt(database, f" {make.login_of(member).upper().replace('-', '－')} ", PASSWORD)

    assert accounts.member_of(database, token, NOW) is not None


def test_an_unknown_name_and_a_wrong_password_are_refused_in_the_same_words(database: Database):
    member = make.member(database, Role.GROWER)

    assert refused(database, make.login_of(member), "not the password") == WRONG
    assert refused(database, "nobody", PASSWORD) == WRONG
    assert refused(database, "x", PASSWORD) == WRONG


def test_an_unknown_name_costs_as_much_hashing_as_a_known_one():
    checked: list[str] = []

    class Counting(Passwords):
        def fits(self, password: str, stored: str | None) -> bool:
            checked.append(password)
            return super().fits(password, stored)

    counting = Counting(memory_mib=1, passes=1)

    assert not counting.fits("any", None)
    assert not counting.fits("nobody's password", None)
    assert counting.fits("any", counting.hash("any"))


def test_after_too_many_wrong_passwords_even_the_right_one_has_to_wait(database: Database):
    login = make.login_of(make.member(database, Role.GROWER))
    for _ in range(3):
        refused(database, login, "wrong")

    assert refused(database, login, PASSWORD) == "Too many attempts. Try again in 15 minutes."
    assert attempt(database, login, PASSWORD, minutes=16)


def test_a_blocked_try_does_not_make_the_wait_longer(database: Database):
    login = make.login_of(make.member(database, Role.GROWER))
    for _ in range(3):
        refused(database, login, "wrong")
    with pytest.raises(TooManyAttempts) as caught:
        attempt(database, login, PASSWORD, minutes=10)

    assert caught.value.minutes == 5
    assert attempt(database, login, PASSWORD, minutes=16)


def test_the_right_password_forgets_the_wrong_ones_before_it(database: Database):
    login = make.login_of(make.member(database, Role.GROWER))
    for _ in range(2):
        refused(database, login, "wrong")
    attempt(database, login, PASSWORD)

    assert refused(database, login, "wrong") == WRONG
    assert refused(database, login, "wrong") == WRONG
    assert attempt(database, login, PASSWORD)


def test_an_address_that_tries_many_names_has_to_wait(database: Database):
    login = make.login_of(make.member(database, Role.GROWER))
    for n in range(6):
        refused(database, f"nobody-{n}", "wrong", address="203.0.113.9")

    said = refused(database, login, PASSWORD, address="203.0.113.9")

    assert said == "Too many attempts. Try again in 15 minutes."
    assert attempt(database, login, PASSWORD)


def test_tries_at_the_same_moment_are_counted_together(database: Database):
    login = make.login_of(make.member(database, Role.GROWER))

    with ThreadPoolExecutor(8) as workers:
        said = list(workers.map(lambda n: refused(database, login, f"wrong {n}"), range(8)))

    assert said.count(WRONG) <= 3
    assert set(said) - {WRONG} == {"Too many attempts. Try again in 15 minutes."}


def test_a_session_ends_by_itself_and_by_signing_out(database: Database):
    member = make.member(database, Role.GROWER)
    first = attempt(database, make.login_of(member), PASSWORD)
    second = attempt(database, make.login_of(member), PASSWORD)

    accounts.sign_out(database, first)

    assert accounts.member_of(database, first, NOW) is None
    assert accounts.member_of(database, second, NOW) is not None
    assert accounts.member_of(database, second, NOW + timedelta(hours=12)) is None


def test_a_new_password_ends_every_other_session(database: Database):
    member = make.member(database, Role.GROWER)
    old = attempt(database, make.login_of(member), PASSWORD)

    opened = accounts.change_password(
        database, RULES, member, PasswordChange(PASSWORD, "a wholly new one", "198.51.100.1"), NOW
    )

    assert accounts.member_of(database, old, NOW) is None
    assert accounts.member_of(database, opened.token, NOW) == (member.user_id, member)
    assert refused(database, make.login_of(member), PASSWORD) == WRONG
    assert attempt(database, make.login_of(member), "a wholly new one")


def test_a_new_password_needs_the_old_one(database: Database):
    member = make.member(database, Role.GROWER)
    change = PasswordChange("not mine", "a wholly new one", "198.51.100.1")

    with pytest.raises(Invalid) as caught:
        accounts.change_password(database, RULES, member, change, NOW)

    assert [(found.where, str(found)) for found in caught.value.findings] == [
        ("old", "This is not your password.")
    ]


def test_a_hash_made_with_other_costs_is_made_anew_at_the_next_sign_in(database: Database):
    member = make.member(database, Role.GROWER)
    stronger = Rules(passwords=Passwords(memory_mib=2, passes=1))
    with database.read() as session:
        before = session.get_one(UserRow, member.user_id).password_hash

    accounts.sign_in(database, stronger, Credentials(make.login_of(member), PASSWORD, ""), NOW)

    with database.read() as session:
        after = session.get_one(UserRow, member.user_id).password_hash
    assert (before.split("$")[3], after.split("$")[3]) == ("m=1024,t=1,p=1", "m=2048,t=1,p=1")


def test_a_person_of_two_organisations_chooses_for_whom_to_act(database: Database):
    member = make.member(database, Role.GROWER)
    other = make.organisation(database)
    with database.write() as session:
        accounts.store.set_roles(session, member.user_id, other, [Role.TRADER], NOW)
    token = attempt(database, make.login_of(member), PASSWORD)

    accounts.act_for(database, token, member.user_id, other)

    found = accounts.member_of(database, token, NOW)
    assert found is not None
    assert found[1] is not None
    assert (found[1].organisation_id, found[1].roles) == (other, {Role.TRADER})


def test_nobody_acts_for_an_organisation_they_do_not_belong_to(database: Database):
    member = make.member(database, Role.GROWER)
    token = attempt(database, make.login_of(member), PASSWORD)

    with pytest.raises(NotFound):
        accounts.act_for(database, token, member.user_id, make.organisation(database))


def test_without_roles_a_person_belongs_no_longer(database: Database):
    administrator = make.member(database, Role.ADMINISTRATOR)
    member = make.member(database, Role.GROWER, organisation_id=administrator.organisation_id)
    token = attempt(database, make.login_of(member), PASSWORD)

    accounts.set_roles(database, administrator, member.user_id, frozenset(), NOW)

    assert accounts.member_of(database, token, NOW) == (member.user_id, None)
    assert [each.user_id for each in accounts.colleagues(database, administrator)] == [administrator.user_id]


def test_the_last_administrator_stays(database: Database):
    administrator = make.member(database, Role.ADMINISTRATOR)

    with pytest.raises(LastAdministrator) as caught:
        accounts.set_roles(database, administrator, administrator.user_id, frozenset({Role.GROWER}), NOW)

    assert str(caught.value) == (
        f"{administrator.user_name} is the last administrator here. Give somebody else that role first."
    )


def test_an_administrator_does_not_reach_people_of_another_organisation(database: Database):
    administrator = make.member(database, Role.ADMINISTRATOR)
    stranger = make.member(database, Role.GROWER)

    with pytest.raises(NotFound):
        accounts.set_roles(database, administrator, stranger.user_id, frozenset({Role.TRADER}), NOW)


def test_a_login_name_is_given_once(database: Database):
    member = make.member(database, Role.GROWER)
    again = Person(make.login_of(member).upper(), "Somebody else", make.PASSWORD_HASH)

    with pytest.raises(Invalid) as caught:
        accounts.add_person(database, again, member.organisation_id, [Role.GROWER], NOW)

    assert str(caught.value.findings[0]) == f"The log-in name “{make.login_of(member)}” is taken."


def test_passwords_are_checked_a_few_at_a_time():
    impatient = Passwords(concurrency=1, memory_mib=1, passes=1, patience=0)

    with impatient._turn(), pytest.raises(TooManyAttempts):
        impatient.hash("another one")
