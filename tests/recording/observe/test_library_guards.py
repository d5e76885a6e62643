"""The guards of libraries are known by where their wrappers were written; no library is needed for that."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from types import FunctionType, MethodType
from typing import Any

import pytest
from flask import Flask
from flask_login import LoginManager

from tracer.recording.observe.app_description import describe
from tracer.recording.observe.library_guards import library_guard_of, unknown_wrapper_of
from tracer.trace.app_facts import AppView

WRAPPING = """
from functools import wraps

def {name}(view=None, **settings):
    def decorator(view):
        @wraps(view)
        def wrapper(*arguments, **named):
            return settings and None or view(*arguments, **named)
        return wrapper
    return decorator(view) if view else decorator
"""


def page() -> str:
    return "page"


def wrapped_by(module: str, name: str, folder: Path) -> Any:
    """Return the page behind a decorator that seems to be one of a library, in the place where libraries lie."""
    file = folder / "site-packages" / f"{module}.py"
    names: dict[str, Any] = {"__name__": module}
    exec(compile(WRAPPING.format(name=name), str(file), "exec"), names)  # noqa: S102 # a library that is not there
    return names[name](page)


def described(view: Any) -> AppView:
    app = Flask("shop")
    LoginManager(app)
    app.add_url_rule("/page", "page", view)
    return next(view for view in describe(app).views if view.endpoint == "page")


@pytest.mark.parametrize(
    ("module", "name", "told", "turned_away"),
    [
        ("flask_security.decorators", "auth_required", "auth_required of Flask-Security", True),
        ("flask_security.decorators", "roles_accepted", "roles_accepted of Flask-Security", True),
        ("flask_user.decorators", "login_required", "login_required of Flask-User", True),
        ("flask_appbuilder.security.decorators", "has_access", "has_access of Flask-AppBuilder", None),
        ("flask_jwt_extended.view_decorators", "jwt_required", "jwt_required of Flask-JWT-Extended", True),
    ],
)
def test_the_guard_of_a_library_is_named(
    module: str,
    name: str,
    told: str,
    turned_away: bool | None,  # noqa: FBT001 # a case
    tmp_path: Path,
) -> None:
    seen = described(wrapped_by(module, name, tmp_path))
    assert (seen.library_guards, seen.strangers_turned_away) == ((told,), turned_away)


def test_a_wrapper_of_another_library_is_named_as_unknown(tmp_path: Path) -> None:
    seen = described(wrapped_by("some_library.doors", "locked", tmp_path))
    assert seen.unknown_wrappers == ("locked of some_library",)
    assert (seen.strangers_turned_away, seen.has_guard) == (None, False)


def test_a_wrapper_that_asks_nobody_is_not_named(tmp_path: Path) -> None:
    seen = described(wrapped_by("flask_caching", "cached", tmp_path))
    assert (seen.unknown_wrappers, seen.strangers_turned_away) == ((), False)


def test_a_namesake_of_the_apps_own_is_no_guard_of_a_library() -> None:
    def auth_required(view: Callable[[], str]) -> Callable[[], str]:
        @wraps(view)
        def inner() -> str:
            return view()

        return inner

    assert library_guard_of(auth_required(page)) is None
    assert unknown_wrapper_of(auth_required(page), frozenset()) is None


def test_an_optional_login_is_no_guard() -> None:
    def made(optional: object) -> FunctionType:
        names: dict[str, Any] = {"__name__": "flask_httpauth"}
        source = (
            "class HTTPAuth:\n    def login_required(self, optional):\n"
            "        def decorated():\n            return optional\n        return decorated\n"
        )
        exec(source, names)  # noqa: S102 # a library that is not there
        wrapper = names["HTTPAuth"]().login_required(optional)
        assert isinstance(wrapper, FunctionType)
        return wrapper

    always, sometimes = library_guard_of(made(None)), library_guard_of(made(optional=True))
    assert always is not None
    assert sometimes is not None
    assert (always.strangers, sometimes.strangers) == (True, False)


def test_a_view_of_flask_admin_is_decided_by_its_class() -> None:
    names: dict[str, Any] = {"__name__": "flask_admin.base"}
    source = (
        "def _wrap_view(view):\n    def inner(self):\n        return view(self)\n    return inner\n"
        "class BaseView:\n    def is_accessible(self):\n        return True\n"
    )
    exec(source, names)  # noqa: S102 # a library that is not there
    inner, base = names["_wrap_view"](page), names["BaseView"]

    def is_accessible(_self: object) -> bool:
        return False

    reports = type("Reports", (base,), {"is_accessible": is_accessible})
    assert library_guard_of(MethodType(inner, base())) is None
    decided = library_guard_of(MethodType(inner, reports()))
    assert decided is not None
    assert (str(decided), decided.decided_by) == ("is_accessible in Reports of Flask-Admin", is_accessible)
