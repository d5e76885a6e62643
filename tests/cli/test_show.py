"""``show``: a saved trace is shown as the run was, and nothing is run."""

from pathlib import Path

import pytest

from tests.cli.in_process import tracer
from tests.loaded_modules import loaded_by


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("saved") / "trace.json"
    assert tracer("run-scenario", "--save", str(path)).returncode == 0
    return path


@pytest.mark.parametrize("form", ["--plain", "--detail", "--all-requests", "--json", "--no-quiz"])
def test_a_saved_run_looks_as_it_did(saved: Path, form: str) -> None:
    shown = tracer("show", str(saved), form)
    ran = tracer("run-scenario", form)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout == ran.stdout


def test_nothing_is_run_and_no_framework_is_imported(saved: Path) -> None:
    imported = loaded_by("show", str(saved), "--detail", "--all-requests")
    assert "rich.table" in imported
    assert not imported & {"flask", "flask_login", "werkzeug", "sqlite3", "quart", "textual", "demo_app"}


def test_a_run_of_a_scenario_that_is_another_one_today_has_no_questions(saved: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text(saved.read_text(encoding="utf-8").replace('"do": "click"', '"do": "visit"'), encoding="utf-8")
    done = tracer("show", str(other), "--plain")
    assert done.returncode == 0
    assert "Execution table, 9 steps." in done.stdout
    assert "Question 1." not in done.stdout


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "there is no such file"),
        ("[]", "this is not a saved trace"),
        ('{"format": "login-flow-trace", "format_version": 99}', "saved by a newer version of the tracer"),
        ('{"format": "login-flow-trace", "format_version": 1, "app', "incomplete or damaged"),
    ],
)
def test_what_cannot_be_shown_is_exit_code_3(tmp_path: Path, content: str | None, message: str) -> None:
    path = tmp_path / "trace.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    done = tracer("show", str(path))
    assert (done.returncode, done.stdout) == (3, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr
