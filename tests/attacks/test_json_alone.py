"""JSON is all that stands on the standard output, whatever an app prints there and does to it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.attacks.forked_tracer import ForkedTracer
from tests.cli.in_process import tracer
from tests.cli.process import environment
from tests.cli.test_given import OWN
from tests.cli.watched_app import ONE_FILE, PASSWORD, watching

NOISY = """
import os, subprocess, sys
sys.path.insert(0, {folder!r})
print("imported")
from one_file import app
sys.stdout.write("written\\n")
os.write(1, b"by number\\n")

@app.before_request
def noise():
    print("printed")
    os.write(1, b"by number\\n")
    subprocess.run([sys.executable, "-c", "print('by a child')"])
    print("to the first one", file=sys.__stdout__, flush=True)

@app.after_request
def close(response):
    {closes}
    return response
"""
SETTINGS = {"TRACER_PASSWORD": PASSWORD}
ACCOUNT = ("--username", "grace")

WITH_NOISE = """
import os, subprocess, sys
from flask import request_started

def noise(sender, **_):
    print("printed")
    os.write(1, b"by number\\n")
    subprocess.run([sys.executable, "-c", "print('by a child')"])

if __name__ == "__main__":
    request_started.connect(noise)
    from tracer.cli import main
    main(sys.argv[1:])
"""
"""The command line, with a demo app that prints; a learner may have changed it."""

TABLE = """
| Step | Action | Input | Result |
|---|---|---|---|
| 1 | The user opens the page | GET /protected | User not authenticated |
"""


def noisy(folder: Path, closes: str = "pass") -> str:
    path = folder / "noisy.py"
    path.write_text(NOISY.format(folder=str(Path(ONE_FILE).parent), closes=closes), encoding="utf-8")
    return str(path)


closing = pytest.mark.parametrize(
    "closes", ["pass", "sys.stdout.close()", "sys.stdout = None", "sys.stdout = open(os.devnull, 'w')"]
)


@closing
def test_what_watch_prints_is_json(tmp_path: Path, closes: str) -> None:
    with watching(noisy(tmp_path, closes), "--json") as app:
        browser = app.browser()
        for _ in range(2):
            browser.get("/account")
        code, out, err = app.stop()
    lines = [json.loads(line) for line in out.splitlines()]
    assert code == 0, err
    assert [line["name"] for line in lines if line["kind"] == "request"] == ["GET", "GET"]
    assert "Traceback" not in err or closes != "pass"


def test_a_scenario_and_a_description_print_json_alone(tmp_path: Path, forked_tracer: ForkedTracer) -> None:
    scenario = ("watch", noisy(tmp_path), "--scenario", "login-flow", *ACCOUNT, "--json")
    done = forked_tracer(*scenario, settings=SETTINGS)
    assert json.loads(done.stdout)["format"] == "login-flow-trace", done.stderr
    assert "by a child" in done.stderr
    done = forked_tracer("inspect", noisy(tmp_path), "--json")
    assert json.loads(done.stdout)["format_version"] == 1


@pytest.fixture
def mine(tmp_path: Path) -> str:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "own.toml").write_text(OWN, encoding="utf-8")
    return str(folder)


@closing
def test_a_scenario_on_an_app_that_is_given_prints_json_alone(
    tmp_path: Path, mine: str, closes: str, forked_tracer: ForkedTracer
) -> None:
    asked = ("run-scenario", "own", "--app", noisy(tmp_path, closes), *ACCOUNT, "--lessons", mine, "--json")
    done = forked_tracer(*asked, settings=SETTINGS)
    assert json.loads(done.stdout)["format"] == "login-flow-trace", done.stderr
    assert done.returncode == 0
    assert {"imported", "written", "by number"} <= {*done.stderr.splitlines()}
    assert closes != "pass" or {"printed", "by a child"} <= {*done.stderr.splitlines()}


@pytest.mark.parametrize(
    ("words", "key"), [(("check-lessons",), "held_against"), (("quiz", "own", "--answers", "answers.txt"), "questions")]
)
def test_a_check_and_a_quiz_on_an_app_that_is_given_print_json_alone(
    words: tuple[str, ...], key: str, tmp_path: Path, mine: str, forked_tracer: ForkedTracer
) -> None:
    (tmp_path / "answers.txt").write_text("who: a\n", encoding="utf-8")
    words = tuple(str(tmp_path / word) if word == "answers.txt" else word for word in words)
    given = ("--app", noisy(tmp_path), *ACCOUNT)
    lessons = (mine,) if words == ("check-lessons",) else ("--lessons", mine)
    done = forked_tracer(*words, *lessons, *given, "--json", settings={**SETTINGS, "TRACER_HOME": str(tmp_path)})
    assert json.loads(done.stdout)[key], done.stderr
    assert {"imported", "written", "by number", "printed", "by a child"} <= {*done.stderr.splitlines()}


@pytest.mark.parametrize(
    "words",
    [
        ("run-scenario",),
        ("compare", "login-flow", "wrong-password"),
        ("check-table", "table.md", "--scenario", "login-flow"),
        ("check-lessons", "lesson.toml"),
    ],
    ids=lambda words: words[0],
)
def test_what_a_demo_app_prints_does_not_stand_in_the_json(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "with_noise.py"
    program.write_text(WITH_NOISE, encoding="utf-8")
    (tmp_path / "table.md").write_text(TABLE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert tracer("new-lesson", "lesson").returncode == 0
    done = subprocess.run(
        [sys.executable, str(program), *words, "--json"],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert str(json.loads(done.stdout)["format"]).startswith("login-flow-"), done.stderr
    assert {"printed", "by number", "by a child"} <= {*done.stderr.splitlines()}
