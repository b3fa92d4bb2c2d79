"""Loading limit files: every bad cell, nothing twice, corrections that judge."""

import csv
import io
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from aril.domain.errors import Forbidden, Invalid
from aril.domain.limits import COLUMNS
from aril.domain.membership import Role
from aril.services.enterprises import chain
from aril.services.ledger import rebuild
from aril.services.quality import limits
from aril.services.quality.limits import CHINESE, NothingNew
from aril.services.site import Site
from aril.services.spreadsheets import tables
from aril.store import inspection, ledger
from aril.store.database import Database
from tests import samples
from tests.samples import DAY, LIMIT, OFFICE

ROW = LIMIT | {"substance": "carbendazim", "commodity_path": "水果;热带和亚热带水果"}


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Site:
    return samples.site(database, tmp_path)


def table(*rows: dict[str, str], headings: str = "chinese") -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([CHINESE[name] if headings == "chinese" else name for name in COLUMNS])
    for row in rows:
        writer.writerow([(ROW | row).get(name, "") for name in COLUMNS])
    return text.getvalue().encode()


def load(site: Site, content: bytes, name: str = "限量.csv") -> int:
    return limits.load(site, content, name, OFFICE, DAY)


def count(site: Site) -> int:
    with site.db.read() as session:
        return inspection.count_limits(session)


@pytest.mark.parametrize("headings", ["chinese", "fields"])
def test_a_file_is_loaded_with_what_it_says(site: Site, headings: str) -> None:
    loaded = load(site, table({}, {"substance": "chlorpyrifos", "provisional": "是"}, headings=headings))

    assert (loaded, count(site)) == (2, 2)
    (line,) = limits.loaded(site)
    assert (line.standard, line.edition, line.jurisdiction, line.count) == ("示例限量", "2026", "CN", 2)
    assert (line.source, line.by, line.at) == ("限量.csv", "示例监管员", DAY)
    assert rebuild.differences(site) == []


def test_every_bad_cell_is_named_and_nothing_is_loaded(site: Site) -> None:
    content = table({"limit": "-1", "verified_by": ""}, {}, {"substance": "x", "effective_from": "soon"}, {})

    found = limits.read(content)
    with pytest.raises(Invalid):
        load(site, content)

    assert [(bad.place, bad.heading, bad.value, str(bad.finding)) for bad in found.bad_cells] == [
        ("F2", "限量", "-1", "Expected a number of 0 or more, found -1."),
        ("Q2", "核对人", "", "This is needed."),
        ("L4", "实施日期", "soon", "Expected a day such as 2026-09-12, found “soon”."),
        ("F5", "限量", "0.5", "Row 3 has a limit for the same substance and food from the same day."),
    ]
    assert count(site) == 0


def test_what_is_loaded_already_is_not_loaded_again(site: Site) -> None:
    load(site, table({}))

    added = load(site, table({}, {"substance": "chlorpyrifos"}))
    with pytest.raises(NothingNew) as refused:
        load(site, table({}))

    assert (added, count(site)) == (1, 2)
    assert str(refused.value) == "Nothing in this file is new: its limits (1) are loaded already."


def test_a_corrected_limit_judges_from_then_on(site: Site) -> None:
    load(site, table({"limit": "50"}))
    load(site, table({"limit": "0.05"}))

    (adopted,) = chain.in_force(site)
    covers = {cover.item.substance: cover.limit for cover in limits.coverage(site, adopted, DAY.date())}

    assert covers["carbendazim"] is not None
    assert covers["carbendazim"].limit == Decimal("0.05")
    assert covers["chlorpyrifos"] is None


def test_nobody_but_an_office_loads_limits(site: Site) -> None:
    with pytest.raises(Forbidden):
        limits.load(site, table({}), "限量.csv", replace(OFFICE, roles=frozenset({Role.INSPECTOR})), DAY)


def test_the_template_has_every_heading_and_no_figure(site: Site) -> None:
    content = limits.template()

    assert tables.read(content, 10).headings == tuple(CHINESE.values())
    with pytest.raises(Invalid, match="There is no limit in this table"):
        load(site, content)


def test_ten_thousand_limits_are_one_entry(site: Site) -> None:
    before = ledger_size(site)

    load(site, table(*({"commodity_path": f"水果;{n}"} for n in range(10_000))))

    assert (count(site), ledger_size(site)) == (10_000, before + 1)


def ledger_size(site: Site) -> int:
    with site.db.read() as session:
        return ledger.count_entries(session)
