"""``watch --scenario``: what it says of an app with a fault, which pages it takes; and what ``watch`` says at once."""

import json
from pathlib import Path

import pytest

from tests.cli.in_process import Done, tracer
from tests.cli.watched_app import FOREIGN, ONE_FILE, PASSWORD, watching

CHANGED = """
import sys
sys.path.insert(0, {folder!r})
from {module} import *
{change}
"""
OWN_GUARD = """
from functools import wraps
from flask import Flask, redirect, url_for
from flask_login import current_user
import one_file

def members_only(view):
    @wraps(view)
    def guarded(*arguments, **named):
        if not current_user.is_authenticated:
            return redirect(url_for("login"))
        return view(*arguments, **named)
    return guarded

app.view_functions["account"] = members_only(app.view_functions["account"].__wrapped__)
"""
MISSPELT = 'app.login_manager.login_view = "logn"'


def app_file(folder: Path, change: str, module: str = "one_file") -> Path:
    """Write an app that is one of the foreign ones, changed."""
    path = folder / "shop.py"
    path.write_text(CHANGED.format(folder=str(FOREIGN), module=module, change=change), encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def _fresh_module(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each test import the foreign app anew: it changes it."""
    for module in ("one_file", "hooks"):
        monkeypatch.delitem(__import__("sys").modules, module, raising=False)


def performed(app: Path | str, *options: str, username: str = "grace") -> Done:
    asked = ("watch", str(app), "--scenario", "login-flow", "--username", username, *options)
    return tracer(*asked, settings={"TRACER_PASSWORD": PASSWORD})


def test_the_exit_code_says_whether_something_is_wrong(tmp_path: Path) -> None:
    assert performed(ONE_FILE).returncode == 0
    broken = app_file(tmp_path, "app.login_manager.user_loader(lambda user_id: None)")
    done = performed(broken, "--plain")
    assert done.returncode == 1
    assert "user-not-found-again" in done.stdout


def test_the_exit_code_is_the_same_where_the_trace_is_printed(tmp_path: Path) -> None:
    broken = app_file(tmp_path, "app.login_manager.user_loader(lambda user_id: None)")
    done = performed(broken, "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["witness"] == "observed"


def test_a_misspelt_login_view_is_told_before_it_gives_up(tmp_path: Path) -> None:
    done = performed(app_file(tmp_path, MISSPELT), "--plain")
    assert done.returncode == 2
    assert "login-view-not-found" in done.stdout
    assert 'login_view is "logn", and the app has no such endpoint. Did you mean "login"?' in done.stderr
    assert "--login-path /login" in done.stderr


def test_the_same_where_json_is_wanted_stands_beside_the_output(tmp_path: Path) -> None:
    done = performed(app_file(tmp_path, MISSPELT), "--json")
    assert (done.returncode, done.stdout) == (2, "")
    assert "login-view-not-found: login_view names the endpoint 'logn'" in done.stderr


def test_a_page_that_a_decorator_of_the_app_s_own_guards_is_taken(tmp_path: Path) -> None:
    done = performed(app_file(tmp_path, OWN_GUARD), "--plain")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Step 2. Redirect to the login page." in done.stdout


def test_a_page_that_a_hook_guards_is_taken(tmp_path: Path) -> None:
    app = app_file(tmp_path, "app = create_app()", "hooks")
    done = performed(app, "--plain", username="grace@example.com")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Step 2. Redirect to the login page." in done.stdout


@pytest.mark.parametrize("options", [(), ("--workers", "2")], ids=["one process", "workers"])
def test_an_app_in_testing_mode_that_raises_is_told_like_any_other(tmp_path: Path, options: tuple[str, ...]) -> None:
    raising = "app.testing = True\n@app.before_request\ndef fail():\n    raise ValueError('SECRET')"
    done = performed(app_file(tmp_path, raising), "--plain", *options)
    assert done.returncode == 1
    assert "app-raised" in done.stdout
    assert "raised ValueError, at shop.py:" in done.stdout
    assert "SECRET" not in done.stdout + done.stderr


@pytest.mark.parametrize("options", [(), ("--workers", "2")], ids=["one process", "workers"])
def test_what_an_app_raises_where_flask_does_not_see_it_is_told(tmp_path: Path, options: tuple[str, ...]) -> None:
    wrapped = "def outer(environ, start_response):\n    raise ValueError('SECRET')\napp.wsgi_app = outer"
    done = performed(app_file(tmp_path, wrapped), *options)
    assert done.returncode == 3
    assert "The app raised ValueError, at shop.py:6 in outer(), where Flask does not see it" in done.stderr
    assert "SECRET" not in done.stdout + done.stderr


def test_a_page_that_is_no_utf_8_is_shown_all_the_same(tmp_path: Path) -> None:
    binary = "@app.after_request\ndef binary(answer):\n    answer.data += b'\\xff'\n    return answer"
    assert performed(app_file(tmp_path, binary)).returncode == 0


def test_an_exception_is_told_as_soon_as_it_happens(tmp_path: Path) -> None:
    app = app_file(tmp_path, '@app.get("/boom")\ndef boom():\n    raise ValueError("SECRET")')
    for options in ((), ("--plain",)):
        with watching(str(app), *options) as watched:
            assert watched.browser().get("/boom") == 500
            _, out, _ = watched.stop()
        live, _, summary = out.partition("Execution table")
        assert f"The app raised ValueError, at shop.py:7 in boom(){'.' if options else ''}\n" in live
        assert "app-raised" in live
        assert "app-raised" in summary
        assert "SECRET" not in out
