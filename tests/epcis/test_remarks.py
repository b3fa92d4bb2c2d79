"""What may be said but asks for a second look."""

import pytest

from aril.epcis.reading import read_document
from aril.epcis.remarks import remarks
from tests.epcis import examples as ex

TWICE = ex.object_event(
    sensorElementList=[
        {"sensorReport": [{"type": "Mass", "deviceID": "a:1"}]},
        {
            "sensorMetadata": {"deviceID": "a:1", "startTime": "2026-09-12T00:00:00Z"},
            "sensorReport": [{"type": "Mass"}, {"type": "Mass", "deviceID": "a:2"}],
        },
    ]
)


@pytest.mark.parametrize(
    ("json", "place"),
    [
        (ex.document(ex.object_event(), TWICE), "$.epcisBody.eventList[1]"),
        (ex.query_document(ex.object_event(), TWICE), "$.epcisBody.queryResults.resultsBody.eventList[1]"),
        ({"@context": ex.CONTEXT, **TWICE}, "$"),
    ],
)
def test_a_sensor_attribute_said_twice_is_remarked_at_the_report(json, place):
    (remark,) = remarks(read_document(json))

    assert remark.path == f"{place}.sensorElementList[1].sensorReport[1].deviceID"
    assert remark.message == "deviceID is said for the whole sensor element and for this report."


def test_an_ordinary_document_has_no_remarks():
    assert list(remarks(read_document(ex.document(ex.object_event())))) == []
