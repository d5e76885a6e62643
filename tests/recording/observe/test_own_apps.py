"""A Flask app of a class of its own answers the same, observed and unobserved."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, current_app
from flask_login import LoginManager, login_required

from tracer.activities.record import record


class WithArguments(Flask):
    def ensure_sync(self, func: Callable[..., Any], *more: object, **named: object) -> Callable[..., Any]:
        return (lambda *_, **__: f"{more} {named}") if more or named else super().ensure_sync(func)


class Refusing(Flask):
    def __setattr__(self, name: str, value: object) -> None:
        if name == "ensure_sync":
            raise AttributeError(name)
        super().__setattr__(name, value)


class WithProperty(Flask):
    @property
    def ensure_sync(self) -> Any:
        return super().ensure_sync


class WithStatic(Flask):
    ensure_sync = staticmethod(lambda func: func)


class WithManagerProperty(Flask):
    """It makes its manager when it is asked for it, which fails outside of a request."""

    made: LoginManager | None = None

    @property
    def login_manager(self) -> LoginManager:
        if self.made is None:
            raise RuntimeError("too early")
        return self.made

    @login_manager.setter
    def login_manager(self, manager: LoginManager) -> None:
        self.made = manager


KINDS = (WithArguments, Refusing, WithProperty, WithStatic, WithManagerProperty)


def answers(app: Flask) -> list[tuple[int, bytes]]:
    client = app.test_client()
    return [(response.status_code, response.data) for path in ("/inside", "/own") if (response := client.get(path))]


def app_of(kind: type[Flask], *, managed: bool = True) -> Flask:
    app = kind("own")
    app.secret_key = "fixed"
    if managed:
        LoginManager(app).user_loader(lambda _: None)
    app.add_url_rule("/inside", view_func=login_required(lambda: "inside"), endpoint="inside")
    sync: Any = current_app
    app.add_url_rule(
        "/own", endpoint="own", view_func=lambda: sync.ensure_sync(str, *more_for(kind), **named_for(kind))("")
    )
    return app


def more_for(kind: type[Flask]) -> tuple[str, ...]:
    return ("more",) if kind is WithArguments else ()


def named_for(kind: type[Flask]) -> dict[str, str]:
    return {"named": "too"} if kind is WithArguments else {}


@pytest.mark.parametrize("managed", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_an_app_of_any_class_answers_the_same(kind: type[Flask], managed: bool) -> None:  # noqa: FBT001 # pytest's way
    unobserved = answers(app_of(kind, managed=managed))
    app = app_of(kind, managed=managed)
    with record(app) as recording:
        assert answers(app) == unobserved
    faults = {event.name for event in recording.events if event.kind == "fault"}
    expected = {"ensure_sync"} if kind is WithProperty else set()
    if managed:
        assert faults == expected
    else:
        assert faults >= expected
    assert "ensure_sync" not in vars(app)
