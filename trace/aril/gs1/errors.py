"""The one error that leaves this package, and what it found.

An input may be wrong in several places, so an error carries one `Finding` for each of them. A finding holds data, not
prose: its sentence is a template filled in when it is read, so that a translator can fill in another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

from aril.gs1.sentences import SENTENCES

LONGEST_SHOWN = 120
"""Characters of an input that a sentence quotes."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with an input.

    `ai` is the application identifier concerned, or empty. `at` is the index in the input of the first character that
    is wrong (in a URI, of the value that holds it), or None where the fault has no place, as with a missing partner.
    """

    code: str
    ai: str = ""
    at: int | None = None
    data: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def of(cls, code: str, ai: str = "", at: int | None = None, **data: object) -> Self:
        """A finding whose data names the identifier, if there is one; long texts in it are cut."""
        shown = {name: _shortened(value) for name, value in data.items()}
        return cls(code, ai, at, {"ai": ai, **shown} if ai else shown)

    @property
    def template(self) -> str:
        """The English sentence of this code, with {named} gaps for `data`."""
        return SENTENCES[self.code]

    @property
    def message(self) -> str:
        return self.template.format(**self.data)


def _shortened(value: object) -> object:
    if isinstance(value, str) and len(value) > LONGEST_SHOWN:
        return f"{value[:LONGEST_SHOWN]}…"
    return value


class Gs1Error(ValueError):
    """An input is not what GS1 says it must be; `findings` has every reason, in the order of the input.

    `code`, `ai`, `at`, `template`, `data` and `message` are those of the first finding.
    """

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(self.findings[0].message)

    @classmethod
    def of(cls, code: str, ai: str = "", at: int | None = None, **data: object) -> Self:
        """An error with a single finding."""
        return cls((Finding.of(code, ai, at, **data),))

    def moved(self, by: int) -> Self:
        """The same error seen from a text that begins `by` characters earlier."""
        return type(self)(
            [each if each.at is None else replace(each, at=max(each.at + by, 0)) for each in self.findings]
        )

    def __reduce__(self) -> tuple[type[Self], tuple[tuple[Finding, ...]]]:
        return type(self), (self.findings,)

    @property
    def code(self) -> str:
        return self.findings[0].code

    @property
    def ai(self) -> str:
        return self.findings[0].ai

    @property
    def at(self) -> int | None:
        return self.findings[0].at

    @property
    def template(self) -> str:
        return self.findings[0].template

    @property
    def data(self) -> dict[str, object]:
        return dict(self.findings[0].data)

    @property
    def message(self) -> str:
        return self.findings[0].message
