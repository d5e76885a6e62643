"""What a user may do: checks of roles and of owners, dropped."""

import ast
import re
from collections.abc import Iterator

from tracer.mutants.conditions import refuses, turns_strangers_away
from tracer.mutants.login_code import LOGIN_GUARD, ROLE_GUARD, decorator_name, mentions
from tracer.mutants.mutant import Mutant, MutantKind
from tracer.mutants.source_file import SourceFile

_ROLE = re.compile(r"(^|_)(admin|role|permission|staff|superuser|moderator|privilege)", re.IGNORECASE)
_ASKED_OF_A_USER = re.compile(r"^(has_role|has_roles|has_permission|can|is_allowed|is_administrator|in_role)$")


def _role_dropped(source: SourceFile) -> Iterator[Mutant]:
    kind = "role-check-dropped"
    for function in source.functions:
        for decorator in function.decorator_list:
            name = decorator_name(source, decorator)
            if ROLE_GUARD.search(name) and not LOGIN_GUARD.search(name):
                yield Mutant.at(kind, source, decorator, function.name, source.without_decorator(decorator))
    for statement in _refusals_of_users(source):
        asks_role = any(mentions(part, _ROLE) or mentions(part, _ASKED_OF_A_USER) for part in _denials(statement.test))
        if asks_role and not _compares_owners(source, statement.test):
            subject = source.name_of(source.function_around(statement))
            yield Mutant.at(kind, source, statement, subject, source.without_statement(statement))


def _refusals_of_users(source: SourceFile) -> Iterator[ast.If]:
    """Yield each ``if`` that asks something of the current user, beyond a login, and refuses."""
    for node in source.nodes:
        if (
            isinstance(node, ast.If)
            and not node.orelse
            and source.text_of(node).startswith("if")
            and refuses(source, node.body)
            and not turns_strangers_away(source, node.test)
            and any(source.is_a(part, "current_user") for part in ast.walk(node.test))
        ):
            yield node


ROLE_CHECK_DROPPED = MutantKind(
    "role-check-dropped",
    2,
    "Nothing asks for the role of a user any more in {subject}().",
    "Everybody who has an account may do what was for a few.",
    "I am an ordinary customer, and I can open the page of the administrators.",
    "Check the role in {subject}() again, and answer 403 to those who do not have it.",
    _role_dropped,
)


def _owner_dropped(source: SourceFile) -> Iterator[Mutant]:
    for statement in _refusals_of_users(source):
        function = source.function_around(statement)
        of_a_form = function is None or function.name.startswith("validate")
        if function is not None and not of_a_form and _compares_owners(source, statement.test):
            edit = source.without_statement(statement)
            yield Mutant.at("owner-check-dropped", source, statement, function.name, edit)


def _compares_owners(source: SourceFile, condition: ast.expr) -> bool:
    """Tell whether a condition asks whether something belongs to somebody else."""
    return any(
        isinstance(part, ast.Compare)
        and len(part.ops) == 1
        and isinstance(part.ops[0], ast.NotEq)
        and any(_is_the_user(source, side) for side in (part.left, *part.comparators))
        and not any(isinstance(side, ast.Constant) for side in (part.left, *part.comparators))
        for part in ast.walk(condition)
    )


def _denials(condition: ast.expr) -> Iterator[ast.expr]:
    """Yield the parts of a condition that say no: behind ``not``, ``!=``, ``not in``."""
    for part in ast.walk(condition):
        match part:
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                yield operand
            case ast.Compare(ops=[ast.NotEq() | ast.NotIn() | ast.Lt()]):
                yield part


def _is_the_user(source: SourceFile, node: ast.expr) -> bool:
    return source.is_a(node, "current_user") or (
        isinstance(node, ast.Attribute) and node.attr in {"id", "username"} and source.is_a(node.value, "current_user")
    )


OWNER_CHECK_DROPPED = MutantKind(
    "owner-check-dropped",
    3,
    "{subject}() does not ask any more whether the thing belongs to the user.",
    "Every user may see or change what belongs to another one, by its number in the address.",
    "I changed the number in the address, and there was somebody else's order.",
    "Compare the owner with current_user in {subject}(), and answer 403 or 404 to everybody else.",
    _owner_dropped,
)

KINDS = (ROLE_CHECK_DROPPED, OWNER_CHECK_DROPPED)
