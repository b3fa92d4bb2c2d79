"""An enterprise registers: typing errors, large photos, and all of it or nothing."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import BytecodeCache

from aril.config import Settings
from aril.domain.membership import Role
from aril.services.site import Site
from aril.store import accounts
from aril.store.database import Database
from aril.web.app import create_app
from tests import make, samples
from tests.web.registrations import CERTIFICATE, FORM, PDF, filed, people, send


@pytest.fixture
def app(settings: Settings, sqlite: Database, compiled_pages: BytecodeCache) -> Flask:
    app = create_app(settings, sqlite, secret="s" * 32, clock=lambda: make.NOW)
    app.jinja_env.bytecode_cache = compiled_pages
    return app


@pytest.fixture
def site(app: Flask, sqlite: Database, tmp_path: Path) -> Site:
    """The site with one chain in force."""
    return samples.site(sqlite, tmp_path)


def test_an_enterprise_and_its_first_person_are_made_together(client: FlaskClient, site: Site) -> None:
    answer = send(client)

    assert (answer.status_code, answer.location) == (302, "/filing")
    (row,) = filed(site.db)
    assert (row.status, row.name, row.region) == ("submitted", "示例石榴合作社", "370404")
    with site.db.read() as session:
        (person,) = accounts.colleagues(session, row.id)
    assert person.login == "13800000000"
    assert person.roles == {Role.GROWER, Role.PACKER, Role.TRADER, Role.ADMINISTRATOR}


def test_whoever_registered_is_signed_in_and_reads_what_happens_next(client: FlaskClient, site: Site) -> None:
    send(client)

    page = client.get("/filing").text

    assert "Your filing has reached the office, and you are signed in." in page
    assert "The office looks at your filing." in page
    assert "0632-7711234" in page


@pytest.mark.parametrize(
    ("activity", "roles"),
    [
        ("packer", {Role.PACKER, Role.TRADER, Role.ADMINISTRATOR}),
        ("trader", {Role.PACKER, Role.TRADER, Role.ADMINISTRATOR}),
        ("laboratory", {Role.INSPECTOR, Role.ADMINISTRATOR}),
    ],
)
def test_what_an_enterprise_does_decides_what_its_first_person_may_do(
    client: FlaskClient, site: Site, activity: str, roles: set[Role]
) -> None:
    send(client, activity=activity)

    with site.db.read() as session:
        (person,) = accounts.colleagues(session, filed(site.db)[0].id)
    assert person.roles == roles


def test_nobody_registers_as_an_office(client: FlaskClient, site: Site) -> None:
    answer = send(client, activity="office")

    assert answer.status_code == 422
    assert "Choose one of the list; found “office”." in answer.text
    assert filed(site.db) == []


def test_a_wrong_check_character_is_named_in_both_languages_and_nothing_is_saved(
    client: FlaskClient, site: Site
) -> None:
    wrong = FORM["uscc"][:-1] + ("X" if FORM["uscc"][-1] != "X" else "Y")

    english = send(client, uscc=wrong)
    client.get("/register?lang=zh_CN")
    chinese = send(client, uscc=wrong)

    assert english.status_code == chinese.status_code == 422
    assert f"should be {FORM['uscc'][-1]}; you typed {wrong[-1]}." in english.text
    assert f"统一社会信用代码第 18 位应为 {FORM['uscc'][-1]}，您输入的是 {wrong[-1]}。" in chinese.text
    assert (filed(site.db), people(site.db)) == ([], 0)


def test_every_fault_stands_beside_its_field_and_what_was_typed_is_kept(
    client: FlaskClient, site: Site
) -> None:
    answer = send(client, phone="123", login="x", repeated="another", name="示例 <b>农场</b>")

    assert answer.status_code == 422
    for field in ("phone", "login", "repeated"):
        assert f'id="w-{field}"' in answer.text
    assert 'value="示例 &lt;b&gt;农场&lt;/b&gt;"' in answer.text
    assert make.PASSWORD not in answer.text
    assert (filed(site.db), people(site.db)) == ([], 0)


def test_a_log_in_name_that_is_taken_leaves_no_filing_behind(
    client: FlaskClient, site: Site, app: Flask
) -> None:
    send(app.test_client(), uscc=samples.uscc(8))

    answer = send(client)

    assert answer.status_code == 422
    assert "The log-in name “13800000000” is taken." in answer.text
    assert (filed(site.db), people(site.db)) == ([], 1)


def test_a_code_that_is_filed_already_leaves_no_account_behind(
    client: FlaskClient, site: Site, app: Flask
) -> None:
    send(app.test_client())

    answer = send(client, login="13900000000")

    assert answer.status_code == 409
    assert f"{FORM['uscc']} is filed already, as 示例石榴合作社. Sign in to change the filing." in answer.text
    assert people(site.db) == 1


def test_a_photo_of_30_mb_is_refused_and_the_page_keeps_what_was_typed(
    client: FlaskClient, site: Site
) -> None:
    answer = send(
        client, files={"certificate-1-scan": ("证书.jpg", b"\xff\xd8\xff" + bytes(30_000_000))}, **CERTIFICATE
    )

    assert answer.status_code == 413
    assert "证书.jpg has 30.0 MB; all files together may have 20 MB. Choose a smaller one." in answer.text
    assert 'value="榴园镇示例村"' in answer.text
    assert 'value="LB-18-0001"' in answer.text
    assert (filed(site.db), people(site.db)) == ([], 0)


def test_other_faults_are_named_together_with_a_photo_that_is_too_large(
    client: FlaskClient, site: Site
) -> None:
    client.get("/register?lang=zh_CN")

    answer = send(
        client, files={"certificate-1-scan": ("a.jpg", bytes(21_000_000))}, phone="1", **CERTIFICATE
    )

    assert answer.status_code == 413
    assert "a.jpg 有 21.0 MB，所有文件合计最多 20 MB，请换一个小一些的。" in answer.text
    assert 'id="w-phone"' in answer.text


def test_a_form_beyond_all_patience_is_turned_away(client: FlaskClient, site: Site, app: Flask) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 1000

    answer = send(client, files={"certificate-1-scan": ("a.jpg", bytes(20_000))})

    assert answer.status_code == 413
    assert "The files are too large together" in answer.text


def test_a_scan_that_is_neither_picture_nor_pdf_is_refused_beside_its_field(
    client: FlaskClient, site: Site
) -> None:
    answer = send(client, files={"certificate-1-scan": ("list.docx", b"PK\x03\x04")}, **CERTIFICATE)

    assert answer.status_code == 422
    assert "Expected a PDF, JPEG or PNG file; list.docx is none of them." in answer.text
    assert 'id="w-certificate-1-scan"' in answer.text


def test_a_scan_is_chosen_once_although_the_form_comes_back(client: FlaskClient, site: Site) -> None:
    back = send(client, files={"certificate-1-scan": ("licence.pdf", PDF)}, phone="1", **CERTIFICATE)
    digest = back.text.split('name="certificate-1-kept" value="')[1].split('"')[0]

    again = send(
        client, **CERTIFICATE, **{"certificate-1-kept": digest, "certificate-1-kept_name": "licence.pdf"}
    )

    assert "licence.pdf is kept." in back.text
    assert again.status_code == 302
    (certificate,) = filed(site.db)[0].filed().certificates
    assert (certificate.file, certificate.file_name) == (digest, "licence.pdf")
    assert (site.files / digest[:2] / digest).read_bytes() == PDF


def test_a_scan_without_the_certificate_it_belongs_to_is_asked_about(client: FlaskClient, site: Site) -> None:
    answer = send(client, files={"certificate-2-scan": ("licence.pdf", PDF)})

    assert answer.status_code == 422
    assert 'id="w-certificate-2-kind"' in answer.text
    assert 'id="w-certificate-2-number"' in answer.text


def test_the_hash_of_a_file_that_never_came_brings_nothing(client: FlaskClient, site: Site) -> None:
    answer = send(client, **CERTIFICATE, **{"certificate-1-kept": "../" * 8 + "etc/passwd"})

    assert answer.status_code == 302
    assert filed(site.db)[0].filed().certificates[0].file == ""


def test_a_certificate_that_ends_before_it_begins_is_refused(client: FlaskClient, site: Site) -> None:
    answer = send(
        client,
        **CERTIFICATE,
        **{"certificate-1-valid_from": "2026-05-01", "certificate-1-valid_to": "2026-04-30"},
    )

    assert answer.status_code == 422
    assert "This lies before the first day of validity, 2026-05-01." in answer.text


@pytest.mark.parametrize("typed", ["市中区", "山东省枣庄市市中区", "370402"])
def test_a_county_that_is_not_in_the_list_is_written_by_name_or_code(
    client: FlaskClient, site: Site, typed: str
) -> None:
    answer = send(client, region="elsewhere", elsewhere=typed)

    if typed == "市中区":  # four cities have one
        assert answer.status_code == 422
        assert "Write the city before it." in answer.text
        assert 'id="w-elsewhere"' in answer.text
    else:
        assert answer.status_code == 302
        assert filed(site.db)[0].region == "370402"


def test_the_31st_registration_from_one_address_within_an_hour_has_to_wait(
    client: FlaskClient, site: Site, app: Flask
) -> None:
    for number in range(30):
        sent = send(app.test_client(), uscc=samples.uscc(100 + number), login=f"person{number}")
        assert sent.status_code == 302

    answer = send(client)

    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "3600"
    assert filed(site.db) == []


def test_without_a_chain_there_is_nothing_to_register_for(client: FlaskClient) -> None:
    page = client.get("/register")

    assert page.status_code == 200
    assert "The office has not set up a chain yet." in page.text
    assert "<form method" not in page.text
