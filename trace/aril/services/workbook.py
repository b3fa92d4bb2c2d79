"""Importing enterprises from a spreadsheet: a template, a preview, every bad cell by name, all or nothing."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

from aril.domain.enterprise import Activity, Enterprise, EnterpriseKind, FilingAction
from aril.domain.errors import Finding, Forbidden, Invalid, Refusal
from aril.domain.membership import Member, Role
from aril.services import filing
from aril.services.site import Site
from aril.store import organisations

MOST_ROWS = 5000
MOST_UNZIPPED = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the workbook: the field it fills, its heading, and what stands in it as an example."""

    field: str
    heading: str
    example: str
    words: tuple[tuple[str, str], ...] = ()
    """What people write → what the field takes, where the field is a choice."""


KINDS = (
    ("企业", EnterpriseKind.ENTERPRISE),
    ("合作社", EnterpriseKind.COOPERATIVE),
    ("家庭农场", EnterpriseKind.FAMILY_FARM),
    ("个体工商户", EnterpriseKind.INDIVIDUAL),
    ("村集体", EnterpriseKind.COLLECTIVE),
)
ACTIVITIES = (
    ("种植", Activity.GROWER),
    ("包装", Activity.PACKER),
    ("销售", Activity.TRADER),
    ("检测", Activity.LABORATORY),
)

COLUMNS = (
    Column("name", "名称", "示例石榴专业合作社"),
    Column("kind", "类型", "合作社", KINDS),
    Column("activity", "业务", "种植", ACTIVITIES),
    Column("uscc", "统一社会信用代码", "933704040000000019"),
    Column("region", "区划代码", "370404"),
    Column("address", "地址", "榴园镇示例村"),
    Column("legal_representative", "法定代表人", "示例甲"),
    Column("phone", "电话", "0632-7711234"),
    Column("chief_quality_officer", "首席质量官", "示例乙"),
    Column("name_en", "英文名称", "Example Pomegranate Cooperative"),
    Column("gs1_prefix", "GS1厂商识别代码", ""),
)
NEEDED = frozenset(
    {
        "name",
        "kind",
        "activity",
        "uscc",
        "region",
        "address",
        "legal_representative",
        "phone",
        "chief_quality_officer",
    }
)


@dataclass(eq=False)
class WorkbookTooLarge(Refusal):
    template: ClassVar[str] = (
        "The workbook unpacks to {size} MB; at most {most} MB can be read. Nothing was imported."
    )
    size: str
    most: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do: the enterprises it would file, and every cell that keeps it from doing so."""

    enterprises: tuple[Enterprise, ...]
    findings: tuple[Finding, ...]
    rows: int


def template() -> bytes:
    """An empty workbook with the headings, one example row, and lists of what the choices are."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    )
    sheet = book.add_worksheet("主体建档")
    bold, text = book.add_format({"bold": True, "bg_color": "#F3EEEB"}), book.add_format({"num_format": "@"})
    for index, column in enumerate(COLUMNS):
        sheet.set_column(index, index, max(14, len(column.heading) * 2 + 2), text)
        sheet.write_string(0, index, column.heading, bold)
        sheet.write_string(1, index, column.example, text)
        if column.words:
            sheet.data_validation(
                1, index, MOST_ROWS, index, {"validate": "list", "source": [word for word, _ in column.words]}
            )
    sheet.freeze_panes(1, 0)
    book.close()
    return buffer.getvalue()


def preview(site: Site, content: bytes, name: str, chain: str) -> Preview:
    """Read a workbook (.xlsx) or table (.csv) and say what an import would do; raises only if it cannot be read."""
    table, findings = _table(content, name)
    if not table:
        raise Invalid.at(name, "The table is empty: expected a row of headings and one row an enterprise.")
    places = _places(table[0])
    enterprises: list[Enterprise] = []
    seen: dict[str, int] = {}
    rows = [
        (number, cells) for number, cells in enumerate(table[1:], 2) if any(cell.strip() for cell in cells)
    ]
    for number, cells in rows[:MOST_ROWS]:
        try:
            enterprise = _enterprise(number, cells, places, chain)
        except Invalid as error:
            findings += error.findings
            continue
        if enterprise.uscc in seen:
            findings.append(
                _at(
                    number,
                    places["uscc"],
                    "{value} stands in row {other} already.",
                    enterprise.uscc,
                    other=seen[enterprise.uscc],
                )
            )
        seen.setdefault(enterprise.uscc, number)
        enterprises.append(enterprise)
    if len(rows) > MOST_ROWS:
        findings.append(
            Finding(
                f"row {MOST_ROWS + 2}",
                "At most {most} rows at once; this table has {count}.",
                {"most": MOST_ROWS, "count": len(rows)},
            )
        )
    findings += _filed_already(site, seen, places)
    return Preview(tuple(enterprises), tuple(findings), len(rows))


def run(site: Site, content: bytes, name: str, chain: str, actor: Member, at: datetime) -> int:
    """File and approve every enterprise of a workbook, all or nothing; answers how many.

    Raises `Invalid` with every bad cell, `Forbidden` for anyone but the chain office, `WorkbookTooLarge`.
    """
    if not actor.has(Role.REGULATOR):
        raise Forbidden(Role.REGULATOR)
    found = preview(site, content, name, chain)
    if found.findings:
        raise Invalid(found.findings)
    with site.db.write():
        for enterprise in found.enterprises:
            organisation = filing.submit(site, enterprise, actor.user_name, at)
            filing.decide(site, organisation, FilingAction.APPROVE, "", actor, at)
    return len(found.enterprises)


def rows_of(content: bytes, name: str) -> list[tuple[int, dict[str, str]]]:
    """The numbered rows of any table whose first row names its columns; raises `Invalid` with every bad cell."""
    table, findings = _table(content, name)
    if findings:
        raise Invalid(findings)
    if not table:
        raise Invalid.at(name, "The table is empty: expected a row of headings.")
    headings = [cell.strip() for cell in table[0]]
    return [
        (number, dict(zip(headings, cells, strict=False)))
        for number, cells in enumerate(table[1:], 2)
        if any(cell.strip() for cell in cells)
    ]


def letter(index: int) -> str:
    """A column as spreadsheets name it: 0 → A, 26 → AA."""
    name = ""
    while index >= 0:
        name = chr(65 + index % 26) + name
        index = index // 26 - 1
    return name


def _places(headings: Sequence[str]) -> dict[str, int]:
    found = {heading.strip(): index for index, heading in enumerate(headings)}
    places = {column.field: found.get(column.heading, found.get(column.field, -1)) for column in COLUMNS}
    missing = [column.heading for column in COLUMNS if column.field in NEEDED and places[column.field] < 0]
    if missing:
        raise Invalid.at(
            "row 1",
            "The headings {missing} are missing; found {found}.",
            missing="、".join(missing),
            found="、".join(found) or "—",
        )
    return places


def _enterprise(number: int, cells: Sequence[str], places: dict[str, int], chain: str) -> Enterprise:
    values = {"chain": chain}
    for column in COLUMNS:
        index = places[column.field]
        cell = cells[index].strip() if 0 <= index < len(cells) else ""
        words = dict(column.words)
        values[column.field] = words.get(cell, cell)
        if words and cell not in words and cell not in words.values():
            expected = "、".join(words)
            raise Invalid(
                [_at(number, index, "Expected one of {expected}, found “{value}”.", cell, expected=expected)]
            )
    try:
        return Enterprise.parse(values)
    except Invalid as error:
        raise Invalid(
            Finding(_place(number, places.get(fault.where, 0)), fault.template, fault.data)
            for fault in error.findings
        ) from error


def _filed_already(site: Site, seen: dict[str, int], places: dict[str, int]) -> Iterator[Finding]:
    with site.db.read() as session:
        for uscc, number in seen.items():
            row = organisations.by_uscc(session, uscc)
            if row:
                yield _at(number, places["uscc"], "{value} is filed already, as {name}.", uscc, name=row.name)


def _table(content: bytes, name: str) -> tuple[list[list[str]], list[Finding]]:
    if content.startswith(b"PK"):
        return _xlsx(content, name)
    return _csv(content, name), []


def _csv(content: bytes, name: str) -> list[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return list(csv.reader(io.StringIO(text)))
    raise Invalid.at(name, "Expected an .xlsx workbook or a .csv table in UTF-8 or GB 18030.")


def _xlsx(content: bytes, name: str) -> tuple[list[list[str]], list[Finding]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(part.file_size for part in archive.infolist())
            if size > MOST_UNZIPPED:
                raise WorkbookTooLarge(f"{size / 1024**2:.0f}", f"{MOST_UNZIPPED / 1024**2:.0f}")
            formulas = _formulas(archive)
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = book.get_sheet_by_index(0)
        merged = sheet.merged_cell_ranges or []
        table = [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    except (zipfile.BadZipFile, CalamineError, KeyError, IndexError) as error:
        raise Invalid.at(name, "This file cannot be read as a workbook (.xlsx).") from error
    findings = [
        Finding(cell, "Here stands a formula; expected a value. Copy the column and paste it as values.")
        for cell in formulas
    ]
    findings += [
        Finding(
            f"{letter(left)}{top + 1}:{letter(right)}{bottom + 1}",
            "These cells are merged; expected one cell for each value.",
        )
        for (top, left), (bottom, right) in merged
    ]
    return table, findings


_FORMULA = re.compile(rb'<c [^>]*r="([A-Z]+[0-9]+)"[^>]*>\s*<f[ />]')


def _formulas(archive: zipfile.ZipFile) -> list[str]:
    sheets = sorted(part for part in archive.namelist() if part.startswith("xl/worksheets/sheet"))
    return [cell.decode() for cell in _FORMULA.findall(archive.read(sheets[0]))] if sheets else []


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _place(row: int, column: int) -> str:
    return f"{letter(column)}{row}"


def _at(row: int, column: int, template: str, value: str, **data: object) -> Finding:
    return Finding(_place(row, column), template, {"value": value} | data)
