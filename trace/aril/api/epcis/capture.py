"""Capturing documents: `/capture` and the jobs it makes."""

from datetime import datetime
from typing import Literal

from flask import Response, request, url_for
from pydantic import BaseModel, Field

from aril.api import problems
from aril.api.description import Answer, Body, Example, Operation, Parameter, listed, named, of_model
from aril.api.epcis import examples
from aril.api.epcis.answers import PAGED, moment, of_json, with_next_page
from aril.api.epcis.door import MEDIA_TYPES, Door, body, capture_limits, if_there
from aril.api.epcis.events import asked
from aril.api.epcis.parameters import page_parameters
from aril.api.problems import Unserved, language, say
from aril.domain.membership import Member
from aril.services.ledger import documents
from aril.services.ledger.documents import ErrorBehaviour, Job
from aril.services.ledger.querying import MOST_PER_PAGE
from aril.services.people.tokens import Scope

HEADER = "GS1-Capture-Error-Behaviour"


class EventProblem(BaseModel):
    """Why an event was not captured."""

    type: Literal["epcisException:ValidationException"] = "epcisException:ValidationException"
    title: str
    status: int = 400
    detail: str = Field(description="The reason, as a sentence.")
    code: str = Field(description="The same reason for a program.")
    event: int | None = Field(description="The position of the event in its document, from 0.")
    eventID: str = Field(description="Its ID, empty where it has none.")  # noqa: N815 - the contract's name
    path: str = Field(
        description="Where in the document, as a JSONPath; empty where it is about the whole event."
    )


class EventWarning(BaseModel):
    """What about a captured event does not fit what was known before it."""

    title: str
    detail: str = Field(description="The reason, as a sentence.")
    code: str = Field(description="The same reason for a program.")
    event: int | None = Field(description="The position of the event in its document, from 0.")
    eventID: str = Field(description="Its ID, empty where it has none.")  # noqa: N815 - the contract's name


class CaptureJob(BaseModel):
    """What became of a document."""

    captureID: str  # noqa: N815 - the contract's names
    createdAt: datetime  # noqa: N815
    finishedAt: datetime  # noqa: N815
    running: bool = Field(description="Always false: a document is captured before it is answered.")
    success: bool = Field(description="Whether every event was captured.")
    captureErrorBehaviour: ErrorBehaviour  # noqa: N815
    errors: list[EventProblem]
    warnings: list[EventWarning] = Field(description="Events that were captured and do not fit.")


JOB = {"application/json": of_model(CaptureJob)}
CAPTURE = Operation(
    "capture",
    "capture",
    summary="Capture a document",
    description=(
        "Events of an EPCIS document, a query document, or one event alone. Each moves the same lots as a form does "
        "and meets the same rules: what a rule refuses is told in the job. The job is finished when it is answered."
    ),
    answers=(
        Answer(
            202,
            description="The job, finished. Look whether it was a success.",
            content=JOB,
            headers={"Location": "The address of the job."},
            links={"captureJob": {"captureID": "$response.body#/captureID"}},
        ),
    ),
    parameters=(
        Parameter(
            HEADER,
            "header",
            {"type": "string", "enum": [str(each) for each in ErrorBehaviour]},
            description="`rollback`, all events or none, unless `proceed`: those that can be.",
        ),
    ),
    body=Body(
        {"anyOf": [named("EPCISDocument"), named("EPCISQueryDocument"), named("BareEvent")]},
        description="At most 1000 events.",
        media_types=MEDIA_TYPES,
    ),
    problems=(problems.VALIDATION, problems.CAPTURE_LIMIT, problems.MEDIA),
    scope=Scope.CAPTURE,
    example=Example(body=examples.DOCUMENT),
)
JOBS = Operation(
    "captureJobs",
    "capture",
    summary="Your capture jobs, newest first",
    answers=(
        Answer(
            200,
            description="The jobs.",
            content={"application/json": listed(of_model(CaptureJob))},
            sometimes=PAGED,
        ),
    ),
    parameters=tuple(page_parameters()),
    problems=(problems.VALIDATION, problems.QUERY_PARAMETER),
    scope=Scope.CAPTURE,
    example=Example(query={"perPage": "1"}),
)
ONE_JOB = Operation(
    "captureJob",
    "capture",
    summary="One capture job",
    answers=(Answer(200, description="The job.", content=JOB),),
    parameters=(
        Parameter(
            "captureID",
            "path",
            {"type": "string", "minLength": 1, "pattern": "^[^/]+$"},
            description="The ID of the job, as its capture answered it.",
        ),
    ),
    problems=(problems.NOT_FOUND,),
    scope=Scope.CAPTURE,
)


def add(door: Door) -> None:
    """Serve `/capture` and `/capture/{captureID}`."""
    site = door.site

    def capture(actor: Member) -> Response:
        said = request.headers.get(HEADER, ErrorBehaviour.ROLLBACK)
        if said not in tuple(ErrorBehaviour):
            raise Unserved.at(
                problems.VALIDATION,
                "{header} is one of {expected}; “{found}” was found.",
                header=HEADER,
                expected=[str(each) for each in ErrorBehaviour],
                found=said[:20],
            )
        job = documents.capture_document(
            site, body(site.upload_limit), ErrorBehaviour(said), actor, door.clock()
        )
        address = url_for(f"epcis.{ONE_JOB.id}", captureID=job.id)
        return of_json(_shown(job), 202, Location=address)

    def jobs(actor: Member) -> Response:
        pages = asked(only_pages=True)
        per_page = min(pages.per_page, MOST_PER_PAGE)
        found, token = documents.jobs_of(site, actor, per_page, pages.next_page_token)
        return with_next_page(of_json([_shown(each) for each in found]), token, door.clock())

    def job(actor: Member, captureID: str) -> Response:  # noqa: N803 - the contract's name
        return of_json(_shown(documents.job(site, actor, captureID)))

    @door.views.after_request
    def announce(answer: Response) -> Response:
        if answer.status_code == 413:
            answer.headers.update(capture_limits(site))
        return answer

    door.add(
        "/capture",
        {"POST": (CAPTURE, capture), "GET": (JOBS, jobs)},
        lambda _actor: {**capture_limits(site), HEADER: "all"},
        told=(*capture_limits(site), HEADER),
    )
    door.add("/capture/<captureID>", {"GET": (ONE_JOB, job)}, if_there(job))


def _shown(job: Job) -> dict[str, object]:
    return CaptureJob(
        captureID=job.id,
        createdAt=job.created_at,
        finishedAt=job.finished_at,
        running=False,
        success=not job.errors,
        captureErrorBehaviour=job.behaviour,
        errors=[
            EventProblem(
                title=say("This event was not captured"),
                detail=each.said[language()],
                code=each.code,
                event=each.event,
                eventID=each.event_id,
                path=each.path,
            )
            for each in job.errors
        ],
        warnings=[
            EventWarning(
                title=say("This event was captured, and does not fit"),
                detail=each.said[language()],
                code=each.code,
                event=each.event,
                eventID=each.event_id,
            )
            for each in job.warnings
        ],
    ).model_dump(mode="json") | {"createdAt": moment(job.created_at), "finishedAt": moment(job.finished_at)}
