"""Symbols at whole dots: how large their modules are, and where they stand in their boxes."""

from collections.abc import Sequence

from aril.gs1.element_string import ElementString
from aril.gs1.errors import Gs1Error
from aril.labelling.elements import Linear, Matrix, Style
from aril.labelling.errors import (
    CharacterNotEncodable,
    DataTooLong,
    ElementStringInvalid,
    IdentifiersMissing,
    NothingToEncode,
    SymbolTooNarrow,
    codepoint,
    short,
)
from aril.labelling.font import Font
from aril.labelling.geometry import MICROMETRES_PER_POINT, Box, Resolution, mm
from aril.labelling.marks import Mark, PlacedBars, PlacedMatrix
from aril.labelling.symbols import code128, element_strings, matrix
from aril.labelling.symbols.shapes import BarShape, MatrixShape
from aril.labelling.text import set_text

#: Modules of quiet zone on each side of a Code 128 symbol (ISO/IEC 15417, 4.5).
_BAR_QUIET = 10
#: Data characters of a GS1-128 symbol (GS1 General Specifications, 5.4.4.3).
_GS1_128_LONGEST = 48
#: No label is wide enough for more; it also bounds the search for the shortest symbol.
_CODE_128_LONGEST = 80
#: The interpretation below the bars never shrinks further, in points.
_SMALLEST_HRI = 4.5
#: Between bars and interpretation, in thousandths of its size.
_HRI_GAP = 150


def place_matrices(element: Matrix, contents: Sequence[str], resolution: Resolution) -> list[PlacedMatrix]:
    """A symbol for each content; raises what `symbols` cannot encode, or SymbolTooNarrow."""
    said = [_said(element, content) for content in contents]
    shapes = _encoded(element, contents)
    places: dict[int, tuple[int, int, int]] = {}
    placed = []
    for expected, shape in zip(said, shapes, strict=True):
        if shape.side not in places:
            places[shape.side] = _matrix_place(element, shape, resolution)
        x, y, module = places[shape.side]
        placed.append(PlacedMatrix(element.name, element.kind, x, y, module, shape, expected))
    return placed


def place_linear(element: Linear, content: str, resolution: Resolution, font: Font) -> tuple[Mark, ...]:
    """Bars and their interpretation; raises what cannot be encoded or set, or SymbolTooNarrow."""
    choices = _bar_choices(element, content)
    fitting = next((shape for shape in choices if _bar_module(element, shape, resolution)), None)
    if fitting is None:
        shape = choices[-1]
        least = resolution.dots_at_least(element.module)
        needed = resolution.micrometres((shape.modules + 2 * _BAR_QUIET) * least)
        raise SymbolTooNarrow(
            element.name, shape.modules, mm(element.module), mm(needed), mm(element.box.width), resolution.dpi
        )
    box, module = element.box, _bar_module(element, fitting, resolution)
    hri = round(element.hri * MICROMETRES_PER_POINT)
    below = Box(box.x, box.bottom - hri, box.width, hri)
    style = Style(element.hri, min(_SMALLEST_HRI, element.hri), align="centre")
    words = set_text(element.name, fitting.text, font, resolution, below, style)
    x = resolution.dots(box.x) + (resolution.dots(box.width) - module * fitting.modules) // 2
    height = resolution.dots(box.height - hri - hri * _HRI_GAP // 1000)
    return PlacedBars(element.name, x, resolution.dots(box.y), module, height, fitting), *words


def _encoded(element: Matrix, contents: Sequence[str]) -> list[MatrixShape]:
    try:
        return matrix.encode_all(element.kind, contents, element.level)
    except ValueError as error:
        # The writer of GS1 symbols checks element strings too, by an edition of the rules of its own.
        raise ElementStringInvalid(element.name, short(contents[0]), str(error), ()) from error


def _said(element: Matrix, content: str) -> str:
    """What a reader must report, once it is certain that the symbology can carry it."""
    if not content:
        raise NothingToEncode(element.name)
    said = (
        content if element.kind == "qr" else element_strings.payload(_element_string(element.name, content))
    )
    most = matrix.capacity(element.kind, element.level)
    if len(said) > most and len(said.encode()) > most:
        raise DataTooLong(element.name, matrix.NAMES[element.kind], most, len(said.encode()))
    return said


def _element_string(element: str, content: str) -> ElementString:
    try:
        return element_strings.read(content)
    except Gs1Error as error:
        raise ElementStringInvalid(element, short(content), str(error), error.findings) from error


def _matrix_place(element: Matrix, shape: MatrixShape, resolution: Resolution) -> tuple[int, int, int]:
    """Left, top and module in dots."""
    room = min(element.box.width, element.box.height)
    # The quiet zone is the larger of the design's margin and the symbology's own modules.
    module = min(
        resolution.dots_within(room - 2 * element.margin) // shape.side,
        resolution.dots_within(room) // (shape.side + 2 * element.quiet_modules),
    )
    least = max(
        resolution.dots_at_least(element.module), -(-resolution.dots_at_least(element.smallest) // shape.side)
    )
    if module < least:
        quiet = max(2 * element.margin, 2 * element.quiet_modules * resolution.micrometres(least))
        needed = resolution.micrometres(least * shape.side) + quiet
        raise SymbolTooNarrow(
            element.name, shape.side, mm(resolution.micrometres(least)), mm(needed), mm(room), resolution.dpi
        )
    side = module * shape.side
    slack = resolution.dots(element.box.width) - side
    quiet = max(resolution.dots_at_least(element.margin), element.quiet_modules * module)
    shift = {"left": quiet, "centre": slack // 2, "right": slack - quiet}[element.align]
    top = resolution.dots(element.box.y) + (resolution.dots(element.box.height) - side) // 2
    return resolution.dots(element.box.x) + shift, top, module


def _bar_module(element: Linear, shape: BarShape, resolution: Resolution) -> int:
    """Dots of a module, or 0 when the symbol does not fit."""
    widest = resolution.dots_within(element.box.width) // (shape.modules + 2 * _BAR_QUIET)
    module = min(widest, max(1, resolution.dots_within(element.widest)))
    return module if module >= resolution.dots_at_least(element.module) else 0


def _bar_choices(element: Linear, content: str) -> list[BarShape]:
    """What the symbol may carry, first choice first."""
    if element.kind == "gs1-128" or (element.kind == "linear" and element_strings.is_bracketed(content)):
        return _gs1_choices(element, content)
    if not content:
        raise NothingToEncode(element.name)
    foreign = next((character for character in content if not character.isascii()), None)
    if foreign is not None:
        raise CharacterNotEncodable(element.name, "Code 128", foreign, codepoint(foreign))
    if len(content) > _CODE_128_LONGEST:
        raise DataTooLong(element.name, "Code 128", _CODE_128_LONGEST, len(content))
    return [code128.encode(content)]


def _gs1_choices(element: Linear, content: str) -> list[BarShape]:
    whole = _element_string(element.name, content)
    wanted = element.carries
    parts = [element_strings.reduced(whole, each) for each in wanted] if wanted else [whole]
    payloads = [(element_strings.payload(part), part) for part in parts if part is not None]
    if not payloads:
        raise IdentifiersMissing(element.name, tuple("+".join(each) for each in wanted), short(content))
    fitting = [(payload, part) for payload, part in payloads if len(payload) <= _GS1_128_LONGEST]
    if not fitting:
        raise DataTooLong(
            element.name, "GS1-128", _GS1_128_LONGEST, min(len(payload) for payload, _ in payloads)
        )
    return [code128.encode(payload, gs1=True, text=" ".join(part.hri())) for payload, part in fitting]
