"""What the resolver says of itself: one operation for each form of path that this site resolves."""

from collections.abc import Mapping
from itertools import combinations

from aril.api import problems
from aril.api.description import (
    ANY_TEXT,
    Answer,
    Example,
    Operation,
    Parameter,
    Paths,
    Schema,
    Sentence,
    listed,
)
from aril.domain.resolver import LINKSET
from aril.gs1.application_identifiers import IDENTIFIERS
from aril.gs1.linters import Linter
from aril.gs1.linters.characters import digits, set_82
from aril.services.codes import resolver

_CHARACTERS: Mapping[Linter, str] = {digits: "[0-9]", set_82: '[!"%-?A-Z_a-z]'}
_TARGET: Schema = {
    "type": "object",
    "properties": {
        "href": {"type": "string"},
        "title": {"type": "string"},
        "type": {"type": "string"},
        "hreflang": listed({"type": "string"}),
    },
    "required": ["href"],
}
_LINKSET: Schema = {
    "type": "object",
    "properties": {
        "linkset": listed(
            {
                "type": "object",
                "properties": {"anchor": {"type": "string"}, "itemDescription": {"type": "string"}},
                "required": ["anchor"],
                "additionalProperties": listed(_TARGET),
            }
        )
    },
    "required": ["linkset"],
}
_FORMS = dict.fromkeys((LINKSET, "application/json", "application/ld+json"), _LINKSET)
_SAID = {
    "Vary": "What the answer depends on: the forms and languages that were asked for.",
    "Access-Control-Allow-Origin": "Any program in a browser may ask.",
}
_ANSWERS = (
    Answer(200, description="Everything there is: the set of links.", content=_FORMS, headers=_SAID),
    Answer(300, description="Several links answer equally well.", content=_FORMS, headers=_SAID),
    Answer(
        307,
        description="The link that answers best.",
        headers=_SAID | {"Location": "Where it leads.", "Link": "The address of the set of links."},
    ),
)
_QUERY = (
    Parameter(
        "linkType",
        "query",
        ANY_TEXT,
        description="The type of link that is wanted, `gs1:pip`, or `linkset` for all of them.",
    ),
    Parameter(
        "context",
        "query",
        ANY_TEXT,
        description="The context in which it is wanted, as its link says it.",
    ),
)
_PROBLEMS = (problems.VALIDATION, problems.NOT_FOUND)

DESCRIPTION = Operation(
    "resolverDescription",
    "resolver",
    summary="What this resolver can do",
    answers=(
        Answer(
            200,
            description="The resolver description file of the standard.",
            content={
                "application/json": {
                    "type": "object",
                    "properties": {
                        "name": {"type": "string"},
                        "resolverRoot": {"type": "string"},
                        "supportedPrimaryKeys": listed({"type": "string"}),
                    },
                    "required": ["resolverRoot", "supportedPrimaryKeys"],
                }
            },
        ),
    ),
)
COMPRESSED = Operation(
    "resolveCompressed",
    "resolver",
    summary="Resolve a compressed Digital Link",
    answers=_ANSWERS,
    parameters=(
        Parameter(
            "segment",
            "path",
            {"type": "string", "format": "gs1-compressed", "pattern": "^[A-Za-z0-9_-]+$"},
            description="The link as one step of a path, as GS1's compression makes it.",
        ),
        *_QUERY,
    ),
    problems=_PROBLEMS,
    example=Example(path={"segment": "AQyNo0UVqA"}, query={"linkType": "linkset"}),
)


def described_paths() -> Paths:
    """Each key that this site resolves, alone and with its qualifiers in their order."""
    return {
        "".join(f"/{ai}/{{ai{ai}}}" for ai in (key, *qualifiers)): {"GET": _operation(key, qualifiers)}
        for key in resolver.KEYS
        for order in IDENTIFIERS[key].qualifiers or ()
        for count in range(len(order) + 1)
        for qualifiers in combinations(order, count)
    }


def value_of(ai: str) -> Schema:
    """The values of an identifier. Its format says what a pattern cannot: that check digits fit."""
    parts = [
        f"{_CHARACTERS[part.linters[0]]}{{{part.least},{part.most}}}" for part in IDENTIFIERS[ai].components
    ]
    return {"type": "string", "format": f"gs1-{ai}", "pattern": f"^{''.join(parts)}$"}


def _operation(key: str, qualifiers: tuple[str, ...]) -> Operation:
    said = {"titles": tuple(IDENTIFIERS[ai].title for ai in (key, *qualifiers))}
    return Operation(
        "resolve" + "".join(f"_{ai}" for ai in (key, *qualifiers)),
        "resolver",
        summary=Sentence("Resolve a Digital Link of {titles}", said),
        description=(
            "A phone is sent to a page, by the languages it reads; a program is told of all links by "
            "`linkType=linkset` or by asking for `application/linkset+json`. What a link does not know itself, the "
            "link before it does: a lot that is not known is answered by its product."
        ),
        answers=_ANSWERS,
        parameters=(*(_argument(ai) for ai in (key, *qualifiers)), *_QUERY),
        problems=_PROBLEMS,
        example=Example(
            path={f"ai{ai}": _EXAMPLES[ai] for ai in (key, *qualifiers)}, query={"linkType": "linkset"}
        ),
    )


def _argument(ai: str) -> Parameter:
    identifier = IDENTIFIERS[ai]
    return Parameter(
        f"ai{ai}",
        "path",
        value_of(ai),
        description=Sentence(
            "{title}, application identifier {ai} of GS1, percent-encoded.",
            {"title": identifier.title, "ai": ai},
        ),
    )


_EXAMPLES = {
    "00": "369012345000000012",
    "01": "06901234567892",
    "10": "L7",
    "21": "2017",
    "22": "2A",
    "235": "T1",
    "254": "1",
    "414": "6901234000009",
    "417": "6901234000009",
    "7040": "1ABC",
}
