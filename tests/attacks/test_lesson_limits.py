"""Lessons from strangers: what names more than a lesson may, or would hold a command, is refused with what to do."""

import os
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.attacks.hostile import toml_file
from tests.cli.in_process import Done, tracer
from tracer.errors import LessonError
from tracer.lessons.loading import load_lesson
from tracer.recording.demo.flask_run import run_on_flask
from tracer.trace.scenario import Action, Scenario
from tracer.trace.wrong_values import WrongValueError

CHEAP = {"PASSWORD_HASH_METHOD": "pbkdf2:sha256:1000"}
VISIT = {"do": "visit", "page": "protected"}


def lesson_file(settings: dict[str, Any] | None = None, **more: Any) -> str:
    scenario = {"title": "Strange", "settings": settings or {}, "actions": [VISIT]}
    head = {"format_version": 1, "title": "Strange", "summary": "None.", "minutes": 1, "scenarios": {"odd": scenario}}
    return toml_file({**head, **more})


def checked(tmp_path: Path, text: str) -> Done:
    """Check the lesson beside a sound one, whose report must come whatever is wrong with the other."""
    (tmp_path / "01_strange.toml").write_text(text)
    (tmp_path / "02_sound.toml").write_text(lesson_file(CHEAP, next="sound").replace("odd", "sound-run"))
    began = time.process_time()
    done = tracer("check-lessons", str(tmp_path), "--lessons", str(tmp_path))
    assert time.process_time() - began < 10, "a lesson holds the command"
    assert done.returncode == 1
    assert "1 problem" in done.stdout or "problems" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    listed = tracer("list", "--all", "--lessons", str(tmp_path))
    assert listed.returncode == 0
    assert "sound" in listed.stdout
    return done


@pytest.mark.parametrize(
    ("method", "why"),
    [
        ("pbkdf2:sha256:20000001", "so many iterations"),
        ("pbkdf2:sha512:99999999999999999999999999", "so many iterations"),
        ("scrypt:1048576:8:1", "so high a cost"),
        ("scrypt:32768:8:64", "so high a cost"),
        ("scrypt:32768:800:1", "so high a cost"),
    ],
)
def test_a_hash_that_takes_too_long_is_refused(tmp_path: Path, method: str, why: str) -> None:
    done = checked(tmp_path, lesson_file({"PASSWORD_HASH_METHOD": method}))
    assert why in done.stdout
    assert "01_strange.toml" in done.stdout
    assert "PASSWORD_HASH_METHOD" in done.stdout


@pytest.mark.parametrize("method", ["pbkdf2:sha256:1000", "pbkdf2", "scrypt", "scrypt:1024:8:1", "scrypt:32768:8:1"])
def test_a_hash_as_werkzeug_takes_it_is_let_be(method: str) -> None:
    Scenario(title="Usual", actions=(), settings={"PASSWORD_HASH_METHOD": method})


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("format_version = 1\nx = " + "[" * 5000, "nested too deeply"),
        ("format_version = 1\n" + ".".join("a" * 90) + " = 1\n", "nested too deeply"),
        ("format_version = 1\n" + ".".join("a" * 9000) + " = 1\n", "dots in one line"),
        ("format_version = 1\nminutes = " + "9" * 6000, "too many digits"),
        ("format_version = 1\nminutes = 0x" + "f" * 6000, "too many digits"),
        ("format_version = 1\nsummary = '''" + "text " * 400_000 + "'''", "larger than 1 MB"),
    ],
)
def test_what_would_hold_the_parser_is_refused(tmp_path: Path, text: str, why: str) -> None:
    assert why in " ".join(checked(tmp_path, text).stdout.split())


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"flow": {"nodes": [{"id": f"n{i}", "text": "x"} for i in range(1200)], "edges": []}}, "at most 100 nodes"),
        (
            {"flow": {"nodes": [{"id": "n", "text": "x"}], "edges": [{"source": "n", "target": "n"}] * 301}},
            "at most 300 edges",
        ),
        ({"scenarios": {"odd": {"title": "x", "actions": [VISIT] * 501}}}, "at most 500 actions"),
        (
            {"scenarios": {f"odd{i}": {"title": "x", "actions": [VISIT] * 499} for i in range(3)}},
            "1000 actions together",
        ),
        ({"scenarios": {"odd": {"title": "x", "actions": [{"do": "wait", "seconds": 10**30}]}}}, "a hundred years"),
    ],
)
def test_more_than_a_lesson_can_hold_is_refused(tmp_path: Path, more: dict[str, Any], why: str) -> None:
    assert why in " ".join(checked(tmp_path, lesson_file(**more)).stdout.split())


def test_a_flow_as_large_as_allowed_is_drawn(tmp_path: Path) -> None:
    nodes = [{"id": f"n{i}", "text": "x"} for i in range(100)]
    edges = [{"source": f"n{i}", "target": f"n{i + 1}"} for i in range(99)]
    (tmp_path / "long.toml").write_text(lesson_file(CHEAP, flow={"nodes": nodes, "edges": edges}))
    assert tracer("lesson", "long", "--lessons", str(tmp_path)).returncode == 0


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _loop(path: Path) -> None:
    path.symlink_to(path.name)


def _zeros(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(os.path.relpath(path))


@pytest.mark.parametrize("make", [_pipe, _loop, _zeros, _socket, Path.mkdir])
def test_what_is_no_file_is_named_and_passed_over(
    tmp_path: Path, make: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    make(tmp_path / "00_strange.toml")
    (tmp_path / "02_sound.toml").write_text(lesson_file(CHEAP, next="sound"))
    done = tracer("check-lessons", str(tmp_path), "--lessons", str(tmp_path))
    assert done.returncode == 1
    assert "the file cannot be read" in " ".join(done.stdout.split())
    assert "2 lessons" in done.stdout
    listed = tracer("list", "--all", "--lessons", str(tmp_path))
    assert (listed.returncode, "sound" in listed.stdout) == (0, True)
    assert "00_strange.toml cannot be read and is passed over" in listed.stderr
    with pytest.raises(LessonError, match="cannot be read"):
        load_lesson(tmp_path / "00_strange.toml")


@pytest.mark.parametrize(
    ("settings", "setting"),
    [
        ({"PASSWORD_HASH_METHOD": 1}, "PASSWORD_HASH_METHOD = 1"),
        ({"SERVER_NAME": False}, "SERVER_NAME = false"),
    ],
)
def test_a_wrong_setting_is_told_with_file_scenario_and_setting(
    tmp_path: Path, settings: dict[str, Any], setting: str
) -> None:
    done = checked(tmp_path, lesson_file(settings))
    told = " ".join(done.stdout.split())
    assert "01_strange.toml" in told
    assert 'scenario "odd"' in told
    assert setting in told


@pytest.mark.parametrize(
    "app", ["accounts", "tracer.cli", "../x", "shop:app", "/srv/app.py", "os", "flask.app", "quart_app"]
)
def test_a_lesson_names_no_module_and_no_path(tmp_path: Path, app: str) -> None:
    done = checked(tmp_path, lesson_file(CHEAP, app=app))
    assert "there is no app" in " ".join(done.stdout.split())


@pytest.mark.parametrize("name", ["DATABASE", "SECRET_KEY", "ACCOUNTS"])
def test_a_lesson_names_no_database_and_no_secret(tmp_path: Path, name: str) -> None:
    assert f"never holds the setting {name}" in " ".join(
        checked(tmp_path, lesson_file({name: "victim"})).stdout.split()
    )


def test_an_error_that_nobody_foresaw_takes_no_report_of_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("hidden words")

    monkeypatch.setattr("tracer.authoring.check.check_file", fail)
    (tmp_path / "01_one.toml").write_text(lesson_file(CHEAP))
    done = tracer("check-lessons", str(tmp_path))
    assert done.returncode == 1
    told = " ".join(done.stdout.split())
    assert "the check has failed at this lesson" in told
    assert "ZeroDivisionError" in told
    assert "hidden words" not in told


def test_a_wait_of_many_years_in_parts_is_refused() -> None:
    years = tuple(Action(do="wait", seconds=50 * 366 * 24 * 3600) for _ in range(3))
    with pytest.raises(WrongValueError, match="a hundred years"):
        Scenario(title="Long", actions=years)
    visit = Action(do="visit", page="protected")
    assert run_on_flask(Scenario(title="Long", actions=(visit, *years[:2], visit), settings=CHEAP)).events
