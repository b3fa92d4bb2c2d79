"""An enterprise's own links: from its products, lots and serials to pages on hosts that it has registered.

A label in the field cannot be changed, and whoever scans it trusts this site: so a link is https, leads to exactly
a host that its enterprise has registered, and stops when the host is withdrawn.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self
from urllib.parse import quote

from aril.domain.errors import Invalid
from aril.domain.link_types import LINK_TYPES, OF_THE_SITE, bare
from aril.domain.reading import Fields, sure
from aril.domain.resolver import Link
from aril.gs1.digital_link import DigitalLink
from aril.gs1.errors import Gs1Error

MOST = 500
"""The characters an address may have."""

_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"({_LABEL}\.)+([a-z]{{2,63}}|xn--[a-z0-9-]{{2,59}})")
"""A name of at least two parts, its last no number: browsers read 1.0x7f as an address of four numbers."""

_ADDRESS = re.compile(r"(?i:https)://(?P<host>[^/?#\\@:]+)(?P<rest>([/?#].*)?)", re.DOTALL)
_IN_ADDRESSES = "-._~:/?#[]@!$&'()*+,;=%"
_NOT_IN_ADDRESSES = re.compile(r'[\x00-\x20\x7f"<>\\^`{|}]')
_LANGUAGE = re.compile(r"[a-z]{2}(-[A-Z]{2})?")
_MEDIA_TYPE = re.compile(r"[a-z0-9]{1,20}/[a-z0-9.+-]{1,100}")


@dataclass(frozen=True, slots=True)
class LinkHost:
    """A host that an enterprise's links may lead to, or, once withdrawn, may no longer."""

    organisation_id: str
    host: str
    by: str
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class OwnLink:
    """A link from the thing that `anchor` names, a canonical Digital Link; days of validity are inclusive."""

    id: str
    organisation_id: str
    anchor: str
    type: str
    href: str
    host: str
    title: str
    by: str
    language: str = ""
    media_type: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    withdrawn: bool = False

    @classmethod
    def parse(
        cls, values: Mapping[str, str], hosts: Collection[str], *, link_id: str, organisation_id: str, by: str
    ) -> Self:
        """Read a link from its fields, `hosts` being those registered; raises `Invalid` with every fault.

        The fields are `gtin`, `lot`, `serial`, `type`, `href`, `title`, `language`, `media_type`, `valid_from`
        and `valid_to`.
        """
        fields = Fields(values)
        anchor = fields.attempt(
            lambda: read_anchor(fields.raw("gtin"), fields.raw("lot"), fields.raw("serial"))
        )
        type_ = fields.through("type", _read_type)
        address = fields.through("href", lambda text, where: _read_address(text, hosts, where))
        title = fields.text("title", at_most=100)
        language = fields.through("language", _read_language, required=False)
        media_type = fields.through("media_type", _read_media_type, required=False)
        valid_from = fields.day("valid_from", required=False)
        valid_to = fields.day("valid_to", required=False)
        if valid_from and valid_to and valid_to < valid_from:
            fields.refuse("valid_to", "This lies before the first day of validity, {day}.", day=valid_from)
        fields.check()
        href, host = sure(address)
        return cls(
            id=link_id,
            organisation_id=organisation_id,
            anchor=sure(anchor),
            type=sure(type_),
            href=href,
            host=host,
            title=title,
            by=by,
            language=language or "",
            media_type=media_type or "",
            valid_from=valid_from,
            valid_to=valid_to,
        )

    def as_link(self) -> Link:
        """What the resolver chooses from."""
        languages = (self.language,) if self.language else ()
        return Link(self.type, self.href, self.title, languages, self.media_type)


def read_anchor(gtin: str, lot: str = "", serial: str = "") -> str:
    """The canonical Digital Link of a product, of one of its lots, or of one piece; raises `Invalid`.

    A serial number names a piece of a product whatever its lot, so the lot does not go with it (EPC: SGTIN).
    """
    if lot and serial:
        raise Invalid.at("serial", "A serial number names one piece already: leave the lot empty.")
    elements = [(ai, value) for ai, value in (("01", gtin), ("10", lot), ("21", serial)) if value]
    where = "serial" if serial else "lot" if lot else "gtin"
    try:
        return DigitalLink.of(elements).canonical()
    except Gs1Error as error:
        raise Invalid.at(where, error.template, **error.data) from error


def read_host(text: str, where: str = "host") -> str:
    """A host as browsers spell it: small letters, Chinese names in ASCII (RFC 5891). Raises `Invalid`.

    Refused are addresses of numbers and names of one part, which mean something else in every network.
    """
    try:
        host = text.strip().encode("idna").decode().lower()
    except UnicodeError:
        host = ""
    if len(host) > 200 or not _HOST.fullmatch(host):
        raise Invalid.at(
            where, "Expected the name of a host such as www.example.com, found “{value}”.", value=text
        )
    return host


def _read_address(text: str, hosts: Collection[str], where: str) -> tuple[str, str]:
    """An address, put together anew from what was understood of it, and its host."""
    found = _ADDRESS.fullmatch(text)
    if not found or _NOT_IN_ADDRESSES.search(text) or len(text) > MOST:
        raise Invalid.at(
            where,
            "Expected an address such as https://www.example.com/page, found “{value}”.",
            value=text[:60],
        )
    host = read_host(found["host"], where)
    if host not in hosts:
        raise Invalid.at(where, "{host} is not among your hosts. Add it below first.", host=host)
    href = f"https://{host}{quote(found['rest'], safe=_IN_ADDRESSES)}"
    if len(href) > MOST:
        raise Invalid.at(
            where, "Expected at most {most} characters, found {count}.", most=MOST, count=len(href)
        )
    return href, host


def _read_type(text: str, where: str) -> str:
    type_ = bare(text)
    if type_ in OF_THE_SITE:
        raise Invalid.at(where, "Links of the type {type} are this site's own.", type=type_)
    if type_ not in LINK_TYPES:
        raise Invalid.at(where, "Choose one of the list; found “{value}”.", value=text)
    return type_


def _read_language(text: str, where: str) -> str:
    if not _LANGUAGE.fullmatch(text):
        raise Invalid.at(where, "Expected a language such as zh, zh-CN or en, found “{value}”.", value=text)
    return text


def _read_media_type(text: str, where: str) -> str:
    if not _MEDIA_TYPE.fullmatch(text):
        raise Invalid.at(where, "Expected a media type such as text/html, found “{value}”.", value=text)
    return text
