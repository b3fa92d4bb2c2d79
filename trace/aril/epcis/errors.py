"""What can be wrong with an EPCIS document, and how it is told.

A reader that meets something wrong raises `Refusal`; whatever holds the reader's value adds where it stands and
collects the refusals of all its parts, so that one `EpcisError` finally tells everything at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

TEMPLATES: Mapping[str, str] = MappingProxyType(
    {
        "missing": "{field} is missing.",
        "unknown_field": "{found} is not a field of {place}, and a field of one's own needs a namespace.",
        "misplaced": "{field} may not stand in {place}.",
        "not_an_object": "An object was expected, {found} was found.",
        "not_a_list": "A list was expected, {found} was found.",
        "not_text": "A text was expected, {found} was found.",
        "not_a_number": "A number was expected, {found} was found.",
        "not_a_truth_value": "true or false was expected, {found} was found.",
        "not_a_uri": "A URI was expected, {found} was found.",
        "not_a_time": "{found} is no time: a date that exists, a time of day and an offset were expected.",
        "not_an_offset": "{found} is no time zone offset: +hh:mm or -hh:mm up to 14:00 was expected.",
        "not_a_unit": "{found} is no unit code: two or three capital letters or digits were expected.",
        "not_hexadecimal": "{found} is not hexadecimal.",
        "not_a_version": "{found} is no version: numbers with dots between were expected.",
        "not_a_context": "{found} is no JSON-LD context: a URI, an object or a list of them was expected.",
        "unknown_term": "{found} is not a standard term of {vocabulary}; a term of one's own is a full URI.",
        "repeated": "{found} stands in the list twice.",
        "empty": "At least one entry was expected, the list is empty.",
        "wrong_type": "{found} is none of {expected}.",
    }
)
"""Code → English sentence. The names in braces are the data of the finding."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong.

    `event` is the position of the event in its document counted from 0 (None: outside any event), `path` a JSONPath
    from the document's root, `template` an English sentence that `data` completes.
    """

    event: int | None
    path: str
    code: str
    template: str
    data: Mapping[str, object] = field(default_factory=dict)

    @property
    def message(self) -> str:
        return self.template.format(**self.data)


class EpcisError(ValueError):
    """An EPCIS document, event or query that cannot be accepted, with everything that is wrong with it."""

    code = "epcis_invalid"
    template = "{count} things are wrong; the first: {path}: {message}"

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        first = findings[0]
        self.data: dict[str, object] = {
            "count": len(findings),
            "path": first.path,
            "message": first.message,
        }
        super().__init__(self.template.format(**self.data))


Step = str | int
Problem = tuple[tuple[Step, ...], str, Mapping[str, object]]


class Refusal(Exception):  # noqa: N818 - it is caught in this package and never seen outside
    """Raised while reading; each problem knows its steps from where it is caught, its code and its data."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__()
        self.problems = problems

    def under(self, step: Step) -> list[Problem]:
        """The problems as seen from one level higher."""
        return [((step, *steps), code, data) for steps, code, data in self.problems]


def refuse(code: str, *steps: Step, **data: object) -> Refusal:
    """A refusal for one reason."""
    return Refusal([(steps, code, data)])
