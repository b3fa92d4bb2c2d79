"""What a reader sends, whatever it is: one identification, or an error that says what to do.

Readers put a symbology identifier first or leave it out, send FNC1 as GS, replace it or lose it; phones send a web
address; people type what stands under the symbol. (General Specifications 5.1.2 and 7.8; ISO/IEC 15424.)
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from aril.gs1 import compression
from aril.gs1.application_identifiers import IDENTIFIERS, find, find_prefix
from aril.gs1.digital_link import DigitalLink
from aril.gs1.element_string import CARET, GS, parse_bracketed, parse_fnc1
from aril.gs1.errors import Finding, Gs1Error
from aril.gs1.keys import Gtin, Sscc
from aril.gs1.reading import Element, validated

SYMBOLOGIES = {
    "]C0": "Code 128",
    "]C1": "GS1-128",
    "]E0": "EAN-13, UPC-A or UPC-E",
    "]E3": "EAN-13 or UPC with add-on",
    "]E4": "EAN-8",
    "]I0": "ITF",
    "]I1": "ITF-14",
    "]J1": "GS1 DotCode",
    "]Q1": "QR Code",
    "]Q3": "GS1 QR Code",
    "]d1": "Data Matrix",
    "]d2": "GS1 DataMatrix",
    "]e0": "GS1 DataBar or composite",
}
"""What a symbology identifier announces."""

Elements = tuple[Element, ...]

_ELEMENT_STRINGS = frozenset({"]C1", "]J1", "]Q3", "]d2", "]e0"})
_GTINS = frozenset({"]E0", "]E3", "]E4", "]I1"})
_COMPOSITE = "|]e0"
_VARIANT = "20"
_NO_LINK = frozenset({"uri-no-key", "uri-no-path", "uri-character", "uri-domain"})

# A text without any mark of GS1 counts as an element string if it starts with one of these, whose check digit bears
# it out; otherwise half of all house numbers would.
_TELLING = frozenset(
    {"00", "01", "02", "03", "253", "255", "402", "414", "417", "8003", "8006", "8017", "8018"}
)

_BLANKS = " \t\r\n\v\f"
_SYMBOLOGY = re.compile(r"\][A-Za-z][0-9A-Za-z]")
_ADDRESS = re.compile(r"(https?://)[^/?#]*", re.IGNORECASE)
_BRACKETED = re.compile(r"\(\s*[0-9]{2,4}\s*\)")
_WRITTEN_GS = re.compile(r"<GS>|<FNC1>|\{GS\}|\[GS\]|\\x1d|\\u001d|\u241d", re.IGNORECASE)
# None of these may be in a value (but # in parts and components), so one that is there has come in place of GS.
_INSTEAD_OF_GS = re.compile(r"[#$@\[\\\]^`{|}~\x00-\x20]+")
_FULL_WIDTH = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


@dataclass(frozen=True, slots=True)
class Identification:
    """What was scanned.

    `symbology` is the symbology identifier that the reader sent, or empty. `elements` are empty where the code is none
    of GS1's: then `text` is its content, and `path` its raw path and query if it is a web address. `link` is the
    Digital Link of the elements, where they have one.
    """

    symbology: str
    text: str
    elements: Elements = ()
    link: DigitalLink | None = None
    path: str = ""


def read(text: str) -> Identification:
    """What a reader sent or somebody typed.

    Raises `Gs1Error` if it is empty, or GS1's and wrong.
    """
    content = text.lstrip(_BLANKS)
    start = len(text) - len(content)
    symbology = content[:3] if _SYMBOLOGY.match(content) else ""
    content = content[len(symbology) :].rstrip(_BLANKS)
    try:
        return _identify(symbology, content)
    except Gs1Error as error:
        raise error.moved(start + len(symbology)) from None


def read_gs1(text: str) -> Identification:
    """As `read`, but a code that is none of GS1's is an error too."""
    found = read(text)
    if not found.elements:
        raise Gs1Error.of("not-gs1", at=0, found=text)
    return found


def _identify(symbology: str, content: str) -> Identification:
    if not content:
        raise Gs1Error.of("empty", at=0)
    if symbology in _ELEMENT_STRINGS:
        elements = _element_string(content)
    elif symbology in _GTINS:
        elements = _retail(content)
    else:
        content = content.translate(_FULL_WIDTH)
        elements = next((found for way in _WAYS if (found := way(content)) is not None), ())
    return Identification(
        symbology, content, elements, link_of(elements), path="" if elements else _path(content)
    )


def link_of(elements: Elements) -> DigitalLink | None:
    """The link of the elements; some, such as a price alone, have none."""
    try:
        return DigitalLink.arranged(elements)
    except Gs1Error:
        return None


def _path(content: str) -> str:
    """The raw path and query, if the content is a web address."""
    address = _ADDRESS.match(content)
    return content[address.end() :].partition("#")[0] if address else ""


def _address(content: str) -> Elements | None:
    """A web address: a Digital Link, or somebody's own."""
    if not (found := _ADDRESS.match(content)):
        return None
    address = found[1].lower() + content[found.end(1) :].removesuffix("/")
    try:
        return compression.read(address).elements
    except Gs1Error as error:
        if error.code in _NO_LINK:
            return ()
        raise


def _bracketed(content: str) -> Elements | None:
    """What stands under a symbol, typed with its brackets; blanks do no harm."""
    if not _BRACKETED.match(content):
        return None
    return parse_bracketed("".join(content.split())).elements


def _marked(content: str) -> Elements | None:
    """An element string that shows itself by FNC1, sent or written."""
    marked = _WRITTEN_GS.sub(GS, content)
    if GS not in marked and not marked.startswith(CARET):
        return None
    return _element_string(marked.replace(CARET, GS))


def _spaced(content: str) -> Elements | None:
    """What stands under a symbol, typed without its brackets: 01 06901234567892 10 A."""
    words = content.split()
    ais, values = words[::2], words[1::2]
    if not ais or len(ais) != len(values) or ais[0] not in _TELLING or not all(map(find, ais)):
        return None
    return (
        None if IDENTIFIERS[ais[0]].fault(values[0], deep=False) else validated(zip(ais, values, strict=True))
    )


def _bare_key(content: str) -> Elements | None:
    """A GTIN or an SSCC by itself."""
    digits = "".join(content.split())
    if not (digits.isascii() and digits.isdigit()):
        return None
    if len(digits) == 8:
        # Eight digits may well be a house number; only the right check digit makes them a GTIN.
        return None if Gtin.is_faulty(digits) else (Gtin.parse(digits).element,)
    if len(digits) in {12, 13, 14}:
        return (Gtin.parse(digits).element,)
    return (Sscc.parse(digits).element,) if len(digits) == 18 else None


def _telling(content: str) -> Elements | None:
    """An element string without a mark, which starts with a key."""
    first = find_prefix(content, 0)
    if first is None or first.ai not in _TELLING or first.head_fault(content[len(first.ai) :]):
        return None
    elements = _element_string(content)
    _refuse_swallowed(content, elements)
    return elements


_WAYS: tuple[Callable[[str], Elements | None], ...] = (
    _address,
    _bracketed,
    _marked,
    _spaced,
    _bare_key,
    _telling,
)
"""The ways to read a text nobody has announced: the first that knows it decides, and `()` is: none of GS1's."""


def _element_string(content: str) -> Elements:
    """An element string whose separators may have been replaced."""
    start = 1 if content.startswith(GS) else 0
    content = content[start:]
    try:
        return _parsed(content)
    except Gs1Error as error:
        refusal = error
    replaced = _INSTEAD_OF_GS.sub(GS, content)
    if replaced != content:
        return _parsed(replaced)
    if GS not in content and any(finding.code == "value-too-long" for finding in refusal.findings):
        refusal = Gs1Error((Finding.of("separator-lost"), *refusal.findings))
    raise refusal.moved(start)


def _parsed(content: str) -> Elements:
    """An element string whose first FNC1 the reader has kept for itself."""
    try:
        return parse_fnc1(GS + content, GS).elements
    except Gs1Error as error:
        raise error.moved(-1) from None


def _refuse_swallowed(content: str, elements: Elements) -> None:
    """Refuse a last value that ends in what is clearly another element: the separator before it was lost."""
    last = elements[-1]
    if GS in content or not last.identifier.fnc1:
        return
    ai, value = last
    for at in range(1, len(value)):
        if other := _clearly_another(value, at):
            raise Gs1Error.of("separator-doubtful", ai, value=value, head=value[:at], other=other)


def _clearly_another(value: str, at: int) -> str:
    """The identifier of predefined length that begins at `at`, if the rest reads as elements and not by mere chance."""
    found = find_prefix(value, at)
    if found is None or found.fnc1 or found.ai == _VARIANT:
        return ""
    # Any six digits are a measure, so that the digits of a long number would be one every so often.
    if found.decimals is not None and value[at - 1].isdigit():
        return ""
    try:
        parse_fnc1(GS + value[at:], GS, alone=False)
    except Gs1Error:
        return ""
    return found.ai


def _retail(content: str) -> Elements:
    """The digits of an EAN, UPC or ITF-14 symbol, its add-on left out, and of the composite above it."""
    linear, composite, rest = content.partition(_COMPOSITE)
    digits = linear[:13] if len(linear) in {15, 18} else linear
    gtin = Gtin.parse(digits).element
    if not composite:
        return (gtin,)
    return validated((gtin, *parse_fnc1(GS + rest, GS, alone=False).elements))
