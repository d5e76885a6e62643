"""The recorder: what it sees, and that nobody notices it."""

import json
from concurrent.futures import ThreadPoolExecutor

import blinker
import flask
import pytest
from flask import Flask
from flask_login import current_user
from flask_login import signals as login_signals

from tests.conftest import PASSWORD, MakeApp
from tests.course import CHEAP
from tracer import stages
from tracer.activities.record import record
from tracer.recording.demo.flask_run import run_on_flask
from tracer.recording.recording import Recording
from tracer.trace.events import Event
from tracer.trace.facts import (
    LOGIN_SIGNALS,
    ExceptionFacts,
    FaultFacts,
    FlashFacts,
    RequestFacts,
    ResponseFacts,
    SetCookieFacts,
    StageFacts,
)
from tracer.trace.scenario import Action, Scenario
from tracer.trace.table import steps

SIGNALS: tuple[blinker.Signal, ...] = (
    flask.request_started,
    flask.request_finished,
    flask.got_request_exception,
    flask.message_flashed,
    flask.request_tearing_down,
    *(getattr(login_signals, name) for name in LOGIN_SIGNALS),
    *stages.STAGES,
)


def events(recording: Recording, kind: str) -> list[Event]:
    return [event for event in recording.events if event.kind == kind]


def test_a_recording_of_a_test_client_names_the_stages(app: Flask) -> None:
    client = app.test_client()
    with record(app) as trace:
        client.get("/protected")
        client.post("/login", data={"username": "ada", "password": PASSWORD})
        client.get("/protected")
    assert trace.stages == [
        "session_checked",
        "redirected",
        "credentials_checked",
        "logged_in",
        "session_checked",
        "access_granted",
    ]


def test_a_stage_knows_where_in_the_code_it_was_announced(app: Flask) -> None:
    with record(app) as trace:
        app.test_client().post("/login", data={"username": "ada", "password": PASSWORD})
    place = next(event.place for event in trace.events if event.name == "logged_in")
    assert place is not None
    assert (place.file, place.function) == ("demo_app/flask_app/authentication.py", "login")
    source = flask.__file__.partition("site-packages")[0]
    assert source not in json.dumps([str(event.place) for event in trace.events])


def test_what_went_over_the_wire_is_recorded(app: Flask) -> None:
    with record(app, show_values=True) as trace:
        app.test_client().post("/login?next=/protected", data={"username": "ada", "password": PASSWORD})
    (request,), (response,) = trace.trace.facts_of(RequestFacts), trace.trace.facts_of(ResponseFacts)
    assert (request.method, request.path, request.query) == ("POST", "/login", {"next": "/protected"})
    assert [event.name for event in events(trace, "request")] == ["POST"]
    assert (response.status, response.location) == (302, "/protected")
    assert response.set_cookie["session"] == SetCookieFacts(
        deleted=False,
        value={"_fresh": True, "_id": "client #1", "_user_id": "1"},
        attributes={"httponly": True, "path": "/", "samesite": "Lax"},
    )


def test_flashes_and_exceptions_are_recorded(app: Flask) -> None:
    @app.get("/flashing")
    def flashing() -> str:
        flask.flash("something happened", "note")
        return "flashed"

    @app.get("/broken")
    def broken() -> str:
        raise KeyError("nothing here")

    with record(app, show_values=True) as trace:
        app.test_client().get("/flashing")
        app.test_client().get("/broken")
    (flash,), (exception,) = events(trace, "flash"), events(trace, "exception")
    assert (flash.name, flash.facts) == ("note", FlashFacts("something happened"))
    assert (exception.name, exception.facts) == ("KeyError", ExceptionFacts("nothing here"))
    assert exception.place is not None
    assert exception.place.function == "broken"
    assert [facts.status for facts in trace.trace.facts_of(ResponseFacts)][-1] == 500


def test_an_exception_that_is_passed_on_closes_its_record_too(app: Flask) -> None:
    app.testing = True

    @app.get("/broken")
    def broken() -> str:
        raise KeyError("nothing here")

    with record(app) as trace:
        with pytest.raises(KeyError):
            app.test_client().get("/broken")
        app.test_client().get("/")
    assert [event.name for event in trace.events if event.kind in {"request", "exception", "response"}] == [
        "GET",
        "KeyError",
        "GET",
        "200",
    ]


def test_stages_outside_of_a_request_are_kept_without_one(app: Flask) -> None:
    with record(app) as trace:
        stages.logged_out.send(app)
    assert [(event.name, event.request) for event in trace.events] == [("logged_out", None)]


def test_the_recording_can_be_read_while_it_grows(app: Flask) -> None:
    with record(app) as trace:
        app.test_client().get("/protected")
        assert [step.stage for step in trace.steps] == ["session_checked", "redirected"]
        app.test_client().get("/protected")
        assert len(trace.steps) == 4


def test_disconnecting_leaves_nothing_behind(app: Flask) -> None:
    before = [len(signal.receivers) for signal in SIGNALS]
    with record(app), record(app):
        assert [len(signal.receivers) for signal in SIGNALS] != before
    assert [len(signal.receivers) for signal in SIGNALS] == before


def test_two_recordings_of_one_app_end_independently(app: Flask) -> None:
    with record(app) as outer:
        with record(app) as inner:
            app.test_client().get("/")
        app.test_client().get("/")
    assert len(events(inner, "request")) == 1
    assert len(events(outer, "request")) == 2


def test_another_app_is_not_recorded(make_app: MakeApp) -> None:
    watched, other = make_app(), make_app()
    with record(watched) as trace:
        other.test_client().get("/protected")
    assert trace.events == ()


def test_the_recorder_never_loads_a_user(app: Flask) -> None:
    """A page that never asks who is there must not be made to ask by being watched."""

    @app.get("/plain")
    def plain_page() -> str:
        return str("_login_user" in vars(flask.g))

    client = app.test_client()
    client.post("/login", data={"username": "ada", "password": PASSWORD})
    with record(app) as trace:
        assert client.get("/plain").get_data(as_text=True) == "False"
    assert events(trace, "signal") == []


def test_a_fault_of_the_recorder_becomes_an_event_and_the_app_answers(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_self: object) -> None:
        raise ZeroDivisionError

    with record(app) as trace:
        monkeypatch.setattr("tracer.recording.flask_adapter.FlaskAdapter.user_class", broken)
        response = app.test_client().get("/protected")
    assert (response.status_code, response.location) == (302, "/login?next=%2Fprotected")
    faults = events(trace, "fault")
    assert [event.name for event in faults] == ["session_checked", "redirected"]
    assert faults[0].facts == FaultFacts("ZeroDivisionError")


def test_a_receiver_of_somebody_elses_that_raises_is_not_swallowed(app: Flask) -> None:
    """What the app does to itself stays as it is: a 500 remains a 500, and it is recorded."""

    def broken(_sender: object, **_: object) -> None:
        raise ZeroDivisionError

    with record(app) as trace, stages.redirected.connected_to(broken, sender=app):
        assert app.test_client().get("/protected").status_code == 500
    assert [event.name for event in events(trace, "exception")] == ["ZeroDivisionError"]


def test_current_user_in_a_view_is_untouched(app: Flask) -> None:
    @app.get("/who")
    def who() -> str:
        return type(current_user._get_current_object()).__name__

    client = app.test_client()
    client.post("/login", data={"username": "ada", "password": PASSWORD})
    with record(app):
        assert client.get("/who").get_data(as_text=True) == "User"


def test_two_clients_on_several_threads_each_get_their_own_records(app: Flask) -> None:
    def log_in_and_look(name: str) -> None:
        client = app.test_client()
        client.post("/login", data={"username": name, "password": app.config["ACCOUNTS"][name]})
        for _ in range(10):
            client.get("/protected")

    names = ["ada", "ben"] * 4
    with record(app, show_values=True) as trace, ThreadPoolExecutor(max_workers=8) as pool:
        list(pool.map(log_in_and_look, names))
    by_request: dict[int | None, list[Event]] = {}
    for event in trace.events:
        by_request.setdefault(event.request, []).append(event)
    assert len(by_request) == len(names) * 11
    for of_one in by_request.values():
        assert [of_one[0].kind, of_one[-1].kind] == ["request", "response"]
        begun = of_one[0].facts
        assert isinstance(begun, RequestFacts)
        if begun.path == "/protected":
            (granted,) = [event.facts for event in of_one if event.name == "access_granted"]
            assert isinstance(granted, StageFacts)
            assert granted.current_user is not None
            assert begun.session is not None
            assert granted.current_user.id == begun.session["_user_id"]


def test_whom_the_request_names_is_not_taken_for_the_one_whom_the_session_names() -> None:
    """Ada's account is deleted, her session goes on, and Ben's token comes with the request: it is Ben (B23, B27)."""
    actions = (
        Action(do="submit", page="login", account="ada", password="right"),
        Action(do="delete_account", account="ada"),
        Action(do="send", page="api", account="ben", token="right"),
    )
    trace = run_on_flask(
        Scenario(name="test", title="a test", actions=actions), settings={"PASSWORD_HASH_METHOD": CHEAP}
    )
    last = steps(trace)[-1]
    assert (last.stage, last.variables["user_authenticated"]) == ("access_granted", True)
    assert last.variables["current_user"] == "User"
    assert "1" not in last.row.input
