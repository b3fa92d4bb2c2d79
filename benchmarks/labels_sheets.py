"""How long a sheet of labels takes: here with every symbol read back, elsewhere as the packages are usually used.

    python benchmarks/labels_sheets.py

A label has its own QR code, a GS1-128 symbol and six lines of Chinese and English, 24 to an A4 page. Each round prints
10 000 labels here and a few hundred elsewhere, and compares seconds a label; the ratio is the median of the
rounds. Then memory at 50 000 labels against 10 000, and how much of that job passes before its first page.
"""

import io
import os
import resource
import statistics
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from time import perf_counter

import barcode
import qrcode
import qrcode.image.svg
import weasyprint
from barcode.writer import ImageWriter, SVGWriter
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

from aril.labelling.design import Design
from aril.labelling.font import Font
from aril.labelling.press import press
from aril.labelling.record import LabelRecord

ROUNDS = 3
LABELS = 10_000
BY_REPORTLAB = 96
#: WeasyPrint reads a font of 2.7 MB once a document, so a label costs what the second number takes more than the first.
BY_WEASYPRINT = (24, 120)
MANY = 50_000
WANTED = {"reportlab": 25, "WeasyPrint": 100}
MOST_MEMORY, LATEST_PAGE = 1.15, 0.03
DESIGN = Path(__file__).parents[1] / "labels" / "lot-a4-24.toml"
FONT_FILE = "NotoSansSC-Medium-labels.ttf"
LINES = (
    "软籽石榴",
    "Soft-seed pomegranate",
    "品种 秋艳 一级",
    "采收 2026-09-12",
    "产地 山东省枣庄市峄城区",
    "生产者 示例石榴专业合作社",
)
ELEMENTS = "(01)06901234567892(10)ZZ260912"


def main() -> int:
    if len(sys.argv) > 1:
        print(alone(int(sys.argv[1])))
        return 0
    with resources.as_file(resources.files("aril.labelling.fonts").joinpath(FONT_FILE)) as path:
        pdfmetrics.registerFont(TTFont("labels", path))
        font = b64encode(path.read_bytes()).decode()
    ratios: dict[str, list[float]] = {name: [] for name in WANTED}
    for number in range(ROUNDS):
        ours = timed(lambda number=number: sum(map(len, here(LABELS, number)))) / LABELS
        theirs = {
            "reportlab": timed(lambda number=number: by_reportlab(BY_REPORTLAB, number)) / BY_REPORTLAB,
            "WeasyPrint": a_label_more(lambda count, number=number: by_weasyprint(count, number, font)),
        }
        told = "   ".join(f"{name} {1 / seconds:6.1f}" for name, seconds in theirs.items())
        print(f"labels a second: here {1 / ours:7.0f}   {told}")
        for name, seconds in theirs.items():
            ratios[name].append(seconds / ours)
    failed = False
    for name, found in ratios.items():
        print(f"{name}: median {statistics.median(found):.0f}×, at least {WANTED[name]}× wanted")
        failed |= statistics.median(found) < WANTED[name]
    some, many = (measured(count) for count in (LABELS, MANY))
    print(f"memory at {MANY} labels: {many[0]:.0f} MB, {many[0] / some[0]:.2f}× that of {LABELS}")
    print(f"first page of {MANY} labels after {100 * many[1]:.2f} % of {many[2]:.1f} s")
    return int(failed or many[0] > MOST_MEMORY * some[0] or many[1] > LATEST_PAGE)


def a_label_more(work) -> float:  # noqa: ANN001 - anything to call with a number of labels
    few, many = BY_WEASYPRINT
    first = timed(lambda: work(few))
    return (timed(lambda: work(many)) - first) / (many - few)


def timed(work) -> float:  # noqa: ANN001 - anything to call
    start = perf_counter()
    work()
    return perf_counter() - start


def address(number: int, serial: int) -> str:
    return f"https://trace.example.cn/01/06901234567892/10/ZZ260912/21/NHSTS{number}{serial:07d}"


def here(count: int, number: int = 0) -> Iterator[bytes]:
    design = Design.parse(DESIGN.read_text(encoding="utf-8"), DESIGN.stem)
    fields = dict(design.sample().fields)
    records = (LabelRecord(fields, address(number, serial), ELEMENTS) for serial in range(count))
    return press(design, records, format="pdf", dpi=600, font=Font.shipped())


def by_reportlab(count: int, number: int) -> None:
    """A picture of each symbol, drawn on a canvas."""
    page = canvas.Canvas(io.BytesIO(), pagesize=A4)
    for serial in range(count):
        row, column = divmod(serial % 24, 3)
        x, y = column * 70 * mm, A4[1] - (row + 1) * 37 * mm
        symbol = io.BytesIO()
        qrcode.make(address(number, serial)).save(symbol)
        page.drawImage(ImageReader(symbol), x + 45 * mm, y + 12 * mm, 23 * mm, 23 * mm)
        bars = io.BytesIO()
        content = ELEMENTS.replace("(", "").replace(")", "")
        barcode.get("gs1_128", content, writer=ImageWriter()).write(bars, {"write_text": False})
        page.drawImage(ImageReader(bars), x + 4 * mm, y + 4 * mm, 62 * mm, 7 * mm)
        page.setFont("labels", 7)
        for line, text in enumerate(LINES):
            page.drawString(x + 4 * mm, y + (31 - 3 * line) * mm, text)
        if serial % 24 == 23:
            page.showPage()
    page.save()


def by_weasyprint(count: int, number: int, font: str) -> None:
    """A page of HTML with each symbol as SVG."""
    labels = []
    for serial in range(count):
        symbol = qrcode.make(address(number, serial), image_factory=qrcode.image.svg.SvgPathImage)
        bars = io.BytesIO()
        content = ELEMENTS.replace("(", "").replace(")", "")
        barcode.get("gs1_128", content, writer=SVGWriter()).write(bars, {"write_text": False})
        pictures = (b64encode(symbol.to_string()).decode(), b64encode(bars.getvalue()).decode())
        labels.append(
            "<div class=label>"
            + "".join(f"<p>{line}</p>" for line in LINES)
            + "".join(f'<img src="data:image/svg+xml;base64,{picture}">' for picture in pictures)
            + "</div>"
        )
    style = (
        "@page{size:A4;margin:0.5mm 0 0 0}body{margin:0;font:7pt labels}p{margin:0}"
        f"@font-face{{font-family:labels;src:url(data:font/ttf;base64,{font})}}"
        ".label{float:left;width:70mm;height:37mm;position:relative;overflow:hidden}"
        "img{position:absolute;right:4mm;top:3mm;width:20mm}img+img{top:26mm;left:4mm;width:60mm;height:8mm}"
    )
    weasyprint.HTML(string=f"<style>{style}</style>{''.join(labels)}").write_pdf()


def measured(count: int) -> tuple[float, float, float]:
    """Memory in MB, share of the time before the first page, and seconds, in a process of its own."""
    answer = subprocess.run(
        [sys.executable, __file__, str(count)], capture_output=True, text=True, check=True, env=os.environ
    ).stdout.split()
    memory, first, seconds = map(float, answer)
    return memory, first, seconds


def alone(count: int) -> str:
    start = perf_counter()
    chunks = here(count)
    next(chunks)  # the header
    next(chunks)  # what labels share
    next(chunks)
    first = perf_counter() - start
    for _ in chunks:
        pass
    seconds = perf_counter() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return f"{memory} {first / seconds} {seconds}"


if __name__ == "__main__":
    sys.exit(main())
