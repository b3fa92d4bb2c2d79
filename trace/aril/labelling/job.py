"""A job file: labels to print without any database.

::

    design = "lot-a4-24"
    count = 10000
    serials = "random"                        # or "none", the same label each time
    base_url = "https://trace.example.cn"     # what the QR code leads to
    language = "zh"                           # the design's first language if left out

    [fields]                                  # any that the design prints; dates and numbers may be TOML's own
    gtin = "06901234567892"
    lot = "ZZ260912"
    product = "软籽石榴"
    pack_date = 2026-09-14
    net_weight_kg = 5

With a `gtin` and a `lot` the QR code is a GS1 Digital Link and the linear symbol GS1-128, with packing date, best
before date and net weight where they are given; a design may print a part of it. Without a `gtin` the QR code is
the address `/t/{code}` and the linear symbol Code 128.
"""

import difflib
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import quote

from aril.gs1.digital_link import DigitalLink
from aril.gs1.element_string import build
from aril.gs1.errors import Gs1Error
from aril.gs1.keys import Gtin
from aril.labelling.errors import DateExpected, ElementStringInvalid, JobInvalid, short
from aril.labelling.record import LabelRecord
from aril.labelling.serial import ENTROPY, serial
from aril.labelling.template import yymmdd

MOST = 1_000_000
_KEYS = ("base_url", "count", "design", "fields", "language", "serials")
#: Fields that are read here beside those that designs print.
_READ = {"net_weight_kg"}


@dataclass(frozen=True, slots=True)
class Job:
    """What to print, how often, and how its codes are made."""

    design: str
    count: int
    random_serials: bool
    base_url: str
    language: str | None
    fields: Mapping[str, str]

    @classmethod
    def parse(cls, toml_text: str) -> "Job":
        """Raises JobInvalid with the place of what cannot be read, or what GS1's rules refuse."""
        try:
            root = tomllib.loads(toml_text, parse_float=Decimal)
        except tomllib.TOMLDecodeError as error:
            raise JobInvalid.at("TOML", "This is no TOML: {problem}.", problem=str(error)) from error
        for key in root:
            if key not in _KEYS:
                nearest = difflib.get_close_matches(key, _KEYS, 1, 0)[0]
                raise JobInvalid.at(
                    key, "There is no key “{key}”; the nearest is “{nearest}”.", key=key, nearest=nearest
                )
        fields = root.get("fields", {})
        if not isinstance(fields, dict):
            raise JobInvalid.at("fields", "Expected a table [fields].")
        read = {name: _text(name, value) for name, value in fields.items()}
        if "gtin" in read:
            read["gtin"] = _gtin(read["gtin"])
        if "net_weight_kg" in read:
            read.setdefault("net_weight", f"{_kilograms(read['net_weight_kg']).normalize():f} kg")
        if "lot" in read:
            read.setdefault("code", read["lot"])
        job = cls(
            design=_word(root, "design"),
            count=_count(root.get("count", 1)),
            random_serials=_word(root, "serials", "none", ("none", "random")) == "random",
            base_url=_word(root, "base_url").rstrip("/"),
            language=_word(root, "language") if "language" in root else None,
            fields=read,
        )
        if not job.base_url.startswith(("https://", "http://")):
            raise JobInvalid.at(
                "base_url",
                "Expected an address as https://example.cn, found “{value}”.",
                value=short(job.base_url),
            )
        job.address()
        job.linear()
        return job

    def require_known(self, fields: Iterable[str]) -> None:
        """Raises JobInvalid for a field that is none of these, with the nearest that is."""
        known = sorted({*fields, *_READ})
        for name in self.fields:
            if name not in known:
                nearest = difflib.get_close_matches(name, known, 1, 0)[0]
                raise JobInvalid.at(
                    "fields",
                    "There is no field “{name}”; the nearest is “{nearest}”.",
                    name=name,
                    nearest=nearest,
                )

    def address(self) -> str:
        """What the QR code of the lot carries."""
        gtin, lot, code = (self.fields.get(name, "") for name in ("gtin", "lot", "code"))
        if not gtin:
            if not code:
                raise JobInvalid.at("fields", "Expected a gtin with a lot, or a code.")
            return f"{self.base_url}/t/{quote(code, safe='')}"
        try:
            return DigitalLink.of([("01", gtin), ("10", lot)] if lot else [("01", gtin)]).at(self.base_url)
        except Gs1Error as error:
            raise ElementStringInvalid(
                "fields", short(f"{gtin} {lot}"), str(error), error.findings
            ) from error

    def linear(self) -> str:
        """What the linear symbol carries, all of it."""
        fields = self.fields
        if not fields.get("gtin"):
            return fields.get("code", "")
        elements = [("01", fields["gtin"])]
        elements += [(ai, _gs1_date(name, fields[name])) for ai, name in _DATES if fields.get(name)]
        if "net_weight_kg" in fields:
            grams = round(_kilograms(fields["net_weight_kg"]) * 1000)
            elements.append(("3103", f"{grams:06d}"))
        if fields.get("lot"):
            elements.append(("10", fields["lot"]))
        return build(elements).bracketed()

    def records(self, entropy: Callable[[int], bytes]) -> Iterator[LabelRecord]:
        """The labels; `entropy(n)` answers n random bytes and is asked once for each serial."""
        address, linear = self.address(), self.linear()
        if not self.random_serials:
            yield from (LabelRecord(self.fields, address, linear) for _ in range(self.count))
            return
        place = "/21/" if self.fields.get("gtin") else "?21="
        for _ in range(self.count):
            number = serial(entropy(ENTROPY))
            yield LabelRecord({**self.fields, "serial": number}, f"{address}{place}{number}", linear)


_DATES = (("13", "pack_date"), ("15", "best_before"))


def _gs1_date(name: str, value: str) -> str:
    try:
        return yymmdd(value)
    except ValueError as error:
        raise DateExpected("fields", name, short(value)) from error


def _gtin(text: str) -> str:
    try:
        return str(Gtin.parse(text))
    except Gs1Error as error:
        raise ElementStringInvalid("gtin", short(text), str(error), error.findings) from error


def _text(name: str, value: object) -> str:
    match value:
        case str():
            return value
        case date():
            return value.isoformat()[:10]
        case Decimal():
            return f"{value:f}"
        case int() if not isinstance(value, bool):
            return str(value)
        case _:
            raise JobInvalid.at(
                f"fields.{name}",
                "Expected a text, a date or a number, found {value}.",
                value=short(str(value)),
            )


def _kilograms(text: str) -> Decimal:
    value = (
        Decimal(text)
        if text.replace(".", "", 1).isascii() and text.replace(".", "", 1).isdigit()
        else Decimal(0)
    )
    if not 0 < value < 1000:
        raise JobInvalid.at(
            "fields.net_weight_kg",
            "Expected kilograms above 0 and below 1000, found “{value}”.",
            value=short(text),
        )
    return value


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST:
        raise JobInvalid.at(
            "count",
            "Expected a whole number from 1 to {most}, found {value}.",
            most=MOST,
            value=short(str(value)),
        )
    return value


def _word(root: Mapping[str, object], key: str, missing: str = "", choices: tuple[str, ...] = ()) -> str:
    value = root.get(key, missing)
    if not value:
        raise JobInvalid.at(key, "Expected a text.")
    if not isinstance(value, str) or (choices and value not in choices):
        if choices:
            raise JobInvalid.at(
                key,
                "Expected one of {known}, found {value}.",
                known=", ".join(choices),
                value=short(str(value)),
            )
        raise JobInvalid.at(key, "Expected a text, found {value}.", value=short(str(value)))
    return value
