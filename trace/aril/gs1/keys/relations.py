"""Services, documents, coupons, parts and models."""

from dataclasses import dataclass
from typing import ClassVar

from aril.gs1.keys.base import Key


@dataclass(frozen=True, slots=True, order=True)
class Gsrn(Key):
    """Global Service Relation Number of a recipient, 18 digits (General Specifications, 2.5)."""

    ai: ClassVar[str] = "8018"
    name: ClassVar[str] = "GSRN"


@dataclass(frozen=True, slots=True, order=True)
class GsrnProvider(Key):
    """Global Service Relation Number of a provider, 18 digits (General Specifications, 2.5)."""

    ai: ClassVar[str] = "8017"
    name: ClassVar[str] = "GSRN"


@dataclass(frozen=True, slots=True, order=True)
class Gdti(Key):
    """Global Document Type Identifier, such as of a certificate (General Specifications, 2.6.13)."""

    ai: ClassVar[str] = "253"
    name: ClassVar[str] = "GDTI"

    @property
    def serial(self) -> str:
        """The part that tells one document from others of its type, or empty."""
        return self.value[13:]


@dataclass(frozen=True, slots=True, order=True)
class Gcn(Key):
    """Global Coupon Number (General Specifications, 2.6.3)."""

    ai: ClassVar[str] = "255"
    name: ClassVar[str] = "GCN"

    @property
    def serial(self) -> str:
        """The part that tells one coupon from others of its offer, or empty."""
        return self.value[13:]


@dataclass(frozen=True, slots=True, order=True)
class Cpid(Key):
    """Component/Part Identifier (General Specifications, 2.6.14)."""

    ai: ClassVar[str] = "8010"
    name: ClassVar[str] = "CPID"


@dataclass(frozen=True, slots=True, order=True)
class Gmn(Key):
    """Global Model Number, which ends in a check pair (General Specifications, 2.6.15)."""

    ai: ClassVar[str] = "8013"
    name: ClassVar[str] = "GMN"
