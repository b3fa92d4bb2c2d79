"""A worker that records one document after another until it is killed, and acknowledges each that was committed."""

from collections.abc import Iterable
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from aril.domain.membership import Member
from aril.domain.terms import Terms
from aril.epcis.contexts import EPCIS_CONTEXT
from aril.services.ledger import documents
from aril.services.ledger.documents import ErrorBehaviour
from aril.services.merkle_log import log
from aril.services.site import Site
from aril.store.database import Database
from tests.samples import BASE_URL, DAY, NAMESPACE

DOCUMENTS_A_HEAD = 4
EVENTS = 3
"""Events of a document."""


def run(url: str, folder: Path, name: str, member: Member, acknowledge: Connection) -> None:
    """Record documents named after `name`; tell the IDs of the events of each when it is safe."""
    site = Site(Database(url, pool_size=1), Terms(NAMESPACE), BASE_URL, folder, Path("labels"))
    for number in count():
        document = said(f"{name}-{number}")
        documents.capture_document(site, document, ErrorBehaviour.ROLLBACK, member, DAY)
        acknowledge.send(event_ids(document))
        log.sequence(site)
        if number % DOCUMENTS_A_HEAD == 0:
            log.sign_head(site, DAY)


def said(name: str) -> dict[str, Any]:
    """A document: two lots are harvested, packed into a third, and some of that is sold."""
    harvested = [lot(f"{name}-a", 60), lot(f"{name}-b", 40)]
    packed = lot(f"{name}-c", 95)
    adding = {"action": "ADD", "bizStep": "creating_class_instance"}
    selling = {"action": "OBSERVE", "bizStep": "retail_selling"}
    events: Iterable[dict[str, Any]] = (
        {"type": "ObjectEvent", **adding, "quantityList": harvested},
        {"type": "TransformationEvent", "inputQuantityList": harvested, "outputQuantityList": [packed]},
        {"type": "ObjectEvent", **selling, "quantityList": [packed | {"quantity": 30}]},
    )
    when = {"eventTime": "2026-09-12T08:00:00+08:00", "eventTimeZoneOffset": "+08:00"}
    listed = [
        {**event, **when, "eventID": f"https://trace.example/event/{name}-{place}"}
        for place, event in enumerate(events)
    ]
    return {
        "@context": EPCIS_CONTEXT,
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-09-12T08:00:00Z",
        "epcisBody": {"eventList": listed},
    }


def lot(code: str, kg: int) -> dict[str, Any]:
    return {"epcClass": f"https://trace.example/lot/{code}", "quantity": kg, "uom": "KGM"}


def event_ids(document: dict[str, Any]) -> list[str]:
    return [event["eventID"] for event in document["epcisBody"]["eventList"]]
