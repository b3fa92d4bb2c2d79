"""The service running on a port of its own, looked at in Chromium."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import waitress

from aril import config, resources
from aril.clock import utc_now
from aril.domain.enterprise import Activity
from aril.domain.membership import Member, Role
from aril.services.enterprises import chain
from aril.services.people import links
from aril.services.people.accounts import Rules
from aril.services.site import Site
from aril.store.database import Database
from aril.web.app import create_app
from aril.web.here import Running
from tests import make
from tests.samples import CHAIN

SECRET = "s" * 32


@dataclass(frozen=True)
class Live:
    """A running service with one person of each role in one organisation; the inspector is of a laboratory."""

    url: str
    site: Site
    people: dict[Role, Member]
    first_link: str
    """The link by which a new site is set up; on this one it stays unused."""

    @property
    def db(self) -> Database:
        return self.site.db


@pytest.fixture(scope="session")
def live(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    folder = tmp_path_factory.mktemp("live")
    path = folder / "aril.db"
    path.write_bytes(sqlite_template.read_bytes())
    db = Database(f"sqlite:///{path}")
    first = links.invite_first(db, Rules(), utc_now())
    assert first
    organisation = make.organisation(db, name="示例榴园合作社")
    laboratory = make.organisation(db, activity=Activity.LABORATORY, name="示例榴园检测中心")
    people = {
        role: make.member(db, role, organisation_id=laboratory if role is Role.INSPECTOR else organisation)
        for role in Role
    }
    settings = config.load(resources.default_settings()).changed({
        "server.data": folder, "security.argon2_memory_mib": 1, "security.argon2_passes": 1,
        "site.mode": "demonstration",
    })  # fmt: skip
    app = create_app(settings, db, secret=SECRET, clock=utc_now)
    running: Running = app.extensions["aril"]
    office = people[Role.REGULATOR]
    chain.adopt(
        running.site, CHAIN.replace("test-pomegranate", "pomegranate"), "chain.toml", office, utc_now()
    )
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield Live(f"http://127.0.0.1:{server.effective_port}", running.site, people, f"/link/{first}")
    server.close()
    db.close()
