"""GS1 keys as values: what `parse` answers is right, and needs no second look.

>>> str(Gtin.parse("6901234567892"))
'06901234567892'
"""

from aril.gs1.check_characters import digit_for
from aril.gs1.errors import Gs1Error
from aril.gs1.keys.assets import Giai, Grai
from aril.gs1.keys.base import Key
from aril.gs1.keys.gln import Gln
from aril.gs1.keys.gtin import Gtin, Itip
from aril.gs1.keys.logistics import Ginc, Gsin, Sscc
from aril.gs1.keys.relations import Cpid, Gcn, Gdti, Gmn, Gsrn, GsrnProvider
from aril.gs1.linters.characters import digits as only_digits

KEYS: dict[str, type[Key]] = {
    key.ai: key
    for key in (Cpid, Gcn, Gdti, Giai, Ginc, Gln, Gmn, Grai, Gsin, Gsrn, GsrnProvider, Gtin, Itip, Sscc)
}
"""Every kind of key by its application identifier."""


def check_digit(digits: str) -> str:
    """The check digit to write after these digits (General Specifications, 7.9.1).

    Raises `Gs1Error` when they are not digits alone.
    """
    if fault := only_digits(digits):
        raise Gs1Error.of(fault.code, "", fault.at, **fault.data)
    return digit_for(digits)


__all__ = [
    "KEYS",
    "Cpid",
    "Gcn",
    "Gdti",
    "Giai",
    "Ginc",
    "Gln",
    "Gmn",
    "Grai",
    "Gsin",
    "Gsrn",
    "GsrnProvider",
    "Gtin",
    "Itip",
    "Key",
    "Sscc",
    "check_digit",
]
