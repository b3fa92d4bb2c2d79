"""What the interface of labels says of itself."""

from typing import Any

from aril.api import problems
from aril.api.description import Answer, Body, Example, Operation, Parameter, Schema, of_model
from aril.api.labels.answers import Binding, Job, Jobs, Roll, Rolls
from aril.domain.reading import REASON_MOST
from aril.services.label_press.label_order import HEAVIEST, KEY_MOST, MOST
from aril.services.people.tokens import Scope

_OF_ALL = (problems.UNAUTHORISED, problems.FORBIDDEN)
_OF_ONE = (problems.NOT_FOUND, *_OF_ALL)
_CHANGING = (problems.VALIDATION, problems.REFUSED, problems.CAPTURE_LIMIT, *_OF_ONE)
_ORDERING = (*_CHANGING, problems.KEY_REUSED, problems.UNPRINTABLE)

_MISTAKE, _JAM = "Wrong lot", "The printer jammed"
_REASON: Schema = {
    "type": "string", "pattern": "^[^\\s\\x00-\\x1f][^\\x00-\\x1f]*$", "maxLength": REASON_MOST,
}  # fmt: skip
_WEIGHT: Schema = {
    "type": "number", "minimum": 0.001, "maximum": float(HEAVIEST), "description": "The net weight of one box in kg.",
}  # fmt: skip
_OFFSET: Schema = {"type": "string", "pattern": "^-?[0-4](\\.[0-9])?$"}
_LANGUAGE: Schema = {"type": "string", "enum": ["", "zh", "en"]}
_WANTED: dict[str, Schema] = {
    "count": {"type": "integer", "minimum": 1, "maximum": MOST, "description": "How many labels."},
    "language": {**_LANGUAGE, "description": "The language of the labels; the design's own without it."},
    "start": {"type": "integer", "const": 1, "description": "The first free place of a half-used sheet."},
    "right": {**_OFFSET, "description": "By how many mm everything moves to the right on the paper."},
    "down": {**_OFFSET, "description": "By how many mm everything moves down."},
}


def _object(properties: dict[str, Schema], *required: str) -> Schema:
    """Texts and numbers by name; what has no name here is not read."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": {"type": ["string", "number"]},
    }


def _id(name: str) -> Parameter:
    return Parameter(
        name, "path", {"type": "string", "minLength": 1, "pattern": "^[^/]+$"}, description="Its ID."
    )


def _answered(status: int, said: str, model: Any, **more: Any) -> Answer:
    return Answer(status, description=said, content={"application/json": of_model(model)}, **more)


def _ordered(roll: bool = False) -> tuple[Answer, Answer]:
    """201 where the labels are printed when it is answered, 202 where they wait."""
    later = {name: {"job": "$response.body#/id"} for name in ("labelJob", "cancelLabels")}
    done = {name: {"job": "$response.body#/id"} for name in ("labelFile", "resumeLabels", "reprintLabels")}
    if roll:
        later["labelRoll"] = {"roll": "$response.body#/id"}
    where = {"Location": "The address of the job."}
    return (
        _answered(201, "It is printed already.", Job, headers=where, links=done),
        _answered(202, "It waits to be printed.", Job, headers=where, links=later),
    )


_PDF = Answer(
    200,
    description="The labels as PDF.",
    content={"application/pdf": {"type": "string"}},
    headers={"Content-Disposition": "The name of the file."},
)
_KEY = Parameter(
    "Idempotency-Key",
    "header",
    {"type": "string", "maxLength": KEY_MOST, "pattern": "^[A-Za-z0-9._-]*$"},
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
                "lot": {
                    "type": "string",
                    "format": "own-lot",
                    "description": "The lot's code, or its Digital Link.",
                },
                "design": {
                    "type": "string",
                    "format": "lot-design",
                    "description": "`lot-a4-24` without it.",
                },
                "net_weight": _WEIGHT,
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
    answers=(_answered(200, "The jobs.", Jobs),),
    problems=_OF_ALL,
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
ROLLS = Operation(
    "labelRolls",
    "labels",
    summary="Your rolls printed in advance, newest first",
    answers=(_answered(200, "The rolls.", Rolls),),
    problems=_OF_ALL,
    scope=Scope.LABELS,
)
JOB = Operation(
    "labelJob",
    "labels",
    summary="One print job",
    answers=(_answered(200, "The job as it is now.", Job),),
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
    example=Example(query={"pages": "1-2"}),
)
CANCEL = Operation(
    "cancelLabels",
    "labels",
    summary="Stop a job",
    description="None of its codes is in use any more.",
    answers=(_answered(200, "The job as it is now.", Job),),
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
    answers=(_answered(200, "The job as it is now.", Job),),
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
                    "first": {"type": ["integer", "string"], "description": "The first label."},
                    "last": {"type": ["integer", "string"], "description": "The last label."},
                    "start": _WANTED["start"],
                },
                "reason",
            ),
            "anyOf": [{"required": ["pages"]}, {"required": ["first", "last"]}],
        },
        description="Which, and why.",
    ),
    problems=_CHANGING,
    scope=Scope.LABELS,
    example=Example(body={"reason": _JAM, "pages": "2"}),
)
ROLL = Operation(
    "labelRoll",
    "labels",
    summary="One roll, and what of it stands for which lot",
    answers=(_answered(200, "The roll.", Roll),),
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
        _answered(201, "They are bound.", Binding, links={"unbindLabels": {"binding": "$response.body#/id"}}),
    ),
    body=Body(
        _object(
            {
                "first": {"type": "string", "format": "roll-code", "description": "The first label's code."},
                "last": {"type": "string", "format": "roll-code", "description": "The last label's code."},
                "lot": {
                    "type": "string",
                    "format": "own-lot",
                    "description": "The lot's code, or its Digital Link.",
                },
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
    description="As long as nothing of the lot has left.",
    answers=(Answer(204, description="It is undone."),),
    parameters=(
        _id("binding"),
        Parameter("reason", "query", _REASON, description="Why it was mistaken.", is_required=True),
    ),
    problems=(problems.VALIDATION, problems.REFUSED, *_OF_ONE),
    scope=Scope.LABELS,
    example=Example(query={"reason": _MISTAKE}),
)
