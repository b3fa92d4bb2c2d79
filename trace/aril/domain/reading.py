"""Reading what people typed: every fault of a form at once, each beside its field."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from enum import StrEnum
from typing import TypeVar

from aril.domain.errors import Finding, Invalid
from aril.domain.units import integer

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


class Fields:
    """Typed fields by name, read one by one; what cannot be read is collected, and `check` raises it all.

    A read that fails answers `None`, which the type hides: `check()` must be called before the values are
    used, and a `parse` that builds its value after `check()` never sees one.
    """

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self.findings: list[Finding] = []

    def check(self) -> None:
        if self.findings:
            raise Invalid(self.findings)

    def refuse(self, where: str, template: str, **data: object) -> None:
        self.findings.append(Finding(where, template, data))

    def raw(self, name: str) -> str:
        return (self._values.get(name) or "").strip()

    def text(self, name: str, *, at_most: int = 200, required: bool = True) -> str:
        value = self.raw(name)
        if required and not value:
            self.refuse(name, "This is needed.")
        elif len(value) > at_most:
            self.refuse(
                name, "Expected at most {most} characters, found {count}.", most=at_most, count=len(value)
            )
        elif any(ord(character) < 32 and character not in "\n\r\t" for character in value):
            self.refuse(name, "This contains a control character, which nobody can read.")
        return value

    def choice(self, name: str, options: type[E]) -> E:
        value = self.raw(name)
        with suppress(ValueError):
            return options(value)
        self.refuse(name, "Choose one of the list; found “{value}”.", value=value)
        return next(iter(options))

    def day(self, name: str, *, required: bool = True) -> date | None:
        value = self.raw(name)
        if not value:
            if required:
                self.refuse(name, "This is needed.")
            return None
        try:
            return date.fromisoformat(value.replace("/", "-"))
        except ValueError:
            self.refuse(name, "Expected a day such as 2026-09-12, found “{value}”.", value=value)
            return None

    def whole(self, name: str, *, least: int = 0, most: int = 10**9, required: bool = True) -> int | None:
        value = self.raw(name)
        if not value:
            if required:
                self.refuse(name, "This is needed.")
            return None
        try:
            number = integer(value)
        except ValueError:
            number = least - 1
        if not least <= number <= most:
            self.refuse(
                name,
                "Expected a whole number from {least} to {most}, found “{value}”.",
                least=least,
                most=most,
                value=value,
            )
            return None
        return number

    def through(self, name: str, parse: Callable[[str, str], T], *, required: bool = True) -> T | None:
        """The field through `parse(text, where)`, whose `Invalid` joins the findings."""
        value = self.raw(name)
        if not value:
            if required:
                self.refuse(name, "This is needed.")
            return None
        return self.attempt(lambda: parse(value, name))

    def attempt(self, read: Callable[[], T]) -> T | None:
        """What `read` answers; its `Invalid` joins the findings."""
        try:
            return read()
        except Invalid as error:
            self.findings.extend(error.findings)
            return None


def sure(value: T | None) -> T:
    """The value of a required field after `Fields.check()` has passed."""
    assert value is not None
    return value


REASON_MOST = 200


def read_reason(text: str, where: str = "reason") -> str:
    """The reason that somebody gives for a step; empty where none is given. Raises `Invalid` past 200 characters."""
    fields = Fields({where: text})
    reason = fields.text(where, at_most=REASON_MOST, required=False)
    fields.check()
    return reason
