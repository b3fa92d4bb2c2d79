"""Reading the TOML file that a chain is; `docs/chains.md` explains each key.

A key of the file is named as it stands there, counted from 1: `product.2.varieties.1.code`.
"""

import difflib
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Any

from pydantic import TypeAdapter, ValidationError

from aril.domain.chain import Chain, GeographicalIndication, PanelItem, Product, Term
from aril.domain.errors import Finding, Invalid
from aril.domain.region import Region

SECTIONS = {"product": "products", "stage": "stages", "panel": "panel", "indication": "indication"}
"""Section of the file → field of the chain; `chain` itself holds the rest."""
CODE_MOST, NAME_MOST = 64, 200

EXPECTED = {
    "missing": "{key} is missing.",
    "string-type": "{key}: expected text in quotes, found {found}.",
    "bool-type": "{key}: expected true or false, found {found}.",
    "bool-parsing": "{key}: expected true or false, found {found}.",
    "int-type": "{key}: expected a whole number, found {found}.",
    "int-parsing": "{key}: expected a whole number, found {found}.",
    "int-from-float": "{key}: expected a whole number, found {found}.",
    "float-type": "{key}: expected a number, found {found}.",
    "float-parsing": "{key}: expected a number, found {found}.",
    "tuple-type": "{key}: expected a list, found {found}.",
    "dataclass-type": "{key}: expected a section with keys, found {found}.",
    "other": "{key}: {found} does not fit here.",
}
"""What was expected, by the name that pydantic has for the fault, with dashes."""


def parse_chain(text: str, where: str) -> Chain:
    """Read a chain file; raises `Invalid` at `where`, naming each key that is missing, unknown or wrong."""
    try:
        document: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Invalid.at(where, "This is no TOML: {problem}.", problem=str(error)) from error
    findings = list(_unknown(document, where))
    try:
        chain = _CHAIN.validate_python(_values(document))
    except ValidationError as error:
        findings += [_explained(fault, where) for fault in error.errors()]
        raise Invalid(findings) from error
    findings += _implausible(chain, where)
    if findings:
        raise Invalid(findings)
    return chain


_CHAIN: TypeAdapter[Chain] = TypeAdapter(Chain)


def _values(document: Mapping[str, Any]) -> Any:
    head = document.get("chain", {})
    if not isinstance(head, dict):
        return head
    sections = {SECTIONS[name]: value for name, value in document.items() if name in SECTIONS}
    return {"products": [], "stages": [], "panel": []} | head | sections


def _unknown(document: Mapping[str, Any], where: str) -> Iterator[Finding]:
    """Every key that no chain file has, with the nearest one that it has."""
    yield from _strangers(document, ("chain", *SECTIONS), "", where)
    yield from _inside(document.get("chain"), Chain, "chain", where, but=SECTIONS.values())
    yield from _inside(document.get("indication"), GeographicalIndication, "indication", where)
    for section, kind in (("product", Product), ("stage", Term), ("panel", PanelItem)):
        for number, item in enumerate(_listed(document.get(section)), 1):
            yield from _inside(item, kind, f"{section}.{number}", where)
            for terms in ("varieties", "grades") if kind is Product and isinstance(item, dict) else ():
                for place, term in enumerate(_listed(item.get(terms)), 1):
                    yield from _inside(term, Term, f"{section}.{number}.{terms}.{place}", where)


def _inside(value: Any, kind: type[Any], path: str, where: str, but: Iterable[str] = ()) -> Iterator[Finding]:
    if isinstance(value, dict):
        known = [part.name for part in fields(kind) if part.name not in but]
        yield from _strangers(value, known, f"{path}.", where)


def _strangers(found: Mapping[str, Any], known: Iterable[str], path: str, where: str) -> Iterator[Finding]:
    for key in found:
        if key not in known:
            nearest = difflib.get_close_matches(key, known, n=1, cutoff=0)[0]
            yield Finding(
                where,
                "{key} is no key of a chain; the nearest is {nearest}.",
                {"key": path + key, "nearest": nearest},
            )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _explained(fault: Any, where: str) -> Finding:
    template = EXPECTED.get(fault["type"].replace("_", "-"), EXPECTED["other"])
    return Finding(where, template, {"key": _key(fault["loc"]), "found": _short(fault["input"])})


def _key(place: tuple[str | int, ...]) -> str:
    """A place in a chain as a place in its file: `("products", 1, "code")` is `product.2.code`."""
    sections = {field: section for section, field in SECTIONS.items()}
    first, *rest = place or ("chain",)
    steps = [sections.get(str(first), str(first) if first == "chain" else f"chain.{first}"), *rest]
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in steps)


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:60]}…"


def _implausible(chain: Chain, where: str) -> Iterator[Finding]:
    """What reads well and cannot be: an unknown region, nothing to grow, a code twice, a text without end."""
    try:
        Region.parse(chain.region, where)
    except Invalid as error:
        yield from error.findings
    if not chain.products:
        yield Finding(where, "{key} is missing.", {"key": "product"})
    for key, codes in _codes(chain):
        for at, code in enumerate(codes):
            if code in codes[:at]:
                yield Finding(where, "{key}: {code} stands there twice.", {"key": key, "code": code})
            if not code or len(code) > CODE_MOST or code != "".join(code.split()):
                yield Finding(
                    where,
                    "{key}: expected a code of 1 to {most} characters without blanks, found “{code}”.",
                    {"key": key, "code": code, "most": CODE_MOST},
                )
    for key, text, most in _texts(chain):
        if len(text) > most:
            yield Finding(
                where,
                "{key}: expected at most {most} characters, found {count}.",
                {"key": key, "most": most, "count": len(text)},
            )


def _codes(chain: Chain) -> Iterator[tuple[str, list[str]]]:
    """Codes that must differ from one another, and where they stand."""
    yield "chain.code", [chain.code]
    yield "product", [each.code for each in chain.products]
    yield "stage", [each.code for each in chain.stages]
    yield "panel", [each.substance for each in chain.panel]
    for number, product in enumerate(chain.products, 1):
        yield f"product.{number}.varieties", [each.code for each in product.varieties]
        yield f"product.{number}.grades", [each.code for each in product.grades]


def _texts(chain: Chain) -> Iterator[tuple[str, str, int]]:
    """Texts that stand on pages and papers, and how long they may be."""
    yield "chain.name", chain.name, NAME_MOST
    yield "chain.name_en", chain.name_en, NAME_MOST
    yield "chain.office", chain.office, NAME_MOST
    yield "chain.office_phone", chain.office_phone, CODE_MOST
    for number, product in enumerate(chain.products, 1):
        yield f"product.{number}.name", product.name, NAME_MOST
    for number, item in enumerate(chain.panel, 1):
        yield f"panel.{number}.unit", item.unit, CODE_MOST
