"""Which guards stand before a view, and which only seem to, read without running anything.

Flask-Login's decorators keep the name of the view and lead to it by ``__wrapped__``, so a guard is found by its
code in that chain (B114). A decorator that stands above ``@app.route`` guards a function that was never registered
(B115): the source tells, or the guarded twin that the module holds beside the registered function. What is found of
a function is kept: each is read once.
"""

import ast
import inspect
import sys
from collections.abc import Callable
from functools import lru_cache
from types import CodeType, FunctionType
from typing import Any, NamedTuple

import flask
import flask_login
import werkzeug.utils
from flask_login import fresh_login_required, login_required

from tracer.recording import request_record
from tracer.recording.observe.call_stack import place_of_function
from tracer.recording.observe.login_checks import login_check_of
from tracer.recording.observe.source_code import (
    chain,
    ignores_result_of,
    innermost,
    last_name,
    methods_of,
    names_in,
    returns_something,
    source_of,
    source_of_file,
    tree_of,
)


def _code_of_guard(decorator: Callable[..., Any]) -> CodeType | None:
    """Return the code that every view guarded by a decorator of Flask-Login runs first."""
    code = inspect.unwrap(decorator).__code__
    return next((constant for constant in code.co_consts if isinstance(constant, CodeType)), None)


GUARD_CODES: dict[CodeType, str] = {
    code: name
    for name, decorator in (("login_required", login_required), ("fresh_login_required", fresh_login_required))
    if (code := _code_of_guard(decorator)) is not None
}
"""The code of each of Flask-Login's guards, with the decorator's name."""

_GUARDS = frozenset({"login_required", "fresh_login_required"})
_ASKS = frozenset({"is_authenticated", "is_anonymous", "unauthorized"})
_TURNS_AWAY = frozenset({"abort", "redirect", "unauthorized"})
_MAY_RAISE = frozenset({"abort", "unauthorized"})
"""A redirect that a hook makes and does not return turns nobody away."""

_GUARDING = frozenset(map(id, (flask_login, login_required, fresh_login_required)))
_REDIRECTING = frozenset(map(id, (flask, flask.redirect, werkzeug.utils.redirect)))
_REGISTERING = frozenset({"route", "get", "post", "put", "patch", "delete"})


def guards_in_chain(view: Any) -> list[str]:
    """Return the names of Flask-Login's guards around a function, the outermost first."""
    codes = (getattr(part, "__code__", None) for part in chain(view))
    return [GUARD_CODES[code] for code in codes if code in GUARD_CODES]


def guards_of(view: Any) -> list[str]:
    """Return the names of the guards around a view, those of every method of a class-based view included."""
    around = guards_in_chain(view)
    methods = methods_of(view)
    if not around and methods and all(guards_in_chain(method) for method in methods.values()):
        return guards_in_chain(next(iter(methods.values())))
    return around


def asks_and_turns_away(code: CodeType) -> bool:
    """Tell by the names in a function whether it may ask who is there and turn visitors away."""
    names = names_in(code)
    return bool(names & _ASKS) and bool(names & _TURNS_AWAY)


def asks_who(function: FunctionType) -> bool:
    """Tell whether a function asks whether somebody is logged in."""
    return bool(names_in(function.__code__) & _ASKS)


def throws_redirect_away(function: FunctionType) -> bool:
    """Tell whether a function calls Flask's ``redirect`` and does not use what it returns: that sends nobody away."""
    return _knows_any(function, _REDIRECTING) and bool(ignores_result_of(function, "redirect"))


def _knows_any(function: FunctionType, identities: frozenset[int]) -> bool:
    """Tell whether the module of a function holds any of some objects, by their identities."""
    return not identities.isdisjoint(map(id, function.__globals__.values()))


def unguarded_methods(view: Any) -> list[str]:
    """Return the HTTP methods of a class-based view that no guard protects while it guards others."""
    methods = methods_of(view)
    unguarded = [name for name, method in methods.items() if not guards_in_chain(method)]
    if guards_in_chain(view) or len(unguarded) == len(methods):
        return []
    return sorted(unguarded)


def is_misordered(view: Any) -> bool:
    """Tell whether a registered view is bare although ``@login_required`` was written above its ``@app.route``."""
    if not isinstance(view, FunctionType) or guards_in_chain(view):
        return False
    twin = getattr(sys.modules.get(view.__module__), view.__name__, None)
    if twin is not None and twin is not view and guards_in_chain(twin) and any(part is view for part in chain(twin)):
        return True
    return _guard_stands_above_route(view)


def _guard_stands_above_route(view: FunctionType) -> bool:
    """Read the decorators of a function: is there one of Flask-Login's guards above one that registers it?"""
    if not _knows_any(view, _GUARDING):
        return False
    function = source_of(view)
    if function is None or isinstance(function, ast.Lambda):
        return False
    guard_seen = False
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Call):
            if guard_seen and isinstance(decorator.func, ast.Attribute) and decorator.func.attr in _REGISTERING:
                return True
        elif _names_guard(decorator, view.__globals__):
            guard_seen = True
    return False


def is_guard_thrown_away(view: Any) -> bool:
    """Tell whether ``login_required(view)`` stands alone in the file of a bare view, so that nobody gets its result."""
    inner = innermost(view)
    if not isinstance(inner, FunctionType) or guards_in_chain(view):
        return False
    return inner.__name__ in _guarded_in_vain(source_of_file(inner.__code__.co_filename))


@lru_cache(maxsize=256)
def _guarded_in_vain(text: str) -> frozenset[str]:
    """Return the names of the functions in a source text for which a guard is made and thrown away."""
    if "login_required" not in text:
        return frozenset()
    tree = tree_of(text)
    if tree is None:
        return frozenset()
    alone = [node.value for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)]
    calls = [call for call in alone if last_name(call.func) in _GUARDS]
    return frozenset(argument.id for call in calls for argument in call.args if isinstance(argument, ast.Name))


def _names_guard(decorator: ast.expr, names: dict[str, Any]) -> bool:
    if isinstance(decorator, ast.Name):
        return any(names.get(decorator.id) is guard for guard in (login_required, fresh_login_required))
    return isinstance(decorator, ast.Attribute) and decorator.attr in _GUARDS


def is_login_guard(hook: Any) -> bool:
    """Tell whether a ``before_request`` function asks for a login: it is guarded, or asks and can turn away.

    A hook that only notes when a user was last seen asks too, but it can turn nobody away. One that turns away users
    who have not confirmed their address asks for no login either: strangers pass it. Nothing is said of a hook whose
    answer is not known.
    """
    if guards_in_chain(hook):
        return True
    code = getattr(innermost(hook), "__code__", None)
    if code is None:
        return False
    names = names_in(code)
    if not names & _ASKS or not (names & _MAY_RAISE or returns_something(code)):
        return False
    return login_check_of(code).strangers is not False


def asks_nothing_else(hook: Any) -> bool:
    """Tell whether a ``before_request`` function turns away nobody but visitors who are not logged in."""
    code = getattr(innermost(hook), "__code__", None)
    return bool(guards_in_chain(hook)) or (code is not None and login_check_of(code).nothing_else)


def is_guarded_by_its_own_code(view: Any) -> bool:
    """Tell whether a view, or a decorator of the app's own around it, turns strangers away."""
    codes = [code for part in chain(view) if isinstance(code := getattr(part, "__code__", None), CodeType)]
    return any(
        names_in(code) & _ASKS and names_in(code) & _TURNS_AWAY and login_check_of(code).strangers
        for code in codes
        if code not in GUARD_CODES
    )


class KnownFunction(NamedTuple):
    """What is known of a hook or a view without running it.

    Attributes:
        function: The function itself, kept so that its identity stays its own.
        name: Its name.
        guarded: Whether a guard of Flask-Login stands before it, or before every method of its class.
        guard_around: Whether a guard of Flask-Login stands around the function itself.
        asks_for_login: Whether it seems to ask for a login and to turn visitors away.
        asks_nothing_else: Whether it turns away nobody but visitors who are not logged in.
        guards_itself: Whether it, or a decorator of the app's own around it, turns strangers away.
        place: Where it begins.
        of_class_view: Whether Flask has made it around the class of a view.
    """

    function: Any
    name: str
    guarded: bool
    guard_around: bool
    asks_for_login: bool
    asks_nothing_else: bool
    guards_itself: bool
    place: request_record.CodePlace | None
    of_class_view: bool


class KnownFunctions:
    """The functions of an app that were met so far."""

    def __init__(self) -> None:
        self._known: dict[int, KnownFunction] = {}

    def __getitem__(self, function: Any) -> KnownFunction:
        known = self._known.get(id(function))
        if known is None:
            inner = innermost(function)
            known = self._known[id(function)] = KnownFunction(
                function,
                getattr(inner, "__name__", type(inner).__name__),
                bool(guards_of(function)),
                bool(guards_in_chain(function)),
                is_login_guard(function),
                asks_nothing_else(function),
                is_guarded_by_its_own_code(function),
                place_of_function(function),
                getattr(function, "__module__", None) == "flask.views",
            )
        return known
