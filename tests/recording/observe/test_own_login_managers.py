"""A LoginManager of the app's own, whatever its class is like, does the same observed and unobserved."""

import functools
import inspect
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, session
from flask_login import LoginManager, UserMixin, current_user, fresh_login_required, login_required, login_user
from hypothesis import given, settings
from hypothesis import strategies as st

from tracer.activities.record import record
from tracer.recording.recording import Recording


class User(UserMixin):  # type: ignore[misc] # Flask-Login ships no types
    def __init__(self, number: object = "1") -> None:
        self.id = number


class Answering:
    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def __call__(self, *_: Any, **__: Any) -> Any:
        return self.answer


def refusals() -> dict[str, Any]:
    """Return what may stand for ``unauthorized`` or ``needs_refresh`` in a class, each by what it is."""

    def plain(_: Any, reason: str = "") -> Any:
        return f"turned away {reason}", 401

    def only_named(_: Any, *, reason: str = "", **more: object) -> Any:
        return f"named {reason} {sorted(more)}", 403

    def rest(_: Any, *reasons: str) -> Any:
        return f"rest {reasons}", 401

    def of_the_class(cls: type, reason: str = "") -> Any:
        return f"{cls.__name__} {reason}", 401

    def nothing(_: Any, reason: str = "") -> Any:
        raise LookupError(reason)

    return {
        "plain": plain,
        "only named": only_named,
        "rest": rest,
        "raises": nothing,
        "property": property(lambda _: lambda reason="": (f"from a property {reason}", 401)),
        "cached property": cached(lambda _: lambda reason="": (f"from a cached property {reason}", 401)),
        "class method": classmethod(of_the_class),
        "static method": staticmethod(lambda reason="": (f"static {reason}", 401)),
        "partial": functools.partial(lambda reason="": (f"partial {reason}", 401)),
        "partial method": functools.partialmethod(plain, "by default"),
        "callable": Answering(("a callable object", 401)),
        "none at all": None,
    }


def cached(function: Callable[[Any], Any]) -> Any:
    found: functools.cached_property[Any] = functools.cached_property(function)
    return found


def loads() -> dict[str, Any]:
    """Return what may stand for ``_load_user``."""

    def three(self: Any) -> Any:
        number = session.get("_user_id")
        user = self._user_callback(number, session.get("_random"), key="k") if number else None
        return self._update_request_context_with_user(user)

    def more(self: Any, again: bool = False) -> Any:  # noqa: FBT001, FBT002 # an app's own
        return LoginManager._load_user(self) if not again else None

    return {"with arguments": three, "on top": more}


def switches() -> dict[str, Any]:
    """Return what may stand for ``_update_request_context_with_user``."""

    def with_default(self: Any, user: Any = None, source: str = "") -> Any:
        LoginManager._update_request_context_with_user(self, user)
        return f"from {source}"

    return {"with default": with_default}


def setters() -> dict[str, Any]:
    """Return what may stand for ``__setattr__``."""

    def refusing(self: Any, name: str, value: object) -> None:
        if name in {"unauthorized", "needs_refresh", "_load_user", "_update_request_context_with_user"}:
            raise AttributeError(name)
        object.__setattr__(self, name, value)

    def frozen(self: Any, name: str, value: object) -> None:
        if getattr(self, "_frozen", False):
            raise AttributeError(name)
        object.__setattr__(self, name, value)

    return {"refusing": refusing, "frozen": frozen}


CHOICES = {
    "unauthorized": refusals(),
    "needs_refresh": refusals(),
    "_load_user": loads(),
    "_update_request_context_with_user": switches(),
    "__setattr__": setters(),
    "__slots__": {"of its own": ("extra",), "of the loader": ("_user_callback",)},
    "_user_callback": {
        "property": property(lambda self: self.__dict__.get("kept"), lambda self, v: self.__dict__.update(kept=v))
    },
    "__delattr__": {"refusing": lambda _, name: (_ for _ in ()).throw(AttributeError(name))},
}
LOADERS: dict[str, Callable[..., Any]] = {
    "any": lambda *numbers, **_: User(numbers[0]),
    "defaults": lambda number, _=None, key=None: User(number) if key in {None, "k"} else None,
    "partial": functools.partial(lambda _, number, *__, **___: User(number), "first"),
    "callable": Answering(User()),
    "none": lambda *_, **__: None,
    "raises": lambda *numbers, **_: numbers[7],
    "cached": functools.lru_cache(lambda number, *_, **__: User(number)),
}


def manager_of(chosen: dict[str, str], app: Flask, loader: str) -> Any:
    contents = {name: CHOICES[name][value] for name, value in chosen.items()}
    if "_user_callback" in contents:
        contents.pop("__slots__", None)
    kind = type("Manager", (LoginManager,), contents)
    manager: Any = kind()
    manager.user_loader(LOADERS[loader])
    manager.init_app(app)
    vars(manager)["_frozen"] = True
    return manager


def app_with(chosen: dict[str, str], loader: str, reason: tuple[tuple[str, ...], dict[str, str]]) -> Flask:
    app = Flask("own")
    app.secret_key = "fixed"
    app.testing = True
    manager = manager_of(chosen, app, loader)

    @app.get("/inside")
    @login_required  # type: ignore[untyped-decorator] # as above
    def inside() -> str:
        return f"inside {current_user.get_id()}"

    @app.get("/fresh")
    @fresh_login_required  # type: ignore[untyped-decorator] # as above
    def fresh() -> str:
        return "fresh"

    @app.get("/own")
    def own() -> Any:
        if current_user.is_authenticated:
            return str(manager._update_request_context_with_user(User("2")))
        return manager.unauthorized(*reason[0], **reason[1])

    @app.get("/login")
    def login() -> str:
        return str(login_user(User()))

    @app.get("/stale")
    def stale() -> str:
        session["_fresh"] = False
        return "stale"

    return app


def answers(app: Flask) -> list[object]:
    client = app.test_client()
    seen: list[object] = []
    for path in ("/inside", "/own", "/login", "/inside", "/own", "/fresh", "/stale", "/fresh"):
        try:
            response = client.get(path)
            seen.append((response.status_code, response.get_data(), response.headers.get("Location")))
        except Exception as error:  # noqa: BLE001 # whatever an app raises it raises observed as well
            trace, frames = error.__traceback__, []
            while trace is not None:
                frames.append((trace.tb_frame.f_code.co_filename, trace.tb_lineno))
                trace = trace.tb_next
            seen.append((type(error), str(error), frames))
    return seen


def chosen_managers() -> st.SearchStrategy[dict[str, str]]:
    return st.fixed_dictionaries({}, optional={name: st.sampled_from([*options]) for name, options in CHOICES.items()})


@pytest.mark.filterwarnings("ignore:functools.partial will be a method descriptor")  # of Python 3.13 alone
@settings(max_examples=100, deadline=None)
@given(
    chosen=chosen_managers(),
    loader=st.sampled_from([*LOADERS]),
    reason=st.tuples(
        st.lists(st.just("why"), max_size=2).map(tuple), st.dictionaries(st.just("reason"), st.just("because"))
    ),
)
def test_any_manager_does_the_same_observed_and_unobserved(
    chosen: dict[str, str], loader: str, reason: tuple[tuple[str, ...], dict[str, str]]
) -> None:
    unobserved = answers(app_with(chosen, loader, reason))
    app = app_with(chosen, loader, reason)
    before = {**vars(app.login_manager)}  # type: ignore[attr-defined] # Flask-Login sets it
    with record(app) as recording:
        observed = answers(app)
        inner = record(app)
        inner.__enter__()
    inner.__exit__(None, None, None)
    assert observed == unobserved
    left = {**vars(app.login_manager)}  # type: ignore[attr-defined] # as above
    if "cached property" not in chosen.values():
        assert left == before
    assert {event.name for event in recording.events if event.kind == "fault"} <= {
        f"LoginManager.{name}" for name in chosen
    }


def faults(recording: Recording) -> list[str]:
    return [event.name for event in recording.events if event.kind == "fault"]


@pytest.mark.parametrize("setter", setters())
def test_a_manager_that_refuses_every_attribute_is_observed_all_the_same(setter: str) -> None:
    app = app_with({"__setattr__": setter}, "any", ((), {}))
    with record(app) as recording:
        client = app.test_client()
        for path in ("/inside", "/login", "/inside"):
            client.get(path)
    assert recording.stages == ["session_checked", "refused", "logged_in", "session_checked", "access_granted"]
    assert not faults(recording)


def test_what_cannot_be_observed_is_told_once_and_runs_no_code_of_the_app() -> None:
    asked: list[str] = []

    def unauthorized(_: object) -> Any:
        asked.append("unauthorized")
        return lambda: ("by hand", 401)

    class Manager(LoginManager):  # type: ignore[misc] # as above
        needs_refresh = None

    Manager.unauthorized = property(unauthorized)
    app = Flask("told")
    app.secret_key = "fixed"
    Manager(app).user_loader(lambda _: None)
    app.add_url_rule("/inside", view_func=login_required(lambda: "inside"), endpoint="inside")
    with record(app) as recording:
        assert not asked
        for _ in range(3):
            assert app.test_client().get("/inside").data == b"by hand"
    assert len(asked) == 3
    assert faults(recording) == ["LoginManager.unauthorized", "LoginManager.needs_refresh"]


def test_a_manager_that_is_none_of_flask_logins_is_left_as_it_is() -> None:
    class Manager:
        __slots__ = ("_load_user", "unauthorized")
        unauthorized: Any

        def __getattr__(self, name: str) -> Any:
            raise LookupError(name)

    app = Flask("foreign")
    app.login_manager = manager = Manager()  # type: ignore[attr-defined] # as above
    manager.unauthorized = unauthorized = lambda: "away"
    app.add_url_rule("/", view_func=lambda: manager.unauthorized(), endpoint="index")  # noqa: PLW0108 # looked up late
    with record(app) as recording:
        assert manager.unauthorized is not unauthorized
        assert app.test_client().get("/").data == b"away"
    assert manager.unauthorized is unauthorized
    assert faults(recording) == [
        "app",  # Describing the app asks this manager for its login_view.
        "LoginManager.needs_refresh",
        "LoginManager._load_user",
        "LoginManager._update_request_context_with_user",
        "LoginManager._user_callback",
        "LoginManager._request_callback",
    ]
    assert recording.stages == ["session_checked", "refused"]


def looks(app: Flask, manager: Any) -> dict[str, list[object]]:
    """Return how everything looks that an observer replaces."""
    replaced = {
        "unauthorized": manager.unauthorized,
        "needs_refresh": manager.needs_refresh,
        "_load_user": manager._load_user,
        "_update_request_context_with_user": manager._update_request_context_with_user,
        "loader": manager._user_callback,
        "ensure_sync": app.ensure_sync,
    }
    return {name: appearance(function) for name, function in replaced.items()}


def appearance(function: Any) -> list[object]:
    told = [getattr(function, name, None) for name in ("__name__", "__qualname__", "__doc__", "__module__", "__self__")]
    told += [getattr(function, name, None) for name in ("__defaults__", "__kwdefaults__", "__class__", "cache_info")]
    try:
        told += [str(inspect.signature(function)), inspect.getsource(function)]
    except TypeError as error:
        told.append(str(error))
    return [*told, inspect.ismethod(function), inspect.isfunction(function), inspect.iscoroutinefunction(function)]


async def asynchronous(number: str) -> User:
    """Load a user, some day."""
    return User(number)


@pytest.mark.parametrize("loader", [*LOADERS.values(), asynchronous], ids=[*LOADERS, "asynchronous"])
def test_a_substitute_looks_like_what_it_stands_for(loader: Any) -> None:
    app = Flask("looks")
    app.secret_key = "fixed"
    manager = LoginManager(app)
    manager.user_loader(loader)
    before = looks(app, manager)
    with record(app):
        assert looks(app, manager) == before
        assert manager._user_callback == loader
        assert manager._user_callback is not loader
        assert hash(manager._user_callback) == hash(loader)


def test_what_is_asked_of_a_loader_and_done_to_it_reaches_the_loader() -> None:
    app = Flask("asked")
    app.secret_key = "fixed"
    manager = LoginManager(app)

    @manager.user_loader  # type: ignore[untyped-decorator] # as above
    @functools.lru_cache
    def load(number: str) -> User:
        return User(number)

    with record(app):
        manager._user_callback("7")
        assert manager._user_callback.cache_info().currsize == 1
        manager._user_callback.cache_clear()
        manager._user_callback.note = "kept"
    assert load.cache_info().currsize == 0
    assert load.note == "kept"
