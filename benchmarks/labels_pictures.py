"""How long a PNG of one label at 300 dpi takes: here read back, elsewhere drawn with Pillow as is usual.

python benchmarks/labels_pictures.py
"""

import io
import statistics
import sys
from importlib import resources
from pathlib import Path
from time import perf_counter

import barcode
import qrcode
from barcode.writer import ImageWriter
from PIL import Image, ImageDraw, ImageFont

from aril.labelling.design import Design
from aril.labelling.font import Font
from aril.labelling.press import press
from aril.labelling.record import LabelRecord

ROUNDS = 7
LABELS, BY_PILLOW = 480, 40
WANTED = 5
DESIGN = Path(__file__).parents[1] / "labels" / "lot-a4-24.toml"
LINES = (
    "软籽石榴",
    "Soft-seed pomegranate",
    "品种 秋艳 一级",
    "采收 2026-09-12",
    "产地 山东省枣庄市峄城区",
    "生产者 示例石榴专业合作社",
)


def main() -> int:
    design = Design.parse(DESIGN.read_text(encoding="utf-8"), DESIGN.stem)
    content = resources.files("aril.labelling.fonts").joinpath("NotoSansSC-Medium-labels.ttf").read_bytes()
    face = ImageFont.truetype(io.BytesIO(content), 29)
    ratios = []
    for number in range(ROUNDS):
        start = perf_counter()
        records = (
            LabelRecord(design.sample().fields, address(number, each), "ZZ260912") for each in range(LABELS)
        )
        for _ in press(design, records, format="png", dpi=300, font=Font.shipped()):
            pass
        ours = (perf_counter() - start) / LABELS
        start = perf_counter()
        for each in range(BY_PILLOW):
            by_pillow(address(number, each), face)
        theirs = (perf_counter() - start) / BY_PILLOW
        ratios.append(theirs / ours)
        print(f"here {ours * 1e3:5.2f} ms   Pillow {theirs * 1e3:6.2f} ms   {ratios[-1]:5.1f}×")
    median = statistics.median(ratios)
    print(f"median {median:.1f}×, at least {WANTED}× wanted")
    return int(median < WANTED)


def address(number: int, serial: int) -> str:
    return f"https://trace.example.cn/01/06901234567892/10/ZZ260912/21/NHSTS{number}{serial:07d}"


def by_pillow(content: str, face: ImageFont.FreeTypeFont) -> bytes:
    """A picture of each symbol, pasted beside lines of text."""
    label = Image.new("RGB", (827, 437), "white")
    label.paste(qrcode.make(content).get_image().convert("RGB").resize((230, 230)), (560, 40))
    bars = barcode.get("code128", "ZZ260912", writer=ImageWriter()).render({"write_text": False, "dpi": 300})
    label.paste(bars.resize((740, 80)), (40, 330))
    pen = ImageDraw.Draw(label)
    for line, text in enumerate(LINES):
        pen.text((48, 40 + 36 * line), text, font=face, fill="black")
    buffer = io.BytesIO()
    label.save(buffer, "PNG", dpi=(300, 300))
    return buffer.getvalue()


if __name__ == "__main__":
    sys.exit(main())
