"""Whether a login library stands guard around a view, told by the module in which each wrapper was written.

Nothing of a library is imported, and nothing is called.
"""

from collections.abc import Mapping
from enum import Enum
from types import FunctionType, MethodType
from typing import Any

from tracer.recording.observe.source_code import chain


class Asks(Enum):
    """Where a library looks for whoever wants to get in."""

    SESSION = "session"
    """At the user of Flask-Login."""
    REQUEST = "request"
    """At what the request itself brings along: a name and a password, or a token in a header."""
    EITHER = "either"
    """At both, and at what an administrator allows to everybody."""


_MODULES: Mapping[str, Asks] = {
    "flask_security.decorators": Asks.SESSION,
    "flask_appbuilder.security.decorators": Asks.EITHER,
    "flask_user.decorators": Asks.SESSION,
    "flask_httpauth": Asks.REQUEST,
    "flask_jwt_extended.view_decorators": Asks.REQUEST,
}
"""The modules whose wrappers turn visitors away, by what they ask."""

_ASK_THE_REQUEST = frozenset({"auth_token_required", "http_auth_required"})
"""Decorators of Flask-Security for which a user in the session does not count."""

_PASSES_ON = frozenset(
    {
        "anonymous_user_required", "handle_csrf", "merge_response_func", "no_cache", "permission_name", "unauth_csrf",
    }
)  # fmt: skip
"""Decorators of these modules that turn no stranger away."""

_ADMIN_WRAPPER = "flask_admin.base"
_ADMIN_QUESTIONS = ("is_accessible", "_handle_view")


def library_asks(view: Any) -> Asks | None:
    """Return what a library's guard around a view asks; None where no known library guards it."""
    return next((asks for asks in map(wrapper_asks, chain(view)) if asks is not None), None)


def wrapper_asks(part: Any) -> Asks | None:
    """Return what one function of the chain around a view asks, if it is the guard of a known library."""
    function = part.__func__ if type(part) is MethodType else part
    if type(function) is not FunctionType:
        return None
    module = str(function.__globals__.get("__name__", ""))
    decorator = function.__code__.co_qualname.partition(".<locals>")[0]
    if module in _MODULES and decorator not in _PASSES_ON and not _is_optional(function):
        return Asks.REQUEST if decorator in _ASK_THE_REQUEST else _MODULES[module]
    if module == _ADMIN_WRAPPER and type(part) is MethodType and _app_decides(type(part.__self__)):
        return Asks.SESSION
    return None


def _app_decides(admin_view: type) -> bool:
    """Tell whether the app itself says who may see a view of Flask-Admin: without that everybody may."""
    for question in _ADMIN_QUESTIONS:
        answer = next((vars(owner)[question] for owner in admin_view.__mro__ if question in vars(owner)), None)
        if type(answer) is FunctionType and not str(answer.__globals__.get("__name__", "")).startswith("flask_admin"):
            return True
    return False


def _is_optional(wrapper: FunctionType) -> bool:
    """Tell whether a guard was told to let strangers pass: Flask-JWT-Extended's and Flask-HTTPAuth's ``optional``."""
    cells = zip(wrapper.__code__.co_freevars, wrapper.__closure__ or (), strict=True)
    for name, cell in cells:
        if name == "optional":
            try:
                return cell.cell_contents is True
            except ValueError:  # an empty cell
                return False
    return False
