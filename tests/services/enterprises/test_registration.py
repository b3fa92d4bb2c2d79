"""An enterprise and its first person: both or neither, on both kinds of database."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from aril.domain.errors import Forbidden, Invalid, TooManyAttempts
from aril.domain.membership import Role
from aril.services.enterprises import filing, filing_form, registration
from aril.services.enterprises.filing_form import Scans
from aril.services.enterprises.registration import HasPeople
from aril.services.people import accounts, links
from aril.services.people.accounts import Rules
from aril.services.people.links import Answer
from aril.services.site import Site
from aril.services.spreadsheets import files
from aril.services.spreadsheets.files import TooLarge, Upload
from aril.store import ledger
from aril.store.database import Database
from tests import make, samples
from tests.samples import DAY, OFFICE
from tests.web.registrations import FORM

RULES = Rules(passwords=make.PASSWORDS)
NO_SCANS = Scans({})
ADDRESS = "192.0.2.1"


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Site:
    return samples.site(database, tmp_path)


def register(site: Site, scans: Scans = NO_SCANS, **changes: str) -> accounts.SignedIn:
    return registration.register(site, RULES, FORM | changes, scans, ADDRESS, DAY)


def entries(site: Site) -> int:
    with site.db.read() as session:
        return ledger.count_entries(session)


def test_whoever_registers_is_a_member_who_waits_for_approval(site: Site) -> None:
    opened = register(site)

    found = accounts.member_of(site.db, opened.token, DAY)

    assert found is not None
    member = found[1]
    assert member is not None
    assert member.roles == {Role.GROWER, Role.PACKER, Role.TRADER, Role.ADMINISTRATOR}
    assert filing.show(site, member.organisation_id).status == "submitted"
    assert filing.show(site, member.organisation_id).has_people


def test_what_fails_at_the_end_undoes_what_was_done_before(site: Site) -> None:
    register(site)
    before = entries(site)

    with pytest.raises(filing.AlreadyFiled):
        register(site, login="13900000000")  # the account would have been made before the filing
    register(site, uscc=samples.uscc(8), login="13900000000")

    assert entries(site) == before + 1


def test_a_scan_is_kept_for_good_only_with_its_filing(site: Site) -> None:
    values = FORM | {"certificate-1-kind": "绿色食品", "certificate-1-number": "1"}
    sent = {"certificate-1-scan": Upload.of("green.pdf", b"%PDF-1.7")}
    scans = filing_form.receive(site, values, sent, DAY)
    digest = scans.kept["certificate-1-scan"].digest

    with pytest.raises(Invalid):
        registration.register(site, RULES, values | {"phone": "1"}, scans, ADDRESS, DAY)
    kept_too_early = (site.files / digest[:2] / digest).exists()
    registration.register(site, RULES, values, scans, ADDRESS, DAY)

    assert not kept_too_early
    assert files.content(site, digest) == (b"%PDF-1.7", "application/pdf")


def test_a_scan_that_is_too_large_is_told_with_every_other_fault(site: Site) -> None:
    scans = filing_form.receive(site, FORM, {"certificate-3-scan": Upload("a.jpg", b"", 30_000_000)}, DAY)

    with pytest.raises(TooLarge) as refused:
        register(site, scans, phone="1", password="short", repeated="short")

    assert [finding.where for finding in refused.value.findings] == [
        "phone",
        "certificate-3-scan",
        "password",
    ]


def test_registrations_from_one_address_are_counted_by_the_hour(site: Site) -> None:
    for number in range(registration.AT_MOST):
        register(site, uscc=samples.uscc(100 + number), login=f"person{number}")

    with pytest.raises(TooManyAttempts):
        register(site)
    later = DAY + timedelta(hours=1, seconds=1)

    assert registration.register(site, RULES, FORM, NO_SCANS, ADDRESS, later)


def test_the_first_person_of_an_imported_enterprise_comes_in_by_a_link(site: Site) -> None:
    organisation = filing.submit(site, samples.enterprise(1), "示例", DAY)
    who = {"login": "13900000000", "person": "示例甲"}
    office = make.member(site.db, Role.REGULATOR, region=make.ZAOZHUANG)

    token = registration.invite_first_person(site, RULES, organisation, who, office, DAY)
    links.redeem(site.db, RULES, token, Answer(make.PASSWORD, ADDRESS), DAY)

    assert filing.show(site, organisation).has_people
    with pytest.raises(HasPeople):
        registration.invite_first_person(site, RULES, organisation, who, office, DAY)


def test_an_office_elsewhere_invites_nobody_here(site: Site) -> None:
    organisation = filing.submit(site, samples.enterprise(1), "示例", DAY)
    neighbour = replace(OFFICE, region="370500")

    with pytest.raises(Forbidden):
        registration.invite_first_person(
            site, RULES, organisation, {"login": "abc", "person": "x"}, neighbour, DAY
        )
