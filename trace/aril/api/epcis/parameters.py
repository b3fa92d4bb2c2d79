"""The parameters of the event query as programs are told of them: all that `aril.epcis.query` reads, and no other."""

from collections.abc import Iterator, Mapping

from aril.api.description import ANY_TEXT, Parameter, Schema, Sentence, Text, named
from aril.epcis import query
from aril.epcis.query import MATCHED, Operator

PAGES = ("perPage", "nextPageToken")
"""What a list of something else than events takes too."""

_SETTINGS: Mapping[str, Text] = {
    "orderBy": "What events are ordered by: `eventTime`, `recordTime`, or a field of your own by its name.",
    "orderDirection": "`DESC`, the latest or largest first, or `ASC`.",
    "eventCountLimit": "At most so many events, the first of their order; it needs `orderBy`.",
    "maxEventCount": "If more events than this are found, none is answered but a QueryTooLargeException.",
    "perPage": "How many entries a page has: 30 unless said otherwise, at most 1000.",
    "nextPageToken": "Where the page before left off: never made up, always followed from its `Link` header.",
}
_SENTENCES: Mapping[Operator, str] = {
    Operator.EQ: "{field} is one of these.",
    Operator.GT: "{field} is more than this.",
    Operator.GE: "{field} is this or more; of times, then or later.",
    Operator.LT: "{field} is less than this; of times, earlier.",
    Operator.LE: "{field} is this or less.",
    Operator.MATCH: (
        "One of these stands in {field}. A pattern of EPCs ends with a star: `urn:epc:idpat:sgtin:9521141.012345.*`."
    ),
    Operator.WD: "{field} is one of these or lies within it.",
    Operator.EXISTS: "The event has {field}.",
}


def event_parameters() -> Iterator[Parameter]:
    """Those of a list of events: each with a name of its own, then the families."""
    for each in query.parameters():
        yield Parameter(each.name, "query", _schema(each.name, _in_url(each.item)), _said(each), each.is_list)
    yield Parameter(
        "flexible",
        "query",
        {
            "type": "object",
            "patternProperties": {each.pattern: _in_url(each.item) for each in query.families()},
            "additionalProperties": False,
        },
        description=(
            "Parameters whose names end in a key. `EQ_bizTransaction_po`, `EQ_source_owning_party` and "
            "`EQ_destination_location` end in a type; `GE_value_CEL`, `LT_quantity_KGM` in a unit, and values are "
            "converted (`KEL` finds `CEL`); `EQ_ILMD_example:grade`, `EXISTS_SENSORREPORT_example:probe` in the "
            "name of a field of your own, its prefix declared by GS1-Extensions or written out; `INNER_` before it "
            "finds it at any depth."
        ),
        keys=True,
    )


def page_parameters() -> Iterator[Parameter]:
    """Those of any other list."""
    return (each for each in event_parameters() if each.name in PAGES)


def as_json() -> Schema:
    """The object that holds them in a query that is kept, which begins at its first page."""
    properties = {
        each.name: _in_json(each.item, is_list=each.is_list) if each.operator else each.item
        for each in query.parameters()
        if each.name != "nextPageToken"
    }
    return {
        "type": "object",
        "properties": {"@context": named("Context"), **properties},
        "patternProperties": {
            each.pattern: _in_json(each.item, is_list=each.is_list) for each in query.families()
        },
        "additionalProperties": False,
        "dependentRequired": {"eventCountLimit": ["orderBy"]},
        "not": {"required": ["eventCountLimit", "maxEventCount"]},
    }


def _in_url(item: Schema) -> Schema:
    """A value as the text of a URL, which is never null, nor has a null character."""
    if "anyOf" in item:
        return {**item, "anyOf": [_in_url(each) for each in item["anyOf"]]}
    if "enum" in item:
        return {**item, "enum": [each for each in item["enum"] if each is not None]}
    if "string" in item.get("type", ()) and not item.keys() & {"pattern", "format"}:
        return {**item, **ANY_TEXT}
    return item


def _in_json(item: Schema, *, is_list: bool) -> Schema:
    several: Schema = {"type": "array", "items": item, "minItems": 1} | ({} if is_list else {"maxItems": 1})
    return {"anyOf": [item, several]}


def _said(parameter: query.Parameter) -> Text:
    if parameter.operator is None:
        return _SETTINGS[parameter.name]
    fields = (
        MATCHED.get(parameter.field, (parameter.field,)) if parameter.operator is Operator.MATCH else None
    )
    return Sentence(_SENTENCES[parameter.operator], {"field": fields or parameter.field})


def _schema(name: str, item: Schema) -> Schema:
    return {"type": "string", "format": "page-token"} if name == "nextPageToken" else item
