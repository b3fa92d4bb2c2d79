"""Services, documents, coupons, parts and models."""

from typing import ClassVar

from aril.gs1.keys.base import Key


class Gsrn(Key):
    """Global Service Relation Number of a recipient, 18 digits (General Specifications, 2.5)."""

    __slots__ = ()
    ai: ClassVar[str] = "8018"
    name: ClassVar[str] = "GSRN"


class GsrnProvider(Key):
    """Global Service Relation Number of a provider, 18 digits (General Specifications, 2.5)."""

    __slots__ = ()
    ai: ClassVar[str] = "8017"
    name: ClassVar[str] = "GSRN"


class Gdti(Key):
    """Global Document Type Identifier, such as of a certificate (General Specifications, 2.6.13)."""

    __slots__ = ()
    ai: ClassVar[str] = "253"
    name: ClassVar[str] = "GDTI"

    @property
    def serial(self) -> str:
        """The part that tells one document from others of its type, or empty."""
        return self.value[13:]


class Gcn(Key):
    """Global Coupon Number (General Specifications, 2.6.3)."""

    __slots__ = ()
    ai: ClassVar[str] = "255"
    name: ClassVar[str] = "GCN"

    @property
    def serial(self) -> str:
        """The part that tells one coupon from others of its offer, or empty."""
        return self.value[13:]


class Cpid(Key):
    """Component/Part Identifier (General Specifications, 2.6.14)."""

    __slots__ = ()
    ai: ClassVar[str] = "8010"
    name: ClassVar[str] = "CPID"


class Gmn(Key):
    """Global Model Number, which ends in a check pair (General Specifications, 2.6.15)."""

    __slots__ = ()
    ai: ClassVar[str] = "8013"
    name: ClassVar[str] = "GMN"
