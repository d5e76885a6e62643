"""The guards that libraries bring along: which wrapper of which library turns strangers away.

A library's decorator is known by the module in which its wrapper was written and by the function around it; nothing of
the library is imported or called. So an app that lacks a library costs nothing, and a name that a later version of one
changes is told as an unknown wrapper and never as "no guard".
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from types import CodeType, FunctionType, MethodType
from typing import Any, NamedTuple

from tracer.recording.code_origin import is_file_of_library
from tracer.recording.observe.source_code import chain


class Asks(Enum):
    """Where a library looks for whoever wants to get in."""

    SESSION = "session"
    """At the user of Flask-Login."""
    REQUEST = "request"
    """At what the request itself brings along: a name and a password, or a token in a header."""
    EITHER = "either"
    """At both, and at what an administrator allows to everybody."""


@dataclass(frozen=True)
class LibraryGuard:
    """A guard of a library around a view.

    Attributes:
        library: The library as people call it: ``Flask-Security``.
        name: The decorator or method: ``auth_required``.
        strangers: Whether it turns every stranger away; None where that depends on more than the code says, as on
            what an administrator allows to the role Public.
        asks: Where it looks for the visitor; None where that is not known.
        decided_by: The function of the app that decides, where the library leaves that to the app; else None.
    """

    library: str
    name: str
    strangers: bool | None
    asks: Asks | None = None
    decided_by: FunctionType | None = None

    def __str__(self) -> str:
        """The guard in words: ``auth_required of Flask-Security``."""
        return f"{self.name} of {self.library}"


class _Known(NamedTuple):
    """What is known of a guard: see ``LibraryGuard``."""

    library: str
    asks: Asks | None
    strangers: bool | None = True


_OF_SECURITY = (
    "auth_required", "roles_required", "roles_accepted", "permissions_required", "permissions_accepted",
)  # fmt: skip

_KNOWN: dict[tuple[str, str], _Known] = {
    **{("flask_security.decorators", name): _Known("Flask-Security", Asks.SESSION) for name in _OF_SECURITY},
    **{
        ("flask_security.decorators", name): _Known("Flask-Security", Asks.REQUEST)
        for name in ("http_auth_required", "auth_token_required")
    },
    # What Flask-AppBuilder asks is kept in its database: the role Public may be allowed to see a page.
    **{
        ("flask_appbuilder.security.decorators", name): _Known("Flask-AppBuilder", Asks.EITHER, strangers=None)
        for name in ("has_access", "has_access_api", "protect")
    },
    **{
        ("flask_user.decorators", name): _Known("Flask-User", Asks.SESSION)
        for name in ("login_required", "roles_required", "roles_accepted", "allow_unconfirmed_email")
    },
    **{
        ("flask_httpauth", f"{kind}.login_required"): _Known("Flask-HTTPAuth", Asks.REQUEST)
        for kind in ("HTTPAuth", "MultiAuth")
    },
    ("flask_jwt_extended.view_decorators", "jwt_required"): _Known("Flask-JWT-Extended", Asks.REQUEST),
    ("flask_principal", "IdentityContext.__call__"): _Known("Flask-Principal", None, strangers=None),
    ("flask_simplelogin", "login_required"): _Known("Flask-SimpleLogin", None),
}
"""Every known guard: the module and the function in which its wrapper was written."""

LIBRARY_QUESTIONS = frozenset({"has_access", "is_item_public"})
"""Methods of libraries that say whether the visitor may do something, by what stands in a database."""

LIBRARY_DEMANDS = frozenset({"verify_jwt_in_request"})
"""Functions of libraries that raise when the visitor is a stranger."""

_NO_GUARDS = frozenset(
    {
        "contextlib", "flask", "flask_caching", "flask_compress", "flask_cors", "flask_limiter", "flask_restful",
        "flask_restx", "flask_talisman", "functools", "werkzeug",
    }
)  # fmt: skip
"""Libraries whose wrappers ask nobody who they are."""

_NO_GUARD_NAMES = frozenset(
    {
        ("flask_appbuilder", "no_cache"), ("flask_appbuilder", "safe"), ("flask_appbuilder", "rison"),
        ("flask_appbuilder", "etag"), ("flask_appbuilder", "permission_name"),
        ("flask_appbuilder", "merge_response_func"),
        ("flask_security", "anonymous_user_required"), ("flask_security", "handle_csrf"),
        ("flask_security", "unauth_csrf"), ("flask_wtf", "CSRFProtect"), ("flask_login", "login_required"),
        ("flask_login", "fresh_login_required"),
    }
)  # fmt: skip
"""Single wrappers that let strangers pass, or are told in another place, by package and function."""


def library_guard_of(function: Any) -> LibraryGuard | None:
    """Return the guard of a known library that a wrapper, a decorator or a bound method is; None for all others.

    Args:
        function: One function of the chain around a view, as it was registered: Flask-Admin's views are methods
            bound to the view, whose class decides.
    """
    written = _written(function)
    if written is None:
        return None
    module, code = _module_of(written), written.__code__
    if module == "flask_admin.base" and _maker_of(code) == "_wrap_view":
        return _of_admin_view(function)
    found = _KNOWN.get((module, _maker_of(code)))
    if found is None:
        return None
    strangers = False if _held(written, "optional") is True else found.strangers
    name = _maker_of(code).rpartition(".")[2].replace("__call__", "require")
    return LibraryGuard(found.library, name, strangers, found.asks)


def library_asks(view: Any) -> Asks | None:
    """Return where the guard of a library around a view looks for the visitor; None where none is known to guard it."""
    guards = filter(None, map(library_guard_of, chain(view)))
    return next((guard.asks for guard in guards if guard.asks is not None and guard.strangers is not False), None)


def unknown_wrapper_of(function: Any, home: frozenset[str]) -> str | None:
    """Return a wrapper of a library of which nothing is known, as ``NAME of LIBRARY``; None for all others.

    Args:
        function: One function of the chain around a view, not the view itself.
        home: The packages of the app itself; a wrapper of theirs is the app's own.
    """
    written = _written(function)
    if written is None:
        return _unknown_object(function, home)
    if library_guard_of(function) is not None:
        return None
    module = _module_of(written)
    package, maker = module.partition(".")[0], _maker_of(written.__code__)
    if package in home or package in _NO_GUARDS or package in sys.stdlib_module_names:
        return None
    if (package, maker.partition(".")[0]) in _NO_GUARD_NAMES or (module, maker) == ("flask_admin.base", "_wrap_view"):
        return None
    return f"{maker} of {package}" if is_file_of_library(written.__code__.co_filename) else None


def _unknown_object(wrapper: Any, home: frozenset[str]) -> str | None:
    """Return an object of a library that stands around a view, as ``CLASS of LIBRARY``; None for all others."""
    kind = type(wrapper)
    package = str(kind.__module__).partition(".")[0]
    if package in home or package in _NO_GUARDS or package in sys.stdlib_module_names:
        return None
    call = next((vars(base)["__call__"] for base in kind.__mro__ if "__call__" in vars(base)), None)
    is_of_library = type(call) is FunctionType and is_file_of_library(call.__code__.co_filename)
    return f"{kind.__name__} of {package}" if is_of_library else None


def _of_admin_view(function: Any) -> LibraryGuard | None:
    """Return what Flask-Admin asks before a view: what its class overrides, or nothing."""
    if type(function) is not MethodType:
        return LibraryGuard("Flask-Admin", "is_accessible", None)
    for name in ("is_accessible", "_handle_view"):
        for owner in type(function.__self__).__mro__:
            own = vars(owner).get(name)
            if own is None:
                continue
            if type(own) is FunctionType and not _module_of(own).startswith("flask_admin."):
                return LibraryGuard("Flask-Admin", f"{name} in {owner.__name__}", None, Asks.SESSION, own)
            break
    return None


def _written(function: Any) -> FunctionType | None:
    """Return the function behind a bound method; None for what has no code."""
    inner = function.__func__ if type(function) is MethodType else function
    return inner if type(inner) is FunctionType else None


def _module_of(function: FunctionType) -> str:
    """Return where a function was written; a wrapper bears the name of the module of what it wraps."""
    return str(function.__globals__.get("__name__", ""))


def _maker_of(code: CodeType) -> str:
    """Return the function in which a wrapper was written: ``auth_required``, or ``HTTPAuth.login_required``."""
    return code.co_qualname.partition(".<locals>")[0]


def _held(function: FunctionType, name: str) -> object:
    """Return what a wrapper keeps under a name of its decorator; None where it keeps nothing."""
    return next((value for kept, value in _kept(function) if kept == name), None)


def _kept(function: FunctionType) -> Iterator[tuple[str, object]]:
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        try:
            yield name, cell.cell_contents
        except ValueError:  # an empty cell
            continue
