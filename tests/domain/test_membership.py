"""Names, passwords, and who oversees whom."""

import pytest

from aril.domain.errors import Invalid
from aril.domain.membership import Member, Role, check_password, read_login


def member(region: str, *roles: Role) -> Member:
    return Member("u", "Somebody", "o", "An office", region, frozenset(roles))


@pytest.mark.parametrize(
    ("typed", "kept"), [(" Li.Na@example.cn ", "li.na@example.cn"), ("１３９００００００００", "13900000000")]
)
def test_a_login_name_has_one_spelling(typed: str, kept: str):
    assert read_login(typed) == kept


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("ab", "A log-in name has 3 to 64 characters; this one has 2."),
        ("x" * 65, "A log-in name has 3 to 64 characters; this one has 65."),
        ("li na", "A log-in name has no spaces in it."),
        ("li\u200bna", "A log-in name has no spaces in it."),
    ],
)
def test_a_login_name_that_cannot_be_typed_is_refused(typed: str, said: str):
    with pytest.raises(Invalid) as caught:
        read_login(typed)

    assert [str(found) for found in caught.value.findings] == [said]


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("too short", "A password has at least 10 characters; this one has 9."),
        ("x" * 129, "A password has at most 128 characters; this one has 129."),
        ("my LINA password", "The password contains the log-in name. Choose another one."),
        ("abababababab", "The password repeats the same few characters. Choose another one."),
    ],
)
def test_a_password_that_is_easily_guessed_is_refused(password: str, said: str):
    with pytest.raises(Invalid) as caught:
        check_password(password, "lina")

    assert [(found.where, str(found)) for found in caught.value.findings] == [("password", said)]


@pytest.mark.parametrize("password", ["a whole sentence", "石榴红了一树又一树呀", "x1#Kq0_vb2"])
def test_a_long_password_of_any_kind_will_do(password: str):
    check_password(password, "lina")


@pytest.mark.parametrize(
    ("region", "oversees"),
    [("370400", ["370404", "370400"]), ("370000", ["370404", "370100"]), ("370404", ["370404"])],
)
def test_a_regulator_oversees_their_region_and_what_lies_in_it(region: str, oversees: list[str]):
    regulator = member(region, Role.REGULATOR)

    assert all(regulator.oversees(each) for each in oversees)
    assert not regulator.oversees("110105")


def test_nobody_but_a_regulator_oversees():
    assert not member("370400", Role.ADMINISTRATOR).oversees("370404")


def test_a_member_has_any_of_several_roles():
    grower = member("370404", Role.GROWER, Role.PACKER)

    assert grower.has(Role.TRADER, Role.PACKER)
    assert not grower.has(Role.TRADER)
    assert not grower.has()
