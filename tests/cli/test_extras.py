"""Without the extras: what needs one says which, and everything else works."""

import json
import os
from pathlib import Path

import pytest

from tests.cli.process import tracer_process
from tests.cli.pseudo_terminal import tracer_on_terminal
from tests.cli.watched_app import ONE_FILE

MISSING = 'raise ModuleNotFoundError(f"No module named {__name__!r}", name=__name__)\n'
INSTALL = "Install it with: pip install 'login-flow-tracer[learn]'"


@pytest.fixture(autouse=True)
def core(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no library be found that an extra installs, and name no folder in which the progress could be kept."""
    folder = tmp_path / "no-extras"
    folder.mkdir()
    for name in ("dotenv", "platformdirs", "quart", "quart_flask_patch", "textual", "watchfiles"):
        (folder / f"{name}.py").write_text(MISSING, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [str(folder), os.environ.get("PYTHONPATH")])))
    monkeypatch.delenv("TRACER_HOME")


@pytest.mark.parametrize(
    "arguments",
    [
        ("--version",),
        ("run-scenario",),
        ("run-scenario", "--json"),
        ("compare", "login-flow", "wrong-password"),
        ("lesson", "login-flow", "--mode", "transcript"),
        ("walkthrough", "--plain"),
        ("check-lessons", "lessons/01_login-flow.toml"),
        ("coverage", "--no-run"),
        ("explain", "redirect-loop"),
    ],
)
def test_the_core_needs_none_of_them(arguments: tuple[str, ...]) -> None:
    done = tracer_process(*arguments)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


def test_home_and_next_work_and_say_that_nothing_is_kept() -> None:
    with tracer_on_terminal(size=(80, 24)) as terminal:
        terminal.wait_for("You are at lesson 1 of 48:", "Where you are is not kept here", "Leave")
        assert len(terminal.text.rstrip().splitlines()) <= 22
        terminal.send("\r")
        terminal.wait_for("Lesson 1 of 48", "Enter for the idea")
        terminal.send("q\r")
        terminal.wait_for("To go on there:", "python -m tracer lesson login-flow")
        assert terminal.wait_for_end() == 0
    with tracer_on_terminal("run-scenario") as terminal:
        terminal.wait_for("Enter leaves):")
        terminal.send("c")
        terminal.wait_for("Right.", "python -m tracer lesson login-flow")
        assert terminal.wait_for_end() == 0


def test_a_saved_run_is_shown(tmp_path: Path) -> None:
    saved = str(tmp_path / "run.json")
    assert tracer_process("run-scenario", "--save", saved).returncode == 0
    done = tracer_process("show", saved)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("progress",), "Keeping your progress"),
        (("inspect", "demo"), "Keeping the accounts of the demo app"),
        (("watch", "demo"), "Keeping the accounts of the demo app"),
    ],
)
def test_what_keeps_something_says_what_installs_the_folder_for_it(arguments: tuple[str, ...], what: str) -> None:
    done = tracer_process(*arguments)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == (
        f"Error: {what} needs platformdirs, which is not installed. {INSTALL}, or set TRACER_HOME to a folder of your "
        "own\n"
    )


def test_with_a_folder_that_is_named_it_works(tmp_path: Path) -> None:
    done = tracer_process("inspect", "demo", "--json", settings={"TRACER_HOME": str(tmp_path / "home")})
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)


def test_the_list_says_that_nothing_is_kept_and_is_shown_all_the_same() -> None:
    done = tracer_process("list", "--plain")
    assert done.returncode == 0
    assert done.stderr.startswith("What you have done is not shown: Keeping your progress needs platformdirs")
    assert "login-flow" in done.stdout


def test_a_quiz_is_asked_although_nothing_is_kept(tmp_path: Path) -> None:
    answers = tmp_path / "answers.txt"
    answers.write_text("q\n", encoding="utf-8")
    done = tracer_process("quiz", "login-flow", "--answers", str(answers))
    assert done.returncode == 1
    assert "What you answer is not kept: Keeping your progress needs platformdirs" in done.stderr


def test_a_full_screen_says_what_installs_it() -> None:
    with tracer_on_terminal("walkthrough", size=(200, 24)) as terminal:
        terminal.wait_for("Error: A full screen needs textual", INSTALL, "take it as text: --plain")
        assert terminal.wait_for_end() == 3
        assert "Traceback" not in terminal.text


def test_an_exercise_is_judged_once_and_watching_says_what_installs_it(tmp_path: Path) -> None:
    called = ("mend", "back-at-the-form", "--folder", str(tmp_path / "mend"))
    once = tracer_process(*called, "--json")
    assert (once.returncode, json.loads(once.stdout)["mended"]) == (1, False)
    assert "What you mend is not kept: " in once.stderr
    with tracer_on_terminal(*called, size=(100, 40)) as terminal:
        assert terminal.wait_for_end() == 3
        told = " ".join(terminal.text.split())
        assert "Noticing that you save a file needs watchfiles" in told
        assert f"{INSTALL}, or judge your app once with: --once" in told


def test_an_app_with_a_dotenv_file_is_loaded_as_flask_run_loads_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "shop.py").write_text(Path(ONE_FILE).read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / ".env").write_text("GREETING=hello\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    done = tracer_process("inspect", "shop:app", "--json")
    assert done.returncode == 0
    assert "python-dotenv" in done.stderr  # Flask's own hint, in the words of its version
    assert json.loads(done.stdout)
