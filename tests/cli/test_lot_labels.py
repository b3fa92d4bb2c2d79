"""`aril label --lot …`: labels of a lot of a site, ordered by somebody who belongs to its enterprise."""

from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from click.testing import CliRunner, Result

from aril import assembly, config, resources
from aril.cli.main import cli
from aril.domain.membership import Role
from aril.services.enterprises import chain
from aril.services.label_press import label_jobs, label_print, printers
from aril.services.orchards import farm
from aril.store import migrate
from tests import make, samples
from tests.printing.fakes import FakePrinter, running
from tests.samples import Orchard


@pytest.fixture
def orchard(tmp_path: Path) -> Orchard:
    """A site in a folder, with a grower who can sign in."""
    settings = config.load(resources.default_settings()).changed({"server.data": tmp_path})
    database = assembly.database_of(settings)
    migrate.upgrade(database)
    site = assembly.site_of(settings, database)
    chain.adopt(site, samples.CHAIN, "chain.toml", samples.OFFICE, samples.DAY)
    filed = samples.approved(site, samples.enterprise(), Role.GROWER)
    grower = make.member(database, Role.GROWER, Role.PACKER, organisation_id=filed.organisation_id)
    plot, _ = farm.add_plot(site, samples.PLOT, grower, samples.DAY)
    return Orchard(site, grower, plot)


def run(orchard: Orchard, *arguments: str) -> Result:
    login = make.login_of(orchard.grower)
    return CliRunner().invoke(
        cli, ["label", "--data", str(orchard.site.data), "--as", login, *arguments], env={"LANG": "C"}
    )


def test_where_a_lot_from_elsewhere_grew_is_said_by_whoever_prints_it(
    orchard: Orchard, tmp_path: Path
) -> None:
    lot, out = orchard.lot_without_plot(), tmp_path / "labels.pdf"

    refused = run(orchard, "--lot", lot.epc, "--count", "1", "--origin", "Nowhere", "--out", str(out))
    done = run(orchard, "--lot", lot.epc, "--count", "1", "--origin", "河南省荥阳市", "--out", str(out))

    assert "Expected a region of GB/T 2260" in refused.stderr
    assert done.exit_code == 0, done.output
    assert "河南省郑州市荥阳市" in pypdfium2.PdfDocument(out)[0].get_textpage().get_text_range()


def test_a_lot_s_labels_are_ordered_printed_and_recorded(orchard: Orchard, tmp_path: Path) -> None:
    lot, out = orchard.harvest("100"), tmp_path / "labels.pdf"

    done = run(
        orchard, "--lot", lot.code, "--design", "unit-a4-48", "--count", "1100", "--net-weight", "1", "--out", str(out)
    )  # fmt: skip

    assert done.exit_code == 0, done.output
    assert done.stderr.splitlines() == [
        "The labels of this lot promise 1000 kg more than was packed of it.",
        "1100 labels, 1100 symbols decode-verified, 1 pages rendered and read",
    ]
    assert len(pypdfium2.PdfDocument(out)) == 23
    assert not out.with_name("labels.pdf.part").exists()
    (job,) = label_jobs.jobs_of(orchard.site, orchard.grower)
    assert (job.state, job.done, job.ordered_by) == ("done", 1100, orchard.grower.user_name)
    assert orchard.file_of(job) == out.read_bytes()


def test_they_go_to_standard_output_as_well(orchard: Orchard) -> None:
    done = run(orchard, "--lot", orchard.harvest().code, "--count", "24", "--out", "-")

    assert done.exit_code == 0, done.output
    assert done.stdout_bytes.startswith(b"%PDF")
    assert done.stdout_bytes.endswith(b"%%EOF\n")
    assert done.stderr.startswith("24 labels, 48 symbols decode-verified")


def test_where_no_file_can_be_written_nothing_is_ordered(orchard: Orchard, tmp_path: Path) -> None:
    out = tmp_path / "nowhere" / "labels.pdf"

    done = run(orchard, "--lot", orchard.harvest().code, "--count", "24", "--out", str(out))

    assert done.exit_code == 1
    assert f"{out}: No such file or directory" in done.stderr
    assert not label_jobs.jobs_of(orchard.site, orchard.grower)


def test_what_is_wrong_with_an_order_leaves_no_file(orchard: Orchard, tmp_path: Path) -> None:
    out = tmp_path / "labels.pdf"

    done = run(orchard, "--lot", orchard.harvest().code, "--count", "200000", "--out", str(out))

    assert done.exit_code == 2
    assert list(tmp_path.glob("labels.pdf*")) == []


def test_a_file_that_breaks_off_is_no_fault_of_the_job(orchard: Orchard, tmp_path: Path) -> None:
    out = tmp_path / "labels.pdf"
    out.with_name("labels.pdf.part").symlink_to("/dev/full")

    done = run(orchard, "--lot", orchard.harvest().code, "--count", "24", "--out", str(out))

    assert done.exit_code == 1
    assert f"{out}: No space left on device" in done.stderr
    (job,) = label_jobs.jobs_of(orchard.site, orchard.grower)
    assert (job.state, job.done, job.fault) == ("done", 24, None)
    assert list(tmp_path.glob("labels.pdf*")) == []


def test_labels_that_the_service_prints_instead_are_not_called_written(
    orchard: Orchard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(label_print, "print_now", lambda *_: None)  # somebody else has taken the job
    out = tmp_path / "labels.pdf"

    done = run(orchard, "--lot", orchard.harvest().code, "--count", "24", "--out", str(out))

    assert done.exit_code == 1
    assert done.stderr == "The service prints them, and its page of the print job hands them out.\n"
    assert list(tmp_path.glob("labels.pdf*")) == []


def test_a_stranger_orders_nothing(orchard: Orchard) -> None:
    lot = orchard.harvest()

    done = run(orchard, "--as", "nobody", "--lot", lot.code, "--count", "24", "--out", "-")

    assert done.exit_code == 1
    assert "“nobody” grows or packs for 0 enterprises; expected one." in done.stderr
    assert not label_jobs.jobs_of(orchard.site, orchard.grower)


@pytest.mark.parametrize("arguments", [["--lot", "X"], ["--lot", "X", "--count", "1", "--format", "zpl"], []])
def test_what_does_not_go_together_is_said(orchard: Orchard, arguments: list[str]) -> None:
    done = run(orchard, *arguments, "--out", "-")

    assert done.exit_code == 2
    assert "--lot" in done.stderr


def test_they_go_to_a_printer_of_the_enterprise_by_its_name(orchard: Orchard, tmp_path: Path) -> None:
    lot = orchard.harvest()
    with running(FakePrinter("zpl")) as printer:
        settings = tmp_path / "aril.toml"
        settings.write_text(f"[printers]\nports = [{printer.address.port}]\n")
        described = {"name": "shed", "kind": "zpl", "address": str(printer.address), "dpi": "203"}
        printers.add(replace(orchard.site, printers=printer.reach), described, orchard.grower, samples.DAY)

        sent = run(
            orchard, "--config", str(settings), "--lot", lot.code, "--design", "unit-40x30", "--count", "7",
            "--printer", "shed",
        )  # fmt: skip
        unknown = run(orchard, "--lot", lot.code, "--count", "7", "--printer", "barn")

    assert sent.exit_code == 0, sent.output
    assert sent.stderr.splitlines()[-1] == "7 labels have arrived at shed."
    assert printer.labels == 7
    assert unknown.exit_code == 1
    assert "There is no printer “barn” to send to; there are: shed." in unknown.stderr
