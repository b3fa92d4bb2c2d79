"""One `[[element]]` of a design's file as an element. The keys are described in design.py."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import cast

from aril.labelling.elements import Align, Element, Fact, Facts, Line, Linear, Logo, Matrix, Style, Text
from aril.labelling.geometry import MICROMETRES_PER_POINT
from aril.labelling.template import Template, TemplateFault
from aril.labelling.toml_table import Table

_COMMON = ("kind", "name", "at", "size")
#: Bars lower than this, in micrometres, no hand-held reader crosses.
_LOWEST_BARS = 3000
_ALIGN = ("left", "centre", "right")


def read_element(table: Table, language: str) -> Element:
    """Raises DesignInvalid. A text that names no language is in the one given."""
    kind = table.choice("kind", tuple(_READERS), "")
    return _READERS[kind](table, language)


def _text(table: Table, language: str) -> Text:
    table.only((*_COMMON, "text", "font", "smallest", "lines", "align", "bold", "optional"))
    size = table.points("font", 8)
    style = Style(
        size,
        min(size, table.points("smallest", size)),
        table.count("lines", 1),
        _align(table, "left"),
        table.flag("bold"),
    )
    texts = table.texts("text", language)
    templates = {each: _template(table, source) for each, source in texts.items()}
    return Text(_name(table), table.box(), templates, style, table.flag("optional"))


def _facts(table: Table, language: str) -> Facts:
    table.only((*_COMMON, "rows", "font", "smallest", "caption", "bold", "needs"))
    size = table.points("font", 8)
    rows = [_fact(table, texts) for texts in table.list_of_languages("rows", language)]
    shown = {field for row in rows for template in row.templates.values() for field in template.fields}
    needs = table.list_of_texts("needs", []) if "needs" in table.values else ()
    for need in needs:
        if need not in shown:
            raise table.wrong("needs names “{field}”, which no row shows.", field=need)
    style = Style(size, min(size, table.points("smallest", size)), bold=table.flag("bold"))
    return Facts(_name(table), table.box(), tuple(rows), style, table.length("caption"), needs)


def _fact(table: Table, texts: Mapping[str, str]) -> Fact:
    """`产地 | {origin}`: what stands before the bar is the caption, which may be empty."""
    parted = {language: text.partition("|") for language, text in texts.items()}
    if not all(bar for _, bar, _ in parted.values()):
        raise table.wrong("A row is a caption and a text as “Origin | {{origin}}”.")
    return Fact(
        {language: caption.strip(" ") for language, (caption, _, _) in parted.items()},
        {language: _template(table, text.strip(" ")) for language, (_, _, text) in parted.items()},
    )


def _matrix(table: Table, _: str) -> Matrix:
    table.only((*_COMMON, "data", "level", "margin", "module", "smallest", "align"))
    return Matrix(
        _name(table),
        table.box(),
        table.text("kind"),
        _template(table, table.text("data", "{uri}")),
        level=table.choice("level", ("L", "M", "Q", "H"), "M"),
        margin=table.length("margin", 2000),
        module=table.length("module", 250),
        smallest=table.length("smallest", 0),
        align=_align(table, "centre"),
    )


def _linear(table: Table, _: str) -> Linear:
    table.only((*_COMMON, "data", "carries", "module", "widest", "hri", "optional"))
    carries = table.values.get("carries", [])
    if not isinstance(carries, list) or not all(isinstance(each, list) for each in carries):
        raise table.wrong('carries is a list of lists as [["01", "10"], ["10"]].')
    box, hri = table.box(), table.points("hri", 7)
    if box.height < _LOWEST_BARS + 2 * hri * MICROMETRES_PER_POINT:
        raise table.wrong("The box is too low for bars above a text of {size} points.", size=f"{hri:g}")
    return Linear(
        _name(table),
        box,
        table.text("kind"),
        _template(table, table.text("data", "{linear}")),
        carries=tuple(tuple(map(str, each)) for each in carries),
        module=table.length("module", 250),
        widest=table.length("widest", 500),
        hri=hri,
        optional=table.flag("optional"),
    )


def _line(table: Table, _: str) -> Line:
    table.only(_COMMON)
    return Line(_name(table), table.box())


def _logo(table: Table, _: str) -> Logo:
    table.only(_COMMON)
    return Logo(_name(table), table.box())


_READERS: Mapping[str, Callable[[Table, str], Element]] = MappingProxyType(
    {
        "text": _text,
        "facts": _facts,
        "qr": _matrix,
        "gs1-qr": _matrix,
        "gs1-datamatrix": _matrix,
        "linear": _linear,
        "code128": _linear,
        "gs1-128": _linear,
        "line": _line,
        "logo": _logo,
    }
)


def _name(table: Table) -> str:
    return table.text("name", table.text("kind"))


def _align(table: Table, missing: Align) -> Align:
    return cast("Align", table.choice("align", _ALIGN, missing))


def _template(table: Table, source: str) -> Template:
    try:
        return Template.parse(source)
    except TemplateFault as error:
        raise table.wrong(error.template, **error.data) from error
