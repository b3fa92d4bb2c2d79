"""Capturing documents: `/capture` and the jobs it makes."""

from typing import Any

from flask import Response, request, url_for
from werkzeug.exceptions import BadRequest

from aril.api.epcis.answers import moment, of_json, with_next_page
from aril.api.epcis.door import Door, body, capture_limits, whole
from aril.api.problems import TYPES
from aril.domain.membership import Member
from aril.services import documents
from aril.services.documents import ErrorBehaviour, Job
from aril.services.tokens import Scope

HEADER = "GS1-Capture-Error-Behaviour"


def add(door: Door) -> None:
    """Serve `/capture` and `/capture/{captureID}`."""
    site = door.site

    def capture(actor: Member) -> Response:
        said = request.headers.get(HEADER, ErrorBehaviour.ROLLBACK)
        if said not in tuple(ErrorBehaviour):
            raise BadRequest(f"{HEADER} is rollback or proceed; “{said[:20]}” was found.")
        job = documents.capture_document(
            site, body(site.upload_limit), ErrorBehaviour(said), actor, door.clock()
        )
        address = url_for("epcis.capture-captureID", captureID=job.id)
        return of_json(_shown(job), 202, Location=address)

    def jobs(actor: Member) -> Response:
        per_page = whole(request.args.get("perPage", "30"), "perPage")
        found, token = documents.jobs_of(
            site, actor, min(per_page, 1000), request.args.get("nextPageToken", "")
        )
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
        {"POST": (Scope.CAPTURE, capture), "GET": (Scope.CAPTURE, jobs)},
        lambda _actor: {**capture_limits(site), HEADER: "all"},
    )
    door.add("/capture/<captureID>", {"GET": (Scope.CAPTURE, job)})


def _shown(job: Job) -> dict[str, Any]:
    return {
        "captureID": job.id,
        "createdAt": moment(job.created_at),
        "finishedAt": moment(job.finished_at),
        "running": False,
        "success": not job.errors,
        "captureErrorBehaviour": str(job.behaviour),
        "errors": [
            {
                "type": TYPES + "ValidationException",
                "title": "This event was not captured",
                "status": 400,
                "detail": each.message,
                "code": each.code,
                "event": each.event,
                "eventID": each.event_id,
                "path": each.path,
            }
            for each in job.errors
        ],
        "warnings": [
            {
                "title": "This event was captured, and does not fit",
                "detail": each.message,
                "code": each.code,
                "event": each.event,
                "eventID": each.event_id,
            }
            for each in job.warnings
        ],
    }
