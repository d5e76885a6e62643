"""What can be recorded: a Flask app, also behind a proxy; everything else is refused in a sentence."""

from typing import Any

import pytest
from flask import Flask, current_app
from werkzeug.local import LocalProxy
from werkzeug.middleware.proxy_fix import ProxyFix

from tests.conftest import MakeApp
from tracer.activities.record import record
from tracer.errors import AppError
from tracer.pytest_plugin import LoginTraces
from tracer.recording.recordable_app import recordable_app
from tracer.recording.recording import Recording


class Standing:
    """A proxy in the manner of wrapt: it says that it is what it stands for."""

    def __init__(self, wrapped: Any) -> None:
        self.__wrapped__ = wrapped

    @property  # type: ignore[misc] # mypy wants it to be writable
    def __class__(self) -> Any:
        return type(self.__wrapped__)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__wrapped__, name)


def proxies(app: Flask) -> dict[str, Any]:
    proxy: Any = LocalProxy(lambda: app)
    return {
        "itself": app,
        "LocalProxy": proxy,
        "in the manner of wrapt": Standing(app),
        "both": LocalProxy(lambda: proxy),
    }


@pytest.mark.parametrize("kind", ["itself", "LocalProxy", "in the manner of wrapt", "both"])
def test_a_proxy_is_recorded_as_the_app_behind_it(kind: str, make_app: MakeApp) -> None:
    app = make_app()
    with record(proxies(app)[kind]) as recording:
        app.test_client().get("/protected")
    assert recording.stages == ["session_checked", "redirected"]


def test_current_app_is_recorded(make_app: MakeApp) -> None:
    app = make_app()
    with app.app_context(), record(current_app) as recording:
        pass
    with recording:
        app.test_client().get("/protected")
    assert recording.stages == ["session_checked", "redirected"]


def test_current_app_without_an_app_is_refused() -> None:
    with pytest.raises(AppError, match="no app stands behind it here"), record(current_app):
        pass


class Quart:
    """Stands for Quart's class, which is in another process."""


Quart.__module__ = "quart.app"

NO_APPS: dict[str, tuple[Any, str]] = {
    "None": (None, "of the type NoneType. Give the object"),
    "number": (3, "of the type int. Give the object"),
    "name": ("app", "of the type str. Give the object"),
    "class": (Flask, "of the type type. Give the app that it makes"),
    "factory": (lambda: Flask("made"), "of the type function. Give the app that it makes"),
    "middleware": (ProxyFix(Flask("inside")), "with a Flask app inside. Give the app itself"),
    "Quart": (Quart(), "an app of Quart"),
}


@pytest.mark.parametrize(("given", "told"), NO_APPS.values(), ids=NO_APPS)
@pytest.mark.parametrize("way", ["record", "of", "fixture"])
def test_what_is_no_app_is_refused_in_one_sentence(way: str, given: Any, told: str) -> None:
    def begin() -> None:
        if way == "record":
            with record(given):
                pass
        elif way == "of":
            Recording.of(given)
        else:
            LoginTraces()(given)

    with pytest.raises(AppError, match=r"^Only an app of Flask can be recorded, and this is ") as refused:
        begin()
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


def test_proxies_that_lead_round_in_a_circle_are_refused() -> None:
    proxy: Any = LocalProxy(lambda: proxy)
    with pytest.raises(AppError):
        recordable_app(proxy)
