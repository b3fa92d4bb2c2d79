"""A table of a design's file, read value by value; whatever is wrong is said with its place."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from aril.domain.errors import Finding
from aril.labelling.errors import DesignInvalid, short
from aril.labelling.geometry import Box

#: Lengths are millimetres below this.
_LONGEST = 10_000


@dataclass(frozen=True, slots=True)
class Table:
    """One table; every method raises DesignInvalid naming the design, the place and what was expected."""

    design: str
    place: str
    values: Mapping[str, object]

    def wrong(self, template: str, **data: object) -> DesignInvalid:
        """The error of this place; `template` is its English sentence."""
        return DesignInvalid(self.design, self.place, Finding(self.place, template, data))

    def only(self, keys: Iterable[str]) -> None:
        """Refuses a key that is none of these, with the nearest that is."""
        known = sorted(keys)
        for key in self.values:
            if key not in known:
                nearest = difflib.get_close_matches(key, known, 1, 0)[0]
                raise self.wrong(
                    "There is no key “{key}”; the nearest is “{nearest}”.", key=key, nearest=nearest
                )

    def table(self, key: str) -> "Table":
        value = self.values.get(key)
        if not isinstance(value, dict):
            raise self.wrong("A table [{key}] is expected.", key=key)
        return Table(self.design, f"[{key}]", value)

    def tables(self, key: str) -> "list[Table]":
        """An array of tables, placed as `[[element]] 3 “product”`."""
        value = self.values.get(key)
        if not isinstance(value, list) or not value or not all(isinstance(each, dict) for each in value):
            raise self.wrong("At least one [[{key}]] is expected.", key=key)
        return [
            Table(self.design, f"[[{key}]] {number} “{each.get('name', each.get('kind', ''))}”", each)
            for number, each in enumerate(value, 1)
        ]

    def text(self, key: str, missing: str | None = None) -> str:
        value = self.values.get(key, missing)
        if not isinstance(value, str) or not value:
            raise self.wrong("{key} is a text, not {found}.", key=key, found=_shown(value))
        return value

    def list_of_languages(self, key: str, language: str) -> list[dict[str, str]]:
        """A list of texts by language, each as `texts` reads one."""
        value = self.values.get(key)
        if not isinstance(value, list) or not value:
            raise self.wrong("{key} is a list of texts, not {found}.", key=key, found=_shown(value))
        return [Table(self.design, self.place, {key: each}).texts(key, language) for each in value]

    def texts(self, key: str, language: str, missing: str | None = None) -> dict[str, str]:
        """A text by language; a plain one is in the language given."""
        value = self.values.get(key, missing)
        if isinstance(value, str) and value:
            return {language: value}
        if isinstance(value, dict) and value and all(isinstance(each, str) for each in value.values()):
            return dict(value)
        raise self.wrong(
            '{key} is a text, or a table as {{ zh = "…", en = "…" }}, not {found}.',
            key=key,
            found=_shown(value),
        )

    def list_of_texts(self, key: str, missing: list[str]) -> tuple[str, ...]:
        value = self.values.get(key, missing)
        if not isinstance(value, list) or not value or not all(isinstance(each, str) for each in value):
            raise self.wrong("{key} is a list of texts, not {found}.", key=key, found=_shown(value))
        return tuple(value)

    def choice(self, key: str, choices: tuple[str, ...], missing: str) -> str:
        value = self.values.get(key, missing)
        if value not in choices:
            raise self.wrong(
                "{key} is one of {choices}, not {found}.",
                key=key,
                choices=", ".join(choices),
                found=_shown(value),
            )
        return str(value)

    def flag(self, key: str) -> bool:
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            raise self.wrong("{key} is true or false, not {found}.", key=key, found=_shown(value))
        return value

    def length(self, key: str, missing: int | None = None) -> int:
        """Millimetres in the file, micrometres here, as `missing` is."""
        if key not in self.values and missing is not None:
            return missing
        return self._micrometres(key, self.values.get(key))

    def box(self) -> Box:
        """From `at` and `size`, pairs of millimetres."""
        return Box(*self._pair("at"), *self._pair("size"))

    def count(self, key: str, missing: int | None = None) -> int:
        value = self.values.get(key, missing)
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 1000:
            raise self.wrong(
                "{key} is a whole number from 1 to 1000, not {found}.", key=key, found=_shown(value)
            )
        return value

    def points(self, key: str, missing: float | None = None) -> float:
        """A size of type."""
        value = self.values.get(key, missing)
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal) or not 3 <= value <= 200:
            raise self.wrong(
                "{key} is a size from 3 to 200 points, not {found}.", key=key, found=_shown(value)
            )
        return float(value)

    def _pair(self, key: str) -> tuple[int, int]:
        value = self.values.get(key)
        if not isinstance(value, list) or len(value) != 2:
            raise self.wrong(
                "{key} is a pair of millimetres as [4, 12.5], not {found}.", key=key, found=_shown(value)
            )
        first, second = (self._micrometres(key, each) for each in value)
        return first, second

    def _micrometres(self, key: str, value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int | Decimal) or not 0 <= value < _LONGEST:
            raise self.wrong(
                "{key} is in millimetres, from 0 to {most}, not {found}.",
                key=key,
                most=_LONGEST - 1,
                found=_shown(value),
            )
        return int(value * 1000)


def _shown(value: object) -> str:
    """A value as an error quotes it; `…` stands for one that is missing."""
    return "…" if value is None else short(str(value))
