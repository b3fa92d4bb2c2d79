"""`aril design`: everything that is wrong with a design at once, in the language of the terminal."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from aril.cli.main import cli
from tests.labelling.paper import DESIGNS, LABELS

WRONG = """
[label]
width = 60
height = 40
[roll]
[[element]]
kind = "text"
name = "product"
at = [2, 2]
size = [10, 5]
text = "{prodct}"
[[element]]
kind = "text"
name = "origin"
at = [2, 10]
size = [12, 5]
text = "{origin}"
font = 12
smallest = 10
[[element]]
kind = "qr"
at = [40, 6]
size = [24, 24]
[[element]]
kind = "linear"
at = [4, 28]
size = [40, 11]
[[element]]
kind = "text"
name = "face"
at = [2, 16]
size = [30, 5]
text = "😀"
[[element]]
kind = "box"
at = [0, 0]
size = [1, 1]
"""


def run(*arguments: object, language: str = "en_GB.UTF-8") -> Result:
    return CliRunner().invoke(cli, ["design", *map(str, arguments)], env={"LC_ALL": language})


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    path = tmp_path / "own.toml"
    path.write_text(WRONG, encoding="utf-8")
    return path


def test_every_fault_of_a_design_is_said_at_once(wrong: Path) -> None:
    result = run(wrong, "--dpi", "203")

    assert result.exit_code == 2
    assert result.stderr.splitlines() == [
        (
            "Label design “own”, [[element]] 6 “box”: kind is one of text, facts, qr, gs1-qr, gs1-datamatrix, linear, "
            "code128, gs1-128, line, logo, not box."
        ),
        "Label design “own”, element “product”: there is no field “prodct”; the nearest is “product”.",
        "Element “qr” reaches 4 mm beyond the 60 × 40 mm of the label.",
        "Elements “linear” and “qr” overlap by 4 × 2 mm.",
        (
            "Element “origin” cannot hold “山东省枣庄市峄城区” (9 characters): at its smallest size of 10 pt it "
            "needs 31.75 mm in each of 1 lines, and has 12 × 5 mm."
        ),
        (
            "Element “linear”: 321 modules of at least 0.25 mm need 85.25 mm at 203 dpi with their quiet zone, "
            "and there are 40 mm."
        ),
        "Element “face”: the font has no glyph for “😀” (U+1F600).",
    ]


def test_the_faults_are_said_in_chinese_too(wrong: Path) -> None:
    result = run(wrong, "--dpi", "203", language="zh_CN.UTF-8")

    assert result.exit_code == 2
    assert result.stderr.splitlines()[:4] == [
        (
            "标签样式「own」，[[element]] 6 “box”：kind 应为 text, facts, qr, gs1-qr, gs1-datamatrix, linear, code128, "
            "gs1-128, line, logo 之一，不是 box。"
        ),
        "标签样式「own」的元素「product」：没有字段「prodct」，最接近的是「product」。",
        "元素「qr」超出 60 × 40 毫米的标签 4 毫米。",
        "元素「linear」与「qr」重叠 4 × 2 毫米。",
    ]
    assert all("Element" not in line for line in result.stderr.splitlines())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            b"[label",
            (
                "标签样式「own」，TOML：这不是 TOML 文件："
                "Expected ']' at the end of a table declaration (at end of document)。"
            ),
        ),
        (b"\xff\xfe", "标签样式「own」，TOML：这不是 UTF-8 文本。"),
        (b"", "标签样式「own」，TOML：缺少表 [label]。"),
    ],
)
def test_a_file_that_is_no_design_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes(content)

    result = run(path, language="zh_CN.UTF-8")

    assert (result.exit_code, result.stderr.strip()) == (2, said)


@pytest.mark.parametrize("name", DESIGNS)
def test_nothing_is_wrong_with_a_shipped_design(name: str) -> None:
    result = run(LABELS / f"{name}.toml")

    assert result.exit_code == 0, result.stderr
    assert "nothing is wrong at" in result.stdout


def test_a_sample_label_is_drawn(tmp_path: Path) -> None:
    result = run(LABELS / "lot-60x40.toml", "--out", tmp_path / "lot.svg")

    assert (
        result.stdout
        == "lot-60x40: 60 × 40 mm, 1 to a page, 6 elements; nothing is wrong at 203, 300, 600 dpi.\n"
    )
    assert result.stderr == f"A sample label stands in {tmp_path}/lot.svg.\n"
    assert (tmp_path / "lot.svg").read_bytes().endswith(b"</svg>\n")
