"""What a document may say but better did not: read and kept all the same, and told to whoever checks it.

Source: EPCIS 2.0, section 7.3.8, by which an attribute of a sensor is said once, for the element or for the report;
the standard's own examples say it twice.
"""

from collections.abc import Iterable, Iterator

from aril.epcis.documents import AnyDocument
from aril.epcis.errors import Finding, Problem, Step
from aril.epcis.events import Event, SensorMetadata, SensorReport
from aril.epcis.reading import json_path
from aril.epcis.records import Table

_METADATA = Table.of(SensorMetadata).fields
_ON_BOTH_LEVELS = [each for each in Table.of(SensorReport).fields.values() if each.key in _METADATA]


def remarks(document: AnyDocument) -> Iterator[Finding]:
    """Everything worth a second look, in the order of the document."""
    for index, event in enumerate(document.events):
        place: tuple[Step, ...] = (*document.EVENTS_AT, index) if document.EVENTS_AT else ()
        for problem in _said_twice(event):
            yield problem.found(json_path((*place, *problem.steps)), index)


def _said_twice(event: Event) -> Iterable[Problem]:
    for number, element in enumerate(event.sensor_elements):
        for position, report in enumerate(element.sensor_reports):
            for each in _ON_BOTH_LEVELS:
                if getattr(report, each.name) and getattr(element.sensor_metadata, each.name, None):
                    steps = ("sensorElementList", number, "sensorReport", position, each.key)
                    yield Problem(steps, "said-twice", {"field": each.key})
