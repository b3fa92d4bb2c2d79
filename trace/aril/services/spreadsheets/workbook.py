"""Importing enterprises from a workbook: a template, a preview, every bad cell by name, all or nothing."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

import xlsxwriter

from aril.domain.enterprise import Activity, Enterprise, EnterpriseKind
from aril.domain.errors import Finding, Forbidden, Invalid, NotFound
from aril.domain.membership import Member, Role
from aril.domain.region import Region
from aril.services.enterprises import filing
from aril.services.site import Site
from aril.services.spreadsheets import tables
from aril.services.spreadsheets.tables import BadCell, Row, place
from aril.store import chains, organisations

MOST_ROWS = 5000


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the field it fills, its heading, what to write there, an example, and the words of a choice.

    `words` has for each value what people write; the first word is the one that the template offers.
    """

    name: str
    heading: str
    note: str
    example: str
    words: Mapping[StrEnum, tuple[str, ...]] = field(default_factory=dict)
    needed: bool = True

    def value(self, word: str) -> str:
        """The value that a word stands for; any other word stands for itself."""
        return next((value for value, written in self.words.items() if word in written), word)


KINDS: Mapping[StrEnum, tuple[str, ...]] = {
    EnterpriseKind.ENTERPRISE: ("企业",),
    EnterpriseKind.COOPERATIVE: ("农民专业合作社", "合作社"),
    EnterpriseKind.FAMILY_FARM: ("家庭农场",),
    EnterpriseKind.INDIVIDUAL: ("个体工商户",),
    EnterpriseKind.COLLECTIVE: ("农村集体经济组织", "村集体"),
}
ACTIVITIES: Mapping[StrEnum, tuple[str, ...]] = {
    Activity.GROWER: ("种植",),
    Activity.PACKER: ("包装",),
    Activity.TRADER: ("经销", "销售"),
    Activity.LABORATORY: ("检验机构", "检测"),
}

COLUMNS = (
    Column("name", "名称", "与营业执照一致", "示例石榴专业合作社"),
    Column("kind", "主体类型", "从列表中选择", "农民专业合作社", KINDS),
    Column("activity", "主要业务", "从列表中选择", "种植", ACTIVITIES),
    Column("uscc", "统一社会信用代码", "18 位", "93370404MA00000013"),
    Column("region", "县（市、区）", "写上城市，如枣庄市峄城区；或六位行政区划代码", "枣庄市峄城区"),
    Column("address", "地址", "乡镇、村或街道门牌", "榴园镇示例村"),
    Column("legal_representative", "法定代表人", "", "示例甲"),
    Column("phone", "电话", "手机号，或 0632-7711234 这样的座机", "0632-7711234"),
    Column("chief_quality_officer", "首席质量官", "负责质量安全的人", "示例乙"),
    Column("name_en", "英文名称", "用于英文标签和页面", "Example Pomegranate Cooperative", needed=False),
    Column("gs1_prefix", "厂商识别代码", "已在中国物品编码中心注册的才填写，7 到 10 位", "", needed=False),
    Column("gln", "GLN", "全球位置码，13 位", "", needed=False),
)
HEADINGS = {column.name: (column.heading, column.name) for column in COLUMNS}
"""A column is found by its heading in the template, or by the name of its field."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do: the enterprises it would file, and every cell that keeps it from doing so."""

    enterprises: tuple[Enterprise, ...]
    bad_cells: tuple[BadCell, ...]


def template() -> bytes:
    """A workbook with the headings, an example that is not imported, lists of the choices, and an explanation."""
    buffer = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(buffer, options) as book:
        heading = book.add_format({"bold": True, "bg_color": "#F3EEEB", "bottom": 1})
        text = book.add_format({"num_format": "@"})
        example = book.add_format({"num_format": "@", "font_color": "#7A7470", "italic": True})
        sheet, notes = book.add_worksheet("主体建档"), book.add_worksheet("填写说明")
        notes.set_column(0, 2, 40)
        notes.write_row(0, 0, ("列", "是否必填", "填什么（灰色示例行不会导入）"), heading)
        for index, column in enumerate(COLUMNS):
            sheet.set_column(index, index, max(16, len(column.heading) * 2 + 4), text)
            sheet.write_string(0, index, column.heading, heading)
            sheet.write_string(1, index, column.example, example)
            notes.write_row(index + 1, 0, (column.heading, "必填" if column.needed else "选填", column.note))
            if column.words:
                choices = [written[0] for written in column.words.values()]
                sheet.data_validation(1, index, MOST_ROWS, index, {"validate": "list", "source": choices})
        sheet.freeze_panes(1, 0)
    return buffer.getvalue()


def preview(site: Site, content: bytes, chain: str, actor: Member) -> Preview:
    """Read a workbook (.xlsx) or table (.csv) and say what an import by the actor would do.

    Raises `Invalid` or `TooLarge` only where the table cannot be read at all, and `NotFound` for the chain.
    """
    with site.db.read() as session:
        if chains.chain(session, chain) is None:
            raise NotFound("chain", chain)
    table = tables.read(content, MOST_ROWS)
    places = table.columns(HEADINGS, (column.name for column in COLUMNS if column.needed))
    enterprises: dict[int, Enterprise] = {}
    findings: list[Finding] = []
    for row in table.rows:
        if _is_example(row, places):
            continue
        try:
            enterprises[row.number] = _enterprise(row, places, chain)
        except Invalid as error:
            findings += error.findings
    findings += _out_of_place(enterprises, places, actor)
    findings += _twice(enterprises, places)
    findings += _filed_already(site, enterprises, places)
    if not enterprises and not findings:
        raise Invalid.at(
            tables.FILE, "There is no enterprise in this table: write one in each row below the headings."
        )
    return Preview(tuple(enterprises.values()), table.bad_cells(findings))


def run(site: Site, content: bytes, chain: str, actor: Member, at: datetime) -> int:
    """File and approve every enterprise of a workbook, all or nothing; answers how many.

    Raises `Invalid` with every bad cell, `TooLarge`, and `Forbidden` for anyone but the chain office.
    """
    if not actor.has(Role.REGULATOR):
        raise Forbidden(Role.REGULATOR)
    with site.db.write():
        found = preview(site, content, chain, actor)
        if found.bad_cells:
            raise Invalid(bad.finding for bad in found.bad_cells)
        filing.approve_new(site, found.enterprises, actor, at)
    return len(found.enterprises)


def _is_example(row: Row, places: Mapping[str, int]) -> bool:
    return all(row.cell(places[column.name]) == column.example for column in COLUMNS if column.needed)


def _enterprise(row: Row, places: Mapping[str, int], chain: str) -> Enterprise:
    values = {column.name: column.value(row.cell(places[column.name])) for column in COLUMNS}
    try:
        return Enterprise.parse(values | {"chain": chain})
    except Invalid as error:
        raise Invalid(_in_cell(row, places, finding) for finding in error.findings) from error


def _in_cell(row: Row, places: Mapping[str, int], finding: Finding) -> Finding:
    """A finding about a field, at its cell; a choice names the words that may stand there."""
    column = next(each for each in COLUMNS if each.name == finding.where)
    where = place(row.number, max(places[column.name], 0))
    if not column.words:
        return Finding(where, finding.template, finding.data)
    expected = tuple(written[0] for written in column.words.values())
    value = row.cell(places[column.name])
    return Finding(
        where, "Expected one of {expected}, found “{value}”.", {"expected": expected, "value": value}
    )


def _out_of_place(
    enterprises: Mapping[int, Enterprise], places: Mapping[str, int], actor: Member
) -> Iterator[Finding]:
    for number, enterprise in enterprises.items():
        if not actor.oversees(enterprise.region):
            yield Finding(
                place(number, places["region"]),
                "{region} lies outside the region of your office, {own}.",
                {"region": Region(enterprise.region).full_name, "own": Region(actor.region).full_name},
            )
        elif enterprise.activity is Activity.OFFICE:
            yield Finding(place(number, places["activity"]), "An office is not imported.")


def _twice(enterprises: Mapping[int, Enterprise], places: Mapping[str, int]) -> Iterator[Finding]:
    for name in ("uscc", "gln"):
        first: dict[str, int] = {}
        for number, enterprise in enterprises.items():
            value = getattr(enterprise, name)
            if value and first.setdefault(value, number) != number:
                yield Finding(
                    place(number, places[name]),
                    "{value} stands in {other} already.",
                    {"value": value, "other": place(first[value], places[name])},
                )


def _filed_already(
    site: Site, enterprises: Mapping[int, Enterprise], places: Mapping[str, int]
) -> Iterator[Finding]:
    with site.db.read() as session:
        names = organisations.names_by_uscc(session, [each.uscc for each in enterprises.values()])
        glns = organisations.ids_by_gln(session, [each.gln for each in enterprises.values() if each.gln])
    for number, enterprise in enterprises.items():
        if name := names.get(enterprise.uscc):
            yield Finding(
                place(number, places["uscc"]),
                "{value} is filed already, as {name}.",
                {"value": enterprise.uscc, "name": name},
            )
        if enterprise.gln in glns:
            yield Finding(
                place(number, places["gln"]),
                "GLN {gln} is another enterprise's here.",
                {"gln": enterprise.gln},
            )
