"""Every error of the service, in one tree.

::

    ArilError
    ├── Invalid            what was sent cannot be read: findings, each with its place     400 / 422
    ├── Refusal            it was understood, and a rule says no; names rule and reason    409
    │   └── (one class a rule, beside the rule: domain/harvest.py, domain/lot_rules.py, …)
    ├── NotFound           there is no such thing, or none that the reader may know of     404
    ├── Forbidden          the role does not allow it                                      403
    ├── TooManyAttempts    come back later                                                 429
    └── SettingError       the service cannot start like this                              exit 2

`aril.gs1` and `aril.epcis` stand alone and have their own roots, `Gs1Error` and `EpcisError`, of the
same shape: `code`, an English `template`, and `data`. Whoever shows an error translates its template
and fills in its data, so no layer below the pages knows a language.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import ClassVar


@dataclass(eq=False)
class ArilError(Exception):
    """The root. A subclass declares its data as fields and its sentence as `template`."""

    template: ClassVar[str] = "Something went wrong."

    def __str__(self) -> str:
        return self.template.format(**self.data)

    @property
    def data(self) -> dict[str, object]:
        return {part.name: getattr(self, part.name) for part in fields(self)}

    @property
    def code(self) -> str:
        """A stable name for programs: the class name in kebab case."""
        return re.sub(r"(?<!^)(?=[A-Z])", "-", type(self).__name__).lower()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with an input.

    `where` names the place as its sender knows it: a form field, `row 7, column D`, a JSON path.
    """

    where: str
    template: str
    data: dict[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template.format(**self.data)


@dataclass(eq=False)
class Invalid(ArilError):
    """The input cannot be read; `findings` names every fault at once, not the first only."""

    template: ClassVar[str] = "{summary}"
    findings: tuple[Finding, ...]

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)

    @property
    def data(self) -> dict[str, object]:
        return {"summary": "; ".join(f"{each.where}: {each}" for each in self.findings)}

    @classmethod
    def at(cls, where: str, template: str, **data: object) -> "Invalid":
        """An `Invalid` with one finding."""
        return cls([Finding(where, template, data)])


@dataclass(eq=False)
class Refusal(ArilError):
    """A rule of the chain says no."""


@dataclass(eq=False)
class NotFound(ArilError):
    """`where` is the field in which it was named; empty where an address or another record named it."""

    template: ClassVar[str] = "There is no {what} “{key}”."
    what: str
    key: str
    where: str = ""


@dataclass(eq=False)
class Forbidden(ArilError):
    template: ClassVar[str] = "This needs the role {role}."
    role: str


@dataclass(eq=False)
class TooManyAttempts(ArilError):
    template: ClassVar[str] = "Too many attempts. Try again in {minutes} minutes."
    minutes: int


@dataclass(eq=False)
class SettingError(ArilError):
    template: ClassVar[str] = "{source}, line {line}: {problem}"
    source: str
    line: int
    problem: str
