"""An app that closes the standard streams, or puts something else in their place, takes nothing from what we say."""

from pathlib import Path

import pytest

from tests.attacks.forked_tracer import ForkedTracer
from tests.cli.test_given import OWN
from tests.cli.watched_app import ONE_FILE, PASSWORD, log_in_and_out, watching

CLOSES_LATER = """
import os, sys
sys.path.insert(0, {folder!r})
from one_file import app

@app.after_request
def close(response):
    {closes}
    return response
"""
CLOSES_AT_ONCE = """
import os, sys
sys.path.insert(0, {folder!r})
from one_file import app
{closes}
"""
SETTINGS = {"TRACER_PASSWORD": PASSWORD}
ACCOUNT = ("--username", "grace")

WAYS = pytest.mark.parametrize(
    "closes",
    [
        "sys.stdout.close()",
        "sys.stdout = None",
        "sys.stdout = open(os.devnull, 'w')",
        "sys.stderr.close()",
        "sys.stdout = sys.stderr = None",
    ],
)


def closing(folder: Path, closes: str, source: str = CLOSES_LATER) -> str:
    path = folder / "closing.py"
    path.write_text(source.format(folder=str(Path(ONE_FILE).parent), closes=closes), encoding="utf-8")
    return str(path)


@WAYS
@pytest.mark.parametrize("source", [CLOSES_LATER, CLOSES_AT_ONCE], ids=["later", "at once"])
def test_watch_shows_everything_and_ends_well(source: str, closes: str, tmp_path: Path) -> None:
    with watching(closing(tmp_path, closes, source), "--plain") as app:
        log_in_and_out(app.browser())
        code, out, err = app.stop()
    assert (code, err) == (0, "")
    live, _, summary = out.partition("Execution table")
    assert "Logged in: Session cookie set" in live
    assert "Session cookie set" in summary
    assert "Findings: none." in summary


@WAYS
def test_other_commands_say_what_they_have_to_say_as_well(
    closes: str, tmp_path: Path, forked_tracer: ForkedTracer
) -> None:
    app = closing(tmp_path, closes)
    done = forked_tracer("watch", app, "--scenario", "login-flow", *ACCOUNT, "--plain", settings=SETTINGS)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Findings: none." in done.stdout
    done = forked_tracer("inspect", closing(tmp_path, closes, CLOSES_AT_ONCE), "--ask", "--yes", "--plain")
    assert done.returncode == 0
    assert "Findings: none." in done.stdout
    assert "No database is known" in done.stderr


@pytest.mark.parametrize("closes", ["sys.stdout.close()", "sys.stdout = sys.stderr = None"])
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("run-scenario", "own"), "Session cookie set"),
        (("lesson", "own", "--mode", "table"), "Session cookie set"),
        (("check-lessons", "mine/own.toml"), "everything is true"),
    ],
    ids=lambda words: words[0] if isinstance(words, tuple) else "",
)
def test_so_does_what_runs_on_an_app_that_is_given(
    words: tuple[str, ...], said: str, closes: str, tmp_path: Path, forked_tracer: ForkedTracer
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "own.toml").write_text(OWN, encoding="utf-8")
    words = tuple(str(tmp_path / word) if word.endswith(".toml") else word for word in words)
    lessons = ("--lessons", str(tmp_path / "mine"))
    given = ("--app", closing(tmp_path, closes), *ACCOUNT, "--plain")
    done = forked_tracer(*words, *lessons, *given, settings={**SETTINGS, "TRACER_HOME": str(tmp_path / "home")})
    assert done.returncode == 0, done.stderr
    assert said in done.stdout
