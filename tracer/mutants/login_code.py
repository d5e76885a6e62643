"""Where in a file the code of a login stands: routes, hooks, loaders, what is said in a view of the next page."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tracer.mutants.conditions import lets_users_pass, refuses
from tracer.mutants.source_file import FunctionNode, SourceFile

_ROUTES = frozenset({"route", "get", "post", "put", "patch", "delete"})
_BY_THE_WAY = re.compile(
    r"regist|sign_?up|reset|change_|confirm|activat|invit|join|create_(user|account)|impersonat", re.IGNORECASE
)
_HOOKS = ("before_request", "before_app_request")

ROLE_GUARD = re.compile(
    r"^(?!.*(login|logged|fresh|auth_required|anonym))"
    r".*(admin|role|permission|staff|superuser|owner|moderator|editor|manager|privilege|scope)s?.*"
    r"(required|only|accepted)$|^(requires?|needs?|only|check)_(an?_)?(admin|role|permission|staff|superuser|owner)"
)
"""The names of decorators that ask what a user may do."""

LOGIN_GUARD = re.compile(
    r"^(?!.*(fresh|not_|un|anonym))(.*_)?(login|signin|sign_in|logged_in|auth|authentication|user|member)s?_(is_)?(required|only|needed)$"
    r"|^(requires?|needs?|only)_(a_)?(login|auth|authentication|user|logged_in|signin)s?$|^(authenticated|protected)$"
)
"""The names of decorators that ask whether somebody is logged in."""


def decorator_name(source: SourceFile, decorator: ast.expr) -> str:
    """Return the name of a decorator, that of the function that makes it where it has arguments."""
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return source.meaning(called).rpartition(".")[2]


def routes_of(function: FunctionNode) -> list[ast.Call]:
    """Return the decorators that register a function as a view."""
    return [
        decorator
        for decorator in function.decorator_list
        if isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Attribute)
        and decorator.func.attr in _ROUTES
        and (decorator.args or decorator.keywords)
    ]


def registrations_of(source: SourceFile, function: FunctionNode) -> list[ast.Call]:
    """Return the calls of ``add_url_rule`` that register a function of the file by its name."""
    return [
        call
        for call in source.calls_of("add_url_rule")
        for given in (*call.args, *(keyword.value for keyword in call.keywords))
        if isinstance(given, ast.Name) and given.id == function.name
    ]


def hooks(source: SourceFile) -> Iterator[FunctionNode]:
    """Yield the functions that run before every request."""
    given = {
        argument.id for call in source.calls_of(*_HOOKS) for argument in call.args if isinstance(argument, ast.Name)
    }
    for function in source.functions:
        if function.name in given or any(decorator_name(source, each) in _HOOKS for each in function.decorator_list):
            yield function


def is_about_login(function: FunctionNode | None) -> bool:
    """Tell whether people log in by a view, not by the way, while they register or change their password."""
    return function is None or _BY_THE_WAY.search(function.name) is None


def refusals_at_the_end(source: SourceFile) -> Iterator[tuple[ast.If, ast.stmt]]:
    """Yield, for each hook that lets users pass first and then refuses, the ``if`` and the refusal."""
    for function in hooks(source):
        passing = [each for each in function.body[:-1] if lets_users_pass(source, each)]
        if passing and isinstance(passing[0], ast.If) and refuses(source, function.body[-1:]):
            yield passing[0], function.body[-1]


@dataclass(frozen=True)
class Loader:
    """What an app gives to ``user_loader``.

    Attributes:
        given: The function, or the expression that is given: a lambda, ``members.get``.
        registration: The decorator or the call.
    """

    given: FunctionNode | ast.expr
    registration: ast.expr

    @property
    def parameter(self) -> str | None:
        """The name of the argument that is the id; None where that cannot be told."""
        if not isinstance(self.given, FunctionNode | ast.Lambda):
            return None
        names = [argument.arg for argument in self.given.args.args if argument.arg not in {"self", "cls"}]
        return names[0] if names else None


def loaders(source: SourceFile) -> Iterator[Loader]:
    """Yield the user loaders of a file, each once."""
    by_name = {function.name: function for function in source.functions}
    for function in source.functions:
        for decorator in function.decorator_list:
            if source.is_a(decorator, "user_loader"):
                yield Loader(function, decorator)
    for call in source.calls_of("user_loader"):
        if len(call.args) == 1 and not isinstance(call.args[0], ast.Starred):
            given = call.args[0]
            found = by_name.get(given.id) if isinstance(given, ast.Name) else None
            yield Loader(found or given, call)


def returns_of(source: SourceFile, function: FunctionNode) -> Iterator[ast.Return]:
    """Yield the returns of a function that have a value other than None."""
    for statement in function.body:
        for node in source.within(statement):
            if isinstance(node, ast.Return) and not isinstance(node.value, ast.Constant | None):
                yield node


def called_in(source: SourceFile, held: ast.AST | None, *names: str) -> bool:
    """Tell whether one of some functions is called in a function or a class."""
    calls = [] if held is None else [node for node in ast.walk(held) if isinstance(node, ast.Call)]
    return any(source.is_a(call.func, name) for call in calls for name in names)


def mentions(node: ast.expr | ast.stmt, pattern: re.Pattern[str]) -> bool:
    """Tell whether a name or a text in a node matches a pattern."""
    for part in ast.walk(node):
        match part:
            case (
                ast.Name(id=said)
                | ast.Attribute(attr=said)
                | ast.Constant(value=str(said))
                | ast.keyword(arg=str(said))
            ):
                if pattern.search(said):
                    return True
    return False
