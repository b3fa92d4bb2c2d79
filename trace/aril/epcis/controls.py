"""The controls of a subscription: where events are sent, when, from when on, and signed with what.

Source: EPCIS 2.0, sections 8.2.5 and 12.8, and the subscriptions of the OpenAPI description.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aril.epcis.contexts import Json, Scope
from aril.epcis.errors import Problem, Refusal, SubscriptionControlsError
from aril.epcis.kinds import TEXT, TIME, TRUTH, Read, is_uri, shown
from aril.epcis.schedule import Schedule

LONGEST = 2000
"""Characters of an address or a token."""


@dataclass(frozen=True, slots=True)
class Controls:
    """What whoever subscribes decides. Without a `schedule` each new event is sent at once: a stream."""

    dest: str
    signature_token: str = ""
    schedule: Schedule | None = None
    report_if_empty: bool = False
    initial_record_time: datetime | None = None


def parse_controls(json: Json) -> Controls:
    """Read the body of a subscription.

    Raises `SubscriptionControlsError`, whose findings have a path such as `schedule.hour`.
    """
    problems: list[Problem] = []
    found: dict[str, Any] = {}
    if not isinstance(json, dict):
        problems.append(Problem((), "no-subscription", {"found": shown(json)}))
        json = {}
    else:
        problems += _missing(json)
    for name, value in json.items():
        try:
            if name not in _CONTROLS:
                raise Refusal.of("unknown-control", found=shown(name), expected=", ".join(_CONTROLS))
            attribute, read = _CONTROLS[name]
            found[attribute] = read(value, Scope())
        except Refusal as refusal:
            problems += refusal.under(name)
    if problems:
        raise SubscriptionControlsError(
            problem.found(".".join(str(step) for step in problem.steps)) for problem in problems
        )
    found.pop("stream", None)
    return Controls(**found)


def _missing(json: dict[str, Json]) -> Iterator[Problem]:
    if "dest" not in json:
        yield Problem(("dest",), "missing", {"field": "dest"})
    if ("schedule" in json) == (json.get("stream") is True):
        found = "both" if "schedule" in json else "neither"
        yield Problem(("stream",), "either-or", {"found": found})


def _address(json: Json, scope: Scope) -> str:
    address = _short(json, scope)
    if not is_uri(address) or not address.startswith(("https://", "http://")):
        raise Refusal.of("not-an-address", found=shown(json))
    return address


def _short(json: Json, scope: Scope) -> str:
    text: str = TEXT.read(json, scope)
    if "\0" in text:
        raise Refusal.of("not-text", found=shown(json))
    if len(text) > LONGEST:
        raise Refusal.of("too-long", most=LONGEST, found=len(text))
    return text


_CONTROLS: dict[str, tuple[str, Read]] = {
    "dest": ("dest", _address),
    "signatureToken": ("signature_token", _short),
    "stream": ("stream", TRUTH.read),
    "schedule": ("schedule", lambda json, _: Schedule.read(json)),
    "reportIfEmpty": ("report_if_empty", TRUTH.read),
    "initialRecordTime": ("initial_record_time", TIME.read),
}
"""Control → the attribute it becomes, and how it is read."""
