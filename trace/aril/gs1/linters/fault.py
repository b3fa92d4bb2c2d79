"""What a linter answers when a value is wrong."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a value is refused: the code of the sentence, the faulty stretch, and the data of the sentence."""

    code: str
    at: int
    length: int
    data: Mapping[str, object] = field(default_factory=dict)

    def shifted(self, by: int) -> "Fault":
        """The same fault seen from a text that begins `by` characters earlier."""
        return replace(self, at=self.at + by) if by else self


Linter = Callable[[str], Fault | None]
"""A function from a value, or a part of one, to its first fault, or None when it is right."""
