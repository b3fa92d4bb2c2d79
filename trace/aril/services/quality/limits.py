"""Loading limits from a file, and seeing what is loaded. The service ships none."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

import xlsxwriter

from aril.domain.chain import Chain, PanelItem, Product
from aril.domain.errors import Finding, Forbidden, Invalid, Refusal
from aril.domain.limits import COLUMNS, Limit, LimitsLoaded, applicable
from aril.domain.membership import Member, Role
from aril.services.ledger import capture
from aril.services.site import Site
from aril.services.spreadsheets import tables
from aril.services.spreadsheets.tables import BadCell, Row, place
from aril.store import inspection
from aril.store import limits as store
from aril.store.limits import LoadedLimits

MOST_ROWS = 20_000

CHINESE = dict(
    zip(
        COLUMNS,
        (
            "项目", "CAS号", "残留物定义", "食品类别", "除外食品", "限量", "单位", "临时限量",
            "检测方法", "标准", "版本", "实施日期", "废止日期", "地区", "来源网址", "页码",
            "核对人", "核对日期",
        ),
        strict=True,
    )
)  # fmt: skip
HEADINGS = {name: (CHINESE[name], name) for name in COLUMNS}
NEEDED = (
    "substance", "commodity_path", "limit", "unit", "standard", "edition", "effective_from", "jurisdiction",
    "verified_by", "verified_on",
)  # fmt: skip
NOTES = {
    "substance": "与产业链检验项目的代码一致，如 carbendazim",
    "commodity_path": "从大类到食品，用分号隔开，如 水果;热带和亚热带水果;石榴",
    "exceptions": "类别中除外的食品，用分号隔开",
    "provisional": "临时限量写 是",
    "effective_from": "如 2026-03-01",
    "jurisdiction": "CN、EU、US 或 CODEX",
    "verified_by": "对照原文核对的人",
}


@dataclass(frozen=True, slots=True)
class LimitFile:
    """What a limit file says, and every cell that keeps it from being loaded."""

    limits: tuple[Limit, ...]
    bad_cells: tuple[BadCell, ...]


@dataclass(frozen=True, slots=True)
class Cover:
    """An item of a chain's panel, a product, and the limit that would judge it on a day, if there is one."""

    item: PanelItem
    product: Product
    limit: Limit | None


@dataclass(eq=False)
class NothingNew(Refusal):
    template: ClassVar[str] = "Nothing in this file is new: its limits ({count}) are loaded already."
    count: int


def template() -> bytes:
    """A workbook with the headings of a limit file and an explanation of each; it has no figures."""
    buffer = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(buffer, options) as book:
        heading = book.add_format({"bold": True, "bg_color": "#F3EEEB", "bottom": 1})
        text = book.add_format({"num_format": "@"})
        sheet, notes = book.add_worksheet("限量"), book.add_worksheet("填写说明")
        notes.set_column(0, 2, 40)
        notes.write_row(0, 0, ("列", "是否必填", "填什么"), heading)
        for index, name in enumerate(COLUMNS):
            sheet.set_column(index, index, max(14, len(CHINESE[name]) * 2 + 4), text)
            sheet.write_string(0, index, CHINESE[name], heading)
            needed = "必填" if name in NEEDED else "选填"
            notes.write_row(index + 1, 0, (CHINESE[name], needed, NOTES.get(name, "")))
        sheet.freeze_panes(1, 0)
    return buffer.getvalue()


def read(content: bytes) -> LimitFile:
    """Read a limit file (.xlsx or .csv); raises `Invalid` or `TooLarge` only where it cannot be read at all."""
    table = tables.read(content, MOST_ROWS)
    places = table.columns(HEADINGS, NEEDED)
    limits: dict[int, Limit] = {}
    findings: list[Finding] = []
    for row in table.rows:
        try:
            limits[row.number] = Limit.parse({name: row.cell(column) for name, column in places.items()})
        except Invalid as error:
            findings += [_in_cell(row, places, finding) for finding in error.findings]
    findings += _contradictions(limits, places)
    if not limits and not findings:
        raise Invalid.at(
            tables.FILE, "There is no limit in this table: write one in each row below the headings."
        )
    return LimitFile(tuple(limits.values()), table.bad_cells(findings))


def load(site: Site, content: bytes, source: str, actor: Member, at: datetime) -> int:
    """Load the limits of a file that are new, all or nothing; answers how many.

    `source` is the file's name. Raises `Invalid` with every bad cell, `NothingNew`, and `Forbidden` for anyone
    but the chain office.
    """
    if not actor.has(Role.REGULATOR):
        raise Forbidden(Role.REGULATOR)
    found = read(content)
    if found.bad_cells:
        raise Invalid(bad.finding for bad in found.bad_cells)
    with site.db.write() as session:
        known = store.limits_on(session, {limit.substance for limit in found.limits})
        judging = {limit.subject: limit for limit in known}
        new = tuple(limit for limit in found.limits if judging.get(limit.subject) != limit)
        if not new:
            raise NothingNew(len(found.limits))
        capture.record(session, site, LimitsLoaded(new, source, actor.user_name), source, actor, at)
    return len(new)


def loaded(site: Site) -> list[LoadedLimits]:
    """What is loaded, an edition a line, the newest load first."""
    with site.db.read() as session:
        return store.loaded(session)


def coverage(site: Site, chain: Chain, on: date) -> list[Cover]:
    """For every item of a chain's panel and every product, the limit of China that judges on a day."""
    with site.db.read() as session:
        limits = inspection.limits_for(session, [item.substance for item in chain.panel])
    return [
        Cover(item, product, applicable(limits, item.substance, product.commodity, "CN", on))
        for product in chain.products
        for item in chain.panel
    ]


def _in_cell(row: Row, places: Mapping[str, int], finding: Finding) -> Finding:
    return Finding(place(row.number, max(places[finding.where], 0)), finding.template, finding.data)


def _contradictions(limits: Mapping[int, Limit], places: Mapping[str, int]) -> Iterator[Finding]:
    first: dict[tuple[object, ...], int] = {}
    for number, limit in limits.items():
        other = first.setdefault(limit.subject, number)
        if other != number:
            yield Finding(
                place(number, places["limit"]),
                "Row {other} has a limit for the same substance and food from the same day.",
                {"other": other},
            )
