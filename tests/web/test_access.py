"""Who may come where: every route, as everybody, on one's own records and on somebody else's."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from aril import config, resources, secret
from aril.config import Settings
from aril.domain.membership import Member, Role
from aril.services.people.access import VISIBLE, Access, allow, declared
from aril.store.database import Database
from aril.web.app import create_app
from aril.web.room import Room
from aril.wsgi import assemble
from tests import make
from tests.web.samples import SAMPLES, World

HERE = 204
"""What a stubbed view answers: the guard let the visitor pass."""


@dataclass(frozen=True)
class Visit:
    """One request of the walk: a method at a rule, as somebody, on a record that is theirs or not."""

    rule: Rule
    method: str
    access: Access
    client: FlaskClient
    arguments: dict[str, str]

    def status(self) -> int:
        path = self.rule.build(self.arguments, append_unknown=False)
        assert path is not None
        answer = self.client.open(path[1], method=self.method)
        if answer.status_code == 302 and urlsplit(answer.location).path == "/sign-in":
            return 401
        return answer.status_code

    def __str__(self) -> str:
        return f"{self.method} {self.rule.rule} ({self.rule.endpoint})"


@pytest.fixture(scope="module")
def world(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    path = tmp_path_factory.mktemp("world") / "aril.db"
    path.write_bytes(sqlite_template.read_bytes())
    db = Database(f"sqlite:///{path}")
    yield World(db, make.organisation(db, region=make.YICHENG), make.organisation(db, region=make.BEIJING))
    db.close()


@pytest.fixture(scope="module")
def stubbed(world: World, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The whole service with each view replaced by one that only says that it was reached."""
    settings = config.load(resources.default_settings()).changed({
        "server.data": tmp_path_factory.mktemp("data"),
        "security.argon2_memory_mib": 1,
        "security.argon2_passes": 1,
    })  # fmt: skip
    secret.make(settings)
    app = assemble(settings, world.db)
    app.config["WTF_CSRF_ENABLED"] = False
    real = {"account.sign_in", "account.open_session"}
    for endpoint, view in app.view_functions.items():
        if endpoint not in real:
            app.view_functions[endpoint] = _stub(declared(view))
    return app


@pytest.fixture(params=list(Role))
def role(request: pytest.FixtureRequest) -> Role:
    found: Role = request.param
    return found


@pytest.fixture
def member(world: World, role: Role) -> Member:
    return make.member(world.db, role, organisation_id=world.mine)


@pytest.fixture
def signed_in(stubbed: Flask, member: Member) -> FlaskClient:
    client = stubbed.test_client()
    client.post("/sign-in", data={"login": make.login_of(member), "password": make.PASSWORD})
    return client


def test_every_kind_of_record_in_a_route_says_who_sees_it_and_has_a_sample(stubbed: Flask):
    kinds = {kind for view in stubbed.view_functions.values() for kind in declared(view).subjects}

    assert kinds - set(VISIBLE) == set(), "add @visible(kind) to the service of that kind"
    assert kinds - set(SAMPLES) == set(), "add @sample(kind) to tests/web/samples.py"


def test_a_stranger_comes_only_where_it_is_public(stubbed: Flask):
    wrong = [
        f"{visit}: {visit.status()}"
        for visit in visits(stubbed, stubbed.test_client(), {})
        if (visit.status() == HERE) != (visit.access.roles is None)
        or (visit.access.roles is not None and visit.status() != 401)
    ]

    assert wrong == []


def test_a_member_comes_only_where_the_role_is_named(stubbed: Flask, world: World, signed_in, member, role):
    seen = {kind: sampler(world, member).seen for kind, sampler in SAMPLES.items()}

    wrong = [
        f"{visit}: {visit.status()}, expected {expected}"
        for visit in visits(stubbed, signed_in, seen)
        if visit.status() != (expected := HERE if _lets_in(visit.access, role) else 403)
    ]

    assert wrong == []


def test_a_foreign_record_is_answered_like_none(stubbed: Flask, world: World, signed_in, member, role):
    hidden = {kind: sampler(world, member).hidden for kind, sampler in SAMPLES.items()}
    unknown = dict.fromkeys(SAMPLES, "unknown")

    wrong = [
        f"{visit}: {visit.status()}"
        for arguments in (hidden, unknown)
        for visit in visits(stubbed, signed_in, arguments)
        if visit.access.subjects and _lets_in(visit.access, role) and visit.status() != 404
    ]

    assert wrong == []


def test_a_program_is_told_to_sign_in_rather_than_sent_to_a_page(client: FlaskClient):
    answer = client.get("/people", headers={"Accept": "application/json"})

    assert answer.status_code == 401
    assert answer.content_type == "application/problem+json"


def test_after_signing_in_one_goes_on_to_the_page_one_asked_for(client: FlaskClient, sqlite: Database):
    member = make.member(sqlite, Role.ADMINISTRATOR)
    asked = client.get("/people?page=2")
    data = {
        "login": make.login_of(member),
        "password": make.PASSWORD,
        "csrf_token": make.token_of(client, asked.location),
        "next": "/people?page=2",
    }

    assert asked.location == "/sign-in?next=/people?page%3D2"
    assert client.post("/sign-in", data=data).location == "/people?page=2"


@pytest.mark.parametrize(
    "elsewhere",
    ["//evil.example", "/\\evil.example", "https://evil.example/", "/\t/evil.example", "evil", "/ok\n"],
)
def test_signing_in_never_leads_to_another_site(client: FlaskClient, sqlite: Database, elsewhere: str):
    member = make.member(sqlite, Role.ADMINISTRATOR)
    data = {
        "login": make.login_of(member),
        "password": make.PASSWORD,
        "csrf_token": make.token_of(client),
        "next": elsewhere,
    }

    assert client.post("/sign-in", data=data).location == "/start"


def test_a_view_that_says_nothing_stops_the_start(settings: Settings, sqlite: Database):
    blueprint = Blueprint("bare", __name__)
    blueprint.add_url_rule("/bare", view_func=lambda: "")

    with pytest.raises(TypeError, match=r"bare\.<lambda> does not say who may come"):
        create_app(settings, sqlite, secret="s" * 32, rooms=(Room(blueprint),))


def test_an_argument_that_nobody_checks_stops_the_start(settings: Settings, sqlite: Database):
    blueprint = Blueprint("loose", __name__)
    blueprint.add_url_rule("/loose/<lot>/<plot>", "view", allow(Role.GROWER, subject="lot")(lambda **_: ""))

    with pytest.raises(TypeError, match=r"loose\.view .* expected subjects \['lot', 'plot'\], got \['lot'\]"):
        create_app(settings, sqlite, secret="s" * 32, rooms=(Room(blueprint),))


def test_a_view_for_nobody_is_a_mistake():
    with pytest.raises(TypeError, match="needs a role"):
        allow()


def visits(app: Flask, client: FlaskClient, arguments: dict[str, str]) -> Iterator[Visit]:
    """Every rule of the service but those of signing in itself, which the walk needs as they are."""
    for rule in app.url_map.iter_rules():
        access = declared(app.view_functions[rule.endpoint])
        assert access is not None
        if rule.endpoint in {"account.sign_in", "account.open_session"}:
            continue
        own = {name: arguments.get(name, "any") for name in rule.arguments}
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield Visit(rule, method, access, client, own)


def _lets_in(access: Access, role: Role) -> bool:
    return access.roles is None or not access.roles or role in access.roles


def _stub(access: Access | None):
    def view(**_arguments: str):
        return "", HERE

    view.access = access
    return view
