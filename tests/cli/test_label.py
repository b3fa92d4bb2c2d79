"""`aril label JOB.toml`: files, pictures, standard output, and nothing left behind."""

import errno
from pathlib import Path

import pypdfium2
import pytest
from click.testing import CliRunner, Result

from aril.cli.label import label
from aril.labelling.errors import LabelError
from aril.printing.errors import NotReady
from tests.labelling.paper import LABELS, png_pixels, read, render_zpl
from tests.printing.fakes import FakePrinter, host_status, running

JOB = """
design = "unit-a4-48"
count = 3
serials = "random"
base_url = "https://trace.example.cn"
[fields]
gtin = "6901234567892"
lot = "ZZ260912"
product = "石榴"
origin = "枣庄"
grower = "示例"
"""


@pytest.fixture
def job(tmp_path: Path) -> Path:
    path = tmp_path / "job.toml"
    path.write_text(JOB, encoding="utf-8")
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(label, [str(each) for each in arguments])


def test_a_job_becomes_one_document_and_the_last_line_says_what_was_proven(job: Path, tmp_path: Path) -> None:
    out = tmp_path / "labels.pdf"

    result = run(job, "--out", out)

    assert result.exit_code == 0
    assert result.stderr.splitlines()[-1] == "3 labels, 3 symbols decode-verified, 1 pages rendered and read"
    assert len(pypdfium2.PdfDocument(out)) == 1
    assert sorted(tmp_path.iterdir()) == [job, out]


def test_pictures_are_numbered(job: Path, tmp_path: Path) -> None:
    result = run(job, "--out", tmp_path / "label.png", "--format", "png")

    pictures = sorted(tmp_path.glob("*.png"))
    assert result.exit_code == 0
    assert [picture.name for picture in pictures] == ["label-00001.png", "label-00002.png", "label-00003.png"]
    assert len({read(png_pixels(picture.read_bytes()))[0] for picture in pictures}) == 3


def test_one_picture_keeps_its_name(job: Path, tmp_path: Path) -> None:
    result = run(job, "--out", tmp_path / "label.svg", "--format", "svg", "--count", "1")

    assert result.exit_code == 0
    assert (tmp_path / "label.svg").read_text().endswith("</svg>\n")


def test_standard_output_takes_a_stream(job: Path) -> None:
    result = run(job, "--out", "-", "--format", "zpl", "--dpi", "300", "--design", "unit-50x30")

    assert result.exit_code == 0
    assert result.stdout_bytes.startswith(b"~DGR:ARIL.GRF,")
    assert result.stderr.splitlines()[-1].startswith("3 labels, 3 symbols")


def test_standard_output_takes_no_several_pictures(job: Path) -> None:
    result = run(job, "--out", "-", "--format", "png")

    assert result.exit_code == 2
    assert "standard output takes one picture; give a file name for several" in result.stderr


def test_a_design_of_one_s_own_is_read_from_its_file(job: Path, tmp_path: Path) -> None:
    own = tmp_path / "mine.toml"
    own.write_text((LABELS / "unit-40x30.toml").read_text(encoding="utf-8"), encoding="utf-8")

    result = run(job, "--out", tmp_path / "labels.pdf", "--design", own)

    assert len(pypdfium2.PdfDocument(tmp_path / "labels.pdf")) == 3, result.stderr


def test_a_design_of_the_site_s_own_folder_is_known_by_its_name(
    job: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "designs"
    own.mkdir()
    (own / "our-own.toml").write_bytes((LABELS / "unit-40x30.toml").read_bytes())
    config = tmp_path / "config.toml"
    config.write_text(f"[labels]\nfolder = '{own}'\n", encoding="utf-8")
    monkeypatch.setenv("ARIL_CONFIG", str(config))

    result = run(job, "--out", tmp_path / "labels.pdf", "--design", "our-own")

    assert result.exit_code == 0, result.stderr
    assert len(pypdfium2.PdfDocument(tmp_path / "labels.pdf")) == 3


def test_an_unknown_design_names_those_there_are(job: Path, tmp_path: Path) -> None:
    result = run(job, "--out", tmp_path / "x.pdf", "--design", "lot-a3")

    assert result.exit_code == 1
    assert result.stderr.startswith(
        "Error: there is no design “lot-a3”; there are case-100x80, certificate-100x80, "
    )


def test_another_font_prints_if_it_has_the_characters(job: Path, tmp_path: Path) -> None:
    from aril.labelling.fonts import subset  # noqa: PLC0415 - for its folder only

    font = next(Path(subset.__file__).parent.glob("*.ttf"))

    result = run(job, "--out", tmp_path / "labels.pdf", "--font", font)

    assert result.exit_code == 0


def test_a_label_that_cannot_be_printed_leaves_nothing_behind(job: Path, tmp_path: Path) -> None:
    job.write_text(JOB.replace("石榴", "石榴" * 500), encoding="utf-8")

    result = run(job, "--out", tmp_path / "labels.pdf")

    assert isinstance(result.exception, LabelError)
    assert sorted(tmp_path.iterdir()) == [job]


@pytest.mark.parametrize(("output", "name"), [("pdf", "open"), ("png", "write_bytes")])
def test_a_full_disk_leaves_nothing_behind(
    job: Path, tmp_path: Path, monkeypatch, output: str, name: str
) -> None:
    genuine, calls = getattr(Path, name), []

    def full(self: Path, *arguments, **options):
        calls.append(self)
        if output == "png" and len(calls) < 3:
            return genuine(self, *arguments, **options)
        if self.suffix == ".toml":
            return genuine(self, *arguments, **options)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, name, full)
    result = run(job, "--out", tmp_path / f"labels.{output}", "--format", output)
    monkeypatch.undo()

    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1] == (
        f"Error: {tmp_path}/labels.{output}: No space left on device; no label was left behind"
    )
    assert sorted(tmp_path.iterdir()) == [job]


def test_a_job_is_sent_to_a_printer_and_reads_there(job: Path) -> None:
    with running(FakePrinter("zpl")) as printer:
        done = run(
            job,
            "--printer",
            f"tcp://{printer.address}",
            "--format",
            "zpl",
            "--dpi",
            203,
            "--design",
            "unit-40x30",
        )

    assert done.exit_code == 0, done.output
    assert "3 labels have arrived" in done.stderr
    assert done.stderr.splitlines()[-1].startswith("3 labels, ")
    codes = [read(label)[0] for label in render_zpl(bytes(printer.received))]
    assert len(set(codes)) == 3


def test_a_printer_without_paper_is_sent_nothing_and_says_so(job: Path) -> None:
    with running(FakePrinter("zpl", healthy=0, wrong=host_status(paper_out=1))) as printer:
        done = run(
            job, "--printer", printer.address, "--format", "zpl", "--dpi", 203, "--design", "unit-40x30"
        )

    assert isinstance(done.exception, NotReady)
    assert printer.received == b""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "give either --out or --printer"),
        (("--out", "x.pdf", "--printer", "10.0.0.1"), "give either --out or --printer"),
        (("--printer", "10.0.0.1", "--format", "svg"), "a printer takes --format zpl, tspl or pdf"),
    ],
)
def test_a_job_goes_to_a_file_or_to_a_printer(job: Path, arguments: tuple[str, ...], said: str) -> None:
    done = run(job, *arguments)

    assert done.exit_code == 2
    assert said in done.stderr
