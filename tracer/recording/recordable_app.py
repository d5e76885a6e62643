"""Which apps can be recorded: those of Flask, also where a proxy such as ``current_app`` stands for one."""

import inspect
from types import FunctionType
from typing import Any

from flask import Flask
from werkzeug.local import LocalProxy

from tracer.errors import AppError

_LAYERS = 16
"""So many proxies may stand before an app."""


def recordable_app(given: Any) -> Flask:
    """Return the Flask app itself, behind whatever proxies it was given.

    Raises:
        AppError: It is no Flask app, or a proxy that stands for none here.
    """
    app = given
    for _ in range(_LAYERS):
        kind = type(app)
        if issubclass(kind, Flask):
            found: Flask = app
            return found
        if issubclass(kind, LocalProxy):
            try:
                app = app._get_current_object()  # noqa: SLF001 # Flask's documented way to the app behind current_app
            except RuntimeError as error:
                raise AppError(
                    "The app to be recorded is a proxy such as current_app, and no app stands behind it here. Give the "
                    "app itself, or begin the recording inside of: with app.app_context()"
                ) from error
        elif _is_proxy(app):
            app = app.__wrapped__
        else:
            break
    raise AppError(_refusal(app))


def _is_proxy(given: Any) -> bool:
    """Tell whether something says that it is a Flask app and holds another object, as the proxies of wrapt do."""
    return isinstance(given, Flask) and hasattr(given, "__wrapped__")


def _refusal(given: object) -> str:
    kind = type(given)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    found = f"Only an app of Flask can be recorded, and this is of the type {name}"
    if any(each.__module__.partition(".")[0] == "quart" for each in kind.__mro__):
        return f"{found}, an app of Quart. Record the same login in an app of Flask."
    if issubclass(type(inspect.getattr_static(given, "app", None)), Flask):
        return f"{found}, with a Flask app inside. Give the app itself, which is its .app"
    if issubclass(kind, type | FunctionType):
        return f"{found}. Give the app that it makes when it is called."
    return f"{found}. Give the object that was made by Flask(__name__)."
