"""A library's function looks the same while it is observed, and so do the tracebacks of the app."""

import dataclasses
import functools
import inspect
import pickle
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from types import FrameType
from typing import Any
from unittest import mock

import bcrypt
import flask_login
import pytest
from flask import Flask, session
from flask.testing import FlaskClient
from flask_login import LoginManager, current_user, fresh_login_required, login_required, login_user
from werkzeug.security import check_password_hash, generate_password_hash

from tests.recording.observe.test_own_login_managers import User
from tracer.activities.record import record
from tracer.recording.observe import library_calls

HASHED = generate_password_hash("a password", "pbkdf2:sha256:1")


def small_app() -> Flask:
    app = Flask("small")
    app.secret_key = "fixed"
    app.testing = True
    LoginManager(app).user_loader(lambda _: None)
    app.add_url_rule("/login", view_func=lambda: str(login_user(User())), endpoint="login")
    return app


def appearance(function: Any) -> dict[str, object]:
    code = getattr(function, "__code__", None)
    named = ("__name__", "__qualname__", "__module__", "__doc__", "__defaults__", "__kwdefaults__", "__dict__")
    of_code = ("co_name", "co_qualname", "co_filename", "co_firstlineno", "co_argcount", "co_kwonlyargcount")
    try:
        source = inspect.getsource(function)
    except TypeError as error:
        source = str(error)
    try:
        signature: object = inspect.signature(function)
    except ValueError as error:
        signature = str(error)
    return {
        **{name: getattr(function, name, None) for name in named},
        **{name: getattr(code, name, None) for name in of_code},
        "annotations": inspect.get_annotations(function) if inspect.isfunction(function) else None,
        "class": function.__class__,
        "repr": repr(function),
        "signature": signature,
        "source": source,
        "unwrapped": inspect.unwrap(function) is function,
        "wrapped": functools.wraps(function)(lambda: None).__qualname__,
    }


@pytest.mark.parametrize("name", ["login_user", "check_password_hash", "checkpw"])
def test_a_function_looks_the_same_while_it_is_observed(name: str) -> None:
    homes: dict[str, Any] = {"login_user": flask_login, "check_password_hash": None, "checkpw": bcrypt}

    def function() -> Any:
        return check_password_hash if name == "check_password_hash" else getattr(homes[name], name)

    before = appearance(function())
    with record(small_app()):
        during = appearance(function())
    if name == "checkpw":  # It is compiled, so something else stands in its place.
        before["unwrapped"] = during["unwrapped"] = None
    assert during == before


def test_what_fits_no_signature_is_refused_in_the_same_words() -> None:
    calls: list[Callable[[], object]] = [
        login_user,
        lambda: login_user(1, 2, 3, 4, 5, 6),
        lambda: login_user(User(), nonsense=1),
        lambda: login_user(User(), user=User()),
        lambda: check_password_hash("only one"),  # type: ignore[call-arg] # on purpose
        lambda: bcrypt.checkpw(b"only one"),  # type: ignore[call-arg] # on purpose
    ]
    unobserved = [raised_by(call) for call in calls]
    with record(small_app()):
        observed = [raised_by(call) for call in calls]
    assert observed == unobserved
    assert all(name == "TypeError" for name, *_ in unobserved)


def raised_by(call: Callable[[], object]) -> tuple[str, str, list[tuple[str, int | None, str]]]:
    """Return what a call raises: its class, its words, and every frame of its traceback."""
    try:
        call()
    except BaseException as error:  # noqa: BLE001 # whatever it is
        frames = traceback.extract_tb(error.__traceback__)
        return type(error).__name__, str(error), [(frame.filename, frame.lineno, frame.name) for frame in frames[1:]]
    return "nothing", "", []


def test_mocks_of_library_functions_are_made_and_called() -> None:
    app = small_app()
    with record(app):
        specified = mock.create_autospec(login_user, return_value="specified")
        assert specified(User(), remember=True) == "specified"
        with pytest.raises(TypeError):
            specified(nonsense=1)
        with mock.patch("flask_login.utils.login_user", autospec=True) as patched:
            flask_login.utils.login_user(User())
        patched.assert_called_once()


@pytest.mark.parametrize("name", ["flask_login.utils.login_user", "werkzeug.security.check_password_hash"])
def test_a_recording_begins_and_ends_while_a_library_function_is_mocked(name: str) -> None:
    app = small_app()
    with mock.patch(name) as patched, record(app) as recording:
        app.test_client().get("/login")
    assert not patched.called
    assert recording.stages == ["logged_in"]
    assert not [event for event in recording.events if event.kind == "fault"]
    with mock.patch(name):
        inner = record(app)
        inner.__enter__()
    inner.__exit__(None, None, None)
    assert (login_user.__code__.co_argcount, check_password_hash("x", "y")) == (5, False)


def test_no_other_line_seems_to_run_and_no_line_is_missed() -> None:
    """What measures coverage counts the lines that run, by their file."""

    def lines() -> set[tuple[str, int]]:
        seen: set[tuple[str, int]] = set()

        def trace(frame: FrameType, event: str, _: object) -> Any:
            if event == "line" and frame.f_code.co_name == "check_password_hash":
                seen.add((frame.f_code.co_filename, frame.f_lineno))
            return trace

        before = sys.gettrace()
        sys.settrace(trace)
        try:
            check_password_hash(HASHED, "a password")
        finally:
            sys.settrace(before)
        return seen

    unobserved = lines()
    with record(small_app()):
        assert lines() == unobserved
    assert unobserved


def every_kind(a: int, b: int = 2, /, c: int = 3, *rest: int, d: int, e: int = 5, **more: int) -> tuple[Any, ...]:
    return a, b, c, rest, d, e, more


def nothing() -> str:
    return "nothing"


def only_named(*, key: int) -> int:
    return key


def closing(value: int) -> Callable[[], int]:
    return lambda: value


async def later() -> None:
    """It is a coroutine."""


def one_by_one() -> Any:
    yield 1


def test_functions_of_every_kind_are_observed_with_all_their_arguments() -> None:
    seen: list[library_calls.Call] = []
    for function in (every_kind, nothing, only_named):
        library_calls.listen(function, seen.append)
    try:
        assert every_kind(1, 9, 8, 7, 6, d=4, z=26) == (1, 9, 8, (7, 6), 4, 5, {"z": 26})
        assert every_kind(1, d=4) == (1, 2, 3, (), 4, 5, {})
        assert (nothing(), only_named(key=3)) == ("nothing", 3)
        assert pickle.loads(pickle.dumps(nothing)) is nothing  # noqa: S301 # it is our own
    finally:
        for function in (every_kind, nothing, only_named):
            library_calls.forget(function, seen.append)
    assert [(call.arguments, dict(call.named)) for call in seen] == [
        ((1, 9, 8, 7, 6), {"d": 4, "e": 5, "z": 26}),
        ((1, 2, 3), {"d": 4, "e": 5}),
        ((), {}),
        ((), {"key": 3}),
    ]


@pytest.mark.parametrize(
    "function", [closing(1), later, one_by_one, mock.Mock()], ids=["closes", "async", "yields", "mock"]
)
def test_what_is_no_plain_function_is_left_alone(function: Any) -> None:
    assert not library_calls.can_be_observed(function)


@dataclasses.dataclass(frozen=True)
class FrozenError(Exception):
    """Every assignment to it is refused."""

    where: str


class Broken(User):
    @property
    def is_active(self) -> bool:
        raise FrozenError("is_active")


def raising_app() -> Flask:
    app = Flask("raising")
    app.secret_key = "fixed"
    app.testing = True
    app.before_request(hook_that_raises)
    manager = LoginManager(app)
    manager.user_loader(loader_that_raises)
    manager.unauthorized_handler(handler_that_raises)
    manager.needs_refresh_handler(handler_that_raises)
    for path, view in VIEWS.items():
        app.add_url_rule(path, endpoint=path, view_func=view)
    return app


def loader_that_raises(number: str) -> User:
    if number == "hook":
        return User(number)
    raise FrozenError("loader")


def handler_that_raises() -> str:
    raise FrozenError("handler")


def hook_that_raises() -> None:
    if session.get("_user_id") == "hook" and not session.get("_fresh"):
        raise FrozenError("hook")


def view_that_raises() -> str:
    raise FrozenError("view")


VIEWS: dict[str, Callable[..., str]] = {
    "/log-in/<number>": lambda number: str(login_user(User(number), fresh=number != "hook")),
    "/login": lambda: str(login_user(Broken())),
    "/inside": login_required(lambda: "inside"),
    "/fresh": fresh_login_required(lambda: "fresh"),
    "/view": view_that_raises,
    "/check": lambda: str(check_password_hash(7, "x")),  # type: ignore[arg-type] # on purpose
    "/compiled": lambda: str(bcrypt.checkpw(b"x", b"no hash")),
    "/who": lambda: str(current_user.is_authenticated),
}


def test_tracebacks_of_the_app_contain_no_frame_of_ours() -> None:
    ways = [("/login",), ("/inside",), ("/fresh",), ("/view",), ("/check",), ("/compiled",), ("/log-in/1", "/who")]
    ways.append(("/log-in/hook", "/who"))

    def told(*, recorded: bool) -> list[tuple[str, object, object]]:
        app = raising_app()
        with record(app) if recorded else nullcontext(), record(app) if recorded else nullcontext():
            return [raised_by(functools.partial(client.get, path)) for client, path in asked_of(app)]

    def asked_of(app: Flask) -> Iterator[tuple[FlaskClient, str]]:
        for way in ways:
            client = app.test_client()
            yield from ((client, path) for path in way)

    unobserved = told(recorded=False)
    assert told(recorded=True) == unobserved
    assert [name for name, *_ in unobserved].count("FrozenError") == 6
