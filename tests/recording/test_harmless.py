"""Watching changes nothing: recorded and unrecorded, an app answers the same to the byte."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from flask import Flask

from tests.course import CHEAP, app_of, scenario, scenario_names
from tracer.activities.record import record
from tracer.browser.http import WebResponse
from tracer.recording.demo.flask_run import run_on_flask
from tracer.recording.flask_adapter import FlaskAdapter
from tracer.trace.events import Witness
from tracer.trace.scenario import Scenario

SCENARIOS = [scenario(name) for name in scenario_names() if app_of(name) != "quart"]


def answers(performed: Scenario, *, recorded: bool, witness: Witness | None = None) -> list[WebResponse]:
    """Return everything that the app answered in a scenario, byte for byte.

    Only the header Date is left out, which Flask adds to files and which tells the time of the real clock.
    """
    seen: list[WebResponse] = []
    settings = {"PASSWORD_HASH_METHOD": CHEAP, "SECRET_KEY": "fixed, so that two runs sign alike"}
    app = app_of(performed.name)
    run_on_flask(
        performed,
        app=app,
        settings=settings,
        recorded=recorded,
        witness=witness if recorded else "announced",  # otherwise it would be described, though nobody listens
        watch=lambda _, answer: seen.append(answer),
    )
    return [
        replace(answer, headers=tuple(header for header in answer.headers if header[0] != "Date")) for answer in seen
    ]


@pytest.mark.parametrize("performed", SCENARIOS, ids=lambda performed: performed.name)
def test_status_headers_and_body_are_the_same_recorded_and_unrecorded(performed: Scenario) -> None:
    unrecorded = answers(performed, recorded=False)
    assert unrecorded
    assert answers(performed, recorded=True, witness="observed") == unrecorded
    if not performed.observed:
        assert answers(performed, recorded=True) == unrecorded


@contextmanager
def bare_app() -> Iterator[Flask]:
    """An app whose page never touches the session: the smallest thing a recorder could disturb."""
    app = Flask("bare")
    app.secret_key = "fixed"

    @app.get("/")
    def index() -> str:
        return "nothing"

    yield app


def test_reading_the_session_does_not_count_as_an_access() -> None:
    with bare_app() as app:
        from flask_login import LoginManager  # noqa: PLC0415 # an app that has one, but whose pages do not use it

        app.login_manager = LoginManager()  # type: ignore[attr-defined] # not init_app: its after_request adds Vary (B4)
        assert "Vary" not in app.test_client().get("/").headers
        with record(app):
            assert "Vary" not in app.test_client().get("/").headers


def test_the_flask_side_knows_nothing_outside_of_a_request() -> None:
    side = FlaskAdapter()
    assert (side.request(), side.session(), side.user_class()) == (None, None, None)
