"""Which of its links a code resolves to, and all of them as a linkset (GS1-Conformant Resolver 1.2, RFC 9264)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self

from aril.domain.link_types import DEFAULT, NAMESPACE


@dataclass(frozen=True, slots=True)
class Link:
    """A link from an identified thing.

    `type` is a bare link type; `languages` are tags such as `zh` or `zh-CN`. The query of a request travels on to
    the link, unless it would be misread there.
    """

    type: str
    href: str
    title: str
    languages: tuple[str, ...] = ()
    media_type: str = ""
    context: str = ""
    takes_query: bool = True

    def target(self) -> dict[str, Any]:
        """The link's target object in a linkset. The default link has nothing but its address and title."""
        target: dict[str, Any] = {"href": self.href, "title": self.title}
        if self.type == DEFAULT:
            return target
        if self.languages:
            target["hreflang"] = list(self.languages)
        if self.media_type:
            target["type"] = self.media_type
        if self.context:
            target["context"] = [self.context]
        if not self.takes_query:
            target["fwqs"] = False
        return target


@dataclass(frozen=True, slots=True)
class Preference:
    """One choice of an `Accept` or `Accept-Language` header: a range and its weight from 0 to 1."""

    range: str
    weight: float


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks of a code. `link_type` is bare, or empty for the default link."""

    link_type: str = ""
    languages: tuple[Preference, ...] = ()
    media: tuple[Preference, ...] = ()
    context: str = ""

    @classmethod
    def of(cls, link_type: str, accept_language: str, accept: str, context: str = "") -> Self:
        """From the headers as they were sent."""
        return cls(link_type, preferences(accept_language), preferences(accept), context)


def choose(links: Sequence[Link], wanted: Wanted) -> tuple[Link, ...]:
    """The links that answer a wish: none where there is no such type, several where nothing tells them apart.

    A wish narrows only as far as something is left: whoever asks for French where there is Chinese and English
    gets one of those rather than nothing (section 2.8).
    """
    kind = wanted.link_type or DEFAULT
    fitting = [link for link in links if link.type == kind]
    if kind == DEFAULT:
        return tuple(fitting[:1])
    fitting = _best(
        fitting, wanted.media, lambda link: (link.media_type,) if link.media_type else (), _media_fits
    )
    fitting = _best(fitting, wanted.languages, lambda link: link.languages, _language_fits)
    if wanted.context:
        fitting = [link for link in fitting if link.context == wanted.context] or fitting
    return tuple(fitting)


LINKSET = "application/linkset+json"
JSON = "application/json"
PAGES = frozenset({"text/html", "application/xhtml+xml", "text/*"})
"""What browsers name that show a page to a person."""


def linkset_type(accept: str) -> str:
    """The media type in which an `Accept` header asks for the linkset; empty where it would rather be redirected."""
    for wish in preferences(accept):
        if wish.weight and wish.range in {LINKSET, JSON}:
            return wish.range
        if wish.weight and (wish.range in PAGES or wish.range == "*/*"):
            break
    return ""


def linkset(anchor: str, description: str, links: Iterable[Link]) -> dict[str, Any]:
    """The linkset of one anchor as RFC 9264 JSON, its link types as full URIs, in their order."""
    context: dict[str, Any] = {"anchor": anchor, "itemDescription": description}
    for link in links:
        context.setdefault(NAMESPACE + link.type, []).append(link.target())
    return {"linkset": [context]}


def with_query(href: str, query: str) -> str:
    """An address with the query of the request joined to its own, before any fragment (section 2.9)."""
    if not query:
        return href
    address, hash_sign, fragment = href.partition("#")
    joint = "&" if "?" in address else "?"
    return f"{address}{joint}{query}{hash_sign}{fragment}"


def inherited(levels: Sequence[Sequence[Link]]) -> tuple[Link, ...]:
    """The links in force at the first, most specific level: its own, and of what it lacks those above it."""
    found: list[Link] = []
    for level in levels:
        known = {link.type for link in found}
        found += [link for link in level if link.type not in known]
    return tuple(found)


def preferences(header: str) -> tuple[Preference, ...]:
    """The ranges of an `Accept`-like header, heaviest first; what cannot be read is left out (RFC 9110, 12.4.2)."""
    found = []
    for part in header.split(","):
        range_, _, parameters = part.strip().partition(";")
        weight = 1.0
        for parameter in parameters.split(";"):
            name, _, value = parameter.strip().partition("=")
            if name.strip().lower() == "q":
                try:
                    weight = min(1.0, max(0.0, float(value)))
                except ValueError:
                    weight = 0.0
        if range_.strip():
            found.append(Preference(range_.strip().lower(), weight))
    return tuple(sorted(found, key=lambda each: -each.weight))


def _best(
    links: list[Link],
    wishes: Sequence[Preference],
    attributes: Callable[[Link], tuple[str, ...]],
    fits: Callable[[str, str], bool],
) -> list[Link]:
    """The links that fit the heaviest wish that any fits; else those that say nothing; else all."""
    for wish in wishes:
        if wish.weight == 0:
            continue
        exact = [link for link in links if wish.range in {each.lower() for each in attributes(link)}]
        if exact:
            return exact
        matching = [
            link for link in links if any(fits(wish.range, each.lower()) for each in attributes(link))
        ]
        if matching:
            return matching
    return [link for link in links if not attributes(link)] or links


def _language_fits(wish: str, tag: str) -> bool:
    """`zh` is answered by `zh-CN`, and `zh-CN` by `zh` (RFC 4647, 3.3.1 and 3.4)."""
    return wish == "*" or tag.startswith(f"{wish}-") or wish.startswith(f"{tag}-")


def _media_fits(wish: str, media_type: str) -> bool:
    return wish == "*/*" or (wish.endswith("/*") and media_type.startswith(wish[:-1]))
