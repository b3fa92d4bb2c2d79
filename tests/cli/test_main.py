"""The commands, and how they speak."""

import pytest
from click.testing import CliRunner

from aril.cli import terminal
from aril.cli.main import cli


def run(*arguments: str, language: str = "en_GB.UTF-8"):
    return CliRunner().invoke(cli, arguments, env={"LC_ALL": language})


def test_help_has_each_command_on_one_line_of_eighty_characters():
    lines = run("--help").output.split("Commands:\n")[1].splitlines()

    assert [line.split()[0] for line in lines] == cli.list_commands(None)
    assert all(len(line) <= 80 for line in lines)


@pytest.mark.parametrize("name", cli.list_commands(None))
def test_each_command_explains_itself(name: str):
    answer = run(name, "--help")

    assert answer.exit_code == 0
    assert answer.output.startswith(f"Usage: cli {name}")


def test_an_unknown_command_is_refused():
    assert "No such command 'fly'" in run("fly").output


def test_what_is_wrong_is_said_in_the_language_of_the_terminal(tmp_path):
    wrong = tmp_path / "site.toml"
    wrong.write_text("[server]\nprot = 1\n")

    english = run("doctor", "--config", str(wrong))
    chinese = run("doctor", "--config", str(wrong), language="zh_CN.UTF-8")

    assert english.exit_code == chinese.exit_code == 2
    assert english.output == f"aril: {wrong}, line 2: prot is not a setting; the nearest is port\n"
    assert chinese.output == f"aril: {wrong} 第 2 行：prot is not a setting; the nearest is port\n"


def test_a_terminal_without_a_language_is_english(monkeypatch: pytest.MonkeyPatch):
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)

    assert terminal.language() == "en"
