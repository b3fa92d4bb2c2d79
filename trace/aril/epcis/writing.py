"""Values → EPCIS JSON, as Python's own dicts, lists, texts and numbers.

`aril.epcis.jsontext.dumps` makes text of it with every digit; Python's `json` rounds numbers to those of a float.
"""

from aril.epcis.contexts import Json, Levels
from aril.epcis.documents import DOCUMENT, QUERY_DOCUMENT, AnyDocument, BareEvent, Document
from aril.epcis.events import Event, table_of


def write_event(event: Event, around: Levels = ()) -> dict[str, Json]:
    """The event as a JSON-LD object, with those of its contexts that do not stand `around` it already."""
    return table_of(event).write(event, around)


def write_document(document: AnyDocument) -> dict[str, Json]:
    """The document as a JSON-LD object."""
    if isinstance(document, BareEvent):
        return write_event(document.event)
    if isinstance(document, Document):
        return DOCUMENT.write(document)
    return QUERY_DOCUMENT.write(document)
