"""Advice on a trace: what is unwise, and what a finding says already, or is no logout at all."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.course import CHEAP
from tests.foreign_apps.driver import LOGIN, LOGOUT, ONE_FILE, VISIT
from tracer.findings import find
from tracer.findings.advice import advice_on
from tracer.recording.demo.run import run
from tracer.trace.events import Trace
from tracer.trace.scenario import Action, Scenario

BY_GET = ('@app.route("/logout", methods=["POST"])', '@app.route("/logout")')
LEAVE = Action(do="visit", page="logout")
LED_AWAY = Action(do="visit", page="logout", from_site="https://forum.example")


def noted(trace: Trace) -> list[str]:
    return [note.advice for note in advice_on(trace)]


def test_logouts_by_get_are_noted_once_with_their_pages(tmp_path: Path) -> None:
    another = '@app.route("/leave")\ndef leave():\n    return logout()\n\n\n'
    app = ONE_FILE.load(tmp_path, BY_GET, ('@app.route("/account")', f'{another}@app.route("/account")'))
    leave = Action(do="visit", page="exit")
    trace = ONE_FILE.use(app, LOGIN, LEAVE, LOGIN, LEAVE, LOGIN, leave, exit="/leave")
    assert find(trace) == ()
    assert noted(trace) == ["A GET of /logout, /leave logs people out: a link or a picture on another page is enough."]


def test_a_link_of_the_apps_own_that_logs_out_is_noted_and_no_fault(tmp_path: Path) -> None:
    """Whoever clicks it wants out. What can be done with it from elsewhere is advice as long as nobody does it."""
    button = '<form method="post" action="{{ url_for(\'logout\') }}"><button>Log out</button></form>'
    link = "<a href=\"{{ url_for('logout') }}\">Log out</a>"
    trace = ONE_FILE.use(ONE_FILE.load(tmp_path, BY_GET, (button, link)), LOGIN, VISIT, LOGOUT)
    assert find(trace) == ()
    assert noted(trace) == ["A GET of /logout logs people out: a link or a picture on another page is enough."]


def test_a_logout_by_post_is_not_noted(tmp_path: Path) -> None:
    assert noted(ONE_FILE.use(ONE_FILE.load(tmp_path), LOGIN, VISIT, LOGOUT)) == []


def test_a_logout_that_nobody_needed_is_not_noted(tmp_path: Path) -> None:
    assert noted(ONE_FILE.use(ONE_FILE.load(tmp_path, BY_GET), LEAVE)) == []


def test_what_is_a_finding_needs_no_note(tmp_path: Path) -> None:
    trace = ONE_FILE.use(ONE_FILE.load(tmp_path, BY_GET), LOGIN, LEAVE, LOGIN, LED_AWAY)
    assert [finding.code for finding in find(trace)] == ["logout-by-get"]
    assert noted(trace) == []


def test_a_hook_that_logs_out_is_no_logout_page(tmp_path: Path) -> None:
    hook = """@app.before_request
def banned():
    if current_user.is_authenticated and request.path == "/account":
        logout_user()
        return redirect("/login")


@app.route("/account")"""
    app = ONE_FILE.load(tmp_path, ('@app.route("/account")', hook))
    assert noted(ONE_FILE.use(app, LOGIN, VISIT)) == []


@pytest.mark.parametrize("action", [LEAVE, LED_AWAY])
def test_a_page_that_logs_somebody_else_in_at_once_is_no_logout(action: Action, tmp_path: Path) -> None:
    """So does the page to which another site sends people back whom it has logged in."""
    leaves = "\ndef logout():\n    logout_user()\n"
    again = (BY_GET[0] + leaves, f"{BY_GET[1]}{leaves}    login_user(USERS[1])\n")
    trace = ONE_FILE.use(ONE_FILE.load(tmp_path, again), LOGIN, action, VISIT)
    assert {"logged_out", "logged_in"} <= {event.name for event in trace.of_kind("stage")}
    assert find(trace) == ()
    assert noted(trace) == []


@pytest.mark.parametrize("module", [None, "demo_app.flask_app"])
def test_the_apps_of_lessons_are_left_to_their_lessons(module: str | None) -> None:
    """Such an app bears the name of its module where it was watched."""
    login = Action(do="submit", page="login", account="ada", password="right")
    scenario = Scenario(title="a trial", actions=(login, LEAVE), settings={"PASSWORD_HASH_METHOD": CHEAP})
    trace = run(scenario, "faults/logged-out-by-a-link")
    assert noted(trace if module is None else replace(trace, app=module)) == []
    assert noted(replace(trace, app="shop"))
