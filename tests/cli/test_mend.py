"""``mend`` without a terminal: judged once, listed, put back; nothing is written over and nothing is left.

The apps that are judged run in processes of their own all the same.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.in_process import tracer
from tests.cli.process import tracer_process
from tracer.exercises.exercise import Exercise
from tracer.exercises.loading import exercise, exercise_names
from tracer.quiz.exercise_progress import ExerciseProgress
from tracer.quiz.progress_store import Progress

NAME = "back-at-the-form"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder in which the exercises lie."""
    return tmp_path / "mend"


@pytest.fixture
def model() -> Exercise:
    return exercise(NAME)


def judged(folder: Path, *words: str) -> tuple[int, dict[str, Any]]:
    done = tracer("mend", NAME, "--json", "--folder", str(folder), *words)
    assert "Traceback" not in done.stderr
    return done.returncode, json.loads(done.stdout)


def opened(folder: Path) -> Path:
    """Open the exercise without a terminal, and return its app."""
    done = tracer("mend", NAME, "--folder", str(folder), "--plain")
    assert (done.returncode, done.stderr) == (1, "")
    return folder / NAME / "app.py"


def kept(home: Path) -> ExerciseProgress:
    with Progress(home / "progress.sqlite3") as progress:
        return progress.exercises()[NAME]


def test_without_a_terminal_it_is_written_judged_once_and_told(folder: Path, model: Exercise, home: Path) -> None:
    done = tracer_process("mend", NAME, "--folder", str(folder), "--plain")
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert lines[0].endswith(f"{model.title}.")
    assert "Not mended yet. " in done.stdout
    assert "The first difference, in " in done.stdout
    assert (folder / NAME / "app.py").read_text("utf-8") == model.files["app.py"]
    written = {path.relative_to(folder / NAME).as_posix() for path in (folder / NAME).rglob("*") if path.is_file()}
    assert written == {"README.md", *model.files}
    assert (kept(home).judged, kept(home).mended) == (0, False)


def test_a_mended_app_is_0_and_what_was_wrong_is_told(folder: Path, model: Exercise, home: Path) -> None:
    app = opened(folder)
    app.write_text(model.healthy_files["app.py"], encoding="utf-8")
    done = tracer_process("mend", NAME, "--once", "--folder", str(folder), "--plain")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Mended. Every scenario goes as in the healthy app." in done.stdout
    assert "What was wrong:" in done.stdout
    assert (kept(home).judged, kept(home).mended) == (1, True)
    code, result = judged(folder)
    assert (code, result["mended"], result["refused_by"], result["first_difference"]) == (0, True, None, None)


def test_the_verdict_for_machines_names_what_differs_first(folder: Path, model: Exercise) -> None:
    code, result = judged(folder)
    assert (code, result["format"], result["format_version"]) == (1, "login-flow-exercise", 1)
    assert (result["exercise"], result["mended"], result["failure"]) == (NAME, False, None)
    assert result["refused_by"] in model.scenarios
    assert result["first_difference"]["scenario"] == result["refused_by"]
    assert {each["name"] for each in result["scenarios"]} == {*model.scenarios}
    first = next(each for each in result["scenarios"] if not each["same"])
    assert first["name"] == result["refused_by"]


def test_a_syntax_error_is_told_with_file_line_and_text(folder: Path) -> None:
    app = opened(folder)
    text = app.read_text("utf-8")
    app.write_text(text + "\ndef broken(:\n", encoding="utf-8")
    code, result = judged(folder)
    failure = result["failure"]
    assert (code, result["mended"]) == (3, False)
    assert (failure["kind"], failure["file"]) == ("not python", "app.py")
    assert (failure["line"], failure["text"]) == (len(text.splitlines()) + 2, "def broken(:")
    told = tracer_process("mend", NAME, "--once", "--folder", str(folder), "--plain")
    assert told.returncode == 3
    assert f"app.py, line {failure['line']}: def broken(:" in told.stdout


@pytest.mark.parametrize(
    ("line", "kind"),
    [("raise ValueError('no')", "raised"), ("import os; os._exit(0)", "ended"), ("import nowhere", "raised")],
)
def test_an_app_that_cannot_be_run_is_3(folder: Path, line: str, kind: str) -> None:
    app = opened(folder)
    app.write_text(f"{line}\n{app.read_text('utf-8')}", encoding="utf-8")
    code, result = judged(folder)
    assert (code, result["failure"]["kind"]) == (3, kind)


def test_what_lies_there_is_never_written_over(folder: Path) -> None:
    app = opened(folder)
    app.write_text("app = None\n", encoding="utf-8")
    (app.parent / "README.md").unlink()
    assert judged(folder)[0] == 3
    assert tracer("mend", NAME, "--folder", str(folder)).returncode == 3
    assert app.read_text("utf-8") == "app = None\n"
    assert not (app.parent / "__pycache__").exists()


def test_once_judges_and_writes_nothing(folder: Path) -> None:
    done = tracer("mend", NAME, "--once", "--folder", str(folder))
    assert done.returncode == 3
    assert f"python -m tracer mend --reset {NAME} --folder {folder}" in done.stderr
    assert not folder.exists()


def test_to_put_it_back_needs_a_yes_and_keeps_what_was_written(folder: Path, model: Exercise) -> None:
    app = opened(folder)
    assert "nothing to put back" in tracer("mend", "--reset", NAME, "--folder", str(folder)).stderr
    app.write_text("app = 'mine'\n", encoding="utf-8")
    refused = tracer("mend", "--reset", NAME, "--folder", str(folder))
    assert refused.returncode == 2
    assert f"mend --reset {NAME} --yes" in refused.stderr
    assert app.read_text("utf-8") == "app = 'mine'\n"
    done = tracer("mend", "--reset", NAME, "--yes", "--folder", str(folder))
    assert done.returncode == 0
    assert app.read_text("utf-8") == model.files["app.py"]
    assert (folder / f"{NAME}-kept-1" / "app.py").read_text("utf-8") == "app = 'mine'\n"
    assert f"{NAME}-kept-1" in done.stderr


def test_the_list_tells_nothing_of_what_is_wrong(folder: Path) -> None:
    opened(folder)
    result = json.loads(tracer("mend", "--list", "--json").stdout)
    assert (result["format"], result["format_version"]) == ("login-flow-exercises", 1)
    assert [each["name"] for each in result["exercises"]] == [*exercise_names()]
    assert {each["name"]: each["begun"] for each in result["exercises"]}[NAME] is True
    plain = tracer("mend", "--list", "--plain").stdout
    for name in exercise_names():
        found = exercise(name)
        assert f"{found.title}. Name: {name}; " in plain
        assert found.finding in {"", name} or found.finding not in plain


def test_progress_shows_and_forgets_exercises(folder: Path, model: Exercise) -> None:
    opened(folder).write_text(model.healthy_files["app.py"], encoding="utf-8")
    judged(folder)
    told = tracer("progress", "--plain").stdout
    assert f"Exercises: 1 of {len(exercise_names())} mended." in told
    assert f"  {NAME}, {model.title}: mended, 1 try." in told
    assert json.loads(tracer("progress", "--json").stdout)["exercises"][NAME]["mended"] is True
    assert "1 exercise is forgotten." in tracer("progress", "--reset", "--yes").stderr
    assert json.loads(tracer("progress", "--json").stdout)["exercises"] == {}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["back-at-the-fork"], f'Did you mean "{NAME}"?'),
        (["--list", "--once"], "--list lists the exercises"),
        (["--reset", NAME, "--once"], "--reset puts one exercise back"),
        (["--yes"], "--yes is for --reset NAME"),
    ],
)
def test_a_wrong_call_is_told_and_is_2(words: list[str], said: str) -> None:
    done = tracer("mend", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = tracer("mend", NAME, "--folder", str(tmp_path / "file" / "below"))
    assert done.returncode == 3
    assert "--folder DIR" in done.stderr
