"""The reader's language, and how values are written on pages."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol
from urllib.parse import quote, urlencode

from flask import Flask, Response, g, has_request_context, request

from aril import i18n
from aril.domain.identity import grouped
from aril.domain.moment import CHINA
from aril.domain.region import Region
from aril.domain.units import AreaUnit, in_mu, plain
from aril.epcis.vocabulary import BizStep
from aril.web.here import settings

COOKIE = "lang"
COOKIE_DAYS = 365


class Named(Protocol):
    """Something of the chain with a name in both languages; the English one may be empty."""

    @property
    def name(self) -> str: ...

    @property
    def name_en(self) -> str: ...


def install(app: Flask) -> None:
    """Give templates `_`, `ngettext`, `word`, `language` and the filters, and remember a chosen language."""
    app.jinja_env.globals.update(
        _=gettext,
        ngettext=ngettext,
        words=words,
        language=language,
        languages=i18n.NAMES,
        language_address=language_address,
    )
    app.jinja_env.filters.update(
        day=day,
        moment=moment,
        kg=kilograms,
        mu=mu,
        number=number,
        grouped=grouped,
        word=word,
        step=step,
        called=called,
        titled=titled,
        places=places,
        told=translate,
    )
    app.after_request(_remember)


def language() -> str:
    """`zh_CN` or `en`: by `?lang=`, else the cookie, else Accept-Language, else the site's first."""
    if not has_request_context():
        return settings().site.languages[0]
    if "language" not in g:
        g.language = _chosen()
    return str(g.language)


def gettext(message: str, /, **data: object) -> str:
    """A sentence for this reader, with codes in groups. In code: `from aril.web.text import gettext as _`."""
    return i18n.gettext(language(), message, grouped, **data)


def ngettext(one: str, many: str, n: int, /, **data: object) -> str:
    return gettext(i18n.counted(language(), one, many, n), n=n, **data)


def word(member: StrEnum) -> str:
    """The word for a role, a state, a kind."""
    return i18n.word(language(), member)


def step(term: str) -> str:
    """The word for a business step of CBV; a partner's own term is its URI."""
    return word(BizStep(term)) if term in set(BizStep) else term


def words(members: Iterable[StrEnum]) -> list[tuple[StrEnum, str]]:
    """Members with their words, as `choice` and `options` take them."""
    return [(member, word(member)) for member in members]


def called(thing: Named) -> str:
    """What a product, a variety, an enterprise is called in the reader's language, where it has such a name."""
    return thing.name_en if language() == "en" and thing.name_en else thing.name


def titled(titles: Mapping[str, str]) -> str:
    """Of the titles of a label, that in the reader's language, or the first there is."""
    return titles.get(language()[:2]) or next(iter(titles.values()))


def language_address(chosen: str) -> str:
    """The address of this page in another language; of the form's page where a form came back."""
    asked = [(key, value) for key, value in request.args.items(multi=True) if key != "lang"]
    return f"{g.get('address') or quote(request.path)}?{urlencode([*asked, ('lang', chosen)])}"


def places(regions: Iterable[Region]) -> str:
    """Regions in one line, as an origin is said."""
    return i18n.places(language(), regions)


def translate(error: i18n.Spoken) -> str:
    """What an error says to this reader, with codes in groups; a program is told them as they are."""
    return i18n.translate(error, language(), grouped)


def day(value: date | datetime) -> str:
    """2026-09-12, as it was that day in China."""
    return (value.astimezone(CHINA) if isinstance(value, datetime) else value).strftime("%Y-%m-%d")


def moment(value: datetime) -> str:
    """2026-09-12 08:30, China's time."""
    return value.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")


def number(value: Decimal | int) -> str:
    """With a thin space between thousands and no trailing zeros."""
    value = plain(value) if isinstance(value, Decimal) else value
    return f"{value:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def kilograms(value: Decimal) -> str:
    return f"{number(value)}\N{NO-BREAK SPACE}kg"


def mu(square_metres: Decimal) -> str:
    """An area as people say it: 3.5 亩."""
    return f"{number(in_mu(square_metres))}\N{NO-BREAK SPACE}{word(AreaUnit.MU)}"


def _chosen() -> str:
    offered = settings().site.languages
    for wish in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if wish in offered:
            return wish
    tags = {language.replace("_", "-"): language for language in offered}
    best = request.accept_languages.best_match(tags)
    return tags[best] if best else offered[0]


def _remember(response: Response) -> Response:
    if request.endpoint == "static":
        return response
    response.vary.update(("Accept-Language", "Cookie"))
    if request.args.get("lang") in settings().site.languages:
        response.set_cookie(
            COOKIE,
            request.args["lang"],
            max_age=COOKIE_DAYS * 86_400,
            secure=settings().is_https,
            httponly=True,
            samesite="Lax",
        )
    return response
