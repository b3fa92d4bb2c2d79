"""Labels for programs: print jobs, rolls printed in advance and their bindings, by a token with the scope `labels`.

A job is ordered once however often its order arrives: the header `Idempotency-Key` names it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, request, url_for
from pydantic import BaseModel

from aril.api import incoming, problems
from aril.api.description import Operation, described
from aril.api.labels import operations
from aril.api.labels.answers import Binding, Job, Jobs, Roll, Rolls
from aril.domain.label import JobState
from aril.domain.membership import Member
from aril.services.label_press import (
    label_jobs,
    label_order,
    label_print,
    label_reprint,
    label_rolls,
    label_withdrawal,
    parcel_labels,
)
from aril.services.label_press.label_jobs import Download
from aril.services.paging import Page
from aril.services.people.access import public
from aril.services.people.tokens import Scope
from aril.services.site import Site

MOST_BYTES = 20_000


def blueprint(site: Site, clock: Callable[[], datetime]) -> Blueprint:
    """`/api/labels/jobs`, `/parcels`, `/rolls` and `/bindings`; `clock` answers the moment of a request."""
    views = Blueprint("labels", __name__, url_prefix="/api/labels")
    problems.install(views)
    desk = _Desk(site, clock)
    for rule, method, view, operation in (
        ("/jobs", "POST", desk.order, operations.ORDER),
        ("/jobs", "GET", desk.jobs, operations.JOBS),
        ("/parcels", "POST", desk.order_parcel, operations.ORDER_PARCEL),
        ("/rolls", "POST", desk.order_roll, operations.ORDER_ROLL),
        ("/rolls", "GET", desk.rolls, operations.ROLLS),
        ("/jobs/<job>", "GET", desk.job, operations.JOB),
        ("/jobs/<job>/file", "GET", desk.file, operations.FILE),
        ("/jobs/<job>/cancel", "POST", desk.cancel, operations.CANCEL),
        ("/jobs/<job>/resume", "POST", desk.resume, operations.RESUME),
        ("/jobs/<job>/reprints", "POST", desk.reprint, operations.REPRINT),
        ("/jobs/<job>/withdrawals", "POST", desk.withdraw, operations.WITHDRAW),
        ("/rolls/<roll>", "GET", desk.roll, operations.ROLL),
        ("/bindings", "POST", desk.bind, operations.BIND),
        ("/bindings/<binding>", "DELETE", desk.unbind, operations.UNBIND),
    ):
        views.add_url_rule(rule, view.__name__, _opened(view, operation), methods=[method])
    return views


def _opened(view: Callable[..., Any], operation: Operation) -> Callable[..., Any]:
    """A view that asks for a token itself, and what it says of itself."""

    @public
    @described(operation)
    def answered(**arguments: str) -> Any:
        return view(**arguments)

    return answered


@dataclass(frozen=True, slots=True)
class _Desk:
    site: Site
    clock: Callable[[], datetime]

    def jobs(self) -> Response:
        """Jobs, newest first, those that follow the one with the id `?after=`."""
        found = label_jobs.jobs_of(self.site, self._actor(), after=request.args.get("after", ""))
        return _json(Jobs(jobs=[Job.of(each) for each in found], next=_next("labels.jobs", found)))

    def order(self) -> tuple[Response, HTTPStatus]:
        """Order labels of a lot: `lot design count` and what the page asks for beside."""
        values, actor = incoming.fields(operations.ORDER, MOST_BYTES), self._actor()
        lot = values.pop("lot", "")
        return self._ordered(label_order.order(self.site, lot, values, actor, self.clock(), _key()), actor)

    def order_parcel(self) -> tuple[Response, HTTPStatus]:
        """Order labels of a case or a pallet: `sscc count`."""
        values, actor = incoming.fields(operations.ORDER_PARCEL, MOST_BYTES), self._actor()
        sscc = values.pop("sscc", "")
        return self._ordered(parcel_labels.order(self.site, sscc, values, actor, self.clock(), _key()), actor)

    def order_roll(self) -> tuple[Response, HTTPStatus]:
        """Order labels without a lot."""
        values, actor = incoming.fields(operations.ORDER_ROLL, MOST_BYTES), self._actor()
        return self._ordered(label_order.order_roll(self.site, values, actor, self.clock(), _key()), actor)

    def job(self, job: str) -> Response:
        return _json(Job.of(label_jobs.show(self.site, job, self._actor())))

    def file(self, job: str) -> Response:
        """The PDF, or with `?pages=1-40` those that are finished of these pages."""
        pages = request.args.get("pages", "")
        return _sent(label_jobs.download(self.site, job, self._actor(), pages))

    def cancel(self, job: str) -> Response:
        values, actor = incoming.fields(operations.CANCEL, MOST_BYTES), self._actor()
        label_jobs.cancel(self.site, job, values.get("reason", ""), actor, self.clock())
        return _json(Job.of(label_jobs.show(self.site, job, actor)))

    def resume(self, job: str) -> Response:
        actor = self._actor()
        label_jobs.go_on(self.site, job, actor, self.clock())
        return _json(Job.of(label_jobs.show(self.site, job, actor)))

    def reprint(self, job: str) -> Response:
        """Some labels again, at once: `reason`, and `pages` or `first` and `last`."""
        values = incoming.fields(operations.REPRINT, MOST_BYTES)
        return _sent(label_reprint.reprint(self.site, job, values, self._actor(), self.clock()))

    def withdraw(self, job: str) -> Response:
        """Withdraw finished labels: `reason`, and `first` and `last` where not all of them."""
        values, actor = incoming.fields(operations.WITHDRAW, MOST_BYTES), self._actor()
        label_withdrawal.withdraw(self.site, job, values, actor, self.clock())
        return _json(Job.of(label_jobs.show(self.site, job, actor)))

    def rolls(self) -> Response:
        found = label_rolls.rolls_of(self.site, self._actor(), request.args.get("after", ""))
        return _json(Rolls(rolls=[Roll.of_roll(each) for each in found], next=_next("labels.rolls", found)))

    def roll(self, roll: str) -> Response:
        return _json(Roll.of_roll(label_rolls.show(self.site, roll, self._actor())))

    def bind(self) -> tuple[Response, HTTPStatus]:
        """Bind labels of a roll to a lot: `first last lot`, and `net_weight` of one box."""
        values = incoming.fields(operations.BIND, MOST_BYTES)
        bound = label_rolls.bind(self.site, values, self._actor(), self.clock())
        return _json(Binding.of(bound)), HTTPStatus.CREATED

    def unbind(self, binding: str) -> Response:
        """Undo a mistaken binding, with `?reason=`, or with `first` and `last` a part of it."""
        actor = self._actor()
        undone = label_rolls.unbind(self.site, binding, request.args, actor, self.clock())
        return _json(Roll.of_roll(label_rolls.show(self.site, undone.roll, actor)))

    def _ordered(self, job: str, actor: Member) -> tuple[Response, HTTPStatus]:
        """201 for a job that is printed already, 202 for one that waits for it."""
        shown = label_jobs.show(self.site, job, actor)
        if shown.is_at_once:
            label_print.print_now(self.site, job, actor, self.clock())
            shown = label_jobs.show(self.site, job, actor)
        answer = _json(Job.of(shown))
        answer.headers["Location"] = url_for("labels.job", job=job)
        return answer, HTTPStatus.CREATED if shown.state == JobState.DONE else HTTPStatus.ACCEPTED

    def _actor(self) -> Member:
        return incoming.actor(self.site, Scope.LABELS, self.clock())


def _next(view: str, page: Page[Any]) -> str | None:
    return url_for(view, after=page.following) if page.following else None


def _key() -> str:
    return request.headers.get("Idempotency-Key", "").strip()


def _sent(file: Download) -> Response:
    answer = Response(file.content, content_type="application/pdf")
    answer.headers.set("Content-Disposition", "attachment", filename=file.name)
    return answer


def _json(shown: BaseModel) -> Response:
    return Response(shown.model_dump_json(), content_type="application/json")
