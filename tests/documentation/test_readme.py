"""The README is true: its commands run, its links lead somewhere, and its picture shows what the command shows."""

import html
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests import ROOT
from tests.cli.in_process import tracer
from tests.cli.process import environment
from tracer.lessons.code_sample import part_of_step
from tracer.trace.events import Trace
from tracer.trace.table import steps, table

README = (ROOT / "README.md").read_text(encoding="utf-8")
RUN = (
    "python3 -m venv .venv && .venv/bin/python -m pip install -q -c constraints/pinned.txt -e '.[all]' "
    "&& .venv/bin/python -m tracer run-scenario"
)
TEST = (
    "python3 -m venv .venv && .venv/bin/python -m pip install -q -c constraints/pinned.txt pip "
    "&& .venv/bin/python -m pip install -q -c constraints/pinned.txt -e '.[all]' --group dev "
    "&& .venv/bin/python -m pytest"
)


def commands() -> list[str]:
    """Return the commands of the README, without those that make an environment: the file .ci/run runs them."""
    blocks = re.findall(r"^```sh\n(.*?)^```", README, flags=re.DOTALL | re.MULTILINE)
    lines = [line.partition("  #")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line and "-m venv" not in line]


def tracer_commands() -> list[str]:
    """Return the commands that run to an end by themselves."""
    endless = ("walkthrough --notes", "watch ")
    lines = [line for line in commands() if line.startswith("python -m tracer ")]
    return [line for line in lines if not any(word in line for word in endless)]


@pytest.mark.parametrize(("name", "command"), [("run", RUN), ("test", TEST)])
def test_the_two_commands_stand_there_word_for_word(name: str, command: str) -> None:
    assert f"<!-- command: {name} -->\n```sh\n{command}\n```" in README


THE_READERS_OWN: dict[str, str] = {
    "shop.py": "from tests.foreign_apps.one_file import app\n",
    "my-table.md": "| Step | Input | Result/Output |\n|---|---|---|\n| 1 | Request | User not authenticated |\n",
}
"""Files that the README takes for granted."""


OF_ALL_LESSONS = ("check-lessons", "coverage")
"""Commands that go through all lessons, and need nothing of the others."""


def ended(words: list[str], settings: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a command of the tracer as a process of its own, with nobody who answers."""
    return subprocess.run(
        [sys.executable, "-m", "tracer", *words],
        env=environment(**settings), capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def test_the_commands_work_one_after_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each command begins as a process; where it comes again with other words, these are said in this process."""
    for name, content in THE_READERS_OWN.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    settings = {"PYTHONPATH": str(ROOT), "TRACER_HOME": str(tmp_path)}
    begun: set[str] = set()
    for line in tracer_commands():
        words = shlex.split(line)[3:]
        if words[0] in OF_ALL_LESSONS:
            continue
        done = tracer(*words, settings=settings) if words[0] in begun else ended(words, settings)
        begun.add(words[0])
        # A table need not agree, and nobody answers the questions, mends the app or hunts here.
        expected = {0, 1} if any(word in line for word in ("check", "quiz", "--mode", "mend", "hunt")) else {0}
        assert done.returncode in expected, f"{line}: {done.stderr}"
        assert done.stdout, line


@pytest.mark.long
@pytest.mark.parametrize("name", OF_ALL_LESSONS)
def test_the_commands_for_all_lessons_work(name: str, tmp_path: Path) -> None:
    assert f"python -m tracer {name}" in tracer_commands()
    done = ended([name], {"TRACER_HOME": str(tmp_path)})
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_the_program_in_python_works(tmp_path: Path) -> None:
    (program,) = re.findall(r"^```python\n(.*?)^```", README, flags=re.DOTALL | re.MULTILINE)
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path, env=environment(PYTHONPATH=str(ROOT)), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_the_demo_app_starts_as_the_readme_says() -> None:
    assert "python -m flask --app demo_app.flask_app run" in commands()
    assert "python -m quart --app demo_app.quart_app run" in commands()
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "demo_app.flask_app", "routes"],
        env=environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "/protected" in done.stdout


def test_every_link_leads_somewhere() -> None:
    targets = re.findall(r"\]\(([^)#]+)", README)
    missing = [target for target in targets if "://" not in target and not (ROOT / target).exists()]
    assert not missing


def words_of(picture: str) -> set[str]:
    text = html.unescape((ROOT / "docs" / "images" / picture).read_text(encoding="utf-8"))
    return set(re.sub(r"<[^>]*>", " ", text).replace("\xa0", " ").split())


def test_the_picture_shows_what_the_command_shows(login_flow: Trace) -> None:
    """The pictures are made by ``python docs/make_pictures.py``."""
    words = words_of("run-scenario.svg")
    for step in steps(login_flow):
        assert set(step.row.action.split()) | set(step.row.result.split()) <= words, step.row
    assert {"user_authenticated", "session_cookie", "current_user", "Enter", "leaves):"} <= words
    assert not {"Concept", "flow", "Code"} & words


def test_the_picture_of_the_walkthrough_shows_its_screen(login_flow: Trace) -> None:
    words = words_of("walkthrough.svg")
    for step in steps(login_flow)[:4]:
        assert set(step.row.result.split()) <= words, step.row.result
    rows = table(login_flow)
    part = part_of_step(rows.steps[3], rows, login_flow)
    assert part is not None
    assert f"{part.file}:{next(iter(part.acting))}" in words


def test_a_clone_needs_nothing_but_the_commands() -> None:
    """Both install from the clone's own files, with exact versions."""
    assert RUN in README
    assert TEST in README
    assert README.count("constraints/pinned.txt") == 3
