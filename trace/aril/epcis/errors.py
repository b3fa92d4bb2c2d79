"""What can be wrong with an EPCIS document or query, and how it is told.

A reader that meets something wrong raises `Refusal`. Whoever reads the object or list around it adds the step that
leads there and goes on with the other parts, so that one `EpcisError` in the end tells everything at once.

    EpcisError (ValueError)         a document, event or JSON text
    ├── QueryParameterError         a query
    └── SubscriptionControlsError   the controls of a subscription
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Self

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        # The JSON text
        "not-json": "This is no JSON: {reason}.",
        "key-twice": "{field} stands twice in one object.",
        "too-deep": "Values are nested deeper than {limit} levels.",
        # The kind of a value
        "not-an-object": "An object was expected, {found} was found.",
        "not-a-list": "A list was expected, {found} was found.",
        "not-text": "Text was expected, {found} was found.",
        "not-a-number": "A number was expected, {found} was found.",
        "not-a-truth-value": "true or false was expected, {found} was found.",
        "not-a-uri": "A URI was expected, {found} was found.",
        "not-a-time": "{found} is no time; a date that exists, a time of day and an offset were expected.",
        "not-an-offset": "{found} is no time zone offset; +hh:mm or -hh:mm up to 14:00 was expected.",
        "not-a-unit": "{found} is no unit code; two or three capital letters or digits were expected.",
        "not-hexadecimal": "{found} is not hexadecimal.",
        "not-a-version": "{found} is no version; numbers with dots between them were expected.",
        "not-a-context": "{found} is no JSON-LD context; a URI, an object or a list of them was expected.",
        "not-a-choice": "{found} is none of {expected}.",
        "out-of-range": "{found} is beyond the numbers a computer can compare.",
        "unknown-term": "{found} is not a standard term of {vocabulary}; a term of one's own is a full URI.",
        "old-spelling": "{found} is how CBV 1 spelled it; since EPCIS 2.0 it is written {expected}.",
        # What a record has
        "missing": "{field} is missing.",
        "nothing-identified": "The event names nothing: {expected} was expected.",
        "unknown-field": "{found} is not a field of {place}; a field of one's own has a namespace.",
        "only-with-add": "ilmd stands only in an event that adds something; action {found} was found.",
        "empty": "At least one entry was expected, the list is empty.",
        "repeated": "{found} stands in the list twice.",
        # What is allowed but asks for a second look
        "said-twice": "{field} is said for the whole sensor element and for this report.",
        # Queries
        "unknown-parameter": "{parameter} is not a parameter of the event query.",
        "not-together": "{parameter} and {other} cannot be used together.",
        "needs": "{parameter} needs {other}.",
        "not-single": "One value was expected, {count} were found.",
        "not-whole": "A whole number from {least} was expected, {found} was found.",
        "not-comparable": "A number or a time was expected, {found} was found.",
        "not-a-pattern": "{found} is no pattern this service knows: only its last part may be *.",
        # Subscriptions
        "no-subscription": "An object with dest, and with stream or schedule, was expected, {found} was found.",
        "unknown-control": "{found} is not a control of a subscription; {expected} are.",
        "either-or": "Either stream is true or there is a schedule; {found} was found.",
        "not-an-address": "{found} is no address to send events to; https://… was expected.",
        "too-long": "At most {most} characters were expected, {found} were found.",
        "no-schedule": "A schedule names at least one of {expected}.",
        "not-in-schedule": "{found} is not a field of a schedule; {expected} are.",
        "not-a-pattern-of-time": (
            "{found} is no list of numbers or ranges from {least} to {most}, such as {least},[{least}-{most}]."
        ),
        "never": "No day fits dayOfMonth, month and dayOfWeek together.",
        "no-namespace": "{found} names a field of one's own, so it needs a namespace.",
    }
)
"""Code → English sentence; the names in braces are the data of the finding."""

Step = str | int


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong.

    `event` is the position of the event in its document, counted from 0 as in `path`, or None outside any event.
    `path` is a JSONPath from the root of what was read, or the name of a query parameter. `template` is an English
    sentence that `data` completes.
    """

    event: int | None
    path: str
    code: str
    template: str
    data: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def of(cls, code: str, *, event: int | None = None, path: str = "$", **data: object) -> Self:
        return cls(event, path, code, SENTENCES[code], data)

    @property
    def message(self) -> str:
        return self.template.format(**self.data)


class EpcisError(ValueError):
    """An EPCIS document or event that cannot be accepted; `findings` is everything that is wrong with it.

    `code`, `template` and `data` are those of the first finding, and so is what the error says.
    """

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(self.findings[0].message)

    @property
    def code(self) -> str:
        return self.findings[0].code

    @property
    def template(self) -> str:
        return self.findings[0].template

    @property
    def data(self) -> Mapping[str, object]:
        return self.findings[0].data


class QueryParameterError(EpcisError):
    """A query that names an unknown parameter or gives one a value it cannot have: a QueryParameterException."""


class SubscriptionControlsError(EpcisError):
    """Controls by which no subscription can run: a SubscriptionControlsException."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding on its way up: `steps` lead to it from where it is seen at the moment."""

    steps: tuple[Step, ...]
    code: str
    data: Mapping[str, object]

    def found(self, path: str, event: int | None = None) -> Finding:
        """The finding at the end of the way."""
        return Finding(event, path, self.code, SENTENCES[self.code], self.data)


class Refusal(Exception):
    """What was read cannot be accepted, for each of `problems`. It never leaves this package."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__()
        self.problems = tuple(problems)

    @classmethod
    def of(cls, code: str, *steps: Step, **data: object) -> Self:
        return cls((Problem(steps, code, data),))

    def under(self, step: Step) -> list[Problem]:
        """The problems as seen from one level higher."""
        return [Problem((step, *each.steps), each.code, each.data) for each in self.problems]
