"""承诺达标合格证: the producer's own promise that a lot conforms. Never a laboratory's result."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Basis(StrEnum):
    """On what the promise rests (MARA Order 2025 No. 4)."""

    CONTROLS = "controls"  # 质量安全控制符合要求
    OWN_TEST = "own_test"  # 自行检测合格
    COMMISSIONED_TEST = "commissioned_test"  # 委托检测合格


WORDINGS = {
    "2025-4/1": "不使用禁用农药兽药、停用兽药和非法添加物，常规农药兽药残留不超标，对承诺的真实性负责",
}
"""What is promised, by version, as it was signed: a wording stays when a later one is in force.

The annex of the order is to be checked by a person before official use.
"""

WORDING = "2025-4/1"
"""The version in force."""


@dataclass(frozen=True, slots=True)
class PromiseCertificate:
    """One certificate as it was issued; it is never changed. Weight in kg."""

    id: str
    organisation_id: str
    lot: str
    number: str
    product: str
    quantity: Decimal
    origin: str
    issued_on: date
    producer: str
    contact: str
    basis: tuple[Basis, ...]
    signed_by: str
    wording: str = WORDING


@dataclass(frozen=True, slots=True)
class CertificateVoided:
    """The record by which a certificate ceases to hold; the certificate itself stays readable."""

    certificate_id: str
    organisation_id: str
    reason: str
    by: str
