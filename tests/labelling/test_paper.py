"""Through paper and back: what this project and an independent encoder draw is read as one and the same thing."""

from dataclasses import dataclass

import numpy as np
import pytest
import zint
import zxingcpp

from aril.gs1 import scan
from aril.gs1.digital_link import DigitalLink
from aril.gs1.element_string import GS, parse_bracketed
from aril.labelling.record import LabelRecord
from tests.labelling.paper import Pixels, design, png_pixels, printed

CONTENTS = (
    "(01)06901234567892(10)ZZ260912",
    "(01)06901234567892(13)260914(3103)005000(10)ZZ26",
    "(01)06901234567892(10)A/1-b(21)X%&<>'\"",
    "(00)369012345000000012(02)06901234567892(37)24(10)A1",
    "(00)369012345000000012",
    "(414)6901234000009(254)A-1",
    "(01)06901234567892(7007)260912(10)12345678901234567",
)
LINKS = (
    "https://trace.example/01/06901234567892/10/ZZ260912",
    "https://trace.example/01/06901234567892/10/A%2F1-b/21/X%25%26%3C%3E'%22?3103=005000&17=270131",
    "https://trace.example/01/06901234567892/22/2A/10/12345678901234567890/21/98765432109876543210",
    "https://trace.example/00/369012345000000012",
    "https://trace.example/414/6901234000009/254/A-1",
)


@dataclass(frozen=True)
class Kind:
    """A symbol: how a design calls it, how zint does, and what a reader announces."""

    name: str
    zint: zint.Symbology
    identifier: str


LINK = Kind("qr", zint.Symbology.QRCODE, "]Q1")
KINDS = (
    Kind("gs1-128", zint.Symbology.GS1_128, "]C1"),
    Kind("gs1-datamatrix", zint.Symbology.DATAMATRIX, "]d2"),
    Kind("gs1-qr", zint.Symbology.QRCODE, "]Q3"),
)


@pytest.mark.parametrize("bracketed", CONTENTS)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_an_element_string_comes_back_whoever_drew_it(kind: Kind, bracketed: str) -> None:
    said = parse_bracketed(bracketed)

    ours, theirs = _read(_drawn(kind, bracketed)), _read(_drawn_by_zint(kind, bracketed))

    assert ours == theirs == kind.identifier + said.fnc1(GS)[1:]
    assert scan.read(ours) == scan.read(theirs)
    assert scan.read(ours).elements == said.elements


@pytest.mark.parametrize("link", LINKS)
def test_a_digital_link_comes_back_whoever_drew_it(link: str) -> None:
    ours, theirs = _read(_drawn(LINK, link)), _read(_drawn_by_zint(LINK, link))

    assert ours == theirs == LINK.identifier + link
    assert scan.read(ours) == scan.read(theirs)
    assert scan.read(ours).link == DigitalLink.parse(link)


def _drawn(kind: Kind, content: str) -> Pixels:
    """A label with nothing but this symbol, as a printer of 600 dpi burns it."""
    element = f'kind = "{kind.name}"\nname = "symbol"\nat = [2, 2]\nsize = [156, 56]\ndata = "{{linear}}"'
    label = design(element, width=160, height=60)
    (page,) = printed(label, [LabelRecord({}, "", content)], output="png", dpi=600)
    return png_pixels(page)


def _drawn_by_zint(kind: Kind, content: str) -> Pixels:
    symbol = zint.Symbol()
    symbol.symbology = kind.zint
    if kind is not LINK:
        symbol.input_mode = zint.InputMode.GS1 | zint.InputMode.GS1PARENS
    symbol.output_options |= zint.OutputOptions.BARCODE_QUIET_ZONES
    symbol.show_text = False
    symbol.scale = 2
    symbol.encode(content)
    symbol.buffer()
    return np.ascontiguousarray(np.asarray(symbol.bitmap)[:, :, 0])


def _read(image: Pixels) -> str:
    (found,) = zxingcpp.read_barcodes(image)
    return found.symbology_identifier + found.bytes.decode("latin-1")
