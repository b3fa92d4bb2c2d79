"""What the interface of labels says of itself."""

from collections.abc import Mapping

from pydantic import BaseModel

from aril.api import problems
from aril.api.description import Answer, Body, Example, Operation, Parameter, Schema, of_model
from aril.api.labels.answers import Binding, Job, Jobs, Roll, Rolls
from aril.domain.printer import FARTHEST
from aril.domain.reading import REASON_MOST
from aril.services.label_press.label_order import HEAVIEST, KEY, LANGUAGES, MOST
from aril.services.people.tokens import Scope

_OF_ALL = (problems.UNAUTHORISED, problems.FORBIDDEN)
_OF_ONE = (problems.NOT_FOUND, *_OF_ALL)
_CHANGING = (problems.VALIDATION, problems.REFUSED, problems.CAPTURE_LIMIT, *_OF_ONE)
_ORDERING = (*_CHANGING, problems.KEY_REUSED, problems.UNPRINTABLE)

_MISTAKE, _JAM = "Wrong lot", "The printer jammed"
_LOT: Schema = {"type": "string", "format": "own-lot", "description": "The lot's code, or its Digital Link."}
_REASON: Schema = {
    "type": "string", "pattern": "^[^\\s\\x00-\\x1f][^\\x00-\\x1f]*$", "maxLength": REASON_MOST,
}  # fmt: skip
_WEIGHT: Schema = {
    "type": "number", "minimum": 0.001, "maximum": float(HEAVIEST), "description": "The net weight of one box in kg.",
}  # fmt: skip
_ORIGIN: Schema = {
    "type": "string",
    "format": "region",
    "description": "Where it grew, read where that is not known: a region of GB/T 2260, its name or its six digits.",
}
_START: Schema = {
    "type": "integer", "minimum": 1, "maximum": 10**9, "description": "The first free place of a half-used sheet.",
}  # fmt: skip
_OFFSET: Schema = {"type": "number", "minimum": -FARTHEST, "maximum": FARTHEST}
_LANGUAGE: Schema = {"type": "string", "enum": ["", *LANGUAGES]}
_WANTED: dict[str, Schema] = {
    "count": {"type": "integer", "minimum": 1, "maximum": MOST, "description": "How many labels."},
    "language": {**_LANGUAGE, "description": "The language of the labels; the design's own without it."},
    "start": _START,
    "right": {**_OFFSET, "description": "By how many mm everything moves to the right on the paper."},
    "down": {**_OFFSET, "description": "By how many mm everything moves down."},
}


def _object(properties: dict[str, Schema], *required: str) -> Schema:
    """Texts and numbers by name; what has no name here is not read."""
    return {"type": "object", "properties": properties, "required": list(required)}


def _id(name: str) -> Parameter:
    return Parameter(
        name, "path", {"type": "string", "minLength": 1, "pattern": "^[^/]+$"}, description="Its ID."
    )


def _told(model: type[BaseModel]) -> Mapping[str, Schema]:
    return {"application/json": of_model(model)}


def _ordered(roll: bool = False) -> tuple[Answer, Answer]:
    """201 where the labels are printed when it is answered, 202 where they wait."""
    later = {name: {"job": "$response.body#/id"} for name in ("labelJob", "cancelLabels")}
    done = {
        name: {"job": "$response.body#/id"}
        for name in ("labelFile", "resumeLabels", "reprintLabels", "withdrawLabels")
    }
    if roll:
        later["labelRoll"] = {"roll": "$response.body#/id"}
    where = {"Location": "The address of the job."}
    return (
        Answer(201, description="It is printed already.", content=_told(Job), headers=where, links=done),
        Answer(202, description="It waits to be printed.", content=_told(Job), headers=where, links=later),
    )


_THE_JOB = Answer(200, description="The job as it is now.", content=_told(Job))
_PDF = Answer(
    200,
    description="The labels as PDF.",
    content={"application/pdf": {"type": "string"}},
    headers={"Content-Disposition": "The name of the file."},
)
_AFTER = Parameter(
    "after",
    "query",
    {"type": "string"},
    description="The ID of the last one that you have; the next page begins behind it.",
)
_KEY = Parameter(
    "Idempotency-Key",
    "header",
    {"type": "string", "pattern": f"^{KEY.pattern}$"},
    description="Names the order, so that it is carried out once however often it arrives.",
)

ORDER = Operation(
    "orderLabels",
    "labels",
    summary="Order labels of a lot",
    description="Each gets a serial number of its own where the design has room for it. Few are printed at once.",
    answers=_ordered(),
    parameters=(_KEY,),
    body=Body(
        _object(
            {
                "lot": _LOT,
                "design": {
                    "type": "string",
                    "format": "lot-design",
                    "description": "`lot-a4-24` without it.",
                },
                "net_weight": _WEIGHT,
                "origin": _ORIGIN,
                **_WANTED,
            },
            "lot",
            "count",
        ),
        description="What is to be printed.",
    ),
    problems=_ORDERING,
    scope=Scope.LABELS,
    example=Example(
        headers={"Idempotency-Key": "order-1"},
        body={"lot": "EKLQETVAF7P8F", "design": "unit-a4-48", "count": 96},
    ),
)
JOBS = Operation(
    "labelJobs",
    "labels",
    summary="Your print jobs, newest first",
    answers=(Answer(200, description="The jobs.", content=_told(Jobs)),),
    parameters=(_AFTER,),
    problems=_OF_ONE,
    scope=Scope.LABELS,
)
ORDER_ROLL = Operation(
    "orderRoll",
    "labels",
    summary="Order labels without a lot",
    description="Each has a code of its own, and is bound to a lot later.",
    answers=_ordered(roll=True),
    parameters=(_KEY,),
    body=Body(
        _object(
            {
                "design": {
                    "type": "string",
                    "format": "roll-design",
                    "description": "`roll-60x40` without it.",
                },
                **_WANTED,
            },
            "count",
        ),
        description="What is to be printed.",
    ),
    problems=_ORDERING,
    scope=Scope.LABELS,
    example=Example(body={"count": 2000}),
)
ORDER_PARCEL = Operation(
    "orderParcelLabels",
    "labels",
    summary="Order labels of a case or a pallet that you loaded",
    description="They say its SSCC and what is in it.",
    answers=_ordered(),
    parameters=(_KEY,),
    body=Body(
        _object(
            {
                "sscc": {"type": "string", "format": "own-sscc", "description": "Its SSCC, 18 digits."},
                "design": {
                    "type": "string",
                    "format": "parcel-design",
                    "description": "`pallet-100x150` without it.",
                },
                **_WANTED,
            },
            "sscc",
            "count",
        ),
        description="What is to be printed.",
    ),
    problems=_ORDERING,
    scope=Scope.LABELS,
    example=Example(body={"sscc": "369012345000000012", "count": 2}),
)
ROLLS = Operation(
    "labelRolls",
    "labels",
    summary="Your rolls printed in advance, newest first",
    answers=(Answer(200, description="The rolls.", content=_told(Rolls)),),
    parameters=(_AFTER,),
    problems=_OF_ONE,
    scope=Scope.LABELS,
)
JOB = Operation(
    "labelJob",
    "labels",
    summary="One print job",
    answers=(_THE_JOB,),
    parameters=(_id("job"),),
    problems=_OF_ONE,
    scope=Scope.LABELS,
)
FILE = Operation(
    "labelFile",
    "labels",
    summary="The labels of a job",
    description="The whole file once it is finished, and any finished pages before.",
    answers=(_PDF,),
    parameters=(
        _id("job"),
        Parameter(
            "pages",
            "query",
            {"type": "string", "format": "pages"},
            description="Only these pages: `3` or `1-40`.",
        ),
    ),
    problems=(problems.VALIDATION, problems.REFUSED, *_OF_ONE),
    scope=Scope.LABELS,
    example=Example(query={"pages": "1"}),
)
CANCEL = Operation(
    "cancelLabels",
    "labels",
    summary="Stop a job",
    description="None of its codes is in use any more.",
    answers=(_THE_JOB,),
    parameters=(_id("job"),),
    body=Body(_object({"reason": _REASON}), description="Why, if you like.", is_required=False),
    problems=_CHANGING,
    scope=Scope.LABELS,
    example=Example(body={"reason": _MISTAKE}),
)
RESUME = Operation(
    "resumeLabels",
    "labels",
    summary="Let a job that failed go on",
    description="Any other job stays as it is.",
    answers=(_THE_JOB,),
    parameters=(_id("job"),),
    problems=_OF_ONE,
    scope=Scope.LABELS,
)
REPRINT = Operation(
    "reprintLabels",
    "labels",
    summary="Print finished labels of a job again",
    description="Either `pages`, or the labels from `first` to `last`, each by its number or its code.",
    answers=(_PDF,),
    parameters=(_id("job"),),
    body=Body(
        {
            **_object(
                {
                    "reason": _REASON,
                    "pages": {"type": "string", "format": "pages", "description": "`3` or `1-40`."},
                    "first": {"type": "string", "format": "label", "description": "The first label."},
                    "last": {"type": "string", "format": "label", "description": "The last label."},
                    "start": {
                        **_START,
                        "description": "The place of the first label on its sheet; pages come as they lay.",
                    },
                },
                "reason",
            ),
            "oneOf": [
                {"required": ["pages"], "properties": {"first": False, "last": False}},
                {"required": ["first", "last"], "properties": {"pages": False}},
            ],
        },
        description="Which, and why.",
    ),
    problems=_CHANGING,
    scope=Scope.LABELS,
    example=Example(body={"reason": _JAM, "pages": "1"}),
)
WITHDRAW = Operation(
    "withdrawLabels",
    "labels",
    summary="Withdraw finished labels of a job",
    description="All of it, or the labels from `first` to `last`. They count no more for their lot, and whoever scans "
    "one is told that it was withdrawn. Once something of the lot has left, one of the two must be said: only who has "
    "the labels knows which did not leave with it.",
    answers=(_THE_JOB,),
    parameters=(_id("job"),),
    body=Body(
        _object(
            {
                "reason": _REASON,
                "first": {
                    "type": "string",
                    "format": "label",
                    "description": "The first label, by its number or its code; number 1 without it.",
                },
                "last": {
                    "type": "string",
                    "format": "label",
                    "description": "The last label; the last of the job without it.",
                },
            },
            "reason",
        ),
        description="Which, and why.",
    ),
    problems=_CHANGING,
    scope=Scope.LABELS,
    example=Example(body={"reason": _MISTAKE, "first": "1", "last": "1"}),
)
ROLL = Operation(
    "labelRoll",
    "labels",
    summary="One roll, and what of it stands for which lot",
    answers=(Answer(200, description="The roll.", content=_told(Roll)),),
    parameters=(_id("roll"),),
    problems=_OF_ONE,
    scope=Scope.LABELS,
)
BIND = Operation(
    "bindLabels",
    "labels",
    summary="Bind labels of a roll to a lot",
    description="From the first to the last, as a scanner reads them or a person types them.",
    answers=(
        Answer(
            201,
            description="They are bound.",
            content=_told(Binding),
            links={"unbindLabels": {"binding": "$response.body#/id"}},
        ),
    ),
    body=Body(
        _object(
            {
                "first": {"type": "string", "format": "roll-code", "description": "The first label's code."},
                "last": {"type": "string", "format": "roll-code", "description": "The last label's code."},
                "lot": _LOT,
                "net_weight": _WEIGHT,
            },
            "first",
            "last",
            "lot",
        ),
        description="Which labels, and their lot.",
    ),
    problems=_CHANGING,
    scope=Scope.LABELS,
    example=Example(body={"first": "222J62S62N52G5", "last": "7NR4YE3K8ATMAP", "lot": "EKLQETVAF7P8F"}),
)
UNBIND = Operation(
    "unbindLabels",
    "labels",
    summary="Undo a mistaken binding",
    description="All of it, or the labels from `first` to `last`; the others stay bound. Once something of the lot has "
    "left, one of the two must be said: only who has the labels knows which did not leave with it.",
    answers=(Answer(200, description="The roll as it is now.", content=_told(Roll)),),
    parameters=(
        _id("binding"),
        Parameter("reason", "query", _REASON, description="Why it was mistaken.", is_required=True),
        Parameter(
            "first",
            "query",
            {"type": "string", "format": "label"},
            description="The first label, by its number or its code; the first that is bound without it.",
        ),
        Parameter(
            "last",
            "query",
            {"type": "string", "format": "label"},
            description="The last label; the last that is bound without it.",
        ),
    ),
    problems=(problems.VALIDATION, problems.REFUSED, *_OF_ONE),
    scope=Scope.LABELS,
    example=Example(query={"reason": _MISTAKE}),
)
