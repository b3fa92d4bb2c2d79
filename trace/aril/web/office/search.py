"""What an address says about a list: the filters, so that a list can be shared and exported as it is seen."""

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from flask import Response, request, stream_with_context

from aril.domain.enterprise import Activity, FilingStatus
from aril.domain.lot import LotState
from aril.domain.reading import Fields
from aril.domain.region import Region
from aril.services.spreadsheets.exports import as_csv
from aril.store.office import EnterpriseSearch, LotSearch
from aril.web.here import now
from aril.web.text import day

E = TypeVar("E", bound=StrEnum)


def lot_search() -> LotSearch:
    """The filters of a list of lots; raises `Invalid` for an address that says something else."""
    fields = Fields(request.args)
    found = LotSearch(
        state=_one_of(fields, "state", LotState),
        maker=fields.raw("maker"),
        since=fields.day("since", required=False),
        until=fields.day("until", required=False),
        text=fields.text("text", required=False),
    )
    fields.check()
    return found


def enterprise_search() -> EnterpriseSearch:
    """The filters of a list of enterprises; raises `Invalid`."""
    fields = Fields(request.args)
    found = EnterpriseSearch(
        status=_one_of(fields, "status", FilingStatus),
        activity=_one_of(fields, "activity", Activity),
        county=_county(fields),
        text=fields.text("text", required=False),
    )
    fields.check()
    return found


def with_(**changes: object) -> str:
    """The query of this page with other values; empty ones are left out, and so is the place in the list."""
    asked = {name: value for name, value in request.args.items() if name not in {"after", "lang"}} | changes
    return urlencode({name: str(value) for name, value in asked.items() if value})


def csv_answer(name: str, headings: Sequence[str], rows: Iterator[Sequence[object]]) -> Response:
    """A list as a .csv to be saved, under its name and today's date."""
    answer = Response(stream_with_context(as_csv(headings, rows)), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f"attachment; filename={name}-{day(now())}.csv"
    return answer


def shown_day(value: date | None) -> str:
    return value.isoformat() if value else ""


def _one_of(fields: Fields, name: str, options: type[E]) -> E | None:
    return fields.choice(name, options) if fields.raw(name) else None


def _county(fields: Fields) -> str:
    found = fields.through("county", Region.parse, required=False)
    return str(found or "")
