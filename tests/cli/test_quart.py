"""The Quart app on the command line, also where Quart cannot be had."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from demo_app.faults import FAULTS
from tests import ROOT
from tests.cli.in_process import tracer
from tests.cli.process import tracer_process
from tests.processes import pid_in, wait_until_ended
from tracer.errors import INTERRUPTED

MISSING = "raise ModuleNotFoundError(\"No module named 'quart'\")\n"


def tracer_beside(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line where modules that lie in a folder are found before the installed ones."""
    return tracer_process(*arguments, settings={"COLUMNS": "100", "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"})


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the progress of the tests away from anybody's own."""
    monkeypatch.setenv("TRACER_HOME", str(tmp_path / "home"))


@pytest.fixture
def without_quart(tmp_path: Path) -> Path:
    (tmp_path / "quart.py").write_text(MISSING, encoding="utf-8")
    (tmp_path / "quart_flask_patch.py").write_text(MISSING, encoding="utf-8")
    return tmp_path


def test_a_scenario_of_a_flask_lesson_runs_on_quart_when_asked() -> None:
    done = tracer("run-scenario", "login-flow", "--app", "quart", "--json")

    trace = json.loads(done.stdout)
    assert (done.returncode, done.stderr, trace["app"]) == (0, "", "quart")
    assert [step["stage"] for step in trace["steps"]][1::7] == ["refused", "refused"]


def test_the_code_of_the_app_that_ran_is_shown_and_no_question_about_the_other() -> None:
    done = tracer("run-scenario", "login-flow", "--app", "quart", "--plain")

    assert "demo_app/quart_app/pages.py" in done.stdout
    assert "flask_app" not in done.stdout
    assert "python -m tracer quiz" not in done.stdout


def test_an_app_that_there_is_not_is_a_wrong_call() -> None:
    done = tracer("run-scenario", "--app", "django")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(
        'Error: There is no app "django". There are: flask, quart, edge-cases, faults/healthy, '
    )
    assert all(f"faults/{name}" in done.stderr for name in FAULTS)


def test_a_scenario_runs_on_the_app_that_is_named_behind_it() -> None:
    done = tracer("run-scenario", "public-page@faults/healthy", "--json")

    trace = json.loads(done.stdout)
    assert (done.returncode, trace["app"], trace["witness"]) == (0, "faults/healthy", "observed")
    assert trace["steps"][0]["stage"] == "session_checked"


@pytest.mark.parametrize("name", ["qart", "quart_app"])
def test_the_nearest_app_is_named(name: str) -> None:
    done = tracer("compare", "login-flow", f"login-flow@{name}")

    assert (done.returncode, done.stderr) == (2, f'Error: There is no app "{name}". Did you mean "quart"?\n')


def test_without_quart_the_command_says_what_is_missing(without_quart: Path) -> None:
    done = tracer_beside(without_quart, "run-scenario", "--app", "quart")

    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == (
        "Error: The Quart app needs Quart, which cannot be used here (ModuleNotFoundError: No module named 'quart'). "
        "Install it with: pip install 'login-flow-tracer[quart]'\n"
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("--version",),
        ("--help",),
        ("list",),
        ("run-scenario",),
        ("run-scenario", "--json"),
        ("lesson", "login-flow", "--mode", "transcript"),
        ("compare", "login-flow", "wrong-password"),
        ("check-lessons", "lessons/01_login-flow.toml"),
    ],
)
def test_without_quart_every_other_command_works(arguments: tuple[str, ...], without_quart: Path) -> None:
    done = tracer_beside(without_quart, *arguments)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("run-scenario", "quart-tutorial"),
        ("lesson", "quart-tutorial"),
        ("quiz", "quart-tutorial"),
        ("compare", "login-flow", "login-flow@quart"),
    ],
)
def test_without_quart_every_command_that_needs_it_says_so(arguments: tuple[str, ...], without_quart: Path) -> None:
    done = tracer_beside(without_quart, *arguments)

    assert done.returncode == 3
    assert done.stderr.count("The Quart app needs Quart, which cannot be used here") == 1
    assert "Traceback" not in done.stderr


def test_without_quart_its_lesson_is_left_out_of_the_check_and_that_is_said_once(without_quart: Path) -> None:
    lessons = [*sorted(Path("lessons").glob("*quart-tutorial.toml")), Path("lessons/01_login-flow.toml")]
    done = tracer_beside(without_quart, "check-lessons", "--plain", *map(str, lessons))

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("48_quart-tutorial.toml: left out. The Quart app needs Quart")
    assert done.stdout.count("needs Quart") == 1
    assert done.stdout.endswith("1 lesson left out: everything is true.\n\n")


def test_a_check_that_leaves_out_everything_has_checked_nothing(without_quart: Path) -> None:
    done = tracer_beside(without_quart, "check-lessons", "--plain", "lessons/48_quart-tutorial.toml")

    assert done.returncode == 1
    assert done.stdout.endswith("1 lesson left out: nothing was checked.\n\n")


def test_two_frameworks_can_be_compared() -> None:
    done = tracer("compare", "login-flow@flask", "login-flow@quart", "--plain")

    assert (done.returncode, done.stderr) == (0, "")
    assert "Step 1: the same." in done.stdout
    assert "Step 2: different." in done.stdout
    assert "User sees the error 401" in done.stdout


def test_a_scenario_of_the_quart_lesson_runs_on_quart_by_itself() -> None:
    done = tracer("run-scenario", "quart-login-view", "--json")

    trace = json.loads(done.stdout)
    assert (trace["app"], len(trace["steps"])) == ("quart", 9)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="asks /proc whether a process runs")
def test_ctrl_c_ends_the_command_and_the_app(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    (tmp_path / "quart_flask_patch.py").write_text(
        f"import os, pathlib, time\npathlib.Path({str(note)!r}).write_text(str(os.getpid()))\ntime.sleep(600)",
        encoding="utf-8",
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(Path.cwd())])}
    command = [sys.executable, "-m", "tracer", "run-scenario", "--app", "quart"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE) as parent:
        app = pid_in(note)
        parent.send_signal(signal.SIGINT)
        _, said = parent.communicate(timeout=30)

    assert (parent.returncode, said.strip()) == (INTERRUPTED, b"Stopped.")
    wait_until_ended(app)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="asks /proc whether a process runs")
def test_ctrl_c_ends_the_check_of_a_lesson_whose_app_hangs(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    (tmp_path / "quart_flask_patch.py").write_text(
        f"import os, pathlib, time\npathlib.Path({str(note)!r}).write_text(str(os.getpid()))\ntime.sleep(600)",
        encoding="utf-8",
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(Path.cwd())])}
    command = [sys.executable, "-m", "tracer", "check-lessons", "lessons/48_quart-tutorial.toml"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE) as parent:
        app = pid_in(note)
        parent.send_signal(signal.SIGINT)
        _, said = parent.communicate(timeout=20)

    assert (parent.returncode, said.strip()) == (INTERRUPTED, b"Stopped.")
    wait_until_ended(app)
