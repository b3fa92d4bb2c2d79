"""The resolver: every GS1 Digital Link of this site, answered as the GS1-Conformant Resolver Standard 1.2 says.

Somebody with a phone is sent to a page; a program is told, by `linkType` or by `Accept`, of everything there is.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, unquote

from flask import Blueprint, Response, abort, json, jsonify, request
from werkzeug.exceptions import BadRequest
from werkzeug.exceptions import NotFound as NothingThere

from aril import i18n
from aril.api import problems, resolving
from aril.api.description import described, describes
from aril.domain.errors import Invalid, NotFound
from aril.domain.link_types import NAMESPACE, PREFIX, bare
from aril.domain.resolver import (
    LINKSET,
    PAGES,
    Link,
    Wanted,
    choose,
    linkset,
    linkset_type,
    preferences,
    with_query,
)
from aril.gs1.application_identifiers import IDENTIFIERS, find
from aril.gs1.compression import decompress
from aril.gs1.errors import Gs1Error
from aril.sent import know_rest, raw_path
from aril.services.codes import resolver
from aril.services.codes.resolver import LANGUAGES, NoSuchLink, Resolved, Title
from aril.services.people.access import public
from aril.services.site import Site

KEYS = tuple(ai for ai, identifier in IDENTIFIERS.items() if identifier.qualifiers is not None)
"""The identifiers that a Digital Link can be about, each the first step of a path."""
CONTEXT = "https://ref.gs1.org/standards/resolver/linkset-context"
"""What makes JSON-LD of a linkset."""
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Expose-Headers": "Link, Location",
}
"""Any program in a browser may ask."""
A_DAY = "public, max-age=86400"
AN_HOUR = "public, max-age=3600"


def blueprint(site: Site, name: str, clock: Callable[[], datetime]) -> Blueprint:
    """`/.well-known/gs1resolver`, every path that begins with a key, and compressed links, which are one step.

    `name` is what the site is called.
    """
    views = Blueprint("resolver", __name__)
    views.record_once(know_rest)
    views.register_error_handler(BadRequest, _null)
    paths = resolving.described_paths()

    @views.get("/.well-known/gs1resolver")
    @public
    @described(resolving.DESCRIPTION)
    def description() -> Response:
        answer = jsonify(_description(site, name))
        answer.headers["Cache-Control"] = A_DAY
        return answer

    @public
    @describes(lambda _: paths)
    def resolve(**_decoded: str) -> Response:
        return _answered(site, clock())

    for ai in KEYS:
        views.add_url_rule(
            f"/{ai}/<rest:rest>", "resolve", resolve, merge_slashes=False, strict_slashes=False
        )

    @views.get("/<segment>", strict_slashes=False)
    @public
    @described(resolving.COMPRESSED)
    def compressed(segment: str) -> Response:
        if find(segment) is None and not _is_compressed(segment):
            if _is_a_person():
                abort(HTTPStatus.NOT_FOUND)  # a page that does not exist
            return problems.answer_to(NothingThere())
        return _answered(site, clock())

    @views.after_app_request
    def _open(response: Response) -> Response:
        if request.blueprint == views.name or request.path.split("/")[1] in KEYS:
            response.headers.update(OPEN)
        return response

    return views


def _answered(site: Site, at: datetime) -> Response:
    path = raw_path(request.environ) or quote(request.path)
    try:
        link = resolver.read(path, request.query_string.decode("latin-1"))
        found = resolver.resolve(site, link, at, _say)
        answer = _answer(found)
    except (Invalid, NotFound) as error:
        if _is_a_person():
            raise  # there is a page for it
        return problems.answer_to(error)
    if found.is_lasting:
        answer.headers["Cache-Control"] = AN_HOUR
    else:
        answer.headers["Cache-Control"] = "no-store"
    answer.vary.update(("Accept", "Accept-Language"))
    address = link.at(site.base_url).partition("?")[0]
    if answer.location:
        answer.headers.add("Link", f'<{address}?linkType=linkset>; rel="linkset"; type="{LINKSET}"')
    if not unquote(address).endswith(unquote(path.removesuffix("/"))):  # it came compressed
        answer.headers.add("Link", f'<{address}>; rel="owl:sameAs"')
    return answer


def _null(_error: BadRequest) -> Response:
    """An address with a null character, which the whole site turns away; no person types one."""
    return problems.answer_to(Invalid.at("", "No address has a null character in it."))


def _answer(found: Resolved) -> Response:
    """The linkset, or the link that answers best; raises `NoSuchLink`."""
    named = request.args.get("linkType", "")
    accept = request.headers.get("Accept", "")
    media_type = linkset_type(accept)
    if named in {"linkset", "all"} or media_type == LINKSET or (media_type and not named):
        return _linkset(found, found.links, media_type or LINKSET)
    wanted = Wanted.of(
        bare(named), request.headers.get("Accept-Language", ""), accept, request.args.get("context", "")
    )
    chosen = choose(found.links, wanted)
    if not chosen:
        raise NoSuchLink("link", named)
    if len(chosen) > 1:
        answer = _linkset(found, chosen, media_type or LINKSET)
        answer.status_code = HTTPStatus.MULTIPLE_CHOICES
        return answer
    (link,) = chosen
    query = quote(request.query_string, safe="%/:?@!$&'()*+,;=-._~[]") if link.takes_query else ""
    return Response(status=HTTPStatus.TEMPORARY_REDIRECT, headers={"Location": with_query(link.href, query)})


def _linkset(found: Resolved, links: Iterable[Link], media_type: str) -> Response:
    return Response(
        json.dumps(linkset(found.anchor, found.description, links), ensure_ascii=False),
        content_type=media_type,
        headers={
            "Link": f'<{CONTEXT}>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"'
        },
    )


def _is_a_person() -> bool:
    """Whether a page is rather wanted than data."""
    accept = request.headers.get("Accept", "")
    asked_for = {wish.range for wish in preferences(accept) if wish.weight}
    return bool(asked_for & PAGES) and not linkset_type(accept)


def _is_compressed(segment: str) -> bool:
    try:
        decompress(f"/{segment}")
    except Gs1Error:
        return False
    return True


def _say(tag: str, title: Title) -> str:
    said = i18n.word(LANGUAGES[tag], title)
    return said[0].upper() + said[1:]


def _description(site: Site, name: str) -> dict[str, Any]:
    """The resolver description file (section 3)."""
    return {
        "name": name,
        "resolverRoot": site.base_url,
        "supportedPrimaryKeys": list(resolver.KEYS),
        "supportedLinkType": [{"namespace": NAMESPACE, "prefix": PREFIX}],
        "linkTypeDefaultCanBeLinkset": False,
        "jsonLdContextLocation": CONTEXT,
        "contact": {"fn": name},
    }
