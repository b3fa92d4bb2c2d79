"""What stands before every view of the interface: who asks, in which version, for which form of answer."""

import functools
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import product
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.exceptions import RequestURITooLarge
from werkzeug.routing import Rule

from aril.api import incoming, problems
from aril.api.description import Answer, Operation, Parameter, Paths, Sentence, Text, describes, path_of
from aril.api.problems import Unserved
from aril.domain.membership import Member
from aril.epcis.contexts import STANDARD, Namespaces
from aril.services.ledger import documents
from aril.services.ledger.documents import MOST_EVENTS
from aril.services.people.access import public
from aril.services.people.tokens import Scope
from aril.services.site import Site

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

_NUMBER = "(?:0|[1-9][0-9]{0,4})"
_VERSIONS: Mapping[str, str] = {
    "Version": rf"2(?:\.{_NUMBER}){{0,2}}",
    "Min": rf"(?:[01](?:\.{_NUMBER}){{0,2}}|2(?:\.0){{0,2}})",
    "Max": rf"(?:[2-9]|[1-9][0-9]{{1,4}})(?:\.{_NUMBER}){{0,2}}",
}
"""The versions of the standards that a program may ask for: 2, at least up to 2.0.0, at most from 2.0.0."""

_DECLARED = r"[A-Za-z_][A-Za-z0-9_]*=[!-+\x2d-~]+"
_EXTENSIONS = re.compile(rf"(?:{_DECLARED}(?:, ?{_DECLARED})*)?")

EXTENSIONS = Parameter(
    "GS1-Extensions",
    "header",
    {"type": "string", "pattern": f"^{_EXTENSIONS.pattern}$"},
    description="Namespaces that the query's own prefixes stand for: `example=https://ns.example.org/`.",
)
EPC_FORMAT = Parameter(
    "GS1-EPC-Format",
    "header",
    {"type": "string", "enum": list(FORMATS)},
    description="How identifiers are spelled in the answer: as GS1 Digital Links unless it says otherwise.",
)
VERSION_HEADERS = tuple(
    Parameter(
        f"GS1-{standard}-{name}",
        "header",
        {"type": "string", "pattern": f"^{pattern}$"},
        description="The version of the standard that is asked for; this service speaks 2.0.0.",
    )
    for standard, (name, pattern) in product(("EPCIS", "CBV"), _VERSIONS.items())
)
_SPOKEN: Mapping[str, Text] = {
    "GS1-EPCIS-Version": "The version of EPCIS that is spoken.",
    "GS1-CBV-Version": "The version of the Core Business Vocabulary that is spoken.",
    "GS1-Extensions": "Extensions of the standard that are spoken; there are none.",
}
_TOLD = Sentence("What this service speaks and takes here.", {})
_OF_ALL = (problems.UNAUTHORISED, problems.FORBIDDEN, problems.NOT_ACCEPTABLE, problems.TOO_LONG)


@dataclass(frozen=True, slots=True)
class Door:
    """The blueprint that views are added to, and what they work with."""

    site: Site
    clock: Callable[[], datetime]
    views: Blueprint

    def add(
        self,
        rule: str,
        methods: Mapping[str, tuple[Operation, View]],
        about: Callable[..., Mapping[str, str]] = lambda _actor, **_arguments: {},
        told: tuple[str, ...] = (),
    ) -> None:
        """Serve a rule: for each method a view, which gets the program's `Member` first; OPTIONS comes by itself.

        The view's endpoint is the id of the first operation. What a method's description says of its scope holds.
        `about` is called like a view, and answers headers of the discovery, which are `told` by name. A HEAD is a GET.
        """
        allowed = ["OPTIONS", *methods, *(["HEAD"] if "GET" in methods else [])]
        first = next(iter(methods.values()))[0]

        def say(rule: Rule) -> Paths:
            return {
                path_of(rule): _described([operation for operation, _ in methods.values()], methods, told)
            }

        @public
        @describes(say)
        @functools.wraps(self.add)
        def view(**arguments: str) -> Response:
            if len(request.full_path) > LONGEST_URL:
                raise RequestURITooLarge
            method = "GET" if request.method == "HEAD" else request.method
            operation, chosen = methods.get(method, (first, None))
            actor = incoming.actor(self.site, operation.scope or Scope.QUERY, self.clock())
            _agree()
            if chosen is None:
                return _discovered(allowed, about(actor, **arguments))
            return _versioned(chosen(actor, **arguments))

        self.views.add_url_rule(
            rule, first.id, view, methods=allowed, provide_automatic_options=False, strict_slashes=False
        )


def if_there(view: View) -> Callable[..., Mapping[str, str]]:
    """An `about` that has nothing to tell, and like the view raises `NotFound` where there is nothing."""

    def about(actor: Member, **arguments: str) -> Mapping[str, str]:
        view(actor, **arguments)
        return {}

    return about


def _described(
    operations: Iterable[Operation], methods: Iterable[str], told: Iterable[str]
) -> dict[str, Operation]:
    """The operations of a path with all that this door adds to each, and its discovery."""
    whole = [
        replace(
            each,
            parameters=(*each.parameters, *VERSION_HEADERS),
            problems=(*each.problems, *_OF_ALL),
            answers=tuple(replace(answer, headers={**_SPOKEN, **answer.headers}) for answer in each.answers),
        )
        for each in operations
    ]
    first = whole[0]
    said = dict.fromkeys(("Allow", *DISCOVERED, *told), "What this service speaks and takes here.")
    discovery = Operation(
        f"discover{first.id[0].upper()}{first.id[1:]}",
        first.group,
        summary="What is served at this address",
        answers=(Answer(204, description="The methods, versions and limits, in headers.", headers=said),),
        parameters=(
            *(replace(each, schema={"type": "string"}) for each in first.parameters if each.place == "path"),
            *VERSION_HEADERS,
        ),
        problems=(*(each for each in first.problems if each is problems.NOT_FOUND), *_OF_ALL),
        scope=first.scope,
        example=replace(first.example, query={}, body=None, headers={}),
    )
    return {**dict(zip(methods, whole, strict=True)), "OPTIONS": discovery}


def body(most: int) -> Any:
    """The JSON of this request; raises 415 for another form, 413 for more than `most` bytes, `EpcisError` for none."""
    if request.mimetype not in MEDIA_TYPES:
        raise Unserved.at(
            problems.MEDIA,
            "Send {expected}; this came as “{found}”.",
            expected=MEDIA_TYPES,
            found=request.mimetype[:80],
        )
    request.max_content_length = most
    return documents.read(request.get_data())


def epc_format() -> str:
    """How identifiers are to be spelled; raises 406 for a spelling that this service cannot give."""
    wanted = request.headers.get("GS1-EPC-Format", FORMATS[1])
    if wanted not in FORMATS:
        raise Unserved.at(
            problems.NOT_ACCEPTABLE,
            "{header} is one of {expected}; “{found}” was asked for.",
            header="GS1-EPC-Format",
            expected=FORMATS,
            found=wanted[:40],
        )
    return wanted


def declared() -> Namespaces:
    """The namespaces that the request declares: `GS1-Extensions: example=https://ns.example.org/, …`."""
    said = request.headers.get("GS1-Extensions", "")
    if not _EXTENSIONS.fullmatch(said):
        raise Unserved.at(
            problems.VALIDATION,
            "GS1-Extensions declares prefixes, as in example=https://ns.example.org/; “{found}” was found.",
            found=said[:80],
        )
    pairs = (each.strip().partition("=") for each in said.split(",") if each)
    return {**STANDARD, **{prefix: uri for prefix, _, uri in pairs}}


def capture_limits(site: Site) -> dict[str, str]:
    """The headers that announce how much may come at once."""
    return {
        "GS1-EPCIS-Capture-Limit": str(MOST_EVENTS),
        "GS1-EPCIS-Capture-File-Size-Limit": str(site.upload_limit),
    }


def _agree() -> None:
    """Raise 406 where the program takes no JSON, or no version that this service speaks."""
    taken = request.accept_mimetypes
    if taken and taken.best_match([*MEDIA_TYPES, "application/problem+json"]) is None:
        raise Unserved.at(
            problems.NOT_ACCEPTABLE, "This service answers {media_types}.", media_types=MEDIA_TYPES
        )
    for standard, (name, pattern) in product(("EPCIS", "CBV"), _VERSIONS.items()):
        said = request.headers.get(f"GS1-{standard}-{name}")
        if said is not None and not re.fullmatch(pattern, said):
            raise Unserved.at(
                problems.NOT_ACCEPTABLE,
                "This service speaks {standard} {version}; {name} “{found}” was asked for.",
                standard=standard,
                version=VERSION,
                name=name,
                found=said[:20],
            )


def _discovered(allowed: Iterable[str], more: Mapping[str, str]) -> Response:
    return Response(status=204, headers={"Allow": ", ".join(allowed), **DISCOVERED, **more})


def _versioned(answer: Response) -> Response:
    for name in ("GS1-EPCIS-Version", "GS1-CBV-Version", "GS1-Extensions"):
        answer.headers.setdefault(name, DISCOVERED[name])
    return answer
