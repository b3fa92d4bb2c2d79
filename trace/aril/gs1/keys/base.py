"""What all GS1 keys have in common."""

from dataclasses import dataclass
from typing import ClassVar, Self

from aril.gs1.application_identifiers import IDENTIFIERS
from aril.gs1.errors import Gs1Error
from aril.gs1.prefixes import Issuer, issuer_of
from aril.gs1.reading import Element


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """An identifier that GS1 keeps unique. Made by `parse`, so that one in hand is right; `str` is its data form."""

    value: str

    ai: ClassVar[str]
    """The application identifier this key is written with."""

    name: ClassVar[str]
    """What GS1 calls it."""

    _prefix_at: ClassVar[int] = 0

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a key; blanks between its characters are taken for typing aids.

        Raises `Gs1Error` when length, characters or check characters are wrong.
        """
        return cls._checked("".join(text.split()), text)

    @classmethod
    def _checked(cls, value: str, text: str) -> Self:
        fault = IDENTIFIERS[cls.ai].fault(value)
        if fault is None:
            return cls(value)
        at = fault.at if value == text else None
        raise Gs1Error.of(fault.code, cls.ai, at, **fault.data)

    @classmethod
    def is_faulty(cls, text: str) -> bool:
        """Whether `parse` would refuse the text."""
        try:
            cls.parse(text)
        except Gs1Error:
            return True
        return False

    def __str__(self) -> str:
        return self.value

    @property
    def display(self) -> str:
        """The form for people."""
        return self.value

    @property
    def element(self) -> Element:
        """The key as an element of an element string or Digital Link."""
        return Element(self.ai, self.value)

    @property
    def prefix(self) -> str:
        """The three-digit GS1 Prefix, the start of the company prefix in it."""
        return self.value[self._prefix_at : self._prefix_at + 3]

    @property
    def issuer(self) -> Issuer | None:
        """The organisation that allots numbers with this prefix; no statement about the origin of goods."""
        return issuer_of(self.prefix)

    @property
    def country(self) -> str:
        """The country of the issuer as ISO 3166-1 alpha-2, or empty."""
        return self.issuer.country if self.issuer else ""
