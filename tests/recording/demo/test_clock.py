"""Time passes without sleeping, and app and browser believe it."""

from datetime import timedelta
from pathlib import Path

from flask_login import login_manager

from demo_app.flask_app import PAGES
from tests.conftest import MakeApp
from tests.course import CHEAP, scenario
from tracer.browser.clock import Clock
from tracer.recording.demo.clock import believed
from tracer.recording.demo.flask_run import run_on_flask
from tracer.trace.facts import PageFacts
from tracer.trace.scenario import Action, Scenario
from tracer.trace.table import table

DAY = 24 * 60 * 60
VISIT = Action(do="visit", page="protected")
LOG_IN = Action(do="submit", page="login", account="ada", password="right")


def stages_of(*actions: Action, **settings: object) -> list[str]:
    trace = run_on_flask(
        Scenario(title="time passes", actions=actions), settings={"PASSWORD_HASH_METHOD": CHEAP, **settings}
    )
    return [step.stage for step in table(trace).steps]


def test_a_session_cookie_is_refused_after_its_lifetime() -> None:
    """PERMANENT_SESSION_LIFETIME is the greatest age of every session cookie (login problem 31)."""
    lifetime = timedelta(days=2)
    stages = stages_of(LOG_IN, Action(do="wait", seconds=DAY), VISIT, PERMANENT_SESSION_LIFETIME=lifetime)
    assert stages[-1] == "access_granted"
    stages = stages_of(LOG_IN, Action(do="wait", seconds=3 * DAY), VISIT, PERMANENT_SESSION_LIFETIME=lifetime)
    assert stages[-1] == "redirected"


def test_closing_the_browser_ends_the_session_and_a_remember_cookie_brings_the_user_back() -> None:
    close = Action(do="close_browser")
    assert stages_of(LOG_IN, close, VISIT)[-1] == "redirected"
    remember = Action(do="submit", page="login", account="ada", password="right", remember=True)
    assert stages_of(remember, close, VISIT)[-3:] == ["remembered", "session_checked", "access_granted"]


def test_a_remember_cookie_ends_in_the_browser_after_a_year() -> None:
    remember = Action(do="submit", page="login", account="ada", password="right", remember=True)
    close = Action(do="close_browser")
    assert stages_of(remember, close, Action(do="wait", seconds=364 * DAY), VISIT)[-1] == "access_granted"
    assert stages_of(remember, close, Action(do="wait", seconds=366 * DAY), VISIT)[-1] == "redirected"


def test_afterwards_app_and_library_have_their_own_time_again(make_app: MakeApp) -> None:
    app = make_app()
    before = (app.session_interface, login_manager.datetime)
    with believed(app, Clock()):
        assert (app.session_interface, login_manager.datetime) != before
    assert (app.session_interface, login_manager.datetime) == before


def test_the_scenario_of_a_redirect_loop_ends_and_says_so(tmp_path: Path) -> None:
    from flask import Flask, redirect  # noqa: PLC0415 # an app that loops, for this test only
    from werkzeug.wrappers import Response  # noqa: PLC0415 # as above

    from demo_app import flask_app  # noqa: PLC0415 # as above

    def looping(settings: object) -> Flask:
        app = flask_app.create_app({**dict(settings), "DATABASE": str(tmp_path / "u.sqlite3")})  # type: ignore[call-overload] # a mapping

        @app.before_request
        def send_everybody_to_the_login_form() -> Response:
            return redirect(PAGES["login"])

        return app

    trace = run_on_flask(scenario("login-flow"), settings={"PASSWORD_HASH_METHOD": CHEAP}, make_app=looping)
    assert next(trace.facts_of(PageFacts)).redirect_loop == 10
    assert sum(event.kind == "action" for event in trace.events) >= 4
