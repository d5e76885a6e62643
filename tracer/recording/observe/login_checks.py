"""Reading in the source of a function whom it turns away: strangers, users, or somebody for another reason.

``if not current_user.is_authenticated: return redirect(...)`` asks for a login. ``if current_user.is_authenticated
and not current_user.confirmed: return redirect(...)`` turns users away and lets every stranger pass.
"""

import ast
from collections.abc import Iterable, Iterator
from functools import lru_cache
from types import CodeType
from typing import NamedTuple

from tracer.recording.observe.source_code import is_nothing, last_name, source_of_code

_CALLS_THAT_TURN_AWAY = frozenset({"abort", "unauthorized"})
_HARMLESS_NAMES = frozenset({"current_user", "flask_login", "request"})
_QUESTIONS = {"is_authenticated": True, "is_anonymous": False}


class LoginCheck(NamedTuple):
    """What a function asks before it turns somebody away.

    Attributes:
        strangers: Whether it turns strangers away; None where that cannot be told.
        nothing_else: Whether it asks nothing but whether somebody is logged in, and which page is wanted. Then
            whoever is turned away is not logged in.
    """

    strangers: bool | None
    nothing_else: bool


_UNKNOWN = LoginCheck(strangers=None, nothing_else=False)


@lru_cache(maxsize=512)
def login_check_of(code: CodeType) -> LoginCheck:
    """Return what a function asks, by its source; nothing is known where there is none."""
    source = source_of_code(code)
    if source is None:
        return _UNKNOWN
    signs: set[bool] = set()
    tests: list[ast.expr] = []
    for node in ast.walk(source):
        if isinstance(node, ast.If | ast.IfExp):
            signs |= set(_whom(node, source))
            if _decides(node):
                tests.append(node.test)
    asked = any(_answers(test, positive=True) for test in tests)
    return LoginCheck(
        strangers=True if True in signs else False if signs else None,
        nothing_else=asked and all(map(_is_harmless, tests)),
    )


def _whom(node: ast.If | ast.IfExp, source: ast.AST) -> Iterator[bool]:
    """Yield True for strangers who are turned away by a condition, False for users."""
    answers = [*_answers(node.test, positive=True)]
    if not answers:
        return
    body, otherwise = _parts(node)
    if _turns_away(body):
        yield from (not logged_in for logged_in in answers)
    if _turns_away(otherwise):
        yield from answers
    elif isinstance(node, ast.If) and not _turns_away(body) and _leaves(body):
        inside = {id(each) for each in ast.walk(node)}
        if _turns_away(each for each in ast.walk(source) if isinstance(each, ast.stmt) and id(each) not in inside):
            yield from answers


def _parts(node: ast.If | ast.IfExp) -> tuple[list[ast.stmt], list[ast.stmt]]:
    if isinstance(node, ast.If):
        return node.body, node.orelse
    return [ast.Return(node.body)], [ast.Return(node.orelse)]


def _decides(node: ast.If | ast.IfExp) -> bool:
    """Tell whether it depends on a condition if somebody is turned away."""
    body, otherwise = _parts(node)
    return any(_turns_away(part) or _leaves(part) for part in (body, otherwise))


def _turns_away(statements: Iterable[ast.AST]) -> bool:
    for node in _all_of(statements):
        if isinstance(node, ast.Raise) or (isinstance(node, ast.Return) and not is_nothing(node.value)):
            return True
        if isinstance(node, ast.Call) and last_name(node.func) in _CALLS_THAT_TURN_AWAY:
            return True
    return False


def _leaves(statements: Iterable[ast.AST]) -> bool:
    return any(isinstance(node, ast.Return) for node in _all_of(statements))


def _all_of(statements: Iterable[ast.AST]) -> Iterator[ast.AST]:
    return (node for statement in statements for node in ast.walk(statement))


def _answers(node: ast.AST, *, positive: bool) -> Iterator[bool]:
    """Yield, for each question in a condition, whether the condition holds for somebody who is logged in."""
    if isinstance(node, ast.Attribute) and node.attr in _QUESTIONS:
        yield positive is _QUESTIONS[node.attr]
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield from _answers(node.operand, positive=not positive)
    elif isinstance(node, ast.Compare) and (compared := _compared_with_truth(node)) is not None:
        yield from _answers(node.left, positive=positive is compared)
    else:
        for child in ast.iter_child_nodes(node):
            yield from _answers(child, positive=positive)


def _compared_with_truth(node: ast.Compare) -> bool | None:
    """Return which of True and False a comparison asks for; None when it compares with anything else."""
    value = node.comparators[0]
    if len(node.ops) != 1 or not isinstance(value, ast.Constant) or not isinstance(value.value, bool):
        return None
    if isinstance(node.ops[0], ast.Eq | ast.Is):
        return value.value
    return not value.value if isinstance(node.ops[0], ast.NotEq | ast.IsNot) else None


def _is_harmless(test: ast.expr) -> bool:
    """Tell whether a condition asks for nothing but the login, the request, and what never changes."""
    for node in ast.walk(test):
        if isinstance(node, ast.Name) and node.id not in _HARMLESS_NAMES and not node.id.isupper():
            return False
        if isinstance(node, ast.Call) and _root_of(node.func) != "request":
            return False
        of_user = isinstance(node, ast.Attribute) and last_name(node.value) == "current_user"
        if of_user and isinstance(node, ast.Attribute) and node.attr not in _QUESTIONS:
            return False
    return True


def _root_of(expression: ast.expr) -> str | None:
    while isinstance(expression, ast.Attribute):
        expression = expression.value
    return expression.id if isinstance(expression, ast.Name) else None
