"""The tracer works in every form in which people have it: demo apps, lessons, code, Quart."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests import ROOT
from tests.architecture.installations import Installation
from tests.cli.pseudo_terminal import PseudoTerminal
from tests.cli.watched_app import watching
from tests.course import lacking_quart
from tests.loaded_modules import unmeasured

ON_FLASK = ("login-flow", "public-page", "crash-at-login", "logout-by-clearing")
"""A scenario on each kind of app: the demo app, a fault, one that raises, an edge case."""

SCENARIOS = ON_FLASK if lacking_quart() else (*ON_FLASK, "quart-tutorial")
"""These, and one on Quart in its process where that can be had."""

RUN = """
import sys
from tracer.activities.lesson_runs import run_for_lesson
from tracer.lessons.library import Library
from tracer.trace.json_format import json_lines
for name in sys.argv[1:]:
    lesson = Library().lesson_with_scenario(name)
    scenario = lesson.scenarios[name]
    print(*json_lines(run_for_lesson(scenario, lesson.app_of(scenario))), sep="\\n")
"""


@pytest.fixture(scope="session")
def traces_of_the_repository() -> str:
    """The traces of the scenarios as they are recorded here."""
    # In a process of its own: what the other tests have loaded here belongs to no trace.
    done = subprocess.run(
        [sys.executable, "-c", RUN, *SCENARIOS], cwd=ROOT, env=unmeasured(), capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_a_trace_is_the_same_in_every_form(installed: Installation, traces_of_the_repository: str) -> None:
    done = installed.run("python", "-c", RUN, *SCENARIOS)
    assert done.stderr == ""
    assert done.stdout.strip() == traces_of_the_repository
    assert str(installed.home) not in done.stdout


def test_a_lesson_shows_the_source_of_the_demo_app(installed: Installation) -> None:
    shown = installed.tracer("lesson", "login-flow", "--mode", "code", "--plain")
    assert "demo_app/flask_app/authentication.py" in shown
    assert "login_user(" in shown


def test_the_walkthrough_opens_at_a_step(installed: Installation, tmp_path: Path) -> None:
    # A home of its own: a walkthrough opens as the one before was left.
    command = f"cd '{installed.folder}' && TRACER_HOME='{tmp_path}' '{installed.python}' -m tracer walkthrough --at 4"
    with PseudoTerminal("/bin/sh", "-c", f"{command} --layout study", size=(120, 40)) as terminal:
        terminal.wait_for("Step 4 of 9", "demo_app/flask_app/authentication.py", "login_user(")
        terminal.send("q")
        assert terminal.wait_for_end() == 0


def test_a_quiz_is_asked(installed: Installation) -> None:
    done = installed.run("python", "-m", "tracer", "quiz", "--plain", text="A\n" * 40)
    assert done.returncode == 1, done.stderr
    assert "Question 1" in done.stdout


def test_the_demo_app_can_be_watched(installed: Installation) -> None:
    with watching("demo", python=installed.python, folder=installed.folder) as watched:
        assert "Watching demo: open http://" in watched.greeting
        assert watched.browser().get("/protected") == 302
        code, out, err = watched.stop()
    assert (code, err) == (0, "")
    assert "not authenticated" in out


def test_the_wheel_puts_one_name_into_site_packages(wheel: Installation) -> None:
    names = {path.name for path in wheel.packages.iterdir() if path.suffix != ".dist-info"}
    assert names == {"tracer", "libraries.pth"}


def test_the_wheel_holds_templates_and_lessons_and_says_that_it_has_types(wheel: Installation) -> None:
    for name in (
        "py.typed",
        "demo_app/flask_app/templates/login.html",
        "demo_app/quart_app/templates/login.html",
        "demo_app/static/style.css",
        "lesson_texts/01_login-flow.toml",
    ):
        assert (wheel.packages / "tracer" / name).is_file(), name
    texts = (wheel.packages / "tracer" / "lessons").glob("*.toml")
    assert [path.name for path in texts] == ["glossary.toml"]


def test_what_the_wheel_installs_as_a_command_works(wheel: Installation) -> None:
    done = wheel.run("login-tracer", "run-scenario", "--plain")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Session cookie set" in done.stdout


WHICH_TRACER = """
import subprocess, sys, tracer
from tracer.recording.child_environment import SAFE, child_environment
print(tracer.__file__, flush=True)
child = [sys.executable, SAFE, "-c", "import tracer; print(tracer.__file__)"]
subprocess.run(child, env=child_environment(), check=True)
"""
"""Prints which tracer a process has, and which one its child."""


@pytest.mark.parametrize("form", ["clone", "wheel"])
def test_a_child_has_the_tracer_of_its_parent_where_another_one_is_installed(
    form: str, wheel: Installation, copied_clone: Path
) -> None:
    folder, home = (copied_clone, copied_clone) if form == "clone" else (wheel.folder, wheel.packages)
    done = wheel.run("python", "-c", WHICH_TRACER, folder=folder)
    assert done.stdout.split() == [str(home / "tracer" / "__init__.py")] * 2, done.stderr


def test_in_a_wheel_the_demo_app_is_imported_from_the_tracer_as_the_readme_says(wheel: Installation) -> None:
    (block,) = re.findall(r"<!-- in a wheel -->\n```sh\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    program, server = block.splitlines()
    done = wheel.run(*shlex.split(program))
    assert (done.returncode, done.stderr) == (0, "")
    assert server.endswith(" run")
    assert "/protected" in wheel.run(*shlex.split(server)[:-1], "routes").stdout
    assert "No module named 'demo_app'" in wheel.run("python", "-c", "import demo_app").stderr


def test_an_editable_installation_copies_nothing(editable: Installation, copied_clone: Path) -> None:
    installed = {path.name for path in editable.packages.iterdir() if path.suffix != ".dist-info"}
    assert installed == {"_login_flow_tracer.pth", "libraries.pth"}
    lines = (editable.packages / "_login_flow_tracer.pth").read_text(encoding="utf-8").split()
    assert lines == [str(copied_clone)]


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("lessons/01_login-flow.toml", "so the browser shows a note with it"),
        ("demo_app/flask_app/authentication.py", "def login() -> ResponseReturnValue:"),
    ],
)
def test_a_change_in_the_clone_is_seen_in_an_editable_installation(
    editable: Installation, copied_clone: Path, file: str, line: str
) -> None:
    path = copied_clone / file
    text = path.read_text(encoding="utf-8")
    assert text.count(line) == 1
    path.write_text(text.replace(line, f"{line}  # just changed"), encoding="utf-8")
    try:
        assert "# just changed" in editable.tracer("lesson", "login-flow", "--plain")
    finally:
        path.write_text(text, encoding="utf-8")
