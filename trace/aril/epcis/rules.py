"""What must hold between the fields of one event.

A rule gets the event's JSON object, because an empty list says something else than none, and answers the problems it
finds. It judges only what is there in the right form; each field's own reader tells of the rest.

Source: EPCIS 2.0, section 7.4, and its JSON Schema.
"""

from collections.abc import Iterable, Mapping

from aril.epcis.contexts import Json
from aril.epcis.errors import Problem

JsonObject = Mapping[str, Json]


def names_objects(event: JsonObject) -> Iterable[Problem]:
    """An object event has a list of EPCs (which may be empty), quantities, or sensor readings at a read point."""
    if "epcList" in event or event.get("quantityList"):
        return
    if event.get("sensorElementList") and "readPoint" in event:
        return
    yield _nothing("epcList", "epcList, quantityList, or sensorElementList with readPoint")


def names_traded_objects(event: JsonObject) -> Iterable[Problem]:
    """A transaction event has a list of EPCs or quantities, except one that ends the whole transaction."""
    if "epcList" in event or event.get("quantityList") or event.get("action") == "DELETE":
        return
    yield _nothing("epcList", "epcList or quantityList")


def names_transactions(event: JsonObject) -> Iterable[Problem]:
    """A transaction event says which transactions (section 7.4.4)."""
    if not event.get("bizTransactionList"):
        yield _nothing("bizTransactionList", "at least one entry in bizTransactionList")


def names_children(event: JsonObject) -> Iterable[Problem]:
    """An aggregation or association has children, except one that takes all of them away."""
    if event.get("childEPCs") or event.get("childQuantityList") or event.get("action") == "DELETE":
        return
    yield _nothing("childEPCs", "childEPCs or childQuantityList")


def names_parent(event: JsonObject) -> Iterable[Problem]:
    """Only an aggregation that was merely observed may leave its parent unnamed (section 7.4.3)."""
    if "parentID" not in event and event.get("action") in ("ADD", "DELETE"):
        yield Problem(("parentID",), "missing", {"field": "parentID"})


def names_inputs_and_outputs(event: JsonObject) -> Iterable[Problem]:
    """A transformation has inputs and outputs, or one side and the ID that joins it to the other."""
    inputs = event.get("inputEPCList") or event.get("inputQuantityList")
    outputs = event.get("outputEPCList") or event.get("outputQuantityList")
    if "transformationID" in event and (inputs or outputs):
        return
    if not inputs:
        yield _nothing("inputEPCList", "inputEPCList or inputQuantityList, or transformationID")
    if not outputs:
        yield _nothing("outputEPCList", "outputEPCList or outputQuantityList, or transformationID")


def describes_only_what_begins(event: JsonObject) -> Iterable[Problem]:
    """ILMD describes instances and lots when they come into being (section 7.3.6)."""
    if "ilmd" in event and event.get("action") in ("OBSERVE", "DELETE"):
        yield Problem(("ilmd",), "only-with-add", {"found": event["action"]})


def sets_or_unsets(disposition: JsonObject) -> Iterable[Problem]:
    if "set" not in disposition and "unset" not in disposition:
        yield _nothing("set", "set or unset")


def _nothing(field: str, expected: str) -> Problem:
    return Problem((field,), "nothing-identified", {"expected": expected})
