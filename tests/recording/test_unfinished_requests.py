"""Requests that end without an answer are told, and nothing of them stays in memory."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask, copy_current_request_context
from flask_login import LoginManager, login_required, login_user

from tests.recording.observe.test_own_login_managers import User
from tracer.activities.record import record
from tracer.recording.recorder import Recorder
from tracer.trace.wording.endings import warnings

ENDS = {"exit": SystemExit, "interrupt": KeyboardInterrupt, "closed": GeneratorExit}
FRAMES_OF_OURS = 5
"""How much of the stack a view that calls login_user loses to the observer: docs/harmless.md says so."""

ERRORS = {"memory": MemoryError, "recursion": RecursionError}


def app_that_ends() -> Flask:
    app = Flask("ending")
    app.secret_key = "fixed"
    manager = LoginManager(app)

    @manager.user_loader  # type: ignore[untyped-decorator] # Flask-Login ships no types
    def load(number: str) -> User:
        if number in ENDS:
            raise ENDS[number]
        return User(number)

    @app.get("/view/<how>")
    def view(how: str) -> str:
        raise {**ENDS, **ERRORS}[how]

    @app.get("/login/<how>")
    def login(how: str) -> str:
        login_user(User(how))
        return "in"

    @app.get("/inside")
    @login_required  # type: ignore[untyped-decorator] # as above
    def inside() -> str:
        return "inside"

    @app.get("/copy")
    def copying() -> str:
        @copy_current_request_context
        def in_a_copy() -> None:
            raise SystemExit

        with pytest.raises(SystemExit):
            in_a_copy()
        return "the request goes on"

    return app


@pytest.fixture
def recorders(monkeypatch: pytest.MonkeyPatch) -> list[Recorder]:
    """Collect every recorder that begins to listen."""
    made: list[Recorder] = []
    connect = Recorder.connect

    def noted(self: Recorder) -> None:
        made.append(self)
        connect(self)

    monkeypatch.setattr(Recorder, "connect", noted)
    return made


@contextmanager
def nothing_stays(made: list[Recorder]) -> Iterator[None]:
    yield
    (recorder,) = made
    assert not recorder.open


@pytest.mark.parametrize("how", ENDS)
def test_a_request_that_ends_with_its_thread_is_told(how: str, recorders: list[Recorder]) -> None:
    app = app_that_ends()
    with record(app) as recording, nothing_stays(recorders):
        for _ in range(3):
            with pytest.raises(ENDS[how]):
                app.test_client().get(f"/view/{how}")
        app.test_client().get("/inside")
    kinds = [event.kind for event in recording.events if event.kind in {"request", "exception", "response", "fault"}]
    assert kinds == ["request", "exception"] * 3 + ["request", "response"]
    raised = [event for event in recording.events if event.kind == "exception"]
    assert {event.name for event in raised} == {ENDS[how].__name__}
    place = raised[0].place
    assert place is not None
    assert place.function == "view"
    assert f"The app raised {ENDS[how].__name__}" in "".join(warnings(recording.trace))


def test_a_load_that_ends_with_its_thread_is_told(recorders: list[Recorder]) -> None:
    app = app_that_ends()
    with record(app) as recording, nothing_stays(recorders):
        client = app.test_client()
        client.get("/login/exit")
        with pytest.raises(SystemExit):
            client.get("/inside")
    assert recording.stages == ["logged_in"]
    (raised,) = [event for event in recording.events if event.kind == "exception"]
    assert raised.place is not None
    assert (raised.name, raised.place.function) == ("SystemExit", "load")


@pytest.mark.parametrize("how", ERRORS)
def test_memory_and_stack_that_run_out_are_told(how: str, recorders: list[Recorder]) -> None:
    app = app_that_ends()
    with record(app) as recording, nothing_stays(recorders):
        assert app.test_client().get(f"/view/{how}").status_code == 500
    assert [event.name for event in recording.events if event.kind == "exception"] == [ERRORS[how].__name__]


def test_a_copy_of_the_context_that_ends_so_ends_no_request(recorders: list[Recorder]) -> None:
    app = app_that_ends()
    with record(app) as recording, nothing_stays(recorders):
        assert app.test_client().get("/copy").get_data(as_text=True) == "the request goes on"
    assert [event.kind for event in recording.events if event.kind in {"request", "exception", "response"}] == [
        "request",
        "response",
    ]


def test_an_app_that_works_at_the_end_of_its_stack_works_observed() -> None:
    """The observer runs out of stack there, and lets the app go on."""
    app = app_that_ends()

    def dig(depth: int) -> str:
        if depth:
            return dig(depth - 1)
        return str(login_user(User("1")))

    @app.get("/deep/<int:depth>")
    def deep(depth: int) -> str:
        try:
            return dig(depth)
        except RecursionError:
            return "too deep"

    def limit() -> int:
        depth = 700
        while app.test_client().get(f"/deep/{depth}").get_data(as_text=True) == "True":
            depth += 1
        return depth

    unobserved = limit()
    with record(app) as recording:
        observed = limit()
    measures_coverage = sys.gettrace() is not None  # one more goes to whoever traces, where blinker looks at a receiver
    assert unobserved - observed <= FRAMES_OF_OURS + measures_coverage
    assert [event for event in recording.events if event.kind == "fault"]


def test_a_request_whose_context_is_kept_stays_in_memory_no_longer_than_its_context(recorders: list[Recorder]) -> None:
    app = app_that_ends()
    with record(app) as recording, nothing_stays(recorders):
        with app.test_client() as client, pytest.raises(SystemExit):
            client.get("/view/exit")
        assert app.test_client().get("/inside").status_code == 401
    assert [event.name for event in recording.events if event.kind in {"request", "response"}] == ["GET", "GET", "401"]
    assert len(recording.steps) == 2
