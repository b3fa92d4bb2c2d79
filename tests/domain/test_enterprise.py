import pytest

from aril.domain.enterprise import (
    Enterprise,
    FilingAction,
    FilingStatus,
    FilingStepNotPossible,
    next_status,
    parse_gs1_prefix,
    parse_phone,
    possible_actions,
)
from aril.domain.errors import Invalid
from tests.samples import uscc

FIELDS = {
    "name": "示例合作社",
    "kind": "cooperative",
    "activity": "grower",
    "uscc": uscc(1),
    "region": "370404",
    "address": "榴园镇",
    "legal_representative": "示例甲",
    "phone": "0632-7711234",
    "chief_quality_officer": "示例乙",
    "chain": "pomegranate",
    "gs1_prefix": "69012345",
    "gln": "6901234000009",
}


def test_a_filing_is_read_from_its_fields() -> None:
    filed = Enterprise.parse(FIELDS)

    assert (filed.uscc, filed.region, filed.gln) == (uscc(1), "370404", "6901234000009")


def test_every_fault_of_a_filing_is_named_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        Enterprise.parse(
            FIELDS | {"name": "", "kind": "kingdom", "uscc": "1", "phone": "123", "gln": "6901234000001"}
        )

    assert [finding.where for finding in refused.value.findings] == ["name", "kind", "uscc", "phone", "gln"]
    assert str(refused.value.findings[1]) == "Choose one of the list; found “kingdom”."


def test_a_name_that_is_too_long_says_by_how_much() -> None:
    with pytest.raises(Invalid) as refused:
        Enterprise.parse(FIELDS | {"name": "长" * 101})

    assert str(refused.value) == "name: Expected at most 100 characters, found 101."


def test_control_characters_are_refused() -> None:
    with pytest.raises(Invalid, match="control character"):
        Enterprise.parse(FIELDS | {"address": "a\x00b"})


@pytest.mark.parametrize(
    ("status", "action", "following"),
    [
        (None, FilingAction.SUBMIT, FilingStatus.SUBMITTED),
        (FilingStatus.SUBMITTED, FilingAction.APPROVE, FilingStatus.APPROVED),
        (FilingStatus.SUBMITTED, FilingAction.REQUEST_CHANGES, FilingStatus.CHANGES_REQUESTED),
        (FilingStatus.CHANGES_REQUESTED, FilingAction.SUBMIT, FilingStatus.SUBMITTED),
        (FilingStatus.APPROVED, FilingAction.SUSPEND, FilingStatus.SUSPENDED),
        (FilingStatus.SUSPENDED, FilingAction.REINSTATE, FilingStatus.APPROVED),
    ],
)
def test_a_filing_goes_from_step_to_step(
    status: FilingStatus | None, action: FilingAction, following: FilingStatus
) -> None:
    assert next_status(status, action, "because") is following


def test_a_step_out_of_turn_is_refused() -> None:
    with pytest.raises(FilingStepNotPossible) as refused:
        next_status(FilingStatus.SUSPENDED, FilingAction.APPROVE, "")

    assert str(refused.value) == "A filing that is suspended cannot take the step approve."


@pytest.mark.parametrize("action", [FilingAction.REQUEST_CHANGES, FilingAction.SUSPEND])
def test_who_stops_an_enterprise_says_why(action: FilingAction) -> None:
    with pytest.raises(Invalid, match="Say why"):
        next_status(FilingStatus.SUBMITTED, action, "  ")


def test_the_office_sees_only_the_steps_it_can_take() -> None:
    assert possible_actions(FilingStatus.SUSPENDED) == (FilingAction.REINSTATE,)
    assert FilingAction.SUBMIT not in possible_actions(FilingStatus.APPROVED)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("+8613800000000", "13800000000"),
        ("(0632) 7711234", "06327711234"),
        ("０６３２－７７１１２３４", "0632-7711234"),
    ],
)
def test_a_phone_number_is_kept_as_digits(typed: str, kept: str) -> None:
    assert parse_phone(typed) == kept


@pytest.mark.parametrize("typed", ["6901234", "690 1234", "６９０１２３４"])
def test_a_company_prefix_is_kept_as_digits(typed: str) -> None:
    assert parse_gs1_prefix(typed) == "6901234"


@pytest.mark.parametrize("text", ["690123", "69012345678", "ABCDEFG"])
def test_what_is_no_company_prefix_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="Expected a GS1 company prefix of 7 to 10 digits"):
        parse_gs1_prefix(text)
