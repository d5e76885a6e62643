"""docs/teaching.md is true: its keys are those of the walkthrough, and its commands can be run."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import click

from tests import ROOT
from tests.cli.process import environment
from tests.golden import assert_golden
from tracer.cli import commands
from tracer.views.walkthrough.keys import GROUPS

PAGE = (ROOT / "docs" / "teaching.md").read_text(encoding="utf-8")
BEGIN, END = "<!-- keys -->\n", "<!-- end of the keys -->\n"


def keys_in_markdown() -> str:
    rows = [f"| {entry.shown} | {entry.words} |" for _, group in GROUPS for entry in group]
    return "\n".join(["| keys | what they do |", "|---|---|", *rows]) + "\n"


def commands_of_the_page() -> list[list[str]]:
    blocks = re.findall(r"^```sh\n(.*?)^```", PAGE, flags=re.DOTALL | re.MULTILINE)
    lines = [line.partition("  #")[0].strip() for block in blocks for line in block.splitlines()]
    return [shlex.split(line) for line in lines]


def test_its_keys_are_those_of_the_walkthrough() -> None:
    """``UPDATE_GOLDENS=1 pytest tests/documentation/test_teaching_page.py`` writes them anew."""
    before, _, rest = PAGE.partition(BEGIN)
    _, _, after = rest.partition(END)
    assert_golden("teaching.md", before + BEGIN + keys_in_markdown() + END + after, folder=ROOT / "docs")


def test_every_key_in_the_plan_is_one() -> None:
    plan = PAGE.partition("## A plan")[2].partition("##")[0]
    cells = [row.split("|")[3] for row in re.findall(r"^\| \d.*$", plan, flags=re.MULTILINE)]
    named = {key for cell in cells for key in re.findall(r"`(.+?)`", cell)}
    assert named
    assert named <= {key for _, group in GROUPS for entry in group for key in entry.shown.split()}


def test_the_commands_are_understood() -> None:
    """Those that open a full screen are only parsed here; the walkthrough's own tests open them."""
    for _python, _option, _module, name, *words in commands_of_the_page():
        # A command keeps the options for help that it is first asked with: those of its group.
        group = click.Context(commands, **commands.context_settings)
        command = commands.get_command(group, name)
        assert command is not None
        command.make_context(name, words, parent=group)


def test_the_saved_runs_can_be_played(tmp_path: Path) -> None:
    saved = [words for words in commands_of_the_page() if "--save" in words or "--replay" in words]
    assert len(saved) == 3
    for words in saved:
        done = subprocess.run(
            [sys.executable, *words[1:]],
            cwd=tmp_path, env=environment(PYTHONPATH=str(ROOT), TRACER_HOME=str(tmp_path)),
            capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, timeout=100,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
