"""What the doctor finds, and what it says to do."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from aril import assembly
from aril.cli import doctor
from aril.cli.main import cli
from aril.clock import utc_now
from aril.config import Settings
from aril.domain.subscription import SubscriptionState
from aril.epcis.controls import Controls
from aril.services.enterprises import chain
from aril.services.ledger import querying
from aril.services.merkle_log import log
from aril.services.site import Site
from aril.services.subscribing import subscriptions
from aril.store import migrate
from aril.store.subscriptions import SubscriptionRow
from tests import make, samples


@pytest.fixture
def site(settings: Settings) -> Iterator[Site]:
    """A site of one chain, sequenced and signed."""
    site = assembly.site_of(settings, assembly.database_of(settings))
    migrate.upgrade(site.db)
    chain.adopt(site, samples.CHAIN, "test.toml", samples.OFFICE, utc_now())
    log.sequence(site)
    log.sign_head(site, utc_now())
    yield site
    site.db.close()


def found(settings: Settings) -> dict[str, tuple[str, str]]:
    return {each.what: (each.state, each.says) for each in doctor.examine(settings)}


def test_a_healthy_site_is_well_but_for_an_address_no_phone_can_open(settings: Settings, site: Site):
    says = found(settings)

    assert {what for what, (state, _) in says.items() if state != "well"} == {"address"}
    assert says["log"] == ("well", "intact, 1 entries")
    assert says["address"] == (
        "look",
        "http://127.0.0.1:8000 is this machine itself: a phone that scans a label cannot open it",
    )


def test_an_address_that_does_not_answer_is_ill(settings: Settings, site: Site):
    settings = settings.changed({"site.base_url": "http://192.0.2.1.invalid:1"})

    state, says = found(settings)["address"]

    assert state == "ill"
    assert says.startswith("http://192.0.2.1.invalid:1 does not answer")


def test_a_subscription_that_was_given_up_is_worth_a_look(settings: Settings, site: Site):
    member = make.member(site.db)
    querying.keep_query(site, member, "mine", {}, make.NOW)
    controls = Controls("https://client.example.com/events")
    made = subscriptions.subscribe(site, member, "mine", controls, querying.TRANSLATED, make.NOW)
    assert found(settings)["notify"] == ("well", "1 subscriptions, none of them given up")

    with site.db.write() as session:
        session.get_one(SubscriptionRow, made.id).state = SubscriptionState.FAILING

    state, says = found(settings)["notify"]
    assert state == "look"
    assert says.startswith("1 of 1 are not delivered any more")


def test_a_design_of_the_site_s_own_that_is_wrong_is_named(settings: Settings, site: Site, tmp_path: Path):
    (tmp_path / "own.toml").write_text("[label", encoding="utf-8")

    state, says = found(settings.changed({"labels.folder": str(tmp_path)}))["designs"]

    assert state == "ill"
    assert says.startswith(f"{tmp_path}/own.toml: Label design “own”, TOML: This is no TOML: Expected")
    assert says.endswith(f"See `aril design {tmp_path}/own.toml`")


def test_a_record_that_was_changed_is_named(settings: Settings, site: Site):
    with site.db.write() as session:
        session.execute(text("DROP TRIGGER entry_no_update"))
        session.execute(text("UPDATE entry SET recorded_by = 'somebody else'"))

    state, says = found(settings)["log"]

    assert state == "ill"
    assert says.startswith("entry 1 (chain test-pomegranate): its content is not what was hashed")


def test_a_clock_that_runs_behind_is_named(settings: Settings, site: Site, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(doctor, "utc_now", lambda: utc_now() - timedelta(days=1))

    state, says = found(settings)["clock"]

    assert state == "ill"
    assert "is before the log's last head of" in says


def test_a_schema_that_is_behind_is_told_what_brings_it_up(settings: Settings, site: Site):
    with site.db.write() as session:
        session.execute(text("DELETE FROM alembic_version"))

    assert found(settings)["schema"] == ("ill", "behind this version; `aril up` brings it up to date")


def test_a_check_that_breaks_stops_no_other(settings: Settings, site: Site):
    with site.db.write() as session:
        session.execute(text("DROP TABLE tree_head"))

    says = found(settings)

    assert says["clock"][0] == "ill"
    assert says["clock"][1].endswith("no such table: tree_head")
    assert says["disk"][0] == "well"


def test_without_a_site_nothing_is_made(tmp_path: Path):
    answer = CliRunner().invoke(cli, ["doctor", "--data", str(tmp_path / "none")])

    assert answer.exit_code == 0
    assert f"there is none in {tmp_path / 'none'} yet; `aril up` makes one" in answer.output
    assert not (tmp_path / "none").exists()


def test_an_ill_site_ends_with_one(settings: Settings, site: Site):
    with site.db.write() as session:
        session.execute(text("DELETE FROM alembic_version"))

    answer = CliRunner().invoke(cli, ["doctor", "--data", str(settings.server.data)])

    assert answer.exit_code == 1
    assert "✗ schema     behind this version" in answer.output
