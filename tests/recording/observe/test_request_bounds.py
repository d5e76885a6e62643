"""Where a request begins and ends, and where a user is loaded, is told once, with and without a signal."""

from collections.abc import Iterable
from typing import Any

import pytest
from flask import Flask, request_finished, request_started, request_tearing_down
from flask_login import LoginManager, login_required, login_user, user_accessed

from tests.recording.observe.test_own_login_managers import User
from tracer.activities.record import record
from tracer.recording.recording import Recording
from tracer.trace.facts import RequestFacts, ResponseFacts
from tracer.trace.observed_facts import UserLoaderFacts


class OwnServer(Flask):
    """An app that answers in a way of its own, with the signals of Flask."""

    def wsgi_app(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        with self.request_context(environ):
            request_started.send(self)
            response = self.process_response(self.make_response(self.dispatch_request()))
            request_finished.send(self, response=response)
            return response(environ, start_response)


class OwnDispatch(Flask):
    """An app whose answer passes a method of its own, which takes more than Flask gives."""

    def full_dispatch_request(self, *more: object, tries: int = 1) -> Any:
        assert (more, tries) == ((), 1)
        return super().full_dispatch_request()


class OwnManager(LoginManager):  # type: ignore[misc] # Flask-Login ships no types
    """A manager that loads twice, and so sends the signal twice."""

    def _load_user(self) -> None:
        super()._load_user()
        super()._load_user()


def app_of(kind: type[Flask] = Flask, manager: type[LoginManager] = LoginManager) -> Flask:
    app = kind("bounds")
    app.secret_key = "fixed"
    manager(app).user_loader(User)

    @app.get("/login/<number>")
    def login(number: str) -> str:
        login_user(User(number))
        return "in"

    @app.get("/inside")
    @login_required  # type: ignore[untyped-decorator] # as above
    def inside() -> str:
        return "inside"

    @app.get("/broken")
    def broken() -> str:
        raise ZeroDivisionError

    return app


def paths(recording: Recording) -> list[tuple[str, int | None]]:
    """Return the rules that were asked, each with the status of its answer."""
    asked = {event.request: event.facts.path for event in recording.events if isinstance(event.facts, RequestFacts)}
    answers = {
        event.request: event.facts.status for event in recording.events if isinstance(event.facts, ResponseFacts)
    }
    return [(path, answers.get(number)) for number, path in asked.items()]


def accesses(recording: Recording) -> int:
    return sum(event.name == "user_accessed" for event in recording.events)


@pytest.mark.parametrize("kind", [Flask, OwnServer, OwnDispatch])
def test_every_request_is_told_once(kind: type[Flask]) -> None:
    app = app_of(kind)
    client = app.test_client()
    with record(app) as recording:
        client.get("/login/1")
        client.get("/inside")
    assert paths(recording) == [("/login/<number>", 200), ("/inside", 200)]
    assert recording.stages == ["logged_in", "session_checked", "access_granted"]
    assert accesses(recording) == 1


@pytest.mark.parametrize("passed_on", [False, True])
def test_what_fails_is_told_and_so_is_what_comes_after_it(*, passed_on: bool) -> None:
    app = app_of()
    app.config["PROPAGATE_EXCEPTIONS"] = passed_on
    client = app.test_client()
    with record(app) as recording:
        for path in ("/broken", "/login/1", "/broken", "/inside"):
            try:
                client.get(path)
            except ZeroDivisionError:
                assert passed_on
    answer = None if passed_on else 500
    assert paths(recording) == [("/broken", answer), ("/login/<number>", 200), ("/broken", answer), ("/inside", 200)]
    assert [event.name for event in recording.events if event.kind == "exception"] == ["ZeroDivisionError"] * 2


def test_no_signal_is_listened_to_that_every_request_would_pay_for() -> None:
    app = app_of()
    signals = (request_started, request_finished, request_tearing_down, user_accessed)
    before = [len(signal.receivers) for signal in signals]
    with record(app):
        assert [len(signal.receivers) for signal in signals] == before
    assert [len(signal.receivers) for signal in signals] == before


def test_a_manager_that_loads_in_its_own_way_is_heard_by_its_signals() -> None:
    app = app_of(manager=OwnManager)
    client = app.test_client()
    client.get("/login/1")
    with record(app) as recording:
        client.get("/inside")
    assert accesses(recording) == 2


def test_a_manager_without_a_loader_sends_nothing_and_nothing_is_told() -> None:
    app = app_of()
    client = app.test_client()
    client.get("/login/1")
    vars(app)["login_manager"]._user_callback = None
    heard: list[object] = []
    with user_accessed.connected_to(heard.append, sender=app), record(app) as recording:
        assert client.get("/inside").status_code == 500
    assert (heard, accesses(recording)) == ([], 0)


def test_two_recordings_that_overlap_tell_each_access_once() -> None:
    app = app_of()
    client = app.test_client()
    client.get("/login/1")
    with record(app) as first:
        with record(app) as second:
            client.get("/inside")
        client.get("/inside")
    assert (accesses(first), accesses(second)) == (2, 1)
    assert (len(paths(first)), len(paths(second))) == (2, 1)


def test_a_manager_that_takes_the_place_of_another_one_is_observed_as_well() -> None:
    app = app_of()
    client = app.test_client()
    client.get("/login/1")
    with record(app) as recording:
        client.get("/inside")
        for kind in (OwnManager, LoginManager):
            manager = vars(app)["login_manager"] = kind()
            manager.user_loader(User)
            client.get("/inside")
    assert accesses(recording) == 1 + 2 + 1


def loads_of(app: Flask, *numbers: str) -> list[object]:
    """Return what is told of each load, in turns of two users."""
    clients = {number: app.test_client() for number in numbers}
    with record(app, show_values=True) as recording:
        for number, client in clients.items():
            client.get(f"/login/{number}")
        for client in [*clients.values()] * 2:
            client.get("/inside")
    return [event.facts for event in recording.events if event.name == "user_loader"]


def test_users_who_take_turns_are_each_told_with_their_own_id() -> None:
    loads = [facts for facts in loads_of(app_of(), "1", "2") if isinstance(facts, UserLoaderFacts)]
    assert [(facts.id, facts.found) for facts in loads] == [("1", None), ("2", None)] * 2


def test_a_loader_that_begins_to_find_somebody_else_is_told_then() -> None:
    app = app_of()
    client = app.test_client()
    client.get("/login/1")
    finds = iter(["1", "1", "2", "1"])
    vars(app)["login_manager"].user_loader(lambda _: User(next(finds)))
    with record(app) as recording:
        for _ in range(4):
            client.get("/inside")
    found: list[Any] = [event.facts for event in recording.events if event.name == "user_loader"]
    assert [facts.found is not None for facts in found] == [False, False, True, False]
