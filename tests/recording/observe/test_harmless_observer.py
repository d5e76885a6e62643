"""Observing changes nothing, and leaves nothing behind."""

import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import bcrypt
import flask_login
import pytest
from flask import Flask, request
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user
from werkzeug.security import check_password_hash, generate_password_hash

from tests.conftest import PASSWORD, MakeApp
from tests.foreign_apps.driver import CLASSES, FACTORY, HEALTHY, ONE_FILE, WHOLE_FLOW, ForeignApp
from tests.foreign_apps.driver import PASSWORD as FOREIGN_PASSWORD
from tests.foreign_apps.test_faults import FAULTS, MORE_PAGES, Fault
from tests.recording.test_recorder import SIGNALS
from tracer import stages
from tracer.activities.record import record
from tracer.browser.clock import Clock
from tracer.browser.http import WebRequest, WebResponse
from tracer.browser.scenario_runner import perform
from tracer.browser.site import KnownSecrets, Site
from tracer.recording.demo.clock import believed
from tracer.recording.demo.tampering import tampering_with
from tracer.recording.flask_adapter import flask_transport
from tracer.recording.recording import Recording
from tracer.trace.events import Event
from tracer.trace.facts import RequestFacts, StageFacts
from tracer.trace.observed_facts import FormFacts, UserLoaderFacts
from tracer.trace.scenario import Action, Scenario

FORM = {"name": "grace", "secret": FOREIGN_PASSWORD}


@pytest.fixture
def no_chance(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Make everything that the apps draw by lot, or read from the clock, come out the same after each call."""

    def begin() -> None:
        numbers = count()
        monkeypatch.setattr(secrets, "token_hex", lambda size=32: f"{next(numbers):0{2 * size}x}")
        monkeypatch.setattr("itsdangerous.timed.TimestampSigner.get_timestamp", lambda _: 1_767_603_600)
        monkeypatch.setattr("flask_wtf.csrf.os", SimpleNamespace(urandom=lambda size: next(numbers).to_bytes(size)))

    return begin


def answers(foreign: ForeignApp, app: Flask, actions: tuple[Action, ...], *, recorded: bool) -> list[WebResponse]:
    """Return everything that an app answers, byte for byte."""
    seen: list[WebResponse] = []
    send = flask_transport(app)

    def noting(asked: WebRequest) -> WebResponse:
        seen.append(send(asked))
        return seen[-1]

    clock = Clock()
    known = KnownSecrets({"me": FOREIGN_PASSWORD}, {}, {"me": foreign.name})
    site = Site(noting, {**foreign.pages, **MORE_PAGES}, known, clock, tampering_with(lambda: app))
    silent = Recording.of(app, show_values=True)
    with believed(app, clock), record(app) if recorded else nullcontext():
        perform(Scenario(title="a trial", actions=actions), silent, site)
    return seen


@pytest.mark.parametrize("foreign", HEALTHY, ids=lambda foreign: foreign.module)
def test_a_foreign_app_answers_the_same_to_the_byte(
    foreign: ForeignApp, no_chance: Callable[[], None], tmp_path: Path
) -> None:
    app = foreign.load(tmp_path)
    told = []
    for recorded in (False, True):
        no_chance()
        told.append(answers(foreign, app, WHOLE_FLOW, recorded=recorded))
    assert len(told[0]) > len(WHOLE_FLOW)
    assert told[0] == told[1]


@pytest.mark.filterwarnings("ignore:coroutine", "ignore:The 'session' cookie is too large")
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_an_app_with_a_fault_answers_the_same_to_the_byte(
    fault: Fault, no_chance: Callable[[], None], tmp_path: Path
) -> None:
    told = []
    for recorded in (False, True):
        no_chance()
        app = fault.foreign.load(tmp_path, *fault.changes)
        told.append(answers(fault.foreign, app, tuple(fault.actions or WHOLE_FLOW), recorded=recorded))
    assert told[0]
    assert told[0] == told[1]


def everything(app: Flask) -> dict[str, object]:
    """Return everything that an observer could have changed."""
    manager: Any = getattr(app, "login_manager", None)
    return {
        "app": dict(vars(app)),
        "manager": dict(vars(manager)) if manager is not None else {},
        "manager's class": dict(vars(LoginManager)),
        "flask_login": dict(vars(flask_login)),
        "login_user": login_user.__code__,
        "check_password_hash": check_password_hash.__code__,
        "checkpw": bcrypt.checkpw,
        "signals": [len(signal.receivers) for signal in SIGNALS],
    }


def test_detaching_leaves_no_trace(tmp_path: Path) -> None:
    app = CLASSES.load(tmp_path)
    before = everything(app)
    with record(app):
        assert everything(app) != before
        app.test_client().get("/office")
        after_a_request = everything(app)
    # Flask itself takes note that it has answered a request.
    after = everything(app)
    assert after["app"] == {**before["app"], "_got_first_request": True}  # type: ignore[dict-item] # both are dicts
    assert {**after, "app": None} == {**before, "app": None}
    assert after_a_request["checkpw"] is not after["checkpw"]


@pytest.mark.parametrize("inner_first", [True, False])
def test_recordings_of_one_app_may_end_in_any_order(inner_first: bool, tmp_path: Path) -> None:  # noqa: FBT001 # pytest's way
    app = ONE_FILE.load(tmp_path)
    before = everything(app)
    first, second = record(app), record(app)
    one, two = first.__enter__(), second.__enter__()
    app.test_client().get("/account")
    for ending in (second, first) if inner_first else (first, second):
        ending.__exit__(None, None, None)
        app.test_client().get("/account")
    assert {**everything(app), "app": None} == {**before, "app": None}
    assert "ensure_sync" not in vars(app)
    lengths = (2, 1) if inner_first else (1, 2)
    assert (one.stages.count("redirected"), two.stages.count("redirected")) == lengths
    assert one.stages[:2] == two.stages[:2] == ["session_checked", "redirected"]


def test_a_wrapper_that_the_app_kept_calls_straight_through(tmp_path: Path) -> None:
    app = CLASSES.load(tmp_path)
    manager: Any = app.login_manager  # type: ignore[attr-defined] # Flask-Login sets it
    with record(app) as recording:
        kept_loader, kept_unauthorized = manager.user_callback, manager.unauthorized
        kept_sync, kept_check = app.ensure_sync, bcrypt.checkpw
    hashed = bcrypt.hashpw(b"a password", bcrypt.gensalt(4))
    with app.test_request_context("/office"):
        assert kept_loader("7").name == "grace"
        assert kept_unauthorized().status_code == 302
        assert kept_check(b"a password", hashed)
        assert kept_sync(app.view_functions["office"]) is app.view_functions["office"]
    assert recording.events == ()


def test_a_loader_that_is_registered_late_is_observed_and_kept(tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path)
    manager: Any = app.login_manager  # type: ignore[attr-defined] # Flask-Login sets it
    users = manager.user_callback
    with record(app) as recording:
        manager.user_loader(late := lambda user_id: users(user_id))  # noqa: PLW0108 # another function is the point
        client = app.test_client()
        client.post("/login", data=FORM)
        client.get("/account")
    assert "user_loader" in [event.name for event in recording.events if event.kind == "observed"]
    assert manager.user_callback is late


def test_a_manager_that_comes_late_is_observed() -> None:
    app = Flask("late")
    app.secret_key = "fixed"
    with record(app) as recording:
        LoginManager(app).user_loader(lambda _: None)
        app.add_url_rule("/inside", view_func=login_required(lambda: "inside"), endpoint="inside")
        app.test_client().get("/inside")
    assert recording.stages == ["session_checked", "refused"]


class Watched(UserMixin):  # type: ignore[misc] # Flask-Login ships no types
    """A user who notes everything that is asked of them."""

    asked: list[str] = []  # noqa: RUF012 # shared on purpose

    def __init__(self, number: int) -> None:
        self.id = number

    def __getattribute__(self, name: str) -> Any:
        Watched.asked.append(name)
        return super().__getattribute__(name)

    def __repr__(self) -> str:
        raise AssertionError("nobody may ask for this")

    __str__ = __repr__


def test_nothing_more_is_asked_of_users_and_none_is_loaded_more_often() -> None:
    loads: list[str] = []
    app = Flask("watched")
    app.secret_key = "fixed"
    manager = LoginManager(app)
    hashed = generate_password_hash(PASSWORD, "pbkdf2:sha256:1000")

    @manager.user_loader  # type: ignore[untyped-decorator] # as above
    def load(user_id: str) -> Watched:
        loads.append(user_id)
        return Watched(int(user_id))

    @app.post("/login")
    def login() -> str:
        return str(check_password_hash(hashed, request.form["password"]) and login_user(Watched(1)))

    @app.get("/inside")
    @login_required  # type: ignore[untyped-decorator] # as above
    def inside() -> str:
        return "inside"

    @app.get("/outside")
    def outside() -> str:
        return "outside"

    def use() -> tuple[list[str], list[str]]:
        Watched.asked.clear()
        loads.clear()
        client = app.test_client()
        client.post("/login", data={"password": PASSWORD})
        for path in ("/inside", "/outside", "/inside"):
            assert client.get(path).status_code == 200
        return [*Watched.asked], [*loads]

    unrecorded = use()
    with record(app) as recording:
        recorded = use()
    assert unrecorded == recorded
    assert recording.stages.count("access_granted") == 2
    assert unrecorded[1] == ["1", "1"]


def test_whatever_fails_in_the_observer_becomes_a_fault_and_the_app_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    app = ONE_FILE.load(tmp_path)
    names = ["calling_place", "status_and_location", "_kind_of_id"]
    with record(app) as recording:
        for name in names:
            monkeypatch.setattr(f"tracer.recording.observe.login_stages.{name}", broken)
        monkeypatch.setattr("tracer.recording.observe.guard_stages.status_and_location", broken)
        monkeypatch.setattr("tracer.recording.observe.guards.place_of_function", broken)
        monkeypatch.setattr("tracer.recording.observe.app_description._views", broken)
        client = app.test_client()
        assert client.get("/account").status_code == 302
        assert client.post("/login", data=FORM).status_code == 302
        assert client.get("/account").status_code == 200
        assert client.post("/logout").status_code == 302
    faults = {event.name for event in recording.events if event.kind == "fault"}
    failing = {"turning_away", "turned_away", "login_user_ended", "user_loaded", "user_switched", "app"}
    assert faults >= failing | {"view_begins"}


def test_threads_do_not_mix_requests(make_app: MakeApp) -> None:
    app = make_app()
    del app.extensions[stages.ANNOUNCED]

    def log_in_and_look(name: str) -> None:
        client = app.test_client()
        client.post("/login", data={"username": name, "password": app.config["ACCOUNTS"][name]})
        for _ in range(10):
            client.get("/protected")

    names = ["ada", "ben"] * 4
    with record(app, show_values=True) as recording, ThreadPoolExecutor(max_workers=8) as pool:
        list(pool.map(log_in_and_look, names))

    for events in by_request(recording):
        assert [events[0].kind, events[-1].kind] == ["request", "response"]
        begun = events[0].facts
        assert isinstance(begun, RequestFacts)
        if begun.path != "/protected":
            continue
        seen = [event.name for event in events if event.kind in {"stage", "observed"}]
        assert seen == ["user_loader", "current_user", "session_checked", "access_granted"]
        loaded = next(event.facts for event in events if isinstance(event.facts, UserLoaderFacts))
        granted = [event.facts for event in events if isinstance(event.facts, StageFacts)][-1]
        assert begun.session is not None
        assert granted.current_user is not None
        assert loaded.id == begun.session["_user_id"] == granted.current_user.id


def by_request(recording: Recording) -> Iterator[list[Event]]:
    found: dict[int, list[Event]] = {}
    for event in recording.events:
        if event.request is not None:
            found.setdefault(event.request, []).append(event)
    assert len(found) == 8 * 11
    yield from found.values()


def test_another_app_in_the_same_request_is_not_mixed_in(tmp_path: Path) -> None:
    outer, inner = ONE_FILE.load(tmp_path), ONE_FILE.load(tmp_path)

    @outer.get("/ask-the-other")
    def ask() -> str:
        return str(inner.test_client().get("/account").status_code)

    with record(outer) as recording:
        assert outer.test_client().get("/ask-the-other").get_data(as_text=True) == "302"
    assert recording.stages == []
    assert {event.kind for event in recording.events} <= {"observed", "request", "response"}


def test_a_shared_login_manager_tells_each_app_its_own() -> None:
    manager = LoginManager()
    manager.user_loader(lambda _: None)
    apps = [Flask("left"), Flask("right")]
    for app in apps:
        app.secret_key = "fixed"
        manager.init_app(app)
        app.add_url_rule("/who", view_func=lambda: str(current_user.is_authenticated), endpoint="who")
        app.add_url_rule("/inside", view_func=login_required(lambda: "inside"), endpoint="inside")
    left, right = apps
    with record(left) as of_left, record(right) as of_right:
        left.test_client().get("/inside")
        right.test_client().get("/who")
    assert (of_left.stages, of_right.stages) == (["session_checked", "refused"], [])
    assert "current_user" in [event.name for event in of_right.events]


def test_the_form_is_not_read_for_the_app() -> None:
    """A view that wants the raw body finds it whole."""
    app = Flask("raw")
    app.secret_key = "fixed"
    LoginManager(app).user_loader(lambda _: None)

    @app.post("/raw")
    def raw() -> bytes:
        return request.get_data()

    with record(app) as recording:
        assert app.test_client().post("/raw", data={"password": "x"}).get_data() == b"password=x"
    assert "form" not in [event.name for event in recording.events]


def test_secrets_of_the_factory_s_forms_are_names_only(tmp_path: Path) -> None:
    app = FACTORY.load(tmp_path)
    with record(app) as recording:
        app.test_client().post("/accounts/login", data={"email": "somebody@example.com", "password": "not this"})
    (form,) = recording.trace.facts_of(FormFacts)
    assert form == FormFacts(("email", "password"))
