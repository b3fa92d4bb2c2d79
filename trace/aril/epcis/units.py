"""Units of measure that say the same thing: 5 °C and 278.15 K, 1 500 g and 1.5 kg.

A value is compared in the base unit of its quantity. Codes are those of UN/CEFACT Recommendation 20; one that is not in
the table is its own base unit, so that its values are compared with each other only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from types import MappingProxyType

_DIGITS = Context(prec=20)
"""More than anybody measures, and few enough that 41 °F and 5 °C come out equal."""


@dataclass(frozen=True, slots=True)
class Unit:
    """How many of the base unit one is: base = (value + offset) x numerator / denominator."""

    base: str
    numerator: Decimal
    denominator: Decimal = Decimal(1)
    offset: Decimal = Decimal(0)


def in_base_unit(value: Decimal, code: str, *, difference: bool = False) -> tuple[Decimal, str]:
    """The value in the base unit, and that unit's code; `difference` for a deviation, which has no zero point."""
    unit = UNITS.get(code)
    if unit is None:
        return value, code
    shifted = value if difference else _DIGITS.add(value, unit.offset)
    return _DIGITS.divide(_DIGITS.multiply(shifted, unit.numerator), unit.denominator).normalize(), unit.base


def _multiples(base: str, **factors: str) -> dict[str, Unit]:
    return {code.lstrip("_"): Unit(base, Decimal(factor)) for code, factor in {base: "1", **factors}.items()}


UNITS: Mapping[str, Unit] = MappingProxyType(
    {
        "KEL": Unit("KEL", Decimal(1)),
        "CEL": Unit("KEL", Decimal(1), offset=Decimal("273.15")),
        "FAH": Unit("KEL", Decimal(5), Decimal(9), Decimal("459.67")),
        "MTS": Unit("MTS", Decimal(1)),
        "KMH": Unit("MTS", Decimal(10), Decimal(36)),
        # Mass, and mass or volume per mass: mg/kg and per cent are parts of one.
        **_multiples(
            "KGM",
            GRM="0.001",
            MGM="0.000001",
            MC="0.000000001",
            DTN="100",
            TNE="1000",
            LBR="0.45359237",
            ONZ="0.028349523125",
        ),
        **_multiples("C62", P1="0.01", _59="0.000001", NA="0.000001"),
        **_multiples("KMQ", A93="0.001", GL="1"),
        # Space
        **_multiples(
            "MTR", MMT="0.001", CMT="0.01", DMT="0.1", KMT="1000", INH="0.0254", FOT="0.3048", YRD="0.9144"
        ),
        **_multiples("MTK", MMK="0.000001", CMK="0.0001", HAR="10000", KMK="1000000"),
        **_multiples("MTQ", LTR="0.001", DMQ="0.001", MLT="0.000001", CMQ="0.000001", HLT="0.1"),
        # Time, pressure, electricity, light
        **_multiples("SEC", C26="0.001", MIN="60", HUR="3600", DAY="86400"),
        **_multiples("PAL", A97="100", MBR="100", KPA="1000", BAR="100000", MPA="1000000", ATM="101325"),
        **_multiples("HTZ", KHZ="1000", MHZ="1000000"),
        **_multiples("JOU", KJO="1000", WHR="3600", KWH="3600000"),
        **_multiples("WTT", KWT="1000", MAW="1000000"),
        **_multiples("VLT", _2Z="0.001", KVT="1000"),
        **_multiples("AMP", _4K="0.001"),
        **_multiples("LUX", KLX="1000"),
    }
)
