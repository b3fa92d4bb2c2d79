"""What waits on the desk of the live service's office, made when the first page asks for it."""

import csv
import io
from urllib.parse import urlencode

from aril.clock import utc_now
from aril.domain.enterprise import FilingAction, HeldCertificate
from aril.domain.membership import Role
from aril.services.enterprises import filing
from aril.services.spreadsheets import files, workbook
from aril.services.spreadsheets.workbook import COLUMNS
from tests import samples
from tests.browser import shelves
from tests.browser.conftest import Live

_FILED: dict[str, tuple[str, str]] = {}
CHAIN = "pomegranate"


def home(live: Live) -> str:
    shelves.on_hold(live)
    _filed(live)
    return "/office/"


def filed_anew(live: Live) -> str:
    """An approved enterprise that wants to change its name and shows a certificate."""
    return f"/office/enterprises/{_filed(live)[0]}"


def filed_first(live: Live) -> str:
    return f"/office/enterprises/{_filed(live)[1]}"


def lots(live: Live) -> str:
    shelves.passed(live)
    return "/office/lots"


def lot(live: Live) -> str:
    return f"/office/lots/{_code(shelves.passed(live))}"


def lot_on_hold(live: Live) -> str:
    return f"/office/lots/{_code(shelves.on_hold(live))}"


def recall(live: Live) -> str:
    return f"{lot(live)}/recall"


def recalled(live: Live) -> str:
    return f"/office/lots/{_code(shelves.recalled(live))}/recalled"


def import_good(live: Live) -> str:
    """The look at a workbook that may be imported."""
    return _check(live, {"uscc": samples.uscc(7001)}, {"uscc": samples.uscc(7002), "name": "示例果品店"})


def import_bad(live: Live) -> str:
    """The look at a workbook with bad cells."""
    return _check(
        live, {"phone": "12", "region": "370499"}, {"uscc": "93370404MA0000001X", "kind": "国企", "name": ""}
    )


def _check(live: Live, *rows: dict[str, str]) -> str:
    example = {column.name: column.example for column in COLUMNS} | {"name": "示例村石榴合作社"}
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(column.heading for column in workbook.COLUMNS)
    writer.writerows([(example | row)[column.name] for column in COLUMNS] for row in rows)
    waiting = files.park(live.site, text.getvalue().encode(), utc_now())
    return f"/office/import/check?{urlencode({'file': waiting, 'chain': CHAIN})}"


def _code(address: str) -> str:
    return address.rpartition("/")[2]


def _filed(live: Live) -> tuple[str, str]:
    if live.url not in _FILED:
        scan = files.park(live.site, b"%PDF-1.7 an example", utc_now())
        held = HeldCertificate("绿色食品", "LB-18-0001", "示例认证机构", None, None, scan, "绿色食品.pdf")
        anew = filing.submit(live.site, samples.enterprise(7003, chain=CHAIN), "示例甲", utc_now())
        filing.decide(live.site, anew, FilingAction.APPROVE, "", live.people[Role.REGULATOR], utc_now())
        changed = samples.enterprise(7003, chain=CHAIN, name="示例新名合作社", certificates=(held,))
        filing.submit(live.site, changed, "示例甲", utc_now(), organisation_id=anew)
        first = filing.submit(live.site, samples.enterprise(7004, chain=CHAIN), "示例乙", utc_now())
        _FILED[live.url] = anew, first
    return _FILED[live.url]
