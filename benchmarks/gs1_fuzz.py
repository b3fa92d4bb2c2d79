"""Coverage-guided fuzzing of everything in `aril.gs1` that reads text: it must answer or raise `Gs1Error`.

    python benchmarks/gs1_fuzz.py -max_total_time=600

Needs atheris, which has no Windows wheels and is therefore in a dependency group of its own. Options are libFuzzer's.
An input that breaks something is left in a file `crash-…`; give that file as an argument to see it again.
"""

import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["aril"]):
    from aril.gs1 import compression, meaning, scan
    from aril.gs1.digital_link import DigitalLink
    from aril.gs1.element_string import build, parse_bracketed, parse_fnc1
    from aril.gs1.epc import to_digital_link, to_urn
    from aril.gs1.errors import Gs1Error
    from aril.gs1.keys import KEYS

TODAY = date(2026, 9, 12)
SEEDS = [
    "^010690123456789210A-7^21K7\x1d17270131",
    "(01)06901234567892(17)270131(10)A\\(1(3103)012480(3932)1561995",
    "(00)369012340000000413(02)16901234567899(37)48(4309)02790858483015297971(7007)260901260930",
    "(8110)012345612345611110123110110123061234562111101231012345333060640009(8112)001234561234560123456",
    "(415)6901234567892(8020)R(8007)FR7630006000011234567890189(8013)1987654Ad4X4bL5ttr2310c2K",
    "https://example.com/t/01/06901234567892/22/2A/10/A%2F7/21/K7?17=270131&linkType=all#x",
    "https://id.gs1.org/AQnYUc1gmiCNV4JGQhcNT6K6cibQCWN9Pee9tT-PQ",
    "https://id.gs1.org/8004/0541234537290A41%26GHpp33/cEB2Cqi",
    "urn:epc:id:sgtin:4012345.011111.98%22",
    "urn:epc:idpat:itip:4012345.012345.01.02.*",
    "]C10106901234567892",
    "]E06901234567892|]e010ABC",
    "01 06901234567892 10 A",
    "^0106901234567892236NEW^3999X",
    "http://example.com/gtin/6901234567892/lot/A?89=x",
    "（01）06901234567892",
]


def main() -> None:
    with tempfile.TemporaryDirectory() as corpus:
        for number, seed in enumerate(SEEDS):
            Path(corpus, str(number)).write_text(seed, encoding="utf-8")
        atheris.Setup([*sys.argv, corpus], _try)
        atheris.Fuzz()


def _try(given: bytes) -> None:
    text = given.decode("utf-8", errors="replace")
    for read in READERS:
        try:
            read(text)
        except Gs1Error as error:
            # Its sentence is made only when somebody reads it.
            for finding in error.findings:
                finding.message  # noqa: B018 - reading it is the test


def _string(text: str) -> None:
    found = parse_fnc1(text)
    built = build(found.elements)
    assert build(parse_fnc1(built.fnc1()).elements) == built
    assert build(parse_bracketed(built.bracketed()).elements) == built


def _link(text: str) -> None:
    canonical = DigitalLink.parse(text).canonical()
    assert DigitalLink.parse(canonical).canonical() == canonical


def _urn(text: str) -> None:
    link = to_digital_link(text)
    assert to_digital_link(link) == link
    for length in range(6, 13):
        try:
            urn = to_urn(link, length)
        except Gs1Error:
            continue
        assert to_digital_link(urn) == link or _is_wrong(link)


def _old_or_new(text: str) -> None:
    """What older standards allowed, and what later ones may."""
    canonical = DigitalLink.parse(text, legacy=True, unknown=True).canonical()
    assert DigitalLink.parse(canonical, unknown=True).canonical() == canonical


def _unknown(text: str) -> None:
    found = parse_fnc1(text, unknown=True)
    assert build(parse_bracketed(found.bracketed(), unknown=True).elements, unknown=True) == build(
        found.elements, unknown=True
    )


def _scan(text: str) -> None:
    for element in scan.read(text).elements:
        for means in (lambda each: meaning.day(each, near=TODAY), meaning.amount, meaning.money):
            try:
                means(element)
            except Gs1Error:
                continue


def _is_wrong(link: str) -> bool:
    """A wrong check digit, which a link may have, is put right on the way through a URN."""
    try:
        DigitalLink.parse(link)
    except Gs1Error:
        return True
    return False


READERS: tuple[Callable[[str], object], ...] = (
    _string,
    _unknown,
    _link,
    _old_or_new,
    _urn,
    parse_bracketed,
    compression.decompress,
    _scan,
    *(key.parse for key in KEYS.values()),
)


if __name__ == "__main__":
    main()
