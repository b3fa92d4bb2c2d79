"""The table of application identifiers says what the GS1 Barcode Syntax Dictionary says."""

import re

from aril.gs1.application_identifiers import IDENTIFIERS, find
from aril.gs1.linters import LINTERS
from tests.conformance import vectors

CHARACTER_SETS = {"N": "csetnumeric", "X": "cset82", "Y": "cset39", "Z": "cset64"}


def _entries():
    for line in vectors.text("gs1/gs1-syntax-dictionary.txt").splitlines():
        if line and not line.startswith("#"):
            body, _, title = line.partition("#")
            ais, *words = body.split()
            yield ais, words, title.strip()


def _ais(ais):
    first, _, last = ais.partition("-")
    return [str(number).zfill(len(first)) for number in range(int(first), int(last or first) + 1)]


def _flags(words):
    return words[0] if re.fullmatch(r"[*?]+", words[0]) else ""


def _components(words):
    for word in words:
        if part := re.fullmatch(r"(\[?)([NXYZ])(\.\.)?(\d+)\]?((?:,\w+)*)", word):
            optional, kind, upto, most, linters = part.groups()
            names = [CHARACTER_SETS[kind], *filter(None, linters.split(","))]
            yield 1 if upto else int(most), int(most), tuple(LINTERS[name] for name in names), bool(optional)


def _attribute(words, name):
    return [word.removeprefix(f"{name}=") for word in words if word.startswith(f"{name}=")]


def _matching(pattern):
    expression = re.compile(pattern.replace("n", "[0-9]"))
    return frozenset(filter(expression.fullmatch, IDENTIFIERS)) or frozenset({pattern})


def _facts(words, title):
    keys = _attribute(words, "dlpkey")
    qualifiers = tuple(tuple(path.split(",")) for path in keys[0].split("|")) if keys else ((),)
    return {
        "title": title,
        "components": tuple(_components(words)),
        "fnc1": "*" not in _flags(words),
        "attribute": "?" in _flags(words),
        "qualifiers": qualifiers if keys or "dlpkey" in words else None,
        "needs": tuple(
            tuple(map(_matching, group.split("+")))
            for needs in _attribute(words, "req")
            for group in needs.split(",")
        ),
        "bars": frozenset().union(*(map(_matching, ",".join(_attribute(words, "ex")).split(",")))) - {""},
    }


def _ours(ai):
    found = find(ai)
    return {
        "title": found.title,
        "components": tuple(
            (part.least, part.most, part.linters, part.optional) for part in found.components
        ),
        "fnc1": found.fnc1,
        "attribute": found.attribute,
        "qualifiers": found.qualifiers,
        "needs": found.needs,
        "bars": found.bars,
    }


def test_every_entry_is_in_the_table_word_for_word():
    entries = [(ai, words, title) for ais, words, title in _entries() for ai in _ais(ais)]

    differences = [ai for ai, words, title in entries if _ours(ai) != _facts(words, title)]

    assert differences == []
    assert {ai for ai, _, _ in entries} == set(IDENTIFIERS)


def test_every_linter_of_the_dictionary_is_known():
    used = {
        name
        for _, words, _ in _entries()
        for word in words
        for name in re.findall(r",(\w+)", word)
        if word[0] in "NXYZ["
    }

    assert used <= set(LINTERS)
