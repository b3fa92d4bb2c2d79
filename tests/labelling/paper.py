"""What the tests print with and read with: designs, records, renderers, a reader."""

import io
import re
import zlib
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pypdfium2
import zxingcpp
from PIL import Image

from aril.labelling.design import Design
from aril.labelling.font import Font
from aril.labelling.geometry import Resolution
from aril.labelling.layout import Layout
from aril.labelling.marks import PlacedBars, Symbol, symbols
from aril.labelling.press import press
from aril.labelling.record import LabelRecord
from aril.labelling.symbols.matrix import IDENTIFIERS

LABELS = Path(__file__).parents[2] / "labels"
DESIGNS = sorted(path.stem for path in LABELS.glob("*.toml"))
FONT = Font.shipped()
GTIN, LOT = "06901234567892", "ZZ260912"
URI = f"https://trace.example.cn/01/{GTIN}/10/{LOT}"

Pixels = npt.NDArray[np.uint8]


@cache
def shipped(name: str) -> Design:
    return Design.parse((LABELS / f"{name}.toml").read_text(encoding="utf-8"), name)


def design(
    *elements: str, width: int = 60, height: int = 40, medium: str = "[roll]", head: str = ""
) -> Design:
    """A design with these `[[element]]` bodies."""
    body = "\n".join(f"[[element]]\n{element}" for element in elements)
    return Design.parse(f"{head}\n[label]\nwidth = {width}\nheight = {height}\n{medium}\n{body}", "test")


def text(content: str = "{product}", *, at: str = "[2, 2]", size: str = "[30, 5]", more: str = "") -> str:
    return f'kind = "text"\nname = "words"\nat = {at}\nsize = {size}\ntext = "{content}"\nfont = 10\n{more}'


def records(count: int, like: Design | None = None) -> Iterable[LabelRecord]:
    """Labels of one lot, each with its own serial."""
    fields = dict(like.sample().fields) if like else {"product": "石榴"}
    for number in range(count):
        serial = f"{number:014d}"
        yield LabelRecord({**fields, "serial": serial}, f"{URI}/21/{serial}", f"(01){GTIN}(10){LOT}")


def printed(
    to: Design, of: Iterable[LabelRecord], *, output: str = "pdf", dpi: int = 300, language: str | None = None
) -> list[bytes]:
    return list(press(to, of, format=output, dpi=dpi, font=FONT, language=language))


def pdf_pages(document: bytes, dpi: float) -> list[Pixels]:
    opened = pypdfium2.PdfDocument(document)
    pages = [opened[n].render(scale=dpi / 72, grayscale=True).to_numpy().copy() for n in range(len(opened))]
    opened.close()
    return pages


def png_pixels(content: bytes) -> Pixels:
    return np.asarray(Image.open(io.BytesIO(content)).convert("L"))


def read(image: Pixels) -> list[str]:
    """Everything a reader finds, each with its symbology identifier, top to bottom and left to right."""
    found = zxingcpp.read_barcodes(image)
    found.sort(key=lambda each: (each.position.top_left.y // 40, each.position.top_left.x))
    return [each.symbology_identifier + each.bytes.decode() for each in found]


def read_labels(page: Pixels, to: Design, dpi: float, count: int) -> list[list[str]]:
    """What a reader finds on each label of a sheet."""
    dots = dpi / 25_400
    found = []
    for place in range(count):
        x, y = to.sheet.origin(place)
        rows = slice(round(y * dots), round((y + to.height) * dots))
        columns = slice(round(x * dots), round((x + to.width) * dots))
        found.append(read(np.ascontiguousarray(page[rows, columns])))
    return found


def placed(to: Design, record: LabelRecord, *, dpi: int) -> list[Symbol]:
    """A label's symbols, as they are laid out."""
    batch = Layout(to, FONT, Resolution(dpi), to.languages[0]).batch([record])
    return list(symbols(batch.background))


def expected(to: Design, record: LabelRecord, *, dpi: int) -> list[str]:
    """What a reader must find on a label, symbology identifiers included."""
    return [IDENTIFIERS[symbol.kind] + symbol.expected for symbol in placed(to, record, dpi=dpi)]


def read_each(image: Pixels, of: Sequence[Symbol], scale: float) -> list[str]:
    """What a reader finds where each symbol stands on a label, in an image `scale` times as large as the layout.

    A printer burns a dot or does not, so grey is black or white.
    """
    burnt = np.where(image < 128, 0, 255).astype(np.uint8)
    found = []
    for symbol in of:
        bars = isinstance(symbol, PlacedBars)
        beside, above = (10 * symbol.module, 0) if bars else (4 * symbol.module, 4 * symbol.module)
        rows = slice(
            *(max(0, round(y * scale)) for y in (symbol.y - above, symbol.y + symbol.height + above))
        )
        columns = slice(
            *(max(0, round(x * scale)) for x in (symbol.x - beside, symbol.x + symbol.width + beside))
        )
        found += read(np.ascontiguousarray(burnt[rows, columns]))
    return found


# --- thermal printers, as far as our writers speak to them ---


def render_zpl(commands: bytes) -> list[Pixels]:
    """Labels from ~DG, ^XG, ^GFA, ^FO and ^XA … ^XZ; any other command that draws is an error."""
    text, stored, labels = commands.decode("ascii"), {}, []
    for stretch in re.findall(r"~DG[^~^\n]*|\^XA.*?\^XZ", text, re.DOTALL):
        if stretch.startswith("~DG"):
            name, total, row, data = re.fullmatch(r"~DG([^,]+),(\d+),(\d+),(.*)", stretch, re.DOTALL).groups()
            stored[name] = _unpack_zpl(data, int(total), int(row))
            continue
        if "^ID" in stretch:
            continue
        width, height = (int(re.search(rf"\^{key}(\d+)", stretch)[1]) for key in ("PW", "LL"))
        canvas = np.zeros((height, width), bool)
        for x, y, drawn in re.findall(r"\^FO(\d+),(\d+)(\^(?:XG|GFA)[^^]*)\^FS", stretch):
            if drawn.startswith("^XG"):
                image = stored[drawn[3:].split(",")[0]]
            else:
                total, _, row, data = drawn[5:].split(",", 3)
                image = _unpack_zpl(data, int(total), int(row))
            _paint(canvas, image, int(x), int(y))
        labels.append(np.where(canvas, 0, 255).astype(np.uint8))
    return labels


def _unpack_zpl(data: str, total: int, row: int) -> npt.NDArray[np.bool_]:
    """ZPL's hexadecimal with run lengths, as its programming guide describes it."""
    lines: list[str] = []
    line, count = "", 0
    for character in data:
        if character == ":":
            lines.append(lines[-1])
        elif character in ",!":
            lines.append(line.ljust(2 * row, "0" if character == "," else "F"))
            line = ""
        elif "G" <= character <= "Y":
            count += ord(character) - ord("G") + 1
        elif "g" <= character <= "z":
            count += 20 * (ord(character) - ord("g") + 1)
        else:
            line, count = line + character * (count or 1), 0
            if len(line) == 2 * row:
                lines.append(line)
                line = ""
    assert line == ""
    packed = np.frombuffer(bytes.fromhex("".join(lines)), np.uint8)
    assert len(packed) == total
    return np.unpackbits(packed.reshape(-1, row), axis=1).astype(bool)


def render_tspl(commands: bytes, width: int, height: int) -> list[Pixels]:
    """Labels of that size in dots from CLS, BITMAP and PRINT; any other command that draws is an error."""
    labels, canvas, at = [], np.zeros((height, width), bool), 0
    while at < len(commands):
        bitmap = re.compile(rb"BITMAP (\d+),(\d+),(\d+),(\d+),0,").match(commands, at)
        if bitmap:
            x, y, row, rows = map(int, bitmap.groups())
            data = np.frombuffer(commands, np.uint8, row * rows, bitmap.end())
            _paint(canvas, np.unpackbits(~data.reshape(rows, row), axis=1).view(bool), x, y)
            at = bitmap.end() + row * rows + 2
            continue
        line, _, _ = commands[at:].partition(b"\r\n")
        at += len(line) + 2
        if line == b"CLS":
            canvas = np.zeros((height, width), bool)
        elif line == b"PRINT 1,1":
            labels.append(~canvas * np.uint8(255))
        else:
            assert line.split()[0] in {b"SIZE", b"GAP", b"REFERENCE"}, line
    return labels


def _paint(canvas: npt.NDArray[np.bool_], image: npt.NDArray[np.bool_], x: int, y: int) -> None:
    part = canvas[y : y + image.shape[0], x : x + image.shape[1]]
    part |= image[: part.shape[0], : part.shape[1]]


def zpl_commands(content: bytes) -> list[str]:
    """The commands of a ZPL stream, in order, without their parameters."""
    return re.findall(r"[\^~][A-Z@][A-Z0-9@]", content.decode("ascii"))


def pdf_streams(document: bytes) -> list[bytes]:
    return [zlib.decompress(found) for found in re.findall(rb"stream\n(.*?)\nendstream", document, re.DOTALL)]
