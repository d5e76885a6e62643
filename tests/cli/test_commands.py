"""The command line as a whole: help, versions, the list, completion, and docs/commands.md, which is made of it."""

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest

from tests import ROOT
from tests.cli.in_process import tracer
from tests.cli.process import environment, tracer_process
from tests.cli.pseudo_terminal import tracer_on_terminal
from tests.golden import assert_golden
from tracer import __version__
from tracer.cli import COMMANDS, commands
from tracer.lessons.library import Library
from tracer.lessons.syllabus import syllabus_of

DOCS = ROOT / "docs"

HEAD = """# The commands

This page is made from what `--help` prints.

## Exit codes

| code | means |
|---|---|
| 0 | it is done, and nothing is wrong |
| 1 | a verdict: a lesson or a table is not true, an answer is wrong, an app has findings |
| 2 | a word on the command line is not known or is not allowed |
| 3 | a file, an app or this machine does not allow it; the message says what to do |
| 70 | an error that nobody foresaw; the message names a file with the details, which only you can read |
| 130 | it was ended by Ctrl-C; by the order to end it is 143 |
"""


def test_the_bare_command_prints_help_with_examples_first() -> None:
    bare, asked = tracer_process(), tracer("--help")
    assert (bare.returncode, bare.stderr) == (0, "")
    assert bare.stdout == asked.stdout
    assert bare.stdout.index("Examples:") < bare.stdout.index("Commands:") < bare.stdout.index("Options:")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_every_option_says_what_it_does(name: str) -> None:
    context = click.Context(commands)
    command = commands.get_command(context, name)
    assert command is not None
    assert command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{name} {parameter.opts}"
            assert parameter.help.endswith("."), f"{name} {parameter.opts}"
    text = tracer(name, "--help").stdout
    assert text.index("Examples:") < text.index("Options:")


def test_version_names_everything_that_takes_part() -> None:
    lines = tracer("--version").stdout.splitlines()
    assert lines[0] == f"login-flow-tracer {__version__}"
    assert {line.split()[0] for line in lines[1:]} >= {"python", "flask", "flask-login", "quart"}


def test_the_reference_of_the_commands_is_their_help() -> None:
    """docs/commands.md is made by ``UPDATE_GOLDENS=1 pytest tests/cli/test_commands.py``."""
    parts = [HEAD]
    for name in ("", *COMMANDS):
        text = tracer(*([name] if name else []), "--help", settings={"COLUMNS": "100"}).stdout.rstrip()
        parts.append(f"## {name or 'python -m tracer'}\n\n```text\n{text}\n```\n")
    assert_golden("commands.md", "\n".join(parts), folder=DOCS)


def test_the_list_names_lessons_and_scenarios(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('title = "Mine"\n[scenarios.my-own]\ntitle = "My own"\n', encoding="utf-8")
    plain = tracer("list", "--plain", "--lessons", str(tmp_path)).stdout
    assert "Lesson 1, mine: Mine, you are here.\n  Scenario my-own: My own." in plain
    assert "Scenario wrong-password:" in plain
    listed = json.loads(tracer("list", "--json").stdout)
    assert (listed["format"], listed["format_version"]) == ("login-flow-list", 1)
    first = listed["lessons"][0]
    assert (first["name"], first["part"], first["here"], first["passed"]) == ("login-flow", "basics", True, False)
    assert {scenario["name"] for scenario in first["scenarios"]} >= {"login-flow", "wrong-password", "no-login-user"}


@pytest.mark.parametrize("columns", [60, 80])
@pytest.mark.parametrize("command", ["list", "progress"])
def test_on_a_terminal_the_map_has_a_line_for_each_lesson(command: str, columns: int) -> None:
    with tracer_on_terminal(command, size=(columns, 80)) as terminal:
        assert terminal.wait_for_end() == 0
        lines = terminal.text.splitlines()
    names = syllabus_of(Library()).names
    assert [sum(name in line.split() for line in lines) for name in names] == [1] * 48
    assert sum(line.startswith("▸") for line in lines) == 1
    assert any(line.startswith("0 of 48 lessons behind you, ") for line in lines)
    assert not any("Scenario" in line or "→" in line for line in lines)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("login-tracer ru", {"run-scenario"}),
        ("login-tracer run-scenario wrong", {"wrong-password"}),
        ("login-tracer run-scenario --var", {"--variable"}),
        ("login-tracer no-such-command x", set()),
    ],
)
def test_completion_works_by_the_name_of_the_console_script(typed: str, offered: set[str]) -> None:

    words = environment(
        _LOGIN_TRACER_COMPLETE="bash_complete", COMP_WORDS=typed, COMP_CWORD=str(len(typed.split()) - 1)
    )
    done = subprocess.run(
        [sys.executable, "-c", "from tracer.cli import main; main()"],
        env=words, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert {line.partition(",")[2] for line in done.stdout.split()} == offered
    assert done.stderr == ""
