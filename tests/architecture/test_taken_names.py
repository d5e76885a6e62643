"""Every command works in a folder in which the names of its modules are taken, and an app there is the learner's."""

import json
import shlex
import shutil
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests import ROOT
from tests.cli.pseudo_terminal import PseudoTerminal
from tests.cli.watched_app import watching
from tests.loaded_modules import unmeasured
from tracer.authoring.template import starting_file
from tracer.cli import COMMANDS

SHOP = """
import os
from flask import Flask
from flask_login import LoginManager, UserMixin, login_required, login_user

app = Flask(__name__)
app.secret_key = os.urandom(24)
LoginManager(app)

@app.get("/account")
@login_required
def account():
    from prices import PRICE
    return f"my own account: {PRICE}"

@app.get("/in")
def enter():
    user = UserMixin()
    user.id = 1
    login_user(user)
    return "in"

@app.get("/broken")
def broken():
    raise ValueError("broken")
"""
"""An app of a learner, in which the user loader is forgotten, and which has another key at every start."""

CHECKS = """
import pathlib, sys
import flask_login

folder = str(pathlib.Path.cwd())
sys.path.insert(0, folder)
from demo_app import app
sys.path.remove(folder)

def test_login():
    assert app.test_client().get("/in").text == "in"
"""
"""A test of that app. It takes nothing but the app from the folder: which names its own imports find is up to it."""

SAVED = ROOT / "tests" / "saved_by_earlier_versions" / "0.1.0"

TAKEN = "taken from this folder"


def loaded_by_python(folder: Path) -> set[str]:
    """Return the modules that ``python -m`` itself has loaded before it comes to a module."""
    (folder / "probe.py").write_text("import sys\nprint(*sys.modules)\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "probe"], cwd=folder, env=unmeasured(), capture_output=True, text=True, check=True
    )
    (folder / "probe.py").unlink()
    return set(done.stdout.split())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a module for every name of Python's library and of every library that is installed here.

    Each ends the process that imports it. Only what Python has loaded when it comes to a module is left out: no program
    that is started by ``python -m`` works where that is taken.
    """
    folder = tmp_path_factory.mktemp("taken")
    names = {*sys.stdlib_module_names, *packages_distributions()} - loaded_by_python(folder) - {"tracer", "demo_app"}
    assert {"click", "json", "rich", "html", "typing", "flask"} <= names
    for name in filter(str.isidentifier, names):
        (folder / f"{name}.py").write_text(f"raise SystemExit('{name} {TAKEN}')\n", encoding="utf-8")
    (folder / "demo_app").mkdir()
    (folder / "demo_app" / "__init__.py").write_text(SHOP, encoding="utf-8")
    (folder / "prices.py").write_text("PRICE = 42\n", encoding="utf-8")
    (folder / "lessons").mkdir()
    for number in range(9):  # enough for a second process
        lesson = starting_file(f"one-of-many-{number}")
        (folder / "lessons" / f"one-of-many-{number}.toml").write_text(lesson, encoding="utf-8")
    shutil.copy(SAVED / "login-flow.json", folder / "kept.json")
    (folder / "checks").mkdir()
    (folder / "checks" / "test_login.py").write_text(CHECKS, encoding="utf-8")
    (folder / "my-table.md").write_text(
        "| Step | Input | Result/Output |\n|---|---|---|\n| 1 | Request | User not authenticated |\n", encoding="utf-8"
    )
    return folder


def python(folder: Path, *words: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *words],
        cwd=folder, env=unmeasured(**settings), stdin=subprocess.DEVNULL,
        capture_output=True, text=True, check=False, timeout=100,
    )  # fmt: skip


COMMAND_LINES: dict[str, tuple[str, ...]] = {
    "run-scenario": ("run-scenario",),
    "show": ("show", "kept.json", "--detail"),
    "next": ("next",),
    "list": ("list",),
    "lesson": ("lesson",),
    "walkthrough": ("walkthrough",),
    "quiz": ("quiz",),
    "mend": ("mend",),
    "hunt": ("hunt", "--seed", "2"),
    "compare": ("compare", "login-flow", "wrong-password"),
    "cookie": ("cookie",),
    "progress": ("progress",),
    "glossary": ("glossary", "guard"),
    "watch": ("watch", "demo_app:app", "--scenario", "login-flow", "--username", "ada", "--login-path", "/account"),
    "inspect": ("inspect", "demo_app:app", "--production"),
    "explain": ("explain", "no-user-loader"),
    "new-lesson": ("new-lesson", "shopping-cart"),
    "check-lessons": ("check-lessons", "lessons"),
    "coverage": ("coverage", "--no-run"),
    "check-table": ("check-table", "my-table.md"),
    "try-tests": ("try-tests", "demo_app:app", "--level", "1", "--", "pytest", "checks"),
}
"""A command line for each command; every kind of child process but that of Quart is among them."""

NOT_GOOD = {"quiz", "mend", "hunt", "inspect", "check-table", "watch", "try-tests"}
"""The commands that end with 1 here: nobody answers or mends, the app has a fault, the table has but one row, and the
tests notice little."""


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_works(folder: Path, command: str) -> None:
    done = python(folder, "-m", "tracer", *COMMAND_LINES[command], TRACER_PASSWORD="a", TRACER_HOME=str(folder))
    assert TAKEN not in done.stdout + done.stderr
    assert done.returncode == int(command in NOT_GOOD), done.stdout + done.stderr
    assert done.stdout
    if command == "inspect":  # what two more processes have told
        assert "It is another one at every start" in " ".join(done.stdout.split())
    if command != "watch":  # there the app says itself that it has failed
        assert "Traceback" not in done.stderr


@pytest.mark.quart
def test_the_app_on_quart_works_in_its_process(folder: Path) -> None:
    done = python(folder, "-m", "tracer", "run-scenario", "--app", "quart", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["app"] == "quart"


def test_the_walkthrough_and_the_speaker_notes_work_on_a_terminal(folder: Path, tmp_path: Path) -> None:
    there = f"cd {shlex.quote(str(folder))} && exec {shlex.quote(sys.executable)} -m tracer walkthrough"
    with (
        PseudoTerminal("/bin/sh", "-c", f"{there} --at 4", size=(120, 40), TRACER_HOME=str(tmp_path)) as show,
        PseudoTerminal("/bin/sh", "-c", f"{there} --notes", TRACER_HOME=str(tmp_path)) as notes,
    ):
        show.wait_for("Step 4 of 9")
        notes.wait_for("Step 4 of 9 · Logged in")
        for terminal in (show, notes):
            terminal.send("q")
            assert terminal.wait_for_end() == 0


def test_an_app_of_the_folder_is_the_learners_own_and_finds_what_lies_beside_it(
    folder: Path,
) -> None:
    with watching("demo_app:app", "--json", folder=folder) as watched:
        browser = watched.browser()
        assert [browser.get("/in"), browser.get("/account"), browser.get("/broken")] == [200, 500, 500]
        code, out, err = watched.stop()
    assert code == 0
    assert TAKEN not in err
    kinds = [json.loads(line)["kind"] for line in out.splitlines()]
    assert "finding" in kinds


def test_what_an_app_imports_later_is_found_in_its_folder(tmp_path: Path) -> None:
    (tmp_path / "demo_app.py").write_text(SHOP.replace("@login_required\n", ""), encoding="utf-8")
    (tmp_path / "prices.py").write_text("PRICE = 42\n", encoding="utf-8")
    with watching("demo_app:app", folder=tmp_path) as watched:
        assert watched.browser().get("/account") == 200


def test_an_app_that_is_named_by_its_path_finds_what_lies_in_the_current_folder(tmp_path: Path) -> None:
    (tmp_path / "apps").mkdir()
    (tmp_path / "apps" / "shop.py").write_text(f"import prices\n{SHOP}", encoding="utf-8")
    (tmp_path / "prices.py").write_text("PRICE = 42\n", encoding="utf-8")
    done = python(tmp_path, "-m", "tracer", "inspect", "apps/shop.py", "--plain")
    assert "GET /account (account)" in done.stdout


def test_importing_the_tracer_leaves_the_path_alone(tmp_path: Path) -> None:
    program = (
        "import sys; before = [*sys.path]; "
        "import tracer, tracer.cli, tracer.pytest_plugin, tracer.recording.load_app, tracer.recording.demo.run; "
        "print(before == sys.path)"
    )
    assert python(tmp_path, "-c", program).stdout == "True\n"


def test_a_file_whose_name_is_taken_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "click.py").write_text(SHOP, encoding="utf-8")
    done = python(tmp_path, "-m", "tracer", "inspect", "click:app")
    assert (done.returncode, done.stdout) == (3, "")
    assert f"click:app: {tmp_path / 'click.py'} bears the name of " in done.stderr
    assert "Give it another name, such as my_click." in done.stderr


MAIN = "from tracer.cli import main; main()"
"""What the command login-tracer does, which puts its own folder on the path and not the current one."""


@pytest.mark.parametrize(
    ("files", "target"),
    [
        ({"tracer.py": SHOP}, "tracer:app"),
        ({"tracer.py": SHOP, "shop.py": "from tracer import app"}, "shop:app"),
        ({"tracer.py": SHOP, "shop.py": "import tracer\napp = tracer.app"}, "shop:app"),
        ({"tracer/__init__.py": SHOP}, "tracer:app"),
    ],
)
def test_a_folder_with_a_tracer_of_its_own_gets_a_sentence(files: dict[str, str], target: str, tmp_path: Path) -> None:
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    done = python(tmp_path, "-P", "-c", MAIN, "inspect", target)
    own = next(iter(files))
    notice, error = done.stderr.splitlines()
    assert (done.returncode, done.stdout) == (3, "")
    assert notice == (
        f'This folder has a {own} of its own, which "python -m tracer" runs here. Write login-tracer instead, or '
        "python -P -m tracer."
    )
    assert f"{tmp_path / own} bears the name of the tracer itself" in error
    assert "Give it another name, such as my_tracer." in error


def test_beside_a_tracer_of_somebody_elses_every_command_works(tmp_path: Path) -> None:
    (tmp_path / "tracer.py").write_text(f"raise SystemExit('tracer {TAKEN}')", encoding="utf-8")
    done = python(tmp_path, "-P", "-c", MAIN, "run-scenario", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["app"] == "flask"
    assert done.stderr.startswith("This folder has a tracer.py of its own")
