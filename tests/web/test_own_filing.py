"""An enterprise sees where its filing stands, what the office said, and changes it."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import BytecodeCache

from aril.config import Settings
from aril.domain.enterprise import FilingAction
from aril.services.enterprises import filing
from aril.services.site import Site
from aril.store.database import Database
from aril.web.app import create_app
from tests import make, samples
from tests.web.registrations import CERTIFICATE, FORM, PDF, filed, picture, send


@pytest.fixture
def app(settings: Settings, sqlite: Database, compiled_pages: BytecodeCache) -> Flask:
    app = create_app(settings, sqlite, secret="s" * 32, clock=lambda: make.NOW)
    app.jinja_env.bytecode_cache = compiled_pages
    return app


@pytest.fixture
def site(app: Flask, sqlite: Database, tmp_path: Path) -> Site:
    """The site with one chain in force."""
    return samples.site(sqlite, tmp_path)


def decide(site: Site, action: FilingAction, reason: str = "") -> None:
    filing.decide(
        site, filed(site.db)[0].id, action, reason, samples.OFFICE, samples.DAY + timedelta(hours=1)
    )


def test_what_the_office_asks_for_stands_on_the_own_page(client: FlaskClient, site: Site) -> None:
    send(client)
    decide(site, FilingAction.REQUEST_CHANGES, "请补充营业执照")

    page = client.get("/filing").text

    assert "请补充营业执照" in page
    assert "Changes requested" in page or "changes requested" in page


def test_a_filing_is_changed_and_sent_again(client: FlaskClient, site: Site) -> None:
    send(client)
    decide(site, FilingAction.REQUEST_CHANGES, "请更正地址")

    form = client.get("/filing/change").text
    answer = send(client, "/filing/change", address="榴园镇新村 2 号")

    assert 'value="榴园镇示例村"' in form
    assert answer.location == "/filing"
    assert (filed(site.db)[0].status, filed(site.db)[0].address) == ("submitted", "榴园镇新村 2 号")


def test_what_was_approved_stands_until_its_changes_are(client: FlaskClient, site: Site) -> None:
    send(client)
    decide(site, FilingAction.APPROVE)
    send(client, "/filing/change", name="另一个名字")

    before = filed(site.db)[0]
    page = client.get("/filing").text
    decide(site, FilingAction.APPROVE)

    assert (before.name, before.may_act) == ("示例石榴合作社", True)
    assert "What was approved stands until then, and you can go on working." in page
    assert "另一个名字" in page
    assert filed(site.db)[0].name == "另一个名字"


def test_a_scan_that_was_filed_stays_with_a_change_and_a_cleared_certificate_goes(
    client: FlaskClient, site: Site
) -> None:
    send(client, files={"certificate-1-scan": ("photo.png", picture())}, **CERTIFICATE)
    (held,) = filed(site.db)[0].filed().certificates
    kept = {"certificate-1-kept": held.file, "certificate-1-kept_name": "another name.png"}

    send(client, "/filing/change", **CERTIFICATE, **kept)
    with_scan = filed(site.db)[0].filed().certificates
    send(client, "/filing/change", **kept)
    without = filed(site.db)[0].filed().certificates

    assert with_scan == (held,)
    assert without == ()


def test_an_approved_code_stays_with_its_filing(client: FlaskClient, site: Site) -> None:
    send(client)
    decide(site, FilingAction.APPROVE)

    answer = send(client, "/filing/change", uscc=samples.uscc(55))

    assert answer.status_code == 409
    assert f"This filing was approved for {FORM['uscc']}." in answer.text


def test_a_scan_is_shown_to_its_enterprise_so_that_nothing_in_it_can_run(
    client: FlaskClient, site: Site
) -> None:
    send(
        client,
        files={"certificate-1-scan": ("照片.png", picture()), "certificate-2-scan": ("licence.pdf", PDF)},
        **CERTIFICATE,
        **{"certificate-2-kind": "营业执照", "certificate-2-number": "1"},
    )
    row = filed(site.db)[0]
    photo, licence = (f"/filing/scans/{row.id}-{each.file}" for each in row.filed().certificates)

    seen, saved = client.get(photo), client.get(licence)

    assert (seen.status_code, seen.mimetype, seen.data) == (200, "image/png", picture())
    assert seen.headers["Content-Disposition"].startswith("inline; ")
    assert seen.headers["Content-Disposition"].endswith("filename*=UTF-8''%E7%85%A7%E7%89%87.png")
    assert (saved.mimetype, saved.headers["Content-Disposition"]) == (
        "application/pdf",
        "attachment; filename=licence.pdf",
    )
    for answer in (seen, saved):
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_another_enterprises_scan_does_not_exist(client: FlaskClient, site: Site, app: Flask) -> None:
    send(client, files={"certificate-1-scan": ("photo.png", picture())}, **CERTIFICATE)
    row = filed(site.db)[0]
    stranger = app.test_client()
    send(stranger, uscc=samples.uscc(8), login="13900000000")

    answer = stranger.get(f"/filing/scans/{row.id}-{row.filed().certificates[0].file}")

    assert answer.status_code == 404
