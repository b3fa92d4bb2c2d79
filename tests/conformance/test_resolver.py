"""The whole service over https, asked everything that the official suite asks a resolver."""

import http.client
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import jsonschema
import pytest
import waitress

from aril import config, resources, secret
from aril.services.codes import own_links
from aril.services.site import Site
from aril.store.database import Database
from aril.wsgi import assemble
from tests import tls
from tests.coded import GLN, GTIN, SSCC, Coded, coded
from tests.conformance import vectors
from tests.samples import DAY, NAMESPACE

VOC = "https://gs1.org/voc/"
DEFAULT = f"{VOC}defaultLink"
LINKSET = "application/linkset+json"
THINGS = ("lot", "product", "piece", "unknown lot", "unknown piece", "place", "room", "party", "pallet")


@dataclass(frozen=True)
class Answer:
    """What came back: status, headers by name in small letters, and the body."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def location(self) -> str:
        return self.headers.get("location", "")


@dataclass(frozen=True)
class Resolver:
    """The running service, and the Digital Links to try it with."""

    root: str
    pem: Path
    links: dict[str, str]

    def ask(self, method: str, address: str, **headers: str) -> Answer:
        """One request by TLS, as the suite sends it; underscores stand for dashes in headers."""
        parts = urlsplit(address)
        trust = ssl.create_default_context(cafile=str(self.pem))
        connection = http.client.HTTPSConnection(parts.netloc, context=trust, timeout=30)
        given = {name.replace("_", "-"): value for name, value in headers.items() if value}
        try:
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            connection.request(method, path, headers={"Connection": "close", "Accept": "*/*"} | given)
            answer = connection.getresponse()
            assert answer.version >= 11
            found = {name.lower(): value for name, value in answer.getheaders() if name.lower() != "link"}
            found["link"] = ", ".join(value for name, value in answer.getheaders() if name.lower() == "link")
            return Answer(answer.status, found, answer.read())
        finally:
            connection.close()

    def linkset(self, dl: str) -> list[dict[str, Any]]:
        contexts: list[dict[str, Any]] = json.loads(self.ask("GET", dl, Accept=LINKSET).body)["linkset"]
        return contexts

    def links_of(self, dl: str) -> dict[str, list[dict[str, Any]]]:
        """Link type → its links, those of the most specific anchor that has any, as the suite walks up."""
        found: dict[str, list[dict[str, Any]]] = {}
        anchor = dl
        while urlsplit(anchor).path.count("/") >= 2:
            for context in self.linkset(dl):
                if context["anchor"] == anchor:
                    for type_, links in context.items():
                        if type_.startswith(VOC):
                            found.setdefault(type_, links)
            anchor = anchor.rsplit("/", 2)[0]
        return found


Check = Callable[[Resolver, str], None]
CHECKS: dict[str, Check] = {}


def check(*ids: str) -> Callable[[Check], Check]:
    def register(function: Check) -> Check:
        CHECKS.update(dict.fromkeys(ids, function))
        return function

    return register


@pytest.fixture(scope="module")
def resolver(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Resolver]:
    folder = tmp_path_factory.mktemp("resolver")
    path = folder / "aril.db"
    path.write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{path}")
    shop = coded(database, folder)
    shop.pack(SSCC)
    _add_own_links(shop.orchard.site, shop)
    listener = socket.create_server(("127.0.0.1", 0))
    root = f"https://localhost:{listener.getsockname()[1]}"
    settings = config.load(resources.default_settings()).changed(
        {"site.base_url": root, "site.namespace": NAMESPACE, "server.data": folder}
    )
    secret.make(settings)
    server = waitress.create_server(assemble(settings, database), host="127.0.0.1", port=0, threads=4)
    worker = threading.Thread(target=server.run, daemon=True)
    worker.start()
    pem = tls.certificate(folder)
    with tls.door(server.effective_port, pem, listener):
        yield Resolver(root, pem, {
            "lot": root + shop.path,
            "product": f"{root}/01/{GTIN}",
            "piece": f"{root}{shop.path}/21/S1",
            "unknown lot": f"{root}/01/{GTIN}/10/KL8G",
            "unknown piece": f"{root}/01/{GTIN}/10/KL8G/21/S9",
            "place": f"{root}/414/{GLN}",
            "room": f"{root}/414/{GLN}/254/KL8G",
            "party": f"{root}/417/{GLN}",
            "pallet": f"{root}/00/{SSCC}",
        })  # fmt: skip
    server.close()
    worker.join()
    database.close()


def _add_own_links(site: Site, shop: Coded) -> None:
    """Links that differ in one attribute each, and two that differ in none."""
    own_links.register_host(site, "www.shop.example", shop.orchard.grower, DAY)
    for number, (type_, language, media_type, serial) in enumerate((
        ("recipeInfo", "zh", "text/html", ""), ("recipeInfo", "en", "text/html", ""),
        ("recipeInfo", "en", "application/pdf", ""), ("recipeInfo", "", "application/ld+json", ""),
        ("relatedVideo", "zh", "video/mp4", ""), ("relatedVideo", "zh", "video/mp4", ""),
        ("instructions", "", "", ""), ("review", "", "text/html", "S1"),
    )):  # fmt: skip
        values = {
            "gtin": GTIN, "type": type_, "title": f"{type_} {number}", "serial": serial,
            "href": f"https://www.shop.example/{number}?a=1", "language": language, "media_type": media_type,
        }  # fmt: skip
        own_links.add(site, values, shop.orchard.grower, DAY)


def test_every_expectation_is_tried() -> None:
    expected = {each["id"] for each in vectors.data("resolver/expectations.json")["checks"]}

    assert expected - set(CHECKS) == set()


@pytest.mark.parametrize("thing", THINGS)
@pytest.mark.parametrize(
    "name",
    ["rdFile", "httpVersion", "tlsOK", "corsCheck", "methodsCheck", "linkOnRedirect", "legacyLinkHeaders",
     "reportWith400", "noErrorWith200", "trailingSlash", "basicWalkUp", "ltLinksetNoRedirect", "ltAllNoRedirect",
     "ltAcceptHeader", "validLinkset", "declaredContentType", "linksetJsonldCheck", "qsPassedOn",
     "defaultLinkExists", "singleDefaulLink", "defaultTarget", "loFor<linkType>", "loFor<linkType><n>",
     "loFor<linkType>300", "linkTypesDefined", "specificLinkTypeNotFound", "validDL"],
)  # fmt: skip
def test_the_resolver_does_as_the_standard_says(resolver: Resolver, name: str, thing: str) -> None:
    CHECKS[name](resolver, resolver.links[thing])


@check("rdFile")
def _description(resolver: Resolver, _dl: str) -> None:
    answer = resolver.ask("GET", f"{resolver.root}/.well-known/gs1resolver")

    assert answer.status == 200
    said = json.loads(answer.body)
    schema = vectors.data("resolver/description-file-schema-1.2.0.json")
    jsonschema.validate(said, schema, format_checker=jsonschema.FormatChecker())
    assert said["resolverRoot"] == resolver.root


@check("httpVersion", "tlsOK")
def _reachable(resolver: Resolver, _dl: str) -> None:
    assert resolver.ask("HEAD", resolver.root + "/").status == 200  # `ask` holds the version against 1.1


@check("corsCheck", "methodsCheck")
def _open_to_all(resolver: Resolver, dl: str) -> None:
    for method in ("OPTIONS", "HEAD", "GET"):
        headers = resolver.ask(method, dl).headers
        assert headers["access-control-allow-origin"] == "*"
        assert {"GET", "HEAD", "OPTIONS"} <= set(headers["access-control-allow-methods"].split(", "))


@check("linkOnRedirect", "legacyLinkHeaders")
def _links_in_the_header(resolver: Resolver, dl: str) -> None:
    header = resolver.ask("HEAD", dl).headers["link"]

    assert 'rel="linkset"' in header
    assert 'rel="gs1:' not in header


@check("reportWith400", "noErrorWith200")
def _malformed(resolver: Resolver, dl: str) -> None:
    assert resolver.ask("HEAD", f"{dl}/foo").status == 400


@check("trailingSlash")
def _slash(resolver: Resolver, dl: str) -> None:
    without, with_slash = resolver.ask("HEAD", dl), resolver.ask("HEAD", f"{dl}/")

    assert (without.status, without.location) == (with_slash.status, with_slash.location)


@check("basicWalkUp")
def _walk_up(resolver: Resolver, dl: str) -> None:
    assert resolver.ask("HEAD", dl).status == 307


@check("ltLinksetNoRedirect", "ltAllNoRedirect")
def _by_link_type(resolver: Resolver, dl: str) -> None:
    for spelled in ("linkset", "all"):
        assert resolver.ask("HEAD", f"{dl}?linkType={spelled}").status == 200


@check("ltAcceptHeader", "declaredContentType", "linksetJsonldCheck")
def _by_accept(resolver: Resolver, dl: str) -> None:
    for method in ("HEAD", "GET"):
        for query in ("", "?linkType=all"):
            answer = resolver.ask(method, dl + query, Accept=LINKSET)
            assert (answer.status, answer.headers["content-type"]) == (200, LINKSET)
            assert (
                'rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"'
                in answer.headers["link"]
            )


@check("validLinkset")
def _valid(resolver: Resolver, dl: str) -> None:
    body = json.loads(resolver.ask("GET", dl, Accept=LINKSET).body)

    jsonschema.validate(body, vectors.data("resolver/gs1-linkset-schema.json"))


@check("qsPassedOn")
def _query(resolver: Resolver, dl: str) -> None:
    assert "foo=bar" in resolver.ask("HEAD", f"{dl}?foo=bar").location


@check("defaultLinkExists", "singleDefaulLink", "defaultTarget")
def _default(resolver: Resolver, dl: str) -> None:
    (link,) = resolver.links_of(dl)[DEFAULT]

    assert set(link) == {"href", "title"}
    assert resolver.ask("HEAD", dl).location == link["href"]


@check("loFor<linkType>")
def _single(resolver: Resolver, dl: str) -> None:
    for type_, links in resolver.links_of(dl).items():
        if len(links) == 1:
            assert _led(resolver, dl, type_) == links[0]["href"]


@check("loFor<linkType><n>")
def _one_of_several(resolver: Resolver, dl: str) -> None:
    for type_, links in resolver.links_of(dl).items():
        for link in links:
            if len([each for each in links if _alike(each, link)]) == 1:
                found = _led(resolver, dl, type_, link.get("type", ""), link.get("hreflang", [""])[0])
                assert found == link["href"]


@check("loFor<linkType>300")
def _alike_links(resolver: Resolver, dl: str) -> None:
    for type_, links in resolver.links_of(dl).items():
        for link in links:
            if len([each for each in links if _alike(each, link)]) > 1:
                headers = {"Accept": link.get("type", ""), "Accept_Language": link.get("hreflang", [""])[0]}
                answer = resolver.ask("GET", f"{dl}?linkType={_curie(type_)}", **headers)
                assert answer.status == 300
                assert link in json.loads(answer.body)["linkset"][0][type_]


@check("linkTypesDefined")
def _known_types(resolver: Resolver, dl: str) -> None:
    ratified = {each["id"] for each in vectors.data("resolver/gs1_link_types_webvoc_1_16.json")}

    assert {_curie(type_) for type_ in resolver.links_of(dl)} - ratified == set()


@check("specificLinkTypeNotFound")
def _unknown_type(resolver: Resolver, dl: str) -> None:
    assert resolver.ask("HEAD", f"{dl}?linkType=gs1:nosuchlt").status == 404


@check("validDL")
def _fourteen_digits(resolver: Resolver, dl: str) -> None:
    if "/01/" in dl:
        assert resolver.ask("HEAD", dl.replace("/01/0", "/01/")).status == 400


def _led(resolver: Resolver, dl: str, type_: str, accept: str = "", language: str = "") -> str:
    """Where a type leads, without the link type that travels on."""
    asked = urlencode({"linkType": _curie(type_)}, safe=":")
    location = resolver.ask("HEAD", f"{dl}?{asked}", Accept=accept, Accept_Language=language).location
    return location.replace(f"?{asked}", "").replace(f"&{asked}", "")


def _alike(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether nothing tells two links apart."""
    return all(one.get(name) == other.get(name) for name in ("type", "hreflang", "context"))


def _curie(type_: str) -> str:
    return type_.replace(VOC, "gs1:")
