"""EPC URNs and Digital Links: two spellings of one identifier (EPC Tag Data Standard 2.1, sections 6 to 8).

A URN parts the company prefix from the rest with a dot and leaves the check digit out; a Digital Link does
neither, so the way back needs the length of the company prefix. A URN may stand for a class of things
(`urn:epc:class:…`, or a pattern that ends in `*`), and then so does its link.
"""

import re
from dataclasses import dataclass
from urllib.parse import unquote

from aril.gs1.check_characters import digit_for
from aril.gs1.digital_link import DigitalLink, read_identifiers
from aril.gs1.errors import Gs1Error
from aril.gs1.reading import Element, Reading

PREFIX_LENGTHS = range(6, 13)
"""How many digits a GS1 Company Prefix may have in an EPC URN."""

_APPENDED = "appended"
_ANY = "*"
_NO_EXTENSION = "0"
_TEXT = r"[!'()*+,\-.0-9:;=A-Za-z_]*+"
_URN = re.compile(rf"urn:epc:(id|class|idpat):([a-z]+):(?=.)({_TEXT}(?:%[0-9A-Fa-f]{{2}}{_TEXT})*+)")
_ESCAPED = re.compile(r"[^!'()*+,\-.0-9:;=A-Za-z_]")


@dataclass(frozen=True, slots=True)
class Scheme:
    """How the URNs of a scheme relate to a key.

    `digits` is how many digits company prefix and reference have together, or None where the reference is text.
    With `leading`, the first digit of the reference stands before the prefix in the key; `filler` does so always.
    `serial` is the identifier of the last field, or says that it is appended to the key, or is None without one.
    """

    name: str
    ai: str
    digits: int | None
    serial: str | None = None
    leading: bool = False
    filler: str = ""
    pieces: bool = False

    @property
    def pattern(self) -> str:
        """The fields of a URN, for people."""
        pieces = ".piece.total" if self.pieces else ""
        return f"{self.name}:prefix.reference{pieces}{'.serial' if self.serial else ''}"

    def split(self, text: str) -> list[str]:
        """The fields of a URN; only the last may hold dots."""
        count = 2 + 2 * self.pieces + (self.serial is not None)
        fields = text.split(".", count - 1)
        prefix, reference = [*fields, ""][:2]
        fits = self.digits is None or ((reference + "0").isdigit() and len(prefix + reference) == self.digits)
        if len(fields) != count or not fits or not prefix.isdigit() or len(prefix) not in PREFIX_LENGTHS:
            raise Gs1Error.of("epc-fields", self.ai, expected=self.pattern, found=text)
        return fields

    def key(self, prefix: str, reference: str) -> str:
        """The key, up to its check digit."""
        if self.digits is None:
            return prefix + unquote(reference)
        body = reference[0] + prefix + reference[1:] if self.leading else prefix + reference
        return self.filler + body + digit_for(body)

    def fields(self, key: str, prefix_length: int) -> tuple[str, str, str]:
        """Prefix, reference, and what follows the check digit, of a key."""
        body = key[len(self.filler) :]
        if self.digits is None:
            return body[:prefix_length], body[prefix_length:], ""
        first = body[: int(self.leading)]
        rest = body[len(first) : self.digits]
        return rest[:prefix_length], first + rest[prefix_length:], body[self.digits + 1 :]


SCHEMES = (
    Scheme("sgtin", "01", 13, "21", leading=True),
    Scheme("lgtin", "01", 13, "10", leading=True),
    Scheme("upui", "01", 13, "235", leading=True),
    Scheme("itip", "8006", 13, "21", leading=True, pieces=True),
    Scheme("sscc", "00", 17, leading=True),
    Scheme("sgln", "414", 12, "254"),
    Scheme("pgln", "417", 12),
    Scheme("grai", "8003", 12, _APPENDED, filler="0"),
    Scheme("gdti", "253", 12, _APPENDED),
    Scheme("sgcn", "255", 12, _APPENDED),
    Scheme("gsrn", "8018", 17),
    Scheme("gsrnp", "8017", 17),
    Scheme("gsin", "402", 16),
    Scheme("giai", "8004", None),
    Scheme("ginc", "401", None),
    Scheme("cpi", "8010", None, "8011"),
)
_BY_NAME = {scheme.name: scheme for scheme in SCHEMES}


def to_digital_link(uri: str) -> str:
    """The canonical Digital Link of an EPC URN, or of a Digital Link in any spelling, at its finest level.

    Attributes and consumer product variants are left out, and a lot beside a serial (CBV 2.0, section 8.9). Check
    digits of links are taken as they come, for partners must find the same identifier even where it is wrong.
    Raises `Gs1Error` when it is neither.
    """
    return _link(_identified(uri))


def to_urn(uri: str, company_prefix_length: int) -> str:
    """The EPC URN of a Digital Link or URN: an identity, a class or a pattern, whichever the link stands for.

    Raises `Gs1Error` when there is none, or when the key does not begin with a prefix of so many digits.
    """
    key, *qualifiers = _identified(uri)
    scheme = _scheme(key, qualifiers)
    prefix, reference, tail = scheme.fields(key.value, company_prefix_length)
    if company_prefix_length not in PREFIX_LENGTHS or not prefix.isdigit():
        raise Gs1Error.of("epc-prefix-length", key.ai, found=company_prefix_length)
    fields = [prefix, _ESCAPED.sub(_escape, reference)]
    if scheme.pieces:
        fields += [tail[:2], tail[2:]]
    serial = qualifiers[0].value if qualifiers else tail if scheme.serial == _APPENDED else ""
    if scheme.name == "sgln":
        serial = serial or _NO_EXTENSION
    if scheme.serial:
        fields.append(_ESCAPED.sub(_escape, serial) or _ANY)
    kind = "class" if scheme.name == "lgtin" else "idpat" if scheme.serial and not serial else "id"
    return f"urn:epc:{kind}:{scheme.name}:{'.'.join(fields)}"


def _identified(uri: str) -> tuple[Element, ...]:
    # A JSON document may hold anything where an identifier is expected.
    if not isinstance(uri, str):
        raise Gs1Error.of("epc-unknown", found=uri)
    if not uri.startswith("urn:"):
        return _finest(read_identifiers(uri))
    urn = _URN.fullmatch(uri)
    if not urn or urn[2] not in _BY_NAME or (urn[1] == "class") != (urn[2] == "lgtin"):
        raise Gs1Error.of("epc-unknown", found=uri)
    return _of_urn(_BY_NAME[urn[2]], urn[3], pattern=urn[1] == "idpat")


def _of_urn(scheme: Scheme, text: str, *, pattern: bool) -> tuple[Element, ...]:
    prefix, reference, *rest = scheme.split(text)
    key = scheme.key(prefix, reference)
    serial = unquote(rest.pop()) if scheme.serial else ""
    if pattern and serial != _ANY:
        raise Gs1Error.of("epc-pattern", scheme.ai, found=text)
    key += "".join(rest)
    is_whole_class = pattern or (scheme.name == "sgln" and serial == _NO_EXTENSION)
    qualifier = None if is_whole_class else scheme.serial
    if qualifier == _APPENDED:
        key += serial
    reading = Reading()
    # The digits of the key were counted and its check digit computed a moment ago; of pieces that says nothing.
    reading.element(scheme.ai, key, deep=scheme.pieces)
    if qualifier and qualifier != _APPENDED:
        reading.element(qualifier, serial)
    return reading.taken()


def _finest(elements: tuple[Element, ...]) -> tuple[Element, ...]:
    left_out = {("254", _NO_EXTENSION)}
    if any(ai == "21" for ai, _ in elements):
        left_out |= {element for element in elements if element.ai == "10"}
    return tuple(element for element in elements if element.ai != "22" and element not in left_out)


def _link(elements: tuple[Element, ...]) -> str:
    return DigitalLink(elements, len(elements)).canonical()


def _scheme(key: Element, qualifiers: list[Element]) -> Scheme:
    wanted = [qualifier.ai for qualifier in qualifiers]
    for scheme in SCHEMES:
        if scheme.ai == key.ai and wanted in ([], [scheme.serial]):
            return scheme
    raise Gs1Error.of("epc-none", key.ai, found=_link((key, *qualifiers)))


def _escape(match: re.Match[str]) -> str:
    return f"%{ord(match[0]):02X}"
