"""Every sentence in the reader's language.

The msgid is the English sentence itself, with {named} gaps, in code and in templates alike. A language is a
folder of plain `.po` fragments, one for each room, read and merged at the start: nothing is compiled.
Words of the house (a role, a state) are members of a `StrEnum`; their message has the class name as its
context and the member's value as its msgid.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Protocol

from babel.messages.pofile import read_po

from aril import resources
from aril.domain.errors import Finding
from aril.domain.moment import CHINA
from aril.domain.region import Region

LANGUAGES = ("zh_CN", "en")
NAMES = {"zh_CN": "中文", "en": "English"}

SOURCE = "en"
"""The language of the msgids."""

Key = tuple[str, str]
"""Context (empty for a sentence) and msgid."""


Spelling = Callable[[str], str]
"""How a text that stands in a gap is written: as it is where programs read it, codes in groups on pages."""


class Spoken(Protocol):
    """An error or a finding: a sentence and what stands in its gaps."""

    @property
    def template(self) -> str: ...

    @property
    def data(self) -> Mapping[str, object]: ...


def gettext(language: str, message: str, spelled: Spelling = str, /, **data: object) -> str:
    """A sentence in a language, its gaps filled in. One that nobody translated stays English."""
    translated = catalogue(language).get(("", message), message)
    return _filled(translated, data, language, spelled) if data else translated


def counted(language: str, one: str, many: str, n: int) -> str:
    """Which of two sentences is about `n` things. Chinese has one form, kept under the msgid of the plural."""
    return one if n == 1 and language == SOURCE else many


def word(language: str, member: StrEnum) -> str:
    """The word for a role, a state or a kind: `family_farm` is “family farm” in English."""
    plain = member.value.replace("_", " ").replace("-", " ")
    return catalogue(language).get((type(member).__name__, member.value), plain)


def places(language: str, regions: Iterable[Region]) -> str:
    """Regions as they stand behind one another, each as an address begins."""
    return between(language).join(region.full_name for region in regions)


def between(language: str) -> str:
    """What stands between the parts of a list."""
    return ", " if language == SOURCE else "、"


def translate(error: Spoken, language: str, spelled: Spelling = str) -> str:
    """What an error or a finding says, in a language.

    An error with findings says each of them; `where` a finding is stays with whoever shows it.
    """
    findings: Iterable[Spoken] = getattr(error, "findings", ())
    if sentences := [translate(each, language, spelled) for each in findings]:
        return " ".join(sentences)
    translated = catalogue(language).get(("", error.template), error.template)
    return _filled(translated, error.data, language, spelled)


def in_all(error: Spoken) -> dict[str, str]:
    """What an error or a finding says in each language, for whoever reads it later."""
    return {language: translate(error, language) for language in LANGUAGES}


@cache
def catalogue(language: str) -> dict[Key, str]:
    """Every message of a language. Two fragments that translate one message differently are a mistake."""
    messages: dict[Key, str] = {}
    for path in sorted((resources.translations() / language).glob("*.po")):
        with path.open("rb") as file:
            fragment = read_po(file, abort_invalid=True)
        for entry in fragment:
            if not entry.id or not entry.string or entry.fuzzy:
                continue
            key = (entry.context or "", str(entry.id))
            if messages.setdefault(key, str(entry.string)) != entry.string:
                raise ValueError(f"{path.name} translates “{entry.id}” otherwise than a fragment before it")
    return messages


def _filled(sentence: str, data: Mapping[str, object], language: str, spelled: Spelling) -> str:
    return sentence.format(**{name: _shown(name, value, language, spelled) for name, value in data.items()})


def _shown(name: str, value: object, language: str, spelled: Spelling) -> object:
    """A value as it stands in a sentence: words translated, days as 2026-09-12, no kilograms of 1E+3."""
    match value:
        case StrEnum():
            return word(language, value)
        case Finding():
            return translate(value, language, spelled)
        case datetime():
            return f"{value.astimezone(CHINA):%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
        case tuple() | list() | frozenset():
            return between(language).join(str(_shown(name, each, language, spelled)) for each in value)
        case str() if name == "what":  # the thing that a `NotFound` did not find
            return catalogue(language).get(("NotFound", value), value)
        case str():
            return spelled(value)
    return value
