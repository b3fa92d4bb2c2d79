"""What stands before every view of the interface: who asks, in which version, for which form of answer."""

import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest, NotAcceptable, RequestURITooLarge, UnsupportedMediaType

from aril.domain.membership import Member
from aril.services import documents, tokens
from aril.services.access import public
from aril.services.documents import MOST_EVENTS
from aril.services.site import Site
from aril.services.tokens import Scope

VERSION = "2.0.0"
MEDIA_TYPES = ("application/json", "application/ld+json")
LONGEST_URL = 8000
"""Characters of a path and its query: what proxies pass on."""

View = Callable[..., Response]

DISCOVERED: Mapping[str, str] = {
    "GS1-EPCIS-Version": VERSION,
    "GS1-EPCIS-Min": VERSION,
    "GS1-EPCIS-Max": VERSION,
    "GS1-CBV-Version": VERSION,
    "GS1-CBV-Min": VERSION,
    "GS1-CBV-Max": VERSION,
    "GS1-EPC-Format": "Always_GS1_Digital_Link, Never_Translates, No_Preference",
    "GS1-CBV-XML-Format": "Never_Translates",
    "GS1-Vendor-Version": "aril-1",
    "GS1-Extensions": "",
}
FORMATS = ("No_Preference", "Always_GS1_Digital_Link", "Never_Translates")


@dataclass(frozen=True, slots=True)
class Door:
    """The blueprint that views are added to, and what they work with."""

    site: Site
    clock: Callable[[], datetime]
    views: Blueprint

    def add(
        self,
        rule: str,
        methods: Mapping[str, tuple[Scope, View]],
        about: Callable[..., Mapping[str, str]] = lambda _actor, **_arguments: {},
    ) -> None:
        """Serve a rule: for each method a view, which gets the program's `Member` first; OPTIONS comes by itself.

        `about` is called like a view, and answers headers of the discovery. A HEAD is a GET.
        """
        allowed = ["OPTIONS", *methods, *(["HEAD"] if "GET" in methods else [])]

        @public
        @functools.wraps(self.add)
        def view(**arguments: str) -> Response:
            if len(request.full_path) > LONGEST_URL:
                raise RequestURITooLarge
            method = "GET" if request.method == "HEAD" else request.method
            scope, chosen = methods.get(method, (None, None))
            actor = self._actor(scope or next(iter(methods.values()))[0])
            _agree()
            if chosen is None:
                return _discovered(allowed, about(actor, **arguments))
            return _versioned(chosen(actor, **arguments))

        endpoint = rule.strip("/").replace("/", "-").translate(_PLAIN) or "top"
        self.views.add_url_rule(
            rule, endpoint, view, methods=allowed, provide_automatic_options=False, strict_slashes=False
        )

    def _actor(self, scope: Scope) -> Member:
        kind, _, secret = request.headers.get("Authorization", "").partition(" ")
        return tokens.holder(
            self.site, secret.strip() if kind.lower() == "bearer" else "", scope, self.clock()
        )


_PLAIN = str.maketrans("", "", "<>:")


def body(most: int) -> Any:
    """The JSON of this request; raises 415 for another form, 413 for more than `most` bytes, `EpcisError` for none."""
    if request.mimetype not in MEDIA_TYPES:
        raise UnsupportedMediaType(
            f"Send {' or '.join(MEDIA_TYPES)}; this came as {request.mimetype or 'nothing'}."
        )
    request.max_content_length = most
    return documents.read(request.get_data())


def epc_format() -> str:
    """How identifiers are to be spelled; raises 406 for a spelling that this service cannot give."""
    wanted = request.headers.get("GS1-EPC-Format", FORMATS[1])
    if wanted not in FORMATS:
        raise NotAcceptable(f"GS1-EPC-Format is one of {', '.join(FORMATS)}; {wanted} was asked for.")
    return wanted


def capture_limits(site: Site) -> dict[str, str]:
    """The headers that announce how much may come at once."""
    return {
        "GS1-EPCIS-Capture-Limit": str(MOST_EVENTS),
        "GS1-EPCIS-Capture-File-Size-Limit": str(site.upload_limit),
    }


def whole(text: str, name: str) -> int:
    """A whole number from 1 in the query of a URL."""
    if not (text.isascii() and text.isdigit() and 0 < int(text[:10]) <= 10**9):
        raise BadRequest(f"{name} is a whole number from 1; “{text[:20]}” was found.")
    return int(text)


def _agree() -> None:
    """Raise 406 where the program takes no JSON, or no version that this service speaks."""
    taken = request.accept_mimetypes
    if taken and taken.best_match([*MEDIA_TYPES, "application/problem+json"]) is None:
        raise NotAcceptable(f"This service answers {' or '.join(MEDIA_TYPES)}.")
    for standard, (name, is_met) in product(("EPCIS", "CBV"), _MET.items()):
        said = request.headers.get(f"GS1-{standard}-{name}", "")
        if said and not is_met(_version(said)):
            raise NotAcceptable(
                f"This service speaks {standard} {VERSION}; {name} {said[:20]} was asked for."
            )


_MET: Mapping[str, Callable[[tuple[int, ...]], bool]] = {
    "Version": lambda asked: asked[0] == 2,
    "Min": lambda asked: asked <= (2, 0, 0),
    "Max": lambda asked: asked >= (2, 0, 0),
}


def _version(said: str) -> tuple[int, ...]:
    parts = said.split(".")
    if not all(part.isascii() and part.isdigit() and len(part) < 6 for part in parts):
        raise NotAcceptable(f"“{said[:20]}” is no version; 2.0.0 was expected.")
    return tuple([*(int(part) for part in parts), 0, 0][:3])


def _discovered(allowed: Iterable[str], more: Mapping[str, str]) -> Response:
    return Response(status=204, headers={"Allow": ", ".join(allowed), **DISCOVERED, **more})


def _versioned(answer: Response) -> Response:
    for name in ("GS1-EPCIS-Version", "GS1-CBV-Version", "GS1-Extensions"):
        answer.headers.setdefault(name, DISCOVERED[name])
    return answer
