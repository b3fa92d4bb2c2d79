"""One spelling of an EPC."""

from aril.gs1.epc import to_digital_link
from aril.gs1.errors import Gs1Error


def canonical(epc: str) -> str:
    """The canonical GS1 Digital Link of a GS1 identifier in any spelling (EPC URN, any domain's Digital Link).

    A URI that carries no GS1 key, or a malformed one, is answered unchanged: it is its own only spelling.
    """
    try:
        return to_digital_link(epc)
    except Gs1Error:
        return epc
