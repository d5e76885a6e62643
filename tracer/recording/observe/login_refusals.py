"""With which errors the code of a login says that name and password do not fit, read without running it.

A login view need not check a password for a name that nobody has: in ``if user is None or not check_password(...)`` the
check is left out, and so nobody sees one. From the place on where the code asks whether there is such a user, or checks
the password, its errors are about what was typed. What it refuses before is about something else.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from http import HTTPStatus
from types import FunctionType

from werkzeug.exceptions import default_exceptions

from tracer.recording.observe.source_code import Definition, last_name, source_of

_CHECKS_A_PASSWORD = re.compile(
    r"passw|passphrase|(^|_)pwd?(_|$)|checkpw|credential|authenticate|(^|_)verify$", re.IGNORECASE
)
_LOGIN = "login_user"
_NOBODY = frozenset({"request", "session", "form", "self", "g", "current_app", "current_user"})
"""What may stand in the call of ``login_user`` and is no user."""

_ERRORS = range(400, 500)
_STATUS_OF: Mapping[str, int] = {
    **{status.name: status.value for status in HTTPStatus},
    **{error.__name__: status for status, error in default_exceptions.items()},
}
"""The statuses by the names that stand for them in code."""

_Test = ast.If | ast.IfExp | ast.While | ast.Assert


def refusal_statuses(functions: Iterable[FunctionType]) -> tuple[int, ...]:
    """Return the statuses from 400 on with which a view refuses a name or a password.

    Args:
        functions: The view's function, and those of the app that it calls.
    """
    sources = [source for source in map(source_of, functions) if source is not None]
    users = frozenset().union(*map(_users_of, sources))
    return tuple(sorted({status for source in sources for status in _statuses_of(source, users)}))


@lru_cache(maxsize=1024)
def _users_of(source: Definition) -> frozenset[str]:
    """Return the names by which a function calls those whom it logs in."""
    logins = (call for call in _calls_in(source) if last_name(call.func) == _LOGIN)
    given = [argument for call in logins for argument in (*call.args[:1], *_named(call, "user"))]
    called = {id(call.func) for argument in given for call in _calls_in(argument)}
    names = (node for argument in given for node in ast.walk(argument) if isinstance(node, ast.Name))
    return frozenset(name.id for name in names if id(name) not in called) - _NOBODY


@lru_cache(maxsize=1024)
def _statuses_of(source: Definition, users: frozenset[str]) -> frozenset[int]:
    begins = min((line for node in ast.walk(source) if (line := _line_of_question(node, users))), default=None)
    if begins is None:
        return frozenset()
    return frozenset(
        status
        for node in ast.walk(source)
        if getattr(node, "lineno", 0) >= begins and (status := _status_in(node)) in _ERRORS
    )


def _line_of_question(node: ast.AST, users: frozenset[str]) -> int | None:
    """Return the line where a piece of code asks whether there is a user, or checks a password; None elsewhere."""
    if isinstance(node, ast.Call) and _CHECKS_A_PASSWORD.search(last_name(node.func) or ""):
        return node.lineno
    if isinstance(node, _Test) and any(isinstance(name, ast.Name) and name.id in users for name in ast.walk(node.test)):
        return node.test.lineno
    if isinstance(node, ast.Try) and any(
        _gives(each, users) for statement in node.body for each in ast.walk(statement)
    ):
        return node.lineno  # Whoever is looked for and not there is an exception.
    return None


def _gives(node: ast.AST, names: frozenset[str]) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id in names


def _status_in(node: ast.AST) -> int:
    """Return the HTTP status for which a piece of code stands: a number, a member of HTTPStatus, an exception."""
    if isinstance(node, ast.Constant):
        return node.value if type(node.value) is int else 0
    name = last_name(node) if isinstance(node, ast.Attribute | ast.Name) else None
    return 0 if name is None else _STATUS_OF.get(name, 0)


def _calls_in(source: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(source) if isinstance(node, ast.Call))


def _named(call: ast.Call, name: str) -> list[ast.expr]:
    return [keyword.value for keyword in call.keywords if keyword.arg == name]
