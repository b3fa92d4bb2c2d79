"""Filing enterprises: who may decide, what stands meanwhile, and what is kept of it."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from aril.domain.enterprise import FilingAction, FilingStatus, FilingStepNotPossible, HeldCertificate
from aril.domain.errors import Forbidden, Invalid, NotFound
from aril.domain.membership import Member, Role
from aril.services.enterprises import filing
from aril.services.enterprises.filing import AlreadyFiled, CodeStays, FilingMovedOn
from aril.services.ledger import rebuild
from aril.services.people.access import may_see
from aril.services.site import Site
from aril.services.spreadsheets import files
from aril.store import organisations
from aril.store.database import Database
from tests import samples
from tests.samples import DAY, OFFICE, enterprise
from tests.services import at_once

LATER = DAY + timedelta(hours=1)
NEIGHBOUR = replace(OFFICE, region="370500")
"""An office of another prefecture."""


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Site:
    return samples.site(database, tmp_path)


@pytest.fixture
def filed(site: Site) -> str:
    return filing.submit(site, enterprise(), "示例甲", DAY)


def decide(
    site: Site, organisation: str, action: FilingAction, reason: str = "", by: Member = OFFICE
) -> FilingStatus:
    return filing.decide(site, organisation, action, reason, by, LATER)


def test_an_office_decides_on_what_it_has_seen(site: Site, filed: str) -> None:
    seen = len(filing.show(site, filed).steps)
    filing.submit(site, enterprise(gs1_prefix="6901234"), "示例甲", LATER, organisation_id=filed)

    with pytest.raises(FilingMovedOn) as refused:
        filing.decide(site, filed, FilingAction.APPROVE, "", OFFICE, LATER, seen=seen)
    filing.decide(site, filed, FilingAction.APPROVE, "", OFFICE, LATER, seen=seen + 1)

    assert str(refused.value).startswith("The filing of 示例合作社1 has moved on since this page was opened.")
    assert filing.show(site, filed).status == "approved"


def test_every_step_is_kept_with_who_when_and_why(site: Site, filed: str) -> None:
    decide(site, filed, FilingAction.REQUEST_CHANGES, " 请补充地址 ")
    filing.submit(site, enterprise(address="新地址"), "示例甲", LATER, organisation_id=filed)
    decide(site, filed, FilingAction.APPROVE)

    found = filing.show(site, filed)

    assert [(step.action, step.by, step.reason, step.at) for step in found.steps] == [
        ("submit", "示例甲", "", DAY),
        ("request_changes", "示例监管员", "请补充地址", LATER),
        ("submit", "示例甲", "", LATER),
        ("approve", "示例监管员", "", LATER),
    ]
    assert (found.status, found.filed.address) == ("approved", "新地址")
    assert found.actions == (FilingAction.REQUEST_CHANGES, FilingAction.SUSPEND)
    assert rebuild.differences(site) == []


def test_what_was_approved_stands_until_its_changes_are(site: Site, filed: str) -> None:
    decide(site, filed, FilingAction.APPROVE)
    filing.submit(site, enterprise(name="新名", phone="13900000000"), "示例甲", LATER, organisation_id=filed)

    waiting = filing.show(site, filed)
    decide(site, filed, FilingAction.APPROVE)
    after = filing.show(site, filed)

    assert (waiting.status, waiting.filed.name, waiting.last.name) == ("submitted", "示例合作社1", "新名")
    assert waiting.changes == ("name", "phone")
    assert (after.filed.name, after.changes) == ("新名", ())
    assert rebuild.differences(site) == []


def test_a_suspension_lets_go_of_changes_that_wait(site: Site, filed: str) -> None:
    decide(site, filed, FilingAction.APPROVE)
    filing.submit(site, enterprise(name="新名"), "示例甲", LATER, organisation_id=filed)
    decide(site, filed, FilingAction.SUSPEND, "停业")

    decide(site, filed, FilingAction.REINSTATE)

    found = filing.show(site, filed)
    assert (found.status, found.filed.name, found.changes) == ("approved", "示例合作社1", ())


def test_an_office_decides_in_its_own_region_only(site: Site, filed: str) -> None:
    with pytest.raises(Forbidden):
        decide(site, filed, FilingAction.APPROVE, by=NEIGHBOUR)

    assert filing.waiting(site, NEIGHBOUR) == []
    assert [row.id for row in filing.waiting(site, OFFICE)] == [filed]


def test_a_step_that_is_not_possible_leaves_no_trace(site: Site, filed: str) -> None:
    with pytest.raises(FilingStepNotPossible):
        decide(site, filed, FilingAction.REINSTATE)

    assert len(filing.show(site, filed).steps) == 1


@pytest.mark.parametrize(
    ("reason", "says"), [("  ", "Say why"), ("因" * 201, "at most 200 characters, found 201")]
)
def test_a_suspension_needs_a_reason_that_can_be_read(site: Site, filed: str, reason: str, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        decide(site, filed, FilingAction.SUSPEND, reason)

    assert filing.show(site, filed).status == "submitted"


def test_one_code_is_filed_once(site: Site, filed: str) -> None:
    with pytest.raises(AlreadyFiled) as refused:
        filing.submit(site, enterprise(name="冒名"), "示例乙", LATER)

    assert refused.value.name == "示例合作社1"


@pytest.mark.parametrize("gln", ["", "6901234000009"])
def test_of_two_who_file_the_same_at_once_the_second_is_told(
    site: Site, monkeypatch: pytest.MonkeyPatch, gln: str
) -> None:
    def submit(number: int) -> str:
        try:
            return filing.submit(site, enterprise(number + 1 if gln else 1, gln=gln), "示例", DAY) and "filed"
        except (AlreadyFiled, Invalid) as refused:
            return str(refused)

    answers = at_once.both(monkeypatch, organisations, "organisation", submit)

    assert "filed" in answers
    assert [each for each in answers if "is another enterprise's" in each or "filed already" in each]
    assert rebuild.differences(site) == []


def test_another_code_in_an_approved_filing_is_another_enterprise(site: Site, filed: str) -> None:
    decide(site, filed, FilingAction.APPROVE)

    with pytest.raises(CodeStays):
        filing.submit(site, enterprise(2), "示例甲", LATER, organisation_id=filed)


def test_a_code_may_be_corrected_before_it_is_approved(site: Site, filed: str) -> None:
    filing.submit(site, enterprise(2), "示例甲", LATER, organisation_id=filed)

    assert filing.show(site, filed).filed.uscc == samples.uscc(2)


def test_a_gln_belongs_to_one_enterprise(site: Site) -> None:
    filing.submit(site, enterprise(1, gln="6901234000009"), "示例甲", DAY)

    with pytest.raises(Invalid) as refused:
        filing.submit(site, enterprise(2, gln="6901234000009"), "示例乙", DAY)

    assert str(refused.value) == "gln: GLN 6901234000009 is another enterprise's here."


def test_an_unknown_chain_and_a_lost_scan_are_not_found(site: Site) -> None:
    held = HeldCertificate("绿色食品", "1", "", None, None, "0" * 64, "gone.pdf")

    with pytest.raises(NotFound):
        filing.submit(site, enterprise(chain="no-such"), "示例甲", DAY)
    with pytest.raises(NotFound):
        filing.submit(site, enterprise(certificates=(held,)), "示例甲", DAY)


def test_a_filing_is_seen_by_itself_and_by_its_office(site: Site, filed: str) -> None:
    own = replace(OFFICE, organisation_id=filed, region="370404", roles=frozenset({Role.GROWER}))
    other = filing.submit(site, enterprise(2), "示例乙", DAY)

    with site.db.read() as session:
        seen = [
            may_see(session, member, "filing", key)
            for member, key in [
                (OFFICE, filed),
                (own, filed),
                (own, other),
                (NEIGHBOUR, filed),
                (OFFICE, "no-such"),
            ]
        ]

    assert seen == [True, True, False, False, False]


def test_a_scan_stays_to_be_seen_after_the_certificate_is_gone(site: Site) -> None:
    scan = files.park(site, b"%PDF-1.7", DAY)
    held = HeldCertificate("绿色食品", "1", "", None, None, scan, "green.pdf")
    filed = filing.submit(site, enterprise(certificates=(held,)), "示例甲", DAY)
    filing.submit(site, enterprise(), "示例甲", LATER, organisation_id=filed)
    key = filing.attachment_key(filed, held)

    with site.db.read() as session:
        seen = [
            may_see(session, member, "attachment", each)
            for member, each in [
                (OFFICE, key),
                (NEIGHBOUR, key),
                (OFFICE, f"{filed}-{'0' * 64}"),
                (OFFICE, "x"),
            ]
        ]

    assert seen == [True, False, False, False]
    assert filing.attachment(site, key) == (b"%PDF-1.7", "application/pdf", "green.pdf")
    with pytest.raises(NotFound):
        filing.attachment(site, f"{filed}-")
