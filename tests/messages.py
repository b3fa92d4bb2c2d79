"""Every message the service can say, found in its source: what a catalogue must have."""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from babel.messages.extract import extract

from aril import resources
from aril.i18n import Key

ROOMS = (
    "gs1",
    "epcis",
    "domain",
    "labelling",
    "printing",
    "store",
    "services",
    "web",
    "api",
    "demonstration",
    "cli",
)
CALLS = {"_": (0,), "gettext": (0,), "say": (0,), "ngettext": (1,)}
"""Functions whose arguments at these places are msgids; Chinese has no singular, so the plural is enough."""
TEMPLATE_PLACES = {"Finding": 1, "at": 1, "refuse": 1, "wrong": 0, "TemplateFault": 0, "Sentence": 0}
"""`Finding(where, template)`, `Invalid.at(where, template)`, `fields.refuse(where, template)`,
`table.wrong(template)`, `TemplateFault(template)`, `Sentence(template)`."""
DESCRIBING = {"summary", "description", "title"}
"""Arguments by which the interface for programs describes itself; so does what it says about headers and fields."""
WORDY = {"domain", "printing", "services"}
"""Rooms whose `StrEnum`s are words that people read."""
WORDY_TERMS = {"BizStep"}
"""Terms of the standards that pages show as words."""
SILENT = {"{summary}", "{path}: {message}", "{sentence}"}
"""Templates without words of their own."""

Found = dict[Key, str]
"""Message → where it was found."""


@cache
def wanted() -> Found:
    """Every message, with a place where it stands."""
    found: Found = {}
    for path in _sources():
        for key, line in _in_python(path):
            found.setdefault(key, f"{path.relative_to(resources.PACKAGE.parent.parent)}:{line}")
    for path in sorted(resources.templates().rglob("*.html")):
        for message, line in _in_template(path):
            found.setdefault(("", message), f"templates/{path.relative_to(resources.templates())}:{line}")
    return {key: place for key, place in found.items() if key[1] not in SILENT}


def gaps(sentence: str) -> set[str]:
    """The {named} gaps of a sentence, without their format."""
    return set(re.findall(r"\{(\w+)[^{}]*\}", sentence))


def _sources() -> Iterator[Path]:
    for room in ROOMS:
        yield from sorted((resources.PACKAGE / room).rglob("*.py"))


def _in_python(path: Path) -> Iterator[tuple[Key, int]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield from _template_of(node)
            if path.relative_to(resources.PACKAGE).parts[0] in WORDY or node.name in WORDY_TERMS:
                yield from _words(node)
        elif isinstance(node, ast.Dict):
            yield from _sentences(node)
            if "api" in path.parts:
                yield from _descriptions(node.values)
        elif isinstance(node, ast.Call):
            yield from _in_call(node)
            if "api" in path.parts:
                yield from _descriptions(each.value for each in node.keywords if each.arg in DESCRIBING)


def _template_of(node: ast.ClassDef) -> Iterator[tuple[Key, int]]:
    """`template = "…"` in the body of an error."""
    for line in node.body:
        target = line.target if isinstance(line, ast.AnnAssign) else None
        if isinstance(line, ast.Assign):
            target = line.targets[0]
        value = getattr(line, "value", None)
        if isinstance(target, ast.Name) and target.id == "template" and (text := _constant(value)):
            yield ("", text), line.lineno


def _sentences(node: ast.Dict) -> Iterator[tuple[Key, int]]:
    """A table of sentences by code, as the standards' rooms keep them: `"code": "A sentence with a {gap}."`."""
    pairs = [
        (_constant(key), _constant(value), value) for key, value in zip(node.keys, node.values, strict=True)
    ]
    if not pairs or not all(key and re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key) for key, _, _ in pairs):
        return
    for _, text, value in pairs:
        if text and " " in text and text.endswith("."):
            yield ("", text), value.lineno


def _descriptions(nodes: Iterable[ast.AST | None]) -> Iterator[tuple[Key, int]]:
    """Texts of more than one word."""
    for node in nodes:
        if (text := _constant(node)) and re.search(r"[a-z] [a-zA-Z`]", text) and node is not None:
            yield ("", text), node.lineno  # type: ignore[attr-defined]


def _in_call(node: ast.Call) -> Iterator[tuple[Key, int]]:
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    for place in CALLS.get(name, ()):
        if len(node.args) > place and (text := _constant(node.args[place])):
            yield ("", text), node.lineno
    if name == "Entry" and len(node.args) > 1 and (text := _constant(node.args[1])):
        yield ("", text), node.lineno
    if name == "NotFound" and node.args and (text := _constant(node.args[0])):
        yield ("NotFound", text), node.lineno
    place = TEMPLATE_PLACES.get(name)
    if place is not None and len(node.args) > place and (text := _constant(node.args[place])):
        yield ("", text), node.lineno
    for keyword in node.keywords:
        if keyword.arg == "template" and (text := _constant(keyword.value)):
            yield ("", text), node.lineno


def _constant(node: ast.AST | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _in_template(path: Path) -> Iterator[tuple[str, int]]:
    options = {"silent": "false"}
    with path.open("rb") as file:
        for line, message, _comments, _context in extract(
            "jinja2.ext:babel_extract", file, keywords={"_": None, "ngettext": (1, 2)}, options=options
        ):
            text = message if isinstance(message, str) else message[-1]
            if text:
                yield text, line


def _words(node: ast.ClassDef) -> Iterator[tuple[Key, int]]:
    """The words of the domain: each member of a `StrEnum`."""
    if not any(isinstance(base, ast.Name) and base.id == "StrEnum" for base in node.bases):
        return
    for line in node.body:
        if isinstance(line, ast.Assign) and (value := _constant(line.value) or _automatic(line)):
            yield (node.name, value), line.lineno


def _automatic(line: ast.Assign) -> str:
    """The value of a member that is `auto()`."""
    name, is_call = line.targets[0], isinstance(line.value, ast.Call)
    return name.id.lower() if is_call and isinstance(name, ast.Name) else ""
