"""An enterprise's own links for its programs: listed, added and withdrawn by a token with the scope `links`.

Hosts are registered by a person on a page: a token that was stolen leads no code to a stranger's site.
"""

from collections.abc import Callable
from datetime import date, datetime
from http import HTTPStatus

from flask import Blueprint, Response
from pydantic import BaseModel, Field

from aril.api import incoming, problems, resolving
from aril.api.description import Answer, Body, Example, Operation, Parameter, Schema, described, of_model
from aril.domain.link_types import PREFIX
from aril.domain.membership import Member
from aril.domain.own_link import OwnLink
from aril.services.codes import own_links
from aril.services.people.access import public
from aril.services.people.tokens import Scope
from aril.services.site import Site

MOST_BYTES = 20_000


class Link(BaseModel):
    """A link as it is kept."""

    id: str
    anchor: str = Field(description="What it leads from, as a GS1 Digital Link.")
    type: str = Field(description="Its type in the GS1 Web Vocabulary: `gs1:pip`.")
    href: str
    title: str
    language: str
    media_type: str
    valid_from: date | None
    valid_to: date | None


class Links(BaseModel):
    """The links of an enterprise, and the hosts that they may lead to."""

    links: list[Link]
    hosts: list[str]


def _or_none(schema: Schema) -> Schema:
    """A text that may be left empty."""
    return {"type": "string", "anyOf": [schema, {"const": ""}]}


_DAY = _or_none({"type": "string", "format": "date"})
_NEW: Schema = {
    "type": "object",
    "properties": {
        "gtin": {"type": "string", "format": "own-gtin", "description": "A GTIN of yours."},
        "lot": {
            **_or_none(resolving.value_of("10")),
            "description": "A lot of it, if the link is about that.",
        },
        "serial": {**_or_none(resolving.value_of("21")), "description": "A serial number of it."},
        "type": {
            "type": "string",
            "format": "link-type",
            "description": "A link type of the GS1 Web Vocabulary: `pip`.",
        },
        "href": {
            "type": "string",
            "format": "own-address",
            "description": "An https address on a registered host.",
        },
        "title": {
            "type": "string",
            "minLength": 1,
            "maxLength": 100,
            "pattern": "^[^\\s\\x00-\\x1f](?:[^\\x00-\\x1f]*[^\\s\\x00-\\x1f])?$",
        },
        "language": {"type": "string", "pattern": "^(?:[a-z]{2}(?:-[A-Z]{2})?)?$"},
        "media_type": {"type": "string", "pattern": "^(?:[a-z0-9]{1,20}/[a-z0-9.+-]{1,100})?$"},
        "valid_from": _DAY,
        "valid_to": _DAY,
    },
    "required": ["gtin", "type", "href", "title"],
    "not": {"required": ["lot", "serial"]},
}
_OF_ALL = (problems.UNAUTHORISED, problems.FORBIDDEN)
_LIST = Operation(
    "listLinks",
    "links",
    summary="Your links, and the hosts they may lead to",
    answers=(Answer(200, description="The links.", content={"application/json": of_model(Links)}),),
    problems=_OF_ALL,
    scope=Scope.LINKS,
)
_ADD = Operation(
    "addLink",
    "links",
    summary="Add a link",
    description=(
        "From one of your products, a lot or a serial of it to a page of yours. Its host must be registered on your "
        "page of links, by a person."
    ),
    answers=(
        Answer(
            201,
            description="It is added, and codes lead there at once.",
            content={"application/json": of_model(Link)},
            links={"withdrawLink": {"own_link": "$response.body#/id"}},
        ),
    ),
    body=Body(_NEW, description="All values are texts."),
    problems=(
        problems.VALIDATION,
        problems.NOT_FOUND,
        problems.REFUSED,
        problems.CAPTURE_LIMIT,
        *_OF_ALL,
    ),
    scope=Scope.LINKS,
    example=Example(
        body={
            "gtin": "06901234567892",
            "type": "recipeInfo",
            "href": "https://shop.example/recipes",
            "title": "Recipes with pomegranate",
            "language": "en",
        }
    ),
)
_WITHDRAW = Operation(
    "withdrawLink",
    "links",
    summary="Withdraw a link",
    answers=(Answer(204, description="It is withdrawn."),),
    parameters=(
        Parameter(
            "own_link",
            "path",
            {"type": "string", "minLength": 1, "pattern": "^[^/]+$"},
            description="The ID of the link.",
        ),
    ),
    problems=(problems.NOT_FOUND, *_OF_ALL),
    scope=Scope.LINKS,
)


def blueprint(site: Site, clock: Callable[[], datetime]) -> Blueprint:
    """`GET` and `POST /api/links`, and `DELETE /api/links/{id}`; `clock` answers the moment of a request."""
    views = Blueprint("own_links", __name__, url_prefix="/api/links")
    problems.install(views)

    @views.get("")
    @public
    @described(_LIST)
    def listed() -> Response:
        form = own_links.form(site, _actor())
        shown = Links(links=[_shown(link) for link in form.links], hosts=list(form.hosts))
        return _json(shown)

    @views.post("")
    @public
    @described(_ADD)
    def added() -> tuple[Response, HTTPStatus]:
        actor = _actor()
        link = own_links.add(site, incoming.fields(_ADD, MOST_BYTES), actor, clock())
        return _json(_shown(link)), HTTPStatus.CREATED

    @views.delete("/<own_link>")
    @public
    @described(_WITHDRAW)
    def withdrawn(own_link: str) -> tuple[str, HTTPStatus]:
        own_links.withdraw(site, own_link, _actor(), clock())
        return "", HTTPStatus.NO_CONTENT

    def _actor() -> Member:
        return incoming.actor(site, Scope.LINKS, clock())

    return views


def _json(shown: BaseModel) -> Response:
    return Response(shown.model_dump_json(), content_type="application/json")


def _shown(link: OwnLink) -> Link:
    return Link(
        id=link.id,
        anchor=link.anchor,
        type=PREFIX + link.type,
        href=link.href,
        title=link.title,
        language=link.language,
        media_type=link.media_type,
        valid_from=link.valid_from,
        valid_to=link.valid_to,
    )
