"""Planting enterprises and their filing 种植企业建档."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import fields as parts
from datetime import date
from enum import StrEnum
from typing import ClassVar, Self
from unicodedata import normalize

from aril.domain.errors import Invalid, Refusal
from aril.domain.identity import Uscc
from aril.domain.reading import Fields, sure
from aril.domain.region import Region
from aril.gs1.errors import Gs1Error
from aril.gs1.keys import Gln


class EnterpriseKind(StrEnum):
    ENTERPRISE = "enterprise"
    COOPERATIVE = "cooperative"
    FAMILY_FARM = "family_farm"
    INDIVIDUAL = "individual"
    COLLECTIVE = "collective"


class Activity(StrEnum):
    """What an organisation does in the chain; it decides which pages it needs, not what it may see."""

    GROWER = "grower"
    PACKER = "packer"
    TRADER = "trader"
    LABORATORY = "laboratory"
    OFFICE = "office"


class FilingStatus(StrEnum):
    SUBMITTED = "submitted"
    CHANGES_REQUESTED = "changes_requested"
    APPROVED = "approved"
    SUSPENDED = "suspended"


class FilingAction(StrEnum):
    SUBMIT = "submit"
    APPROVE = "approve"
    REQUEST_CHANGES = "request_changes"
    SUSPEND = "suspend"
    REINSTATE = "reinstate"


@dataclass(frozen=True, slots=True)
class HeldCertificate:
    """A certificate an enterprise holds: green food, organic, geographical indication.

    `file` is the SHA-256 of the scan that was uploaded, in hex, or empty.
    """

    kind: str
    number: str
    issuer: str
    valid_from: date | None
    valid_to: date | None
    file: str = ""
    file_name: str = ""

    @classmethod
    def parse(
        cls, values: Mapping[str, str], prefix: str = "", *, file: str = "", file_name: str = ""
    ) -> Self:
        """Read a certificate from fields named as here behind `prefix`; raises `Invalid` with every fault."""
        fields = Fields(values)
        kind = fields.text(f"{prefix}kind", at_most=50)
        number = fields.text(f"{prefix}number", at_most=64)
        issuer = fields.text(f"{prefix}issuer", at_most=100, required=False)
        valid_from = fields.day(f"{prefix}valid_from", required=False)
        valid_to = fields.day(f"{prefix}valid_to", required=False)
        if valid_from and valid_to and valid_to < valid_from:
            fields.refuse(
                f"{prefix}valid_to", "This lies before the first day of validity, {day}.", day=valid_from
            )
        fields.check()
        return cls(kind, number, issuer, valid_from, valid_to, file, file_name)


@dataclass(frozen=True, slots=True)
class Enterprise:
    """What an enterprise files about itself."""

    name: str
    kind: EnterpriseKind
    activity: Activity
    uscc: str
    region: str
    address: str
    legal_representative: str
    phone: str
    chief_quality_officer: str
    chain: str
    name_en: str = ""
    gs1_prefix: str = ""
    gln: str = ""
    certificates: tuple[HeldCertificate, ...] = ()

    @classmethod
    def parse(cls, values: Mapping[str, str], certificates: tuple[HeldCertificate, ...] = ()) -> Self:
        """Read a filing from its fields, named as here; raises `Invalid` with every fault."""
        fields = Fields(values)
        name = fields.text("name", at_most=100)
        kind = fields.choice("kind", EnterpriseKind)
        activity = fields.choice("activity", Activity)
        uscc = fields.through("uscc", Uscc.parse)
        region = fields.through("region", Region.parse)
        address = fields.text("address")
        representative = fields.text("legal_representative", at_most=50)
        phone = fields.through("phone", parse_phone)
        officer = fields.text("chief_quality_officer", at_most=50)
        chain = fields.text("chain", at_most=64)
        name_en = fields.text("name_en", at_most=100, required=False)
        prefix = fields.through("gs1_prefix", parse_gs1_prefix, required=False)
        gln = fields.through("gln", _parse_gln, required=False)
        fields.check()
        return cls(
            name=name,
            kind=kind,
            activity=activity,
            uscc=str(sure(uscc)),
            region=str(sure(region)),
            address=address,
            legal_representative=representative,
            phone=sure(phone),
            chief_quality_officer=officer,
            chain=chain,
            name_en=name_en,
            gs1_prefix=prefix or "",
            gln=gln or "",
            certificates=certificates,
        )

    def differences(self, other: "Enterprise") -> tuple[str, ...]:
        """The names of the fields in which another filing says something else."""
        return tuple(
            part.name for part in parts(self) if getattr(self, part.name) != getattr(other, part.name)
        )


@dataclass(frozen=True, slots=True)
class FilingStep:
    """One step of a filing, kept for ever: who did what, and why. A `submit` carries what was filed."""

    organisation_id: str
    action: FilingAction
    by: str
    reason: str = ""
    enterprise: Enterprise | None = None


@dataclass(eq=False)
class FilingStepNotPossible(Refusal):
    template: ClassVar[str] = "A filing that is {status} cannot take the step {action}."
    status: str
    action: str


_STEPS: dict[tuple[FilingStatus | None, FilingAction], FilingStatus] = {
    (None, FilingAction.SUBMIT): FilingStatus.SUBMITTED,
    (FilingStatus.SUBMITTED, FilingAction.SUBMIT): FilingStatus.SUBMITTED,
    (FilingStatus.CHANGES_REQUESTED, FilingAction.SUBMIT): FilingStatus.SUBMITTED,
    (FilingStatus.APPROVED, FilingAction.SUBMIT): FilingStatus.SUBMITTED,
    (FilingStatus.SUBMITTED, FilingAction.APPROVE): FilingStatus.APPROVED,
    (FilingStatus.SUBMITTED, FilingAction.REQUEST_CHANGES): FilingStatus.CHANGES_REQUESTED,
    (FilingStatus.APPROVED, FilingAction.REQUEST_CHANGES): FilingStatus.CHANGES_REQUESTED,
    (FilingStatus.SUBMITTED, FilingAction.SUSPEND): FilingStatus.SUSPENDED,
    (FilingStatus.APPROVED, FilingAction.SUSPEND): FilingStatus.SUSPENDED,
    (FilingStatus.CHANGES_REQUESTED, FilingAction.SUSPEND): FilingStatus.SUSPENDED,
    (FilingStatus.SUSPENDED, FilingAction.REINSTATE): FilingStatus.APPROVED,
}

REASON_NEEDED = frozenset({FilingAction.REQUEST_CHANGES, FilingAction.SUSPEND})


def next_status(status: FilingStatus | None, action: FilingAction, reason: str) -> FilingStatus:
    """Where a step leads; raises `FilingStepNotPossible`, or `Invalid` where a step needs its reason."""
    following = _STEPS.get((status, action))
    if following is None:
        raise FilingStepNotPossible(status or "new", action)
    if action in REASON_NEEDED and not reason.strip():
        raise Invalid.at("reason", "Say why, so that the enterprise knows what to do.")
    return following


def possible_actions(status: FilingStatus) -> tuple[FilingAction, ...]:
    """The steps the chain office can take from here."""
    return tuple(
        action for (before, action) in _STEPS if before is status and action is not FilingAction.SUBMIT
    )


def parse_phone(text: str, where: str = "phone") -> str:
    """A Chinese mobile (11 digits) or fixed line (area code and number); kept as digits and one dash."""
    value = re.sub(r"[\s()]", "", normalize("NFKC", text))
    if not re.fullmatch(r"(\+86)?1[3-9]\d{9}|0\d{2,3}-?\d{7,8}|12315", value):
        raise Invalid.at(
            where,
            "Expected a mobile of 11 digits or a number such as 0632-7711234, found “{value}”.",
            value=text,
        )
    return value.removeprefix("+86")


def parse_gs1_prefix(text: str, where: str = "gs1_prefix") -> str:
    """A GS1 company prefix of 7 to 10 digits, as GS1 China assigns them (690 to 699, 680, 681) or another."""
    value = re.sub(r"\s", "", normalize("NFKC", text))
    if not re.fullmatch(r"\d{7,10}", value):
        raise Invalid.at(
            where, "Expected a GS1 company prefix of 7 to 10 digits, found “{value}”.", value=text
        )
    return value


def _parse_gln(text: str, where: str) -> str:
    try:
        return str(Gln.parse(normalize("NFKC", text)))
    except Gs1Error as error:
        raise Invalid.at(where, error.template, **error.data) from error
