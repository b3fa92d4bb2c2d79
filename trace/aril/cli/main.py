"""`aril`: every command on one line. A command is imported only when it is called, so that help is quick."""

import importlib
import importlib.util
import sys

import click

from aril.cli.terminal import language
from aril.domain.errors import ArilError
from aril.epcis.errors import EpcisError
from aril.gs1.errors import Gs1Error
from aril.i18n import translate

COMMANDS = {
    "up": ("serve", "Bring the database up to date, make what is missing, and serve."),
    "demo": ("demo", "Serve a demonstration chain from a folder of its own."),
    "doctor": ("doctor", "Look whether this machine and this site are well."),
    "chain": ("chain", "Adopt a chain from its file, or show those in force."),
    "limits": ("limits", "Load residue limits with their source."),
    "import": ("imports", "File enterprises from a workbook, all or nothing."),
    "label": ("label", "Draw the labels of a job file."),
    "printer": ("printer", "List, add and try an enterprise's printers, and ask how they are."),
    "design": ("design", "Say everything that is wrong with a label design."),
    "gs1": ("gs1", "Read codes, keys and Digital Links."),
    "epcis": ("epcis", "Check, hash, capture and export EPCIS events."),
    "log": ("log", "Verify the log, show its head, make and check proofs."),
    "backup": ("backup", "Copy the whole site into one file, while it runs."),
    "restore": ("backup", "Bring a site back from a backup."),
    "rebuild": ("rebuild", "Compute every projection anew from the ledger and compare."),
}
"""Name → the module of `aril.cli` with the command of that name (`import_` for `import`), and its one line."""


class Commands(click.Group):
    """The commands of this installation; what a person did wrong is said in their language, without a trace."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return [name for name, (module, _) in COMMANDS.items() if _is_there(module)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"aril.cli.{COMMANDS[cmd_name][0]}")
        command = getattr(module, "import_" if cmd_name == "import" else cmd_name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in self.list_commands(ctx)])

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except (ArilError, Gs1Error, EpcisError) as error:
            click.echo(f"aril: {translate(error, language())}", err=True)
            ctx.exit(2)


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="aril")
def cli() -> None:
    """Traceability of farm produce, from the orchard to the phone."""


def main() -> None:
    cli.main(args=sys.argv[1:], prog_name="aril")


def _is_there(module: str) -> bool:
    return importlib.util.find_spec(f"aril.cli.{module}") is not None
