"""One spelling of an EPC.

The same lot may arrive as `urn:epc:class:lgtin:…`, as a Digital Link of its maker's site, or as one of `id.gs1.org`.
All are kept as they were said; they are compared, indexed and hashed in the spelling that `canonical` answers.
"""

from functools import lru_cache

from aril.gs1.epc import to_digital_link
from aril.gs1.errors import Gs1Error

_SPELLINGS_OF_GS1 = ("https://", "http://", "urn:epc:")


@lru_cache(maxsize=16_384)
def canonical(epc: str) -> str:
    """The canonical Digital Link (`https://id.gs1.org/…`) of a GS1 identifier given as EPC URN or any Digital Link.

    A URI that carries no GS1 key, or a malformed one, is answered unchanged: it has no other spelling.
    """
    if not epc.startswith(_SPELLINGS_OF_GS1):
        return epc
    try:
        return to_digital_link(epc)
    except Gs1Error:
        return epc
