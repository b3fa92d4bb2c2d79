"""The page on which a grower says where else the codes of a product lead."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from jinja2 import BytecodeCache

from aril import config, resources, secret
from aril.domain.membership import Role
from aril.services.codes import own_links
from aril.store.database import Database
from aril.wsgi import assemble
from tests import make, samples
from tests.coded import GTIN, Coded, coded

LINK = {
    "gtin": GTIN,
    "type": "recipeInfo",
    "href": "https://www.shop.example/r",
    "title": "食谱",
    "language": "zh",
}
PAGE = "/grower/links"


@pytest.fixture
def shop(sqlite: Database, tmp_path: Path) -> Coded:
    return coded(sqlite, tmp_path)


@pytest.fixture
def grower(shop: Coded, compiled_pages: BytecodeCache) -> FlaskClient:
    """The grower's browser, which reads English."""
    settings = config.load(resources.default_settings()).changed({
        "server.data": shop.orchard.site.data, "security.argon2_memory_mib": 1, "security.argon2_passes": 1
    })  # fmt: skip
    secret.make(settings)
    app = assemble(settings, shop.orchard.site.db)
    app.jinja_env.bytecode_cache = compiled_pages
    client = app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    person = make.member(
        shop.orchard.site.db, Role.GROWER, organisation_id=shop.orchard.grower.organisation_id
    )
    make.sign_in(client, person)
    return client


def test_a_link_is_added_found_by_a_scan_and_withdrawn(grower: FlaskClient, shop: Coded) -> None:
    empty = grower.get(PAGE).text
    hosted = _send(grower, f"{PAGE}/hosts", host="WWW.shop.example")
    added = _send(grower, PAGE, **LINK)
    link = own_links.form(shop.orchard.site, shop.orchard.grower).links[0]
    scanned = grower.get(f"/01/{GTIN}?linkType=gs1:recipeInfo")
    withdrawn = _send(grower, f"{PAGE}/withdraw", link=link.id)

    assert "There is no link yet." in empty
    assert "What it leads to" not in empty
    assert "Links may lead to www.shop.example now." in hosted.text
    assert "“食谱” is added. Codes that are printed already lead there too." in added.text
    assert "Recipe" in added.text
    assert scanned.location == "https://www.shop.example/r?linkType=gs1:recipeInfo"
    assert "“食谱” is withdrawn. No code leads there any more." in withdrawn.text
    assert grower.get(f"/01/{GTIN}?linkType=gs1:recipeInfo").status_code == 404


def test_a_wrong_link_comes_back_with_what_is_wrong_beside_each_field(grower: FlaskClient) -> None:
    _send(grower, f"{PAGE}/hosts", host="www.shop.example")

    answer = _send(
        grower, PAGE, **LINK | {"href": "https://evil.example/<b>", "title": "", "serial": "S", "lot": "L"}
    )

    assert answer.status_code == 422
    assert "Expected an address such as https://www.example.com/page" in answer.text
    assert 'id="w-title"' in answer.text
    assert "A serial number names one piece already: leave the lot empty." in answer.text
    assert 'value="https://evil.example/&lt;b&gt;"' in answer.text
    assert '<details class="row" open>' in answer.text


def test_a_host_is_withdrawn_with_all_that_leads_to_it(grower: FlaskClient) -> None:
    _send(grower, f"{PAGE}/hosts", host="www.shop.example")
    _send(grower, PAGE, **LINK)

    answer = _send(grower, f"{PAGE}/hosts/withdraw", withdrawn="www.shop.example")

    assert "No link leads to www.shop.example any more." in answer.text
    assert grower.get(f"/01/{GTIN}?linkType=gs1:recipeInfo").status_code == 404


def test_what_is_no_host_is_said_beside_the_field(grower: FlaskClient) -> None:
    answer = _send(grower, f"{PAGE}/hosts", host="https://evil")

    assert answer.status_code == 422
    assert 'id="w-host"' in answer.text


def test_nobody_withdraws_what_is_not_theirs(grower: FlaskClient) -> None:
    assert _send(grower, f"{PAGE}/withdraw", link="unknown").status_code == 404
    assert _send(grower, f"{PAGE}/hosts/withdraw", withdrawn="b.example").status_code == 404


def test_whoever_has_no_gtin_is_told_that_links_belong_to_one(grower: FlaskClient, shop: Coded) -> None:
    bare = samples.approved(shop.orchard.site, samples.enterprise(7), Role.GROWER)
    person = make.member(shop.orchard.site.db, Role.GROWER, organisation_id=bare.organisation_id)
    client = grower.application.test_client()
    make.sign_in(client, person)

    page = client.get(PAGE, headers={"Accept-Language": "en"}).text

    assert "Links belong to a GTIN, and you have none yet." in page
    assert 'href="/grower/items"' in page


def _send(client: FlaskClient, path: str, **fields: str):
    token = make.token_of(client, PAGE)
    return client.post(path, data=fields | {"csrf_token": token}, follow_redirects=True)
