"""The published event hashes, each with the text of which it is taken."""

from aril.epcis.event_hash import event_hash, left_out, prehash
from aril.epcis.jsontext import loads
from aril.epcis.reading import read_document
from tests.conformance import vectors


def test_every_published_hash_is_computed_from_the_published_text():
    for case in vectors.data("epcis/event_hash.json")["published"]:
        document = read_document(loads(vectors.text(f"epcis/event_hash/{case['file']}")))
        without = left_out(document)

        assert [prehash(event, without) for event in document.events] == case["prehashes"], case["file"]
        assert [event_hash(event, without) for event in document.events] == case["hashes"], case["file"]
