"""API tokens: shown once, kept as a hash, for what they are for, until they are revoked."""

from datetime import timedelta

import pytest

from aril.domain.enterprise import Activity, FilingAction
from aril.domain.errors import Invalid, NotFound
from aril.domain.membership import Role
from aril.services.enterprises import filing
from aril.services.people import tokens
from aril.services.people.tokens import OrganisationMayNotAct, Scope, ScopeMissing, TokenUnknown
from aril.store import tokens as store
from tests.samples import DAY, OFFICE, Orchard


def test_a_program_acts_for_the_organisation_that_made_its_token(orchard: Orchard) -> None:
    secret = tokens.make(orchard.site, orchard.grower, "till", [Scope.QUERY], DAY)

    program = tokens.holder(orchard.site, secret, Scope.QUERY, DAY)

    assert (program.organisation_id, program.user_name) == (orchard.grower.organisation_id, "till")
    assert program.roles == frozenset()


def test_of_a_token_only_its_hash_is_kept(orchard: Orchard) -> None:
    secret = tokens.make(orchard.site, orchard.grower, "till", Scope, DAY)

    with orchard.site.db.read() as session:
        (row,) = store.tokens_of(session, orchard.grower.organisation_id)

    assert secret not in "".join(str(value) for value in vars(row).values())
    assert len(row.token_hash) == 64


@pytest.mark.parametrize("secret", ["", "aril_", "aril_somebody-else", "Bearer"])
def test_an_unknown_token_opens_nothing(orchard: Orchard, secret: str) -> None:
    with pytest.raises(TokenUnknown, match="Show an API token of your organisation"):
        tokens.holder(orchard.site, secret, Scope.QUERY, DAY)


def test_a_token_opens_only_what_it_is_for(orchard: Orchard) -> None:
    secret = tokens.make(orchard.site, orchard.grower, "till", [Scope.QUERY], DAY)

    with pytest.raises(ScopeMissing) as refused:
        tokens.holder(orchard.site, secret, Scope.CAPTURE, DAY)

    assert str(refused.value) == "This token is not for capture; it opens: query."


def test_a_token_for_nothing_is_not_made(orchard: Orchard) -> None:
    with pytest.raises(Invalid, match="Choose at least one thing"):
        tokens.make(orchard.site, orchard.grower, "till", [], DAY)


def test_a_revoked_token_opens_nothing_and_is_not_listed(orchard: Orchard) -> None:
    secret = tokens.make(orchard.site, orchard.grower, "till", Scope, DAY)
    (token,) = tokens.tokens_of(orchard.site, orchard.grower)

    tokens.revoke(orchard.site, orchard.grower, token.id, DAY)

    assert tokens.tokens_of(orchard.site, orchard.grower) == []
    with pytest.raises(TokenUnknown):
        tokens.holder(orchard.site, secret, Scope.QUERY, DAY)


def test_nobody_revokes_another_organisations_token(orchard: Orchard) -> None:
    stranger = orchard.member(2, Activity.TRADER, Role.ADMINISTRATOR)
    tokens.make(orchard.site, orchard.grower, "till", Scope, DAY)
    (token,) = tokens.tokens_of(orchard.site, orchard.grower)

    with pytest.raises(NotFound):
        tokens.revoke(orchard.site, stranger, token.id, DAY)


def test_the_last_use_is_noted(orchard: Orchard) -> None:
    secret = tokens.make(orchard.site, orchard.grower, "till", Scope, DAY)

    tokens.holder(orchard.site, secret, Scope.QUERY, DAY + timedelta(hours=1))

    (token,) = tokens.tokens_of(orchard.site, orchard.grower)
    assert token.last_used_at == DAY + timedelta(hours=1)


def test_a_suspended_organisation_may_read_and_record_nothing(orchard: Orchard) -> None:
    secret = tokens.make(orchard.site, orchard.grower, "till", Scope, DAY)
    filing.decide(orchard.site, orchard.grower.organisation_id, FilingAction.SUSPEND, "示例原因", OFFICE, DAY)

    assert tokens.holder(orchard.site, secret, Scope.QUERY, DAY).organisation_id
    with pytest.raises(OrganisationMayNotAct, match="is not approved, or is suspended"):
        tokens.holder(orchard.site, secret, Scope.CAPTURE, DAY)


def test_the_program_of_an_office_oversees_its_region(orchard: Orchard) -> None:
    office = orchard.member(9, Activity.OFFICE, Role.ADMINISTRATOR)
    secret = tokens.make(orchard.site, office, "statistics", [Scope.QUERY], DAY)

    program = tokens.holder(orchard.site, secret, Scope.QUERY, DAY)

    assert program.oversees("370404")
